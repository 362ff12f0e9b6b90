"""The events of an execution, kept in columns: only who reads one makes an object of it.

An execution is one list to the garbage collector then, however long its history is, and takes a third of the memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias, overload

from sfn_notebook.engine.event import Details, Event

Row: TypeAlias = "tuple[int, int, str, str, Details]"
"""What is kept of an event, all but its id: the id of the event that caused it, its time, type, path and details."""

NumberedRow: TypeAlias = "tuple[int, int, int, str, str, Details]"
"""The same after its id."""
ROW_CELLS: Final = 5
"""The members of a row."""


class Events(Sequence[Event]):
    """Events as they were recorded. A slice shares them, and stays as it is when there are more.

    Args:
        cells: the rows of all events, one after the other; whoever records another one adds to it.
        first: how many come before.
        last: the id of the last one; None for all that there ever are.
    """

    __slots__ = ("_cells", "_first", "_last")

    def __init__(self, cells: list[Any], first: int = 0, last: int | None = None) -> None:
        self._cells = cells
        self._first = first
        self._last = last

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Events:
        """Events that were recorded before, from the first one on."""
        cells: list[Any] = []
        for row in rows:
            cells += row
        return cls(cells)

    @property
    def _end(self) -> int:
        return len(self._cells) // ROW_CELLS if self._last is None else self._last

    def __len__(self) -> int:
        return self._end - self._first

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Event]: ...
    def __getitem__(self, index: int | slice) -> Event | Sequence[Event]:
        first, end = self._first, self._end
        if isinstance(index, slice):
            start, stop, step = index.indices(end - first)
            return self.between(start, stop) if step == 1 else list(self)[index]
        number = index + (first if index >= 0 else end)
        if not first <= number < end:
            raise IndexError(index)
        return Event(number + 1, *self._cells[number * ROW_CELLS : (number + 1) * ROW_CELLS])

    def between(self, start: int, stop: int) -> Events:
        """The same as a slice: from one place to another, which are no larger than the length."""
        return Events(self._cells, self._first + start, self._first + max(start, stop))

    def columns(self) -> list[list[Any]]:
        """What is kept, as columns: see `Row`."""
        begin, end = self._first * ROW_CELLS, self._end * ROW_CELLS
        return [self._cells[begin + place : end : ROW_CELLS] for place in range(ROW_CELLS)]

    def __iter__(self) -> Iterator[Event]:
        return map(Event, self.ids(), *self.columns())

    def ids(self) -> range:
        """Their ids."""
        return range(self._first + 1, self._end + 1)

    def cells(self) -> list[Any]:
        """What is kept, one after the other: see `Row`."""
        return self._cells[self._first * ROW_CELLS : self._end * ROW_CELLS]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Events):
            return self._first == other._first and self.cells() == other.cells()
        return isinstance(other, list) and list(self) == other

    __hash__ = None  # pyright: ignore[reportAssignmentType] - how Python says so

    def __repr__(self) -> str:
        return repr(list(self))


def row_of(event: Event) -> Row:
    """What is kept of an event."""
    return event.previous_event_id, event.timestamp, event.type, event.path, event.details


def numbered_rows(events: Iterable[Event]) -> Iterator[NumberedRow]:
    """What is kept of events, without making any of them."""
    if isinstance(events, Events):
        return zip(events.ids(), *events.columns(), strict=False)
    return ((event.id, *row_of(event)) for event in events)
