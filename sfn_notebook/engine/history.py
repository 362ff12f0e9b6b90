"""The history of an execution: its events, and the form in which AWS gives them."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeAlias, cast
from weakref import ref as weakref

from sfn_notebook.engine.event import DETAILS, JSON_DETAILS, Details, Event
from sfn_notebook.engine.events import ROW_CELLS, Events, NumberedRow, numbered_rows, row_of
from sfn_notebook.values import JSON, encode

if TYPE_CHECKING:
    from sfn_notebook.engine.run import Run

ClosingStatus: TypeAlias = Literal["SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT"]

CLOSING: Final[Mapping[str, ClosingStatus]] = {
    "ExecutionSucceeded": "SUCCEEDED",
    "ExecutionFailed": "FAILED",
    "ExecutionAborted": "ABORTED",
    "ExecutionTimedOut": "TIMED_OUT",
}
"""The status that each closing event leaves."""

AwsEvent: TypeAlias = "dict[str, Any]"
_TextOf: TypeAlias = "Callable[[Any], str]"
_DetailsOf: TypeAlias = "Callable[[Details, _TextOf | None], dict[str, Any]]"
_TRUNCATED: Final = ("input", "output")
_OPTIONAL: Final = frozenset(
    {"error", "cause", "timeout_in_seconds", "heartbeat_in_seconds", "location", "task_credentials", "worker_name"}
)


class Timed(Protocol):
    """Whose present time events get: that of a domain."""

    now: int


class HistoryFullError(Exception):
    """The next event would be the last one that the quota allows."""


class History:
    """Events, counted from 1; `append` is the only place that counts."""

    __slots__ = ("_cells", "_clock", "_limit", "_look_at", "_published", "_run")

    def __init__(self, limit: int | None, clock: Timed) -> None:
        self._cells: list[Any] = []
        self._published = 0
        self._clock = clock
        self._limit = (limit - 1) * ROW_CELLS if limit else -1
        self._look_at = 0  # where `append` has something to look at, as it is called so often
        self._run: weakref[Run] | None = None

    def resume(self, clock: Timed) -> None:
        """Go on in another time."""
        self._clock = clock

    @property
    def events(self) -> Events:
        """All events, those among them that are recorded later; readers take only the first `published` ones."""
        return Events(self._cells)

    @property
    def count(self) -> int:
        """How many events there are."""
        return len(self._cells) // ROW_CELLS

    @property
    def published(self) -> int:
        """How many events readers may see."""
        return self._published

    def append(self, previous_event_id: int, type_name: str, path: str, details: Details = ()) -> int:
        """Record an event at the present time of the run; gives its id.

        Raises:
            HistoryFullError: if only the closing event has room left.
        """
        cells = self._cells
        place = len(cells)
        if place == self._look_at:
            self._look(place, type_name)
        cells += (previous_event_id, self._clock.now, type_name, path, details)
        return place // ROW_CELLS + 1

    def _look(self, place: int, type_name: str) -> None:
        """Look whether there is room, and tell that there is something that nobody may see yet."""
        if place == self._limit and type_name not in CLOSING:
            raise HistoryFullError
        run = self._run() if place == self._published * ROW_CELLS and self._run is not None else None
        if run is not None:
            run.domain.changed.append(run)
        self._look_at = self._limit

    def take(self, events: Iterable[Event]) -> None:
        """Go on from events that were recorded before; readers may see them once they are published."""
        self._cells += events.cells() if isinstance(events, Events) else Events.of(map(row_of, events)).cells()

    def publish(self) -> None:
        """Let readers see all events."""
        self._look_at = len(self._cells)
        self._published = self._look_at // ROW_CELLS

    def belong_to(self, run: Run) -> None:
        """Tell the domain of this execution when there is something that nobody may see yet.

        It does not keep the execution alive: one that nobody holds is gone at once, and waits for no collection.
        """
        self._run = weakref(run)
        if self.count > self._published:
            run.domain.changed.append(run)


def to_aws(
    events: Iterable[Event], *, include_data: bool = True, stamp: Callable[[int], object] | None = None
) -> list[AwsEvent]:
    """The events as `GetExecutionHistory` gives them, values as JSON text.

    A value that several events share is written once.

    Args:
        events: those of one execution, or a stretch of them.
        include_data: False leaves inputs and outputs out, as `includeExecutionData` does.
        stamp: makes a timestamp of nanoseconds; None makes a `datetime` in UTC.
    """
    texts: dict[int, str] = {}

    def text_of(value: JSON) -> str:
        key = id(value)
        text = texts.get(key)
        if text is None:
            text = texts[key] = encode(value)
        return text

    with _no_collecting():
        return _written(numbered_rows(events), stamp or to_datetime, text_of if include_data else None)


@contextmanager
def _no_collecting() -> Generator[None, None, None]:
    """Make many objects at once that hold no cycle and all stay alive: walking through them would find nothing.

    Without this a long history in a process full of other objects costs twice as much.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _written(rows: Iterable[NumberedRow], stamp: Callable[[int], object], text_of: _TextOf | None) -> list[AwsEvent]:
    written: list[AwsEvent] = []
    add, shape = written.append, _shape
    time: int | None = None
    stamped: object = None
    for number, cause, timestamp, type_name, _, details in rows:
        if timestamp != time:
            time = timestamp
            stamped = stamp(time)
        field, details_of = shape(type_name)
        head: AwsEvent = {"timestamp": stamped, "type": type_name, "id": number, "previousEventId": cause}
        if details_of is not None:
            head[field] = details_of(details, text_of)
        add(head)
    return written


def _entered(values: Details, text_of: _TextOf | None) -> dict[str, Any]:
    if text_of is None:
        return {"name": values[0]}
    return {"name": values[0], "input": text_of(values[1]), "inputDetails": {"truncated": False}}


def _exited(values: Details, text_of: _TextOf | None) -> dict[str, Any]:
    if text_of is None:
        return {"name": values[0]}
    details = {"name": values[0], "output": text_of(values[1]), "outputDetails": {"truncated": False}}
    assigned = cast("Mapping[str, JSON] | None", values[2])
    if assigned is not None:
        details["assignedVariables"] = {name: text_of(value) for name, value in assigned.items()}
        details["assignedVariablesDetails"] = {"truncated": False}
    return details


_PLAIN, _WHEN_GIVEN, _TEXT = 0, 1, 2
_NO_DETAILS: Final = frozenset(name for name, fields in DETAILS.items() if not fields)


@cache
def _shape(type_name: str) -> tuple[str, _DetailsOf | None]:
    """The key of the details of a type of event, and what writes them; None for a type without details."""
    if type_name in _NO_DETAILS:
        return "", None
    if type_name.endswith("StateEntered"):
        return "stateEnteredEventDetails", _entered
    if type_name.endswith("StateExited"):
        return "stateExitedEventDetails", _exited
    names = tuple(
        (camel(name), f"{name}Details" if name in _TRUNCATED else "", _kind(name)) for name in DETAILS[type_name]
    )
    return f"{type_name[0].lower()}{type_name[1:]}EventDetails", partial(_details, names)


def _details(names: Sequence[tuple[str, str, int]], values: Details, text_of: _TextOf | None) -> dict[str, Any]:
    details: dict[str, Any] = {}
    for (name, truncated, kind), value in zip(names, values, strict=True):
        if kind == _PLAIN or (kind == _WHEN_GIVEN and value is not None):
            details[name] = value
        elif kind == _TEXT and text_of is not None:
            details[name] = text_of(value)
            if truncated:
                details[truncated] = {"truncated": False}
    return details


def _kind(name: str) -> int:
    if name in JSON_DETAILS:
        return _TEXT
    return _WHEN_GIVEN if name in _OPTIONAL or name.startswith("state_machine_") else _PLAIN


@cache
def camel(name: str) -> str:
    """`timeout_in_seconds` as the API writes it: `timeoutInSeconds`."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def to_datetime(nanoseconds: int) -> dt.datetime:
    """A time of the run, to the millisecond, as the API gives it."""
    return _EPOCH + dt.timedelta(milliseconds=nanoseconds // 1_000_000)
