"""Ctrl-C while a run blocks the main thread."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from typing import Any

import pytest

import sfn_notebook as sfn
from sfn_notebook.session.execution import Execution

ARN = "arn:aws:lambda:us-east-1:123456789012:function:"
WAIT: dict[str, Any] = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9999, "End": True}}}

ENDLESS: dict[str, Any] = {
    "StartAt": "A",
    "States": {
        "A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": True, "Next": "B"}], "Default": "A"},
        "B": {"Type": "Succeed"},
    },
}


@pytest.fixture(autouse=True)
def _heard() -> Iterator[None]:  # pyright: ignore[reportUnusedFunction] - pytest calls it
    """Let interrupts be heard also where a shell has started the tests in the background, which ignores them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def aborted(machine: sfn.StateMachine, value: object = None, **options: Any) -> Execution:
    with pytest.raises(KeyboardInterrupt) as raised:
        machine.run(value, **options)
    execution = getattr(raised.value, "execution", None)
    assert isinstance(execution, Execution)
    assert execution.status == "ABORTED"
    assert execution.history[-1]["type"] == "ExecutionAborted"
    return execution


def test_an_interrupt_in_a_function_aborts_the_execution_and_leaves_no_orphan() -> None:
    with sfn.Session() as session:
        session.function("work", interrupt)
        machine = session.state_machine(
            {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": ARN + "work", "End": True}}}
        )
        assert aborted(machine).orphans == ()


def test_an_interrupt_in_a_wait_on_the_real_clock_aborts_the_execution() -> None:
    with sfn.Session() as session:
        threading.Timer(0.2, interrupt).start()
        aborted(session.state_machine(WAIT), clock="real")


def test_an_interrupt_in_a_loop_without_tasks_aborts_the_execution() -> None:
    with sfn.Session(quotas=sfn.Quotas.OFF) as session:
        threading.Timer(0.2, interrupt).start()
        aborted(session.state_machine(ENDLESS))


def test_an_interrupt_in_a_map_names_the_calls_that_are_still_inside_their_functions() -> None:
    release = threading.Event()
    processor: dict[str, Any] = {
        "StartAt": "T",
        "States": {"T": {"Type": "Task", "Resource": ARN + "work", "End": True}},
    }
    each: dict[str, Any] = {"Type": "Map", "ItemProcessor": processor, "End": True}
    with sfn.Session() as session:
        session.function("work", lambda: release.wait(20))
        threading.Timer(0.2, interrupt).start()
        execution = aborted(session.state_machine({"StartAt": "M", "States": {"M": each}}), [1, 2])
        assert sorted(execution.orphans) == ["T (/M#1[0]/T#1)", "T (/M#1[1]/T#1)"]
        release.set()


def test_the_former_handler_is_back_after_a_run() -> None:
    before = signal.getsignal(signal.SIGINT)
    with sfn.Session() as session:
        session.state_machine({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}).run()
    assert signal.getsignal(signal.SIGINT) is before
