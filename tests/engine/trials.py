"""Tests of one state, as the engine makes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import sfn_notebook as sfn
from sfn_notebook.asl.one_state import ALONE, find_state, read_state
from sfn_notebook.engine.ports import Failure, Success
from sfn_notebook.engine.trial import Asked
from sfn_notebook.engine.trial_outcome import Tried
from sfn_notebook.text.source import read_source
from sfn_notebook.values import JSON, encode, size_bytes

PASS: Final[dict[str, JSON]] = {"Type": "Pass", "End": True}
INNER: Final[dict[str, JSON]] = {"StartAt": "Inner", "States": {"Inner": PASS}}
DISTRIBUTED: Final[dict[str, JSON]] = {
    **INNER,
    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
}


def tried_state(state: dict[str, Any], given: JSON = None, **asked: Any) -> Tried:
    """What came of a state; `functions` by name answer Tasks."""
    functions: dict[str, Callable[..., object]] = asked.pop("functions", {})
    session = sfn.Session(clock="logical", seed=7, parent=None)
    for name, handler in functions.items():
        session.function(name, handler)
    read = read_state(read_source(encode(state), format="json"))
    assert read.errors == ()
    assert read.definition is not None
    found = find_state(read.definition, ALONE)
    assert found is not None
    return session.account.try_state(found, Asked(**asked), encode({} if given is None else given), None)


def result(value: JSON) -> Success:
    """A mocked result."""
    return Success(value=value, size_bytes=size_bytes(value))


def error(name: str, cause: str | None = None) -> Failure:
    """A mocked error."""
    return Failure(error=name, cause=cause)
