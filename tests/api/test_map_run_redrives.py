"""What the API says of a Map Run that was redriven, and of its children."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from mapping import Work, children, machine, mapped, processor

import sfn_notebook as sfn

HARD: dict[str, Any] = {"ToleratedFailureCount": 2, "MaxConcurrency": 1}
"""Three failures are one too many."""


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session(seed=1) as opened:
        yield opened


def failed(session: sfn.Session, kind: str = "STANDARD") -> tuple[sfn.Execution, str]:
    """An execution all of whose children have failed, and the ARN of its Map Run."""
    Work(session, bad=[1, 2, 3])
    execution = machine(session, mapped(processor(kind), **HARD)).run([1, 2, 3])
    assert execution.error == "States.ExceedToleratedFailureThreshold"
    return execution, execution.map_runs[0].arn


def described(session: sfn.Session, arn: str) -> Any:
    return session.client().describe_map_run(mapRunArn=arn)


def some(counts: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def test_it_tells_how_often_it_was_redriven_and_when(session: sfn.Session) -> None:
    execution, arn = failed(session)
    assert "redriveDate" not in described(session, arn)
    Work(session)
    execution.redrive()
    found = described(session, arn)
    assert (found["redriveCount"], found["redriveDate"] >= found["startDate"]) == (1, True)
    assert [(child["redriveCount"], "redriveDate" in child) for child in children(session, arn)] == [(1, True)] * 3
    assert len(children(session, arn, redriveFilter="REDRIVEN")) == 3
    assert children(session, arn, redriveFilter="NOT_REDRIVEN") == []


def test_children_that_were_redriven_as_express_ones_have_no_date(session: sfn.Session) -> None:
    execution, arn = failed(session, "EXPRESS")
    Work(session)
    execution.redrive()
    assert [(child["redriveCount"], "redriveDate" in child) for child in children(session, arn)] == [(1, False)] * 3


def test_children_that_wait_for_their_redrive_are_pending(session: sfn.Session) -> None:
    execution, arn = failed(session)
    work = Work(session, held=[1])
    session.client().redrive_execution(executionArn=execution.arn)
    work.wait_for(1)
    found = described(session, arn)
    assert (found["status"], some(found["itemCounts"])) == ("RUNNING", {"running": 1, "total": 3, "pendingRedrive": 2})
    assert some(found["executionCounts"]) == {"running": 1, "total": 3, "pendingRedrive": 2}
    pending = children(session, arn, statusFilter="PENDING_REDRIVE")
    assert [child["status"] for child in pending] == ["PENDING_REDRIVE"] * 2
    one = session.client().describe_execution(executionArn=pending[0]["executionArn"])
    assert (one["status"], one["redriveStatus"]) == ("PENDING_REDRIVE", "REDRIVABLE_BY_MAP_RUN")
    assert children(session, arn, statusFilter="FAILED") == []
    work.let_go()


def test_children_that_no_redrive_can_do_again_are_counted(session: sfn.Session) -> None:
    Work(session, bad=[2])
    long_ago = time.time_ns() - 20 * 86_400 * 1_000_000_000
    execution = machine(session, mapped(ToleratedFailureCount=1)).run([1, 2], start_time=long_ago)
    arn = execution.map_runs[0].arn
    expected = {"succeeded": 1, "failed": 1, "total": 2, "failuresNotRedrivable": 1}
    assert some(described(session, arn)["itemCounts"]) == expected
    (failure,) = children(session, arn, statusFilter="FAILED")
    found = session.client().describe_execution(executionArn=failure["executionArn"])
    assert (found["redriveStatus"], found["redriveStatusReason"]) == (
        "NOT_REDRIVABLE",
        "Execution redrivable period exceeded",
    )
