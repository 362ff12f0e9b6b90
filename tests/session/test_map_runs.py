"""What a Distributed Map started can be looked at: its children, their ends and their histories."""

from __future__ import annotations

from typing import Any

import pytest

import sfn_notebook as sfn
from sfn_notebook.values import JSON

CHECK: dict[str, JSON] = {
    "StartAt": "Check",
    "States": {
        "Check": {
            "Type": "Choice",
            "Choices": [{"Variable": "$", "NumericGreaterThan": 10, "Next": "TooBig"}],
            "Default": "Fine",
        },
        "Fine": {"Type": "Pass", "End": True},
        "TooBig": {"Type": "Fail", "Error": "TooBig"},
    },
}


def machine(session: sfn.Session, **fields: Any) -> sfn.StateMachine:
    processor: dict[str, JSON] = {**CHECK, "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
    state: dict[str, JSON] = {"Type": "Map", "ItemProcessor": processor, "Label": "each", "End": True, **fields}
    return sfn.StateMachine({"StartAt": "Each", "States": {"Each": state}}, "orders", session=session)


@pytest.fixture
def session() -> Any:
    with sfn.Session(clock="logical", seed=1) as opened:
        yield opened


def test_children_stand_in_the_order_of_the_items(session: sfn.Session) -> None:
    execution = machine(session, ToleratedFailureCount=1).run([1, 20, 3])
    (map_run,) = execution.map_runs
    assert [(child.status, child.input, child.output, child.error) for child in map_run.children] == [
        ("SUCCEEDED", 1, 1, None),
        ("FAILED", 20, None, "TooBig"),
        ("SUCCEEDED", 3, 3, None),
    ]
    assert execution.output == [1, 3]
    assert (map_run.status, map_run.path) == ("SUCCEEDED", "/Each#1")
    assert map_run.item_counts == {"total": 3, "pending": 0, "succeeded": 2, "failed": 1, "aborted": 0}


def test_a_child_is_an_execution_of_its_own(session: sfn.Session) -> None:
    (map_run,) = machine(session).run([1]).map_runs
    (child,) = map_run.children
    assert child.arn.rpartition(":")[0].endswith(":execution:orders/each")
    assert child.history is not None
    assert [event["type"] for event in child.history] == [
        "ExecutionStarted",
        "ChoiceStateEntered",
        "ChoiceStateExited",
        "PassStateEntered",
        "PassStateExited",
        "ExecutionSucceeded",
    ]


def test_of_many_children_the_first_hundred_and_the_failed_ones_keep_their_histories(session: sfn.Session) -> None:
    items: list[JSON] = [*range(10)] * 11
    items[105] = 11
    (map_run,) = machine(session, ToleratedFailurePercentage=1).run(items).map_runs
    kept = [index for index, child in enumerate(map_run.children) if child.history is not None]
    assert kept == [*range(100), 105]


def test_a_map_run_over_its_threshold_fails_and_aborts_the_rest(session: sfn.Session) -> None:
    execution = machine(session, MaxConcurrency=1).run([20, 1, 2])
    assert (execution.status, execution.error) == ("FAILED", "States.ExceedToleratedFailureThreshold")
    (map_run,) = execution.map_runs
    assert map_run.status == "FAILED"
    assert map_run.item_counts == {"total": 3, "pending": 2, "succeeded": 0, "failed": 1, "aborted": 0}
    assert repr(map_run) == "<Map Run of /Each#1: FAILED; items: 3 total, 2 pending, 1 failed>"


def test_the_box_of_the_map_counts_the_items(session: sfn.Session) -> None:
    execution = machine(session, ToleratedFailureCount=1).run([1, 20, 3])
    assert "2/3" in execution.to_svg()
