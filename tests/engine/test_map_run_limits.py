"""Limits of a Map Run that are changed while it goes on, and a machine that is deleted meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from running_machines import Sample
from small_machines import mapped, one, row, wait
from stepping import begin, finish, stops

from sfn_notebook.engine.closing import stop
from sfn_notebook.engine.interpreter import change_map_run
from sfn_notebook.engine.map_run import Limits, MapRun
from sfn_notebook.engine.quotas import HISTORY_FULL, Quotas
from sfn_notebook.engine.run import Outcome, Run
from sfn_notebook.values import JSON

CONFIG: JSON = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
FAIL: JSON = {"Type": "Fail", "Error": "Bad"}
CHECK: dict[str, JSON] = {
    "StartAt": "Check",
    "States": {
        "Check": {
            "Type": "Choice",
            "Choices": [{"Variable": "$", "NumericEquals": 0, "Next": "Bad"}],
            "Default": "Nap",
        },
        "Bad": FAIL,
        "Nap": {"Type": "Wait", "SecondsPath": "$", "End": True},
    },
}


def going_on(items: list[int], quotas: Quotas = Quotas.AWS, **fields: Any) -> tuple[Run, MapRun]:
    """A run whose Map Run waits for a child; by then the shortest nap is over, and what got 0 has failed."""
    state = mapped({"ProcessorConfig": CONFIG, **CHECK}, **{"ToleratedFailureCount": 1, **fields})
    run = begin(Sample(definition=one(state, "Each"), payload=items), 1, quotas)  # pyright: ignore[reportArgumentType] - a payload of another shape
    for _ in stops(run.domain):
        if run.map_runs and run.map_runs[0].live:
            break
    return run, run.map_runs[0]


def types(run: Run) -> list[str]:
    return [event.type for event in run.history.events]


def test_children_start_when_more_may_run() -> None:
    run, map_run = going_on([1, 5, 5, 5], MaxConcurrency=1)
    assert change_map_run(run, map_run, Limits(max_concurrency=2))
    finish(run)
    starts = [(map_run.rows[index].started - run.identity.start) // 1_000_000_000 for index in range(4)]
    assert starts == [0, 1, 1, 6]


def test_what_failed_already_counts_against_the_new_limit() -> None:
    run, map_run = going_on([0, 1, 5])
    assert change_map_run(run, map_run, Limits(tolerated_count=0))
    assert types(run)[-3:] == ["MapRunFailed", "MapStateFailed", "ExecutionFailed"]
    assert map_run.counts() == {"arn": map_run.arn, "total": 3, "pending": 0} | {
        "failed": 1,
        "succeeded": 1,
        "aborted": 1,
    }


def test_a_percentage_may_be_all_that_changes() -> None:
    run, map_run = going_on([0, 1, 5])
    assert change_map_run(run, map_run, Limits(tolerated_percentage=10))
    assert (map_run.status, map_run.tolerated_count, map_run.tolerated_percentage) == ("FAILED", 1, 10)


def test_a_map_run_that_has_ended_is_not_changed() -> None:
    run, map_run = going_on([5])
    finish(run)
    assert not change_map_run(run, map_run, Limits(max_concurrency=1))
    assert map_run.max_concurrency == 0


def test_a_history_that_has_no_room_for_the_failure_ends_the_execution() -> None:
    run, map_run = going_on([0, 1, 5], replace(Quotas.AWS, events=5))
    assert change_map_run(run, map_run, Limits(tolerated_count=0))
    assert run.outcome is not None
    assert (run.outcome.status, run.outcome.cause) == ("FAILED", HISTORY_FULL)


def test_a_child_that_was_stopped_is_no_failure_of_the_map_run() -> None:
    run, map_run = going_on([1, 5, 7], ToleratedFailureCount=0)
    stop(map_run.live[1], "ExecutionAborted", Outcome(status="ABORTED"))
    finish(run)
    assert run.outcome is not None
    assert (run.outcome.status, run.outcome.output, map_run.failed_items) == ("SUCCEEDED", [1, 7], 0)


def test_an_execution_whose_machine_is_gone_enters_no_other_state() -> None:
    run = begin(Sample(definition=row(A=wait(3), B=wait(3)), payload={}), 1)
    for _ in stops(run.domain):
        run.doom = "gone"
        break
    finish(run)
    assert types(run) == ["ExecutionStarted", "WaitStateEntered", "WaitStateExited", "ExecutionFailed"]
