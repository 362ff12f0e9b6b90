"""The kernel's interrupt, which is what the Stop button of a notebook sends."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from live_kernel import LiveKernel, Outputs

pytestmark = pytest.mark.slow

TASK = 'Type: Task, Resource: "arn:aws:lambda:us-east-1:111111111111:function:work", End: true'
SETTLED = """
import threading, time
def settled(seconds=3.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = [each.name for each in threading.enumerate() if each.name.startswith("sfn-")]
        if not found:
            break
        time.sleep(0.05)
    return found
"""


def _interrupted(kernel: LiveKernel, code: str, is_time: Callable[[Outputs], bool]) -> tuple[Outputs, float]:
    """What a cell gave that was interrupted at a certain point, and how long it went on."""
    moment: list[float] = []

    def interrupt() -> None:
        moment.append(time.monotonic())
        kernel.manager.interrupt_kernel()

    kernel.run(SETTLED)
    outputs = kernel.follow(code, is_time, interrupt)
    return outputs, time.monotonic() - moment[0]


def _is_watched(outputs: Outputs) -> bool:
    """Whether the live view has told the browser of something after it was shown."""
    shown = [index for index, kind in enumerate(outputs.kinds) if kind == "display_data"]
    return len(shown) >= 2 and "comm_msg" in outputs.kinds[shown[1] :]


def _assert_aborted(kernel: LiveKernel, outputs: Outputs, seconds: float) -> None:
    assert outputs.error is not None
    assert (outputs.error["ename"], seconds < 1) == ("KeyboardInterrupt", True), seconds
    assert "ABORTED" in "\n".join(outputs.error["traceback"])
    assert not any("File" in line for line in outputs.error["traceback"])
    assert "ExecutionAborted" in outputs.displayed
    found: dict[str, Any] = kernel.value("[execution.status, execution.record.run.events[-1].type]")
    assert found == ["ABORTED", "ExecutionAborted"]


def test_in_a_function_of_the_user(kernel: LiveKernel) -> None:
    kernel.run("""
@sfn.function("work")
def work(event):
    print("begun")
    time.sleep(60)
""")
    cell = f"%%statemachine one --input 1 --out execution\nStartAt: Work\nStates:\n  Work: {{{TASK}}}\n"
    outputs, seconds = _interrupted(kernel, cell, lambda outputs: "begun" in outputs.printed)
    _assert_aborted(kernel, outputs, seconds)
    assert kernel.value("[execution.orphans, settled()]") == [[], []]


def test_in_a_loop_without_tasks(kernel: LiveKernel) -> None:
    kernel.run('''
endless = sfn.Session(quotas=sfn.Quotas.OFF).state_machine("""
StartAt: Again
States:
  Again: {Type: Choice, Choices: [{Variable: "$.stop", IsPresent: true, Next: Stop}], Default: Go on}
  Go on: {Type: Pass, Next: Again}
  Stop: {Type: Succeed}
""", name="endless")
''')
    outputs, seconds = _interrupted(kernel, "%sfn run endless --out execution", _is_watched)
    _assert_aborted(kernel, outputs, seconds)
    assert kernel.value("settled()") == []


def test_in_a_wait_on_the_real_clock(kernel: LiveKernel) -> None:
    states = "StartAt: W\nStates:\n  W: {Type: Wait, Seconds: 600, End: true}\n"
    cell = f"%%statemachine pause --input 1 --clock real --out execution\n{states}"
    outputs, seconds = _interrupted(kernel, cell, _is_watched)
    _assert_aborted(kernel, outputs, seconds)
    assert kernel.value("settled()") == []


def test_in_a_map_whose_functions_run_side_by_side(kernel: LiveKernel) -> None:
    kernel.run("""
import threading
gate = threading.Event()

@sfn.function("work")
def work(event):
    print(f"begun {event}")
    gate.wait(30)
    return event
""")
    cell = (
        "%%statemachine many --input [1,2,3] --out execution\n"
        "StartAt: Each\nStates:\n  Each:\n    Type: Map\n    End: true\n    ItemProcessor:\n"
        f"      StartAt: Work\n      States:\n        Work: {{{TASK}}}\n"
    )
    outputs, seconds = _interrupted(kernel, cell, lambda outputs: outputs.printed.count("begun") == 3)
    _assert_aborted(kernel, outputs, seconds)
    count = kernel.value("len(execution.history)")
    orphans = kernel.value("sorted(execution.orphans)")
    assert orphans == [f"Work (/Each#1[{index}]/Work#1)" for index in range(3)]
    assert [name in "\n".join((outputs.error or {})["traceback"]) for name in orphans] == [True] * 3
    kernel.run("gate.set()")
    assert kernel.value("[settled(), execution.orphans, len(execution.history)]") == [[], [], count]


def test_the_kernel_goes_on_after_an_interrupt(kernel: LiveKernel) -> None:
    cell = "%%statemachine echo --input 3 --out execution\nStartAt: A\nStates:\n  A: {Type: Pass, End: true}\n"
    assert kernel.run(cell).error is None
    assert kernel.value("[execution.status, execution.output]") == ["SUCCEEDED", 3]
