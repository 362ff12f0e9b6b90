"""An execution that did not succeed goes on: blocking, on an event loop, in the background."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from orders import ORDER, START, Shop, machine, task

import sfn_notebook as sfn
from sfn_notebook.engine.clock import SECOND


def test_a_redrive_gives_the_execution_itself_when_it_has_ended(shop: Shop) -> None:
    execution = shop.run(ORDER, 1, failing="charge")
    arn, before = execution.arn, execution.history
    assert execution.redrive() is execution
    assert shop.calls == ["charge", "ship"]
    assert (execution.status, execution.output, execution.arn) == (
        "SUCCEEDED",
        ["ship", ["charge", ["reserve", 1]]],
        arn,
    )
    assert execution.history[: len(before)] == before


def test_a_redrive_can_be_awaited(shop: Shop) -> None:
    execution = shop.run(ORDER, 1, failing="charge")
    assert asyncio.run(execution.redrive_async()) is execution
    assert execution.status == "SUCCEEDED"


def test_a_job_is_redriven_in_the_background(shop: Shop) -> None:
    shop.failing = {"charge"}
    job = shop.session.state_machine(ORDER).start(1)
    assert job.wait().status == "FAILED"
    shop.failing = set()
    assert job.redrive() is job
    assert job.wait().status == "SUCCEEDED"


def test_what_fails_again_can_be_redriven_again(shop: Shop) -> None:
    execution = shop.run(ORDER, 1, failing="charge")
    shop.failing = {"charge"}
    assert execution.redrive().status == "FAILED"
    shop.failing = set()
    assert execution.redrive().status == "SUCCEEDED"
    assert [event["type"] for event in execution.history].count("ExecutionRedriven") == 2
    assert execution.to_dict()["redriveCount"] == 2


def test_an_execution_that_was_stopped_goes_on(shop: Shop) -> None:
    waiting = machine("Wait", Wait={"Type": "Wait", "Seconds": 99, "Next": "Ship"}, Ship=task("ship"))
    job = shop.session.state_machine(waiting).start(1, clock="real")
    execution = job.stop("Enough", "for today")
    assert execution.status == "ABORTED"
    job.redrive().stop()
    assert [event["type"] for event in execution.history if event["type"].startswith("Execution")] == [
        "ExecutionStarted",
        "ExecutionAborted",
        "ExecutionRedriven",
        "ExecutionAborted",
    ]


def test_exceptions_and_steps_are_those_of_the_last_attempt(shop: Shop) -> None:
    execution = shop.run(ORDER, 1, failing="charge")
    assert [str(raised) for raised in execution.exceptions.values()] == ["charge"]
    execution.redrive()
    assert [(step.name, step.status) for step in execution.steps] == [
        ("Reserve", "succeeded"),
        ("Charge", "succeeded"),
        ("Ship", "succeeded"),
    ]
    assert execution.failed_state is None


def test_only_the_states_that_are_done_again_are_billed_again(shop: Shop) -> None:
    execution = shop.run(ORDER, 1, failing="charge")
    assert execution.transitions == 2
    execution.redrive()
    assert execution.transitions == 4


@pytest.mark.parametrize("type_name", ["STANDARD", "EXPRESS"])
def test_what_has_succeeded_is_not_redriven(shop: Shop, type_name: Any) -> None:
    execution = sfn.StateMachine(ORDER, session=shop.session, type=type_name).run(1)
    expected = "only Standard ones are redriven" if type_name == "EXPRESS" else "SUCCEEDED and cannot be redriven"
    with pytest.raises(sfn.UsageError, match=expected):
        execution.redrive()


def test_an_execution_that_runs_is_not_redriven(shop: Shop) -> None:
    execution = shop.session.state_machine(ORDER).open(1)
    with pytest.raises(sfn.UsageError, match="Execution is RUNNING and cannot be redriven"):
        execution.redrive()


def test_a_redriven_execution_keeps_its_definition(shop: Shop) -> None:
    execution = shop.run(ORDER, 1, failing="charge")
    shop.session.state_machine(machine("Ship", Ship=task("ship")), "orders")
    assert execution.redrive().output == ["ship", ["charge", ["reserve", 1]]]


def test_an_interrupt_says_which_execution_it_aborted(shop: Shop) -> None:
    execution = shop.run(ORDER, 1, failing="charge")

    def interrupt() -> None:
        raise KeyboardInterrupt

    shop.session.function("charge", interrupt)
    with pytest.raises(KeyboardInterrupt) as raised:
        execution.redrive()
    assert vars(raised.value) == {"execution": execution}
    assert execution.status == "ABORTED"


def test_the_time_of_a_redrive_goes_on_from_the_end(shop: Shop) -> None:
    late = machine("Wait", Wait={"Type": "Wait", "Seconds": 5, "Next": "Charge"}, Charge=task("charge"))
    execution = shop.run(late, 1, failing="charge")
    execution.redrive()
    assert execution.record.run.redriven == START + 5 * SECOND
