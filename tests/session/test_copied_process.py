"""A copy of the process, as `os.fork` makes it: its own executions run there, and what runs here is left alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="only Unix has fork"),
]

_OPENING = """
import os, sys, threading
import sfn_notebook as sfn

TASK = {"StartAt": "T", "States": {"T": {"Type": "Task", "End": True,
        "Resource": "arn:aws:lambda:us-east-1:123456789012:function:work"}}}
WAIT = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": True}}}
TOKEN = {"StartAt": "T", "States": {"T": {"Type": "Task", "End": True, "Parameters": {"FunctionName": "work",
         "Payload": {"token.$": "$$.Task.Token"}}, "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken"}}}
store = sys.argv[1] if len(sys.argv) > 1 else None

async def work(event, context):
    return "done"

def told(act):
    try:
        print(act(), flush=True)
    except Exception as error:
        print(f"{type(error).__name__}: {error}", flush=True)

session = sfn.Session(store=store)
session.function("work", work)
machine = session.state_machine(TASK, "m")
machine.start({}).wait(30)
asking = session.state_machine(TOKEN, "asking").start({}, name="asking")
while not session.pending:
    pass

def fork(act):
    child = os.fork()
    if not child:
        try:
            act()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
"""


def told(program: str, *arguments: str) -> list[str]:
    command = [sys.executable, "-W", "ignore", "-c", _OPENING + program, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.splitlines()


def test_an_execution_starts_in_a_copy_as_in_its_original() -> None:
    program = """
fork(lambda: told(lambda: machine.start({}).wait(20).output))
fork(lambda: told(lambda: machine.run({}).output))
told(lambda: machine.start({}).wait(20).output)
(task,) = session.pending
task.succeed("yes")
told(lambda: asking.wait(20).output)
"""
    assert told(program) == ["done", "done", "done", "yes"]


def test_whoever_waits_in_a_copy_for_what_runs_in_the_original_is_told() -> None:
    program = """
fork(lambda: told(lambda: asking.wait(20)))
fork(lambda: told(lambda: asking.stop()))
fork(lambda: told(lambda: session.close()))
told(lambda: asking.stop().status)
"""
    where = "it runs in the process that this one is a copy of: start it here in a session of its own"
    first, second, *rest = told(program)
    assert first == f"UsageError: {where}"
    assert "is run by nobody in this process" in second
    assert rest == ["None", "ABORTED"]


def test_the_file_of_a_store_stays_with_the_original(tmp_path: Path) -> None:
    program = """
for act in (
    lambda: machine.start({}),
    lambda: machine.run({}),
    lambda: asking.wait(20),
    lambda: len(session.executions),
    lambda: asking.execution.arn in session.executions,
    lambda: list(session.executions),
    lambda: session.find("asking"),
    lambda: session.interrupted,
    lambda: session.resume(),
    lambda: session.client("stepfunctions").list_state_machines()["stateMachines"][0]["name"],
    lambda: session.close(),
):
    fork(lambda act=act: told(act))

def own():
    with sfn.Session(store=store) as mine:
        mine.function("work", work)
        told(lambda: mine.state_machine(TASK, "m").start({}, name="own").wait(20).output)
        told(lambda: mine.interrupted)
fork(own)
told(lambda: session.load("own").output)
(task,) = session.pending
task.succeed("yes")
told(lambda: asking.wait(20).output)
"""
    found = told(program, str(tmp_path / "executions.db"))
    copy = "is open in the process that this one is a copy of: open it here in a session of its own"
    assert [line.split(" ", 2)[2] if copy in line else line for line in found] == [
        *(
            copy,
            copy,
            "UsageError: it runs in the process that this one is a copy of: start it here in a session of its own",
        ),
        *(copy, "True", copy, copy, copy, copy, "m", "None"),
        *("done", "()", "done", "yes"),
    ]


def test_copies_made_while_threads_work_do_not_hang() -> None:
    program = """
def keep_busy():
    while True:
        [job.wait(20) for job in [machine.start({}) for _ in range(20)]]

threading.Thread(target=keep_busy, daemon=True).start()

def own():
    mine = sfn.Session()
    mine.function("work", work)
    told(lambda: mine.state_machine(TASK, "m").start({}).wait(10).output)
for _ in range(30):
    fork(own)
"""
    assert told(program) == ["done"] * 30
