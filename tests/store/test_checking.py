"""What a damaged file says of an execution is refused where it cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.map_run import MapRun
from sfn_notebook.engine.run import Identity
from sfn_notebook.store.checking import checked


@pytest.mark.parametrize(
    ("cls", "values"),
    [
        (MapRun, {"pending": [1, [2]]}),
        (MapRun, {"pending": None}),
        (MapRun, {"status": "SLEEPING"}),
        (Frame, {"attempts": ["1"]}),
        (Frame, {"free_slots": [True]}),
        (Frame, {"until": "later"}),
        (Identity, {"start": 10**30}),
        (Identity, {"start": -1}),
    ],
)
def test_what_it_cannot_be_is_refused(cls: type, values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"is |a time is"):
        checked(cls, values)


@pytest.mark.parametrize(
    ("cls", "values"),
    [
        (MapRun, {"pending": [1, 2]}),
        (Frame, {"attempts": [], "free_slots": [3], "until": None}),
        (Identity, {"start": 0}),
    ],
)
def test_what_it_can_be_is_taken(cls: type, values: dict[str, Any]) -> None:
    assert checked(cls, values) == values
