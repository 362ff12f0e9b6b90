"""Stop, pressed in JupyterLab, while a cell runs a state machine."""

from __future__ import annotations

import json
from itertools import count
from typing import Any, Final

import pytest
from lab_page import WAIT_MILLISECONDS, LabPage
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NUMBERS: Final = count()
SETUP: Final = """%load_ext sfn_notebook
import threading, time
import sfn_notebook as sfn
release = threading.Event()

@sfn.function("busy")
def busy(event):
    print("busy now", flush=True)
    time.sleep(30)

@sfn.function("stuck")
def stuck(event):
    print("busy now", flush=True)
    release.wait(30)

unlimited = sfn.Session(quotas=sfn.Quotas.OFF)
"""
CHECK: Final = """
execution = list({SESSION}.executions.values())[-1]
time.sleep(1.5)
ours = [thread.name for thread in threading.enumerate() if thread.name.startswith("sfn-")]
print(execution.status, execution.history[-1]["type"], "orphans", len(execution.orphans), "threads", len(ours))
release.set()
"""
FUNCTION: Final = "arn:aws:lambda:us-east-1:111111111111:function:"
MAP: Final[dict[str, Any]] = {
    "Type": "Map",
    "ItemProcessor": {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": f"{FUNCTION}stuck", "End": True}}},
    "End": True,
}
LOOP: Final = """
{"StartAt": "A", "States": {
  "A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": true, "Next": "B"}], "Default": "A"},
  "B": {"Type": "Succeed"}}}
"""


def cell(state: dict[str, Any], flags: str = "--input {}") -> str:
    return f"%%statemachine machine {flags}\n" + json.dumps({"StartAt": "S", "States": {"S": state}})


CASES: Final = {
    "function": (cell({"Type": "Task", "Resource": f"{FUNCTION}busy", "End": True}), "busy now", 0, 0),
    "wait": (cell({"Type": "Wait", "Seconds": 9999, "End": True}, "--input {} --clock real"), "", 0, 0),
    "map": (cell(MAP, "--input [1,2]"), "busy now", 2, 2),
    "loop": (f"print('busy now', flush=True)\nunlimited.state_machine('''{LOOP}''').run()", "busy now", 0, 0),
}


@pytest.mark.parametrize("name", CASES)
def test_the_cell_ends_and_the_next_one_runs(lab: LabPage, name: str) -> None:
    source, sign, orphans, threads = CASES[name]
    session = "unlimited" if name == "loop" else "sfn.session()"
    lab.open(f"interrupt-{next(NUMBERS)}.ipynb", [SETUP, source, CHECK.replace("{SESSION}", session)])
    lab.run_cell(0)
    lab.start_cell(1)
    if sign:
        expect(lab.outputs(1)).to_contain_text(sign, timeout=WAIT_MILLISECONDS)
    else:
        expect(lab.outputs(1).locator('[aria-label*="in progress"]').first).to_be_visible(timeout=WAIT_MILLISECONDS)
    lab.command("notebook:interrupt-kernel")
    expect(lab.outputs(1)).to_contain_text("KeyboardInterrupt", timeout=5_000)
    lab.wait_until_done()
    lab.run_cell(2)
    expect(lab.outputs(2)).to_contain_text(
        f"ABORTED ExecutionAborted orphans {orphans} threads {threads}", timeout=WAIT_MILLISECONDS
    )
