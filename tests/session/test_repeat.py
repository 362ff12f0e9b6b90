"""An execution comes out the same once more, from its own record."""

from __future__ import annotations

from typing import Any

import pytest
from orders import ORDER, Shop, machine, task

import sfn_notebook as sfn


@pytest.mark.parametrize("failing", ["", "charge"])
def test_a_repetition_is_the_same_and_calls_nobody(shop: Shop, failing: str) -> None:
    execution = shop.run(ORDER, 1, failing=failing)
    again = execution.repeat()
    assert shop.calls == []
    assert again.history == execution.history
    assert (again.arn, again.name, again.seed, again.status) == (
        execution.arn,
        execution.name,
        execution.seed,
        execution.status,
    )
    assert again is not execution


def test_a_repetition_has_the_steps_of_the_execution(shop: Shop) -> None:
    execution = shop.run(ORDER, 1)
    assert execution.repeat().steps == execution.steps


def test_a_redriven_execution_is_repeated_with_its_redrive(shop: Shop) -> None:
    execution = shop.run(ORDER, 1, failing="charge").redrive()
    shop.calls.clear()
    assert execution.repeat().history == execution.history
    assert shop.calls == []


def test_what_is_drawn_is_drawn_again(shop: Shop) -> None:
    drawing = machine("Draw", Draw={"Type": "Pass", "Parameters": {"id.$": "States.UUID()"}, "End": True})
    execution = shop.run(drawing)
    assert execution.repeat().output == execution.output


def test_an_execution_that_was_stopped_is_stopped_again(shop: Shop) -> None:
    waiting = machine("Wait", Wait={"Type": "Wait", "Seconds": 99, "End": True})
    execution = shop.session.state_machine(waiting).start(clock="real").stop("Enough")
    assert execution.repeat().history == execution.history


def test_retries_and_timeouts_come_at_their_times(shop: Shop) -> None:
    def slow(_: Any, context: Any) -> None:
        context.sleep(5)

    shop.session.function("charge", slow)
    patient = task("charge", TimeoutSeconds=2, Retry=[{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 2}])
    execution = shop.run(machine("Charge", Charge=patient))
    assert execution.repeat().history == execution.history


def test_children_of_a_map_run_are_repeated_too(shop: Shop) -> None:
    processor = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        **machine("Ship", Ship=task("ship")),
    }
    execution = shop.run(machine("Each", Each={"Type": "Map", "ItemProcessor": processor, "End": True}), [1, 2])
    again = execution.repeat()
    assert shop.calls == []
    assert again.history == execution.history
    assert [child.history for child in again.map_runs[0].children] == [
        child.history for child in execution.map_runs[0].children
    ]


def test_a_repetition_is_not_one_of_the_executions(shop: Shop) -> None:
    execution = shop.run(ORDER, 1)
    count = len(shop.session.account.executions)
    execution.repeat()
    assert len(shop.session.account.executions) == count


def test_an_execution_that_runs_is_not_repeated(shop: Shop) -> None:
    execution = shop.session.state_machine(ORDER).open(1)
    with pytest.raises(sfn.UsageError, match="still runs: it can be repeated when it has ended"):
        execution.repeat()
