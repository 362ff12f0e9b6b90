"""A repetition says so where it has no answer, and where it takes another way."""

from __future__ import annotations

from typing import Any

import pytest
from running_machines import Sample
from small_machines import mapped, one, row
from stepping import begin, finish

from sfn_notebook.engine.event import Event
from sfn_notebook.engine.repeating import repeat
from sfn_notebook.errors import UsageError

STEADY: dict[str, Any] = {
    "Type": "Task",
    "Resource": "arn:aws:lambda:us-east-1:111111111111:function:steady",
    "End": True,
}
CHILDREN = one(mapped({**one(STEADY), "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}), "Each")


def sample(definition: Any, payload: Any = None) -> Sample:
    return Sample(definition=definition, payload=payload)


def test_a_call_that_nothing_is_recorded_of_is_named() -> None:
    run = begin(sample(CHILDREN, [1]), 1)
    events = finish(run)
    with pytest.raises(UsageError, match=r'call of state "S" \(/S#1\) of the child .* of which only the end was kept'):
        repeat(begin(sample(CHILDREN, [1]), 1), events, {})
    (row,) = run.map_runs[0].rows.values()
    assert row.events is not None
    again = begin(sample(CHILDREN, [1]), 1)
    repeat(again, events, {row.execution_arn: row.events})
    assert again.history.events == events


def test_another_seed_takes_another_way() -> None:
    drawing = one({"Type": "Pass", "Parameters": {"id.$": "States.UUID()"}, "End": True})
    events = finish(begin(sample(drawing), 1))
    with pytest.raises(UsageError, match="takes another way at event 3: that was PassStateExited /S#1, and is Pass"):
        repeat(begin(sample(drawing), 2), events, {})


def test_a_history_that_ends_too_early_is_another_way() -> None:
    machine = row(A=STEADY, B={"Type": "Pass", "End": True})
    events = finish(begin(sample(machine), 1))
    with pytest.raises(UsageError, match=rf"takes another way at event {len(events)}: that was none, and is Exec"):
        repeat(begin(sample(machine), 1), events[:-1], {})


def test_a_call_that_was_never_answered_waits_until_the_execution_is_stopped() -> None:
    events = list(finish(begin(sample(one(STEADY)), 1)))[:4]
    events.append(Event(5, 0, events[-1].timestamp + 7, "ExecutionAborted", "", ("Enough", None)))
    again = begin(sample(one(STEADY)), 1)
    repeat(again, events, {})
    assert again.history.events == events
