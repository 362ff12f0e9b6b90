"""Whether a definition has a place for where an execution stood."""

from __future__ import annotations

from typing import Any

import pytest
from running_machines import Sample
from small_machines import mapped, one, parallel, row, wait
from stepping import begin, finish, program_of

from sfn_notebook.engine.fitting import check_fits
from sfn_notebook.engine.positions import frames_at
from sfn_notebook.errors import UsageError
from sfn_notebook.values import JSON

PASS: dict[str, JSON] = {"Type": "Pass", "End": True}
BEFORE = row(A=PASS, P=parallel(one(PASS, "B"), one(wait(1), "C")), D=PASS)


def fits(event_id: int, definition: JSON) -> None:
    """Check another definition for where an execution of the first one stood."""
    events = finish(begin(Sample(definition=BEFORE, payload={}), 1))
    other = program_of(Sample(definition=definition, payload={}))  # pyright: ignore[reportArgumentType] - a machine
    check_fits(frames_at(events, event_id), other)


def entered(name: str) -> int:
    """The id of the event that entered a state."""
    events = finish(begin(Sample(definition=BEFORE, payload={}), 1))
    return next(event.id for event in events if event.type.endswith("StateEntered") and event.details[0] == name)


def test_what_is_over_may_be_gone_and_what_comes_may_have_changed() -> None:
    fits(entered("C"), row(P=parallel(one(PASS, "B"), one(wait(9), "C")), D=wait(1), E=PASS))


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        (row(A=PASS, D=PASS), r'the execution stands at state "P", which is gone from the definition'),
        (row(A=PASS, P=PASS), r'state "P" \(/P#1\) was a Parallel state, and is a Pass'),
        (row(P=mapped(one(wait(1), "C"))), r'state "P" \(/P#1\) was a Parallel state, and is a Map'),
        (row(P=parallel(one(PASS, "B"))), r'branch 1 of "P" has begun, and is gone from the definition'),
        (
            row(P=parallel(one(PASS, "B"), one(wait(1), "Z"))),
            r'the execution stands at state "C" \(in /P#1\[1\]\), which is gone from the definition',
        ),
        (row(P=parallel(one(PASS, "B"), one(PASS, "C"))), r'state "C" \(/P#1\[1\]/C#1\) was a Wait state'),
    ],
)
def test_a_state_that_is_gone_or_of_another_type_is_named(definition: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        fits(entered("C"), definition)


def test_a_state_that_comes_next_must_be_there() -> None:
    events = finish(begin(Sample(definition=BEFORE, payload={}), 1))
    behind = next(event.id for event in events if event.type == "ParallelStateExited")
    with pytest.raises(UsageError, match='stands at state "D", which is gone'):
        fits(behind, row(A=PASS, P=parallel(one(PASS, "B"), one(wait(1), "C"))))
