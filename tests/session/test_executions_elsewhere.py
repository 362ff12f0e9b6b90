"""Executions that another process runs, or whose process has ended: what is seen of them, and what can be done."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from botocore.exceptions import ClientError

import sfn_notebook as sfn

Open: TypeAlias = Callable[[], sfn.Session]
ASK: dict[str, Any] = {
    "StartAt": "Ask",
    "States": {
        "Ask": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Parameters": {"FunctionName": "ask", "Payload": {"token.$": "$$.Task.Token"}},
            "End": True,
        }
    },
}


def asked(_: object) -> None:
    """Somebody hears of the token."""


@pytest.fixture
def open_session(tmp_path: Path) -> Iterator[Open]:
    """Opens sessions on one and the same store."""
    opened: list[sfn.Session] = []

    def open_one() -> sfn.Session:
        opened.append(sfn.Session(store=tmp_path / "db"))
        opened[-1].function("ask", asked)
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


def asking(session: sfn.Session, name: str = "e") -> sfn.Job:
    job = session.state_machine(ASK, "m").start(name=name)
    while not job.execution.pending:
        assert job.status == "RUNNING"
    return job


def test_what_was_loaded_while_it_ran_elsewhere_shows_how_it_ended(open_session: Open) -> None:
    one, other = open_session(), open_session()
    job = asking(one)
    seen = other.load("e")
    assert (seen.status, seen.history[-1]["type"]) == ("RUNNING", "TaskSubmitted")
    job.execution.pending[0].succeed("yes")
    job.wait(10)
    assert (seen.status, seen.output, len(seen.steps)) == ("SUCCEEDED", "yes", 1)


def test_what_was_loaded_goes_on_once_it_is_resumed(open_session: Open) -> None:
    one = open_session()
    asking(one)
    one.close()
    other = open_session()
    seen = other.load("e")
    assert seen.pending == ()
    other.resume("e")
    seen.pending[0].succeed(5)
    assert sfn.Job(seen).wait(10).output == 5


def test_what_was_redriven_elsewhere_is_seen_as_it_is_now(open_session: Open) -> None:
    one, other = open_session(), open_session()
    asking(one).stop()
    assert one.load("e").status == "ABORTED"
    job = sfn.Job(other.load("e")).redrive()
    while not job.execution.pending:
        assert job.status == "RUNNING"
    seen = one.load("e")
    assert seen.status == "RUNNING"
    job.execution.pending[0].succeed("late")
    job.wait(10)
    assert (seen.output, one.client().describe_execution(executionArn=seen.arn)["redriveCount"]) == ("late", 1)


def test_whoever_answers_or_stops_elsewhere_is_told_which_process_runs_it(open_session: Open) -> None:
    one, other = open_session(), open_session()
    job = asking(one)
    where = f'sfn_notebook: execution "e" is run by another process, {os.getpid()} on '
    with pytest.raises(ClientError, match=where):
        other.client().send_task_success(taskToken=job.execution.pending[0].token, output="1")
    with pytest.raises(ClientError, match=where):
        other.client().stop_execution(executionArn=job.execution.arn)
    assert job.status == "RUNNING"


def test_whoever_answers_an_interrupted_one_is_told_to_resume_it(open_session: Open) -> None:
    one = open_session()
    token = asking(one).execution.pending[0].token
    one.close()
    with pytest.raises(ClientError, match=r'execution "e" was interrupted.*: resume it first, with %sfn resume'):
        open_session().client().send_task_success(taskToken=token, output="1")


def test_an_interrupted_one_is_stopped_without_being_resumed(open_session: Open) -> None:
    one = open_session()
    arn = asking(one).execution.arn
    one.close()
    other, calls = open_session(), list[object]()

    def call(event: object) -> None:
        calls.append(event)

    other.function("ask", call)
    seen = other.load("e")
    other.client().stop_execution(executionArn=arn, error="Enough", cause="of it")
    for session in (other, open_session()):
        execution = session.load("e")
        assert (execution.status, execution.error, execution.cause) == ("ABORTED", "Enough", "of it")
        assert execution.history[-1]["type"] == "ExecutionAborted"
    assert (seen.status, calls, other.interrupted) == ("ABORTED", [], ())
