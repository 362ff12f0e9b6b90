"""A history that is full ends the execution, wherever that happens."""

from __future__ import annotations

from typing import Any

import pytest
from small_machines import echo, fail, logical, mapped, one, parallel, row, task, types, wait

import sfn_notebook as sfn

MACHINES: dict[str, dict[str, Any]] = {
    "task": row(A=task("echo"), B=task("echo")),
    "maps": one(
        parallel(
            one(mapped(one(wait(1))), "A"),
            one(mapped(one(task("fail"), "C")), "B"),
            Retry=[{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}],
        ),
        "P",
    ),
    "fails": one(
        parallel(one(mapped(one({"Type": "Fail"}), Retry=[{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}]), "A")),
        "P",
    ),
}


@pytest.mark.parametrize("name", MACHINES)
@pytest.mark.parametrize("limit", range(2, 40))
def test_the_last_event_that_has_room_closes_the_execution(name: str, limit: int) -> None:
    with logical(quotas=sfn.Quotas(events=limit)) as session:
        session.function("echo", echo)
        session.function("fail", fail)
        execution = session.state_machine(MACHINES[name]).run([1, 2])
    closing = [number for number, kind in enumerate(types(execution), 1) if kind.startswith("Execution")]
    assert closing == [1, len(execution.history)]
    assert len(execution.history) <= limit
    assert execution.orphans == ()


@pytest.mark.parametrize("more", range(12))
def test_a_redrive_needs_room_and_is_closed_when_there_is_no_more(more: int) -> None:
    count = 25
    with logical(quotas=sfn.Quotas(events=count + more)) as session:
        session.function("fail", fail)
        execution = session.state_machine(MACHINES["fails"]).run([1, 2])
        assert len(execution.history) == count
        if more < 2:
            with pytest.raises(sfn.UsageError, match="Execution history event limit exceeded"):
                execution.redrive()
            return
        execution.redrive()
    again = types(execution)[count:]
    assert (again[0], again[-1]) == ("ExecutionRedriven", "ExecutionFailed")
    assert 2 <= len(again) <= more
