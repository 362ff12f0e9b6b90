"""Executions that are stopped, whoever waits for them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

import sfn_notebook as sfn
from sfn_notebook.api.errors import ApiError

PASS: dict[str, Any] = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}
WAIT: dict[str, Any] = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9999, "End": True}}}
TASK: dict[str, Any] = {
    "StartAt": "T",
    "States": {"T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:work", "End": True}},
}


def test_an_execution_that_nobody_runs_is_not_said_to_be_stopped() -> None:
    with sfn.Session() as session:
        machine = session.state_machine(PASS)
        execution = machine.open()
        with pytest.raises(ApiError, match="is run by nobody in this process"):
            execution.record.stop()
        machine.drive(execution)
        assert execution.record.stop() > 0
        assert execution.status == "SUCCEEDED"


def test_an_error_that_aws_would_not_take_stops_nothing() -> None:
    with sfn.Session() as session:
        job = session.state_machine(WAIT).start(clock="real")
        for error, cause, message in (
            ("e" * 257, None, "the error has 257 characters, more than the 256 that AWS takes"),
            ("\ud800", None, "the error is no text: it has half of a surrogate pair"),
            (None, "\udfff", "the cause is no text: it has half of a surrogate pair"),
        ):
            with pytest.raises(sfn.UsageError, match=message):
                job.stop(error, cause)
        assert job.status == "RUNNING"
        assert job.stop("Enough").error == "Enough"


def _stop_soon(session: sfn.Session) -> threading.Thread:
    """Stop the only execution from another thread, once it waits."""

    def stop() -> None:
        while not any(len(each.history) > 1 for each in session.executions.values()):
            threading.Event().wait(0.01)
        (arn,) = session.executions
        session.client().stop_execution(executionArn=arn, error="Enough", cause="of this")

    thread = threading.Thread(target=stop)
    thread.start()
    return thread


def _blocking(machine: sfn.StateMachine) -> sfn.Execution:
    return machine.run(clock="real")


def _awaited(machine: sfn.StateMachine) -> sfn.Execution:
    return asyncio.run(machine.run_async(clock="real"))


@pytest.mark.parametrize("drive", [_blocking, _awaited])
def test_an_execution_that_is_waited_for_is_stopped_from_another_thread(
    drive: Callable[[sfn.StateMachine], sfn.Execution],
) -> None:
    with sfn.Session() as session:
        session.client()
        thread = _stop_soon(session)
        execution = drive(session.state_machine(WAIT))
        thread.join(10)
        assert (execution.status, execution.error, execution.cause) == ("ABORTED", "Enough", "of this")
        assert execution.history[-1]["previousEventId"] == 0


def test_a_function_on_the_waiting_thread_can_have_its_own_execution_stopped() -> None:
    with sfn.Session() as session:
        client, after = session.client(), list[str]()

        @session.function("work")
        def work() -> str:
            (arn,) = session.executions
            client.stop_execution(executionArn=arn, cause="by myself")
            after.append(session.executions[arn].status)
            return "late"

        execution = session.state_machine(TASK).run()
        assert (execution.status, execution.cause, after) == ("ABORTED", "by myself", ["ABORTED"])


def test_a_function_may_wait_for_another_thread_that_stops_its_execution() -> None:
    with sfn.Session() as session:
        client = session.client()

        @session.function("work")
        def work() -> str:
            (arn,) = session.executions
            thread = threading.Thread(target=client.stop_execution, kwargs={"executionArn": arn})
            thread.start()
            thread.join(10)
            return "late"

        assert session.state_machine(TASK).run().status == "ABORTED"
