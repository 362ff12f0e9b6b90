"""An execution in a few values: what stands above its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from sfn_notebook.engine.event import Event, detail
from sfn_notebook.values import ABSENT, Maybe
from sfn_notebook.views.palette import SIGNS
from sfn_notebook.views.steps import Status, Step

ExecutionStatus: TypeAlias = Literal["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]

_ENDINGS: Final[dict[str, ExecutionStatus]] = {
    "ExecutionSucceeded": "SUCCEEDED",
    "ExecutionFailed": "FAILED",
    "ExecutionTimedOut": "TIMED_OUT",
    "ExecutionAborted": "ABORTED",
}
_LOOKS: Final[dict[ExecutionStatus, Status]] = {
    "RUNNING": "in progress",
    "SUCCEEDED": "succeeded",
    "FAILED": "failed",
    "TIMED_OUT": "failed",
    "ABORTED": "cancelled",
}
_UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"))
_SECOND: Final = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One execution.

    Attributes:
        name: of the execution, or of its machine.
        started, ended: nanoseconds since the epoch on the run's clock; None while it runs.
        transitions: states entered, attempts after the first, and what redrives did again.
        redrives: how often it was redriven.
        parent: of a fork: the name of the execution that it goes on from, and after which event.
        input, output: ABSENT where there is none yet.
    """

    name: str
    status: ExecutionStatus
    started: int
    ended: int | None
    transitions: int
    input: Maybe
    output: Maybe
    error: str | None
    cause: str | None
    redrives: int = 0
    parent: tuple[str, int] | None = None


def summary(events: Sequence[Event], steps: Sequence[Step], name: str = "") -> Summary:
    """The summary of an execution from its events and their steps."""
    first, last = (events[0], events[-1]) if events else (None, None)
    ending = last if last is not None and last.type in _ENDINGS else None
    error, cause = (detail(ending, "error"), detail(ending, "cause")) if ending else (None, None)
    has_output = ending is not None and ending.type == "ExecutionSucceeded"
    return Summary(
        name=name,
        status=_ENDINGS[ending.type] if ending else "RUNNING",
        started=first.timestamp if first else 0,
        ended=ending.timestamp if ending else None,
        transitions=sum(step.transitions for step in steps),
        input=detail(first, "input") if first else ABSENT,
        output=detail(ending, "output") if ending is not None and has_output else ABSENT,
        error=None if error is None else str(error),
        cause=None if cause is None else str(cause),
        redrives=sum(event.type == "ExecutionRedriven" for event in events),
    )


def look_of(status: ExecutionStatus) -> Status:
    """The status of a state that has the colour and the sign of an execution's status."""
    return _LOOKS[status]


def sign_of(status: ExecutionStatus) -> str:
    """The sign of an execution's status."""
    return SIGNS[_LOOKS[status]]


def elapsed_text(started: int, ended: int | None) -> str:
    """The time between two points in a few letters: `0 s`, `12 ms`, `1.5 s`, `2 min 3 s`, `1 d`; "" if it lasts."""
    if ended is None:
        return ""
    seconds, rest = divmod(ended - started, _SECOND)
    if seconds < 60:
        return _short(seconds, rest)
    parts: list[str] = []
    for size, unit in _UNITS:
        number, seconds = divmod(seconds, size)
        if number:
            parts.append(f"{number} {unit}")
    if seconds:
        parts.append(f"{seconds} s")
    return " ".join(parts[:2])


def _short(seconds: int, nanoseconds: int) -> str:
    if not seconds and nanoseconds:
        milliseconds = nanoseconds / 1_000_000
        return f"{milliseconds:.0f} ms" if milliseconds >= 1 else "under 1 ms"
    return f"{seconds + nanoseconds / _SECOND:.3g} s"
