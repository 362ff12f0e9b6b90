"""Fail: ends its machine with an error.

Spec: https://states-language.net/spec.html#fail-state
"""

from __future__ import annotations

from sfn_notebook.engine.compiled import CompiledFail, Selector
from sfn_notebook.engine.dataflow import read_field
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.transitions import Fault, fail
from sfn_notebook.errors import RuntimeFault, StateError


def enter_fail(run: Run, frame: Frame, state: CompiledFail) -> None:
    """Fail with the error and the cause that the state names; a container's Catch may take them."""
    error = error_of(run, frame, state)
    fail(run, frame, Fault(error=error, is_fatal=error.error == "States.Runtime"))


def error_of(run: Run, frame: Frame, state: CompiledFail) -> StateError:
    """The error and the cause that the state names.

    Raises:
        StateError: if they cannot be computed.
    """
    error = _text(run, frame, state.error, "ErrorPath")
    return StateError(error, _text(run, frame, state.cause, "CausePath"))


def _text(run: Run, frame: Frame, field: str | Selector | None, name: str) -> str | None:
    if not isinstance(field, Selector):
        return field
    value = read_field(run, frame, field, frame.input)
    if not isinstance(value, str):
        raise RuntimeFault(f"The {name} field must resolve to a string: {field.text}")
    return value
