"""Errors and causes as they show in a history."""

from __future__ import annotations

from typing import Final, TypeAlias

from sfn_notebook.asl.model import MapState, ParallelState, State, TaskState
from sfn_notebook.engine.event import Event, detail
from sfn_notebook.values import Maybe

Failure: TypeAlias = "tuple[str | None, str | None]"

NO_FAILURE: Final[Failure] = (None, None)


def is_catch(state: State | None, name: str) -> bool:
    """Whether only a catcher of the state leads to that name."""
    return (
        isinstance(state, (TaskState, ParallelState, MapState))
        and name != state.next
        and any(catcher.next == name for catcher in state.catch)
    )


def own_failure(event: Event) -> Failure:
    """The error and the cause that an event names itself."""
    error, cause = detail(event, "error"), detail(event, "cause")
    return (None if error is None else str(error), None if cause is None else str(cause))


def error_output(output: Maybe) -> Failure:
    """Error and cause from the output that a catcher without ResultPath gives."""
    if isinstance(output, dict) and output.keys() <= {"Error", "Cause"}:
        error, cause = output.get("Error"), output.get("Cause")
        return (error if isinstance(error, str) else None, cause if isinstance(cause, str) else None)
    return NO_FAILURE
