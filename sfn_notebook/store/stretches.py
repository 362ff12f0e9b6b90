"""The history of an execution in stretches: what has happened from one commit to the next, as JSON text, and back.

A stretch is `[events, visits, values]`. Its events are columns: the ids of the events that caused them, the times, each
as what has passed since the event before, the types, the paths, and the details, with slots for values. Their own ids
are left out, as they count without a gap. Visits have what AWS does not record, by the id of the event by which the
state was entered: `[stages, printed]`, of which that of the last stretch holds. For slots and values see `texts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import sub
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from sfn_notebook.engine.event import DETAILS, JSON_DETAILS, Details
from sfn_notebook.engine.events import Events
from sfn_notebook.engine.ports import Printed
from sfn_notebook.engine.run import Run
from sfn_notebook.store.texts import ValueReader, ValueWriter, read_own, read_variables
from sfn_notebook.values import ABSENT, JSON, encode

if TYPE_CHECKING:
    import sqlite3

NO_EVENTS: Final = "[[],[],[],[],[]]"
_PLAIN, _VALUE, _VARIABLES = 0, 1, 2
_KINDS: Final[dict[str, tuple[int, ...]]] = {
    type_name: tuple(
        _VALUE if name in JSON_DETAILS else _VARIABLES if name == "assigned_variables" else _PLAIN for name in names
    )
    for type_name, names in DETAILS.items()
}
_SlotOf: TypeAlias = "Callable[[Any], object]"
_WITH_VALUES: Final = frozenset(type_name for type_name, kinds in _KINDS.items() if any(kinds))


def write_events(events: Events, values: ValueWriter) -> str:
    """Events that follow each other."""
    causes, times, types, paths, details = events.columns()
    slot = values.slot
    columns = [
        causes,
        [*times[:1], *map(sub, times[1:], times)],
        types,
        paths,
        [_WRITE[type_name](each, slot) for type_name, each in zip(types, details, strict=True)],
    ]
    return encode(cast("JSON", columns))


def _write_plain(details: Details, _: _SlotOf) -> Details:
    return details


def _write_entered(details: Details, slot: _SlotOf) -> Details:
    name, given = details
    return name, slot(given)


def _write_exited(details: Details, slot: _SlotOf) -> Details:
    name, output, assigned, after = details
    return name, slot(output), None if assigned is None else _slots(assigned, slot), after


def _write_others(kinds: Sequence[int], details: Details, slot: _SlotOf) -> Details:
    return tuple(slot(detail) if kind else detail for kind, detail in zip(kinds, details, strict=True))


def _slots(variables: Any, slot: _SlotOf) -> object:
    return {name: slot(value) for name, value in variables.items()}


def _writer_of(type_name: str) -> Callable[[Details, _SlotOf], Details]:
    """Writes the details of a type; as they are, but values."""
    kinds = _KINDS[type_name]
    known: dict[tuple[int, ...], Callable[[Details, _SlotOf], Details]] = {
        (_PLAIN, _VALUE): _write_entered,
        (_PLAIN, _VALUE, _VARIABLES, _PLAIN): _write_exited,
    }
    return known.get(kinds) or (partial(_write_others, kinds) if any(kinds) else _write_plain)


_WRITE: Final = {type_name: _writer_of(type_name) for type_name in _KINDS}


def write_visit(stages: Mapping[str, Any], printed: Sequence[Printed]) -> list[Any]:
    """What AWS does not record of a visit; stages with slots."""
    return [stages, [[each.stream, each.text] for each in printed]] if printed else [stages]


def stretch(events: str, visits: Mapping[int, list[Any]], values: ValueWriter) -> str | None:
    """All of it as one text, with the values that were written last; None where there is nothing."""
    short = values.take_short()
    if events == NO_EVENTS and not visits and not short:
        return None
    return f"[{events},{encode(cast('JSON', visits)) if visits else '{}'},[{','.join(short)}]]"


def stretches_of(connection: sqlite3.Connection, number: int) -> tuple[list[str], int]:
    """The texts of all stretches of an execution, in their order, and how many of them are rows of `stretch`."""
    (first,) = connection.execute("SELECT history FROM execution WHERE id = ?", (number,)).fetchone()
    found = connection.execute("SELECT text FROM stretch WHERE execution = ? ORDER BY number", (number,)).fetchall()
    return [*([] if first is None else [first]), *(text for (text,) in found)], len(found)


def count_short(texts: Iterable[str]) -> int:
    """How many values are kept in stretches."""
    return sum(len(read_own(text)[2]) for text in texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is kept of what happened in an execution.

    Attributes:
        values: that its slots stand for.
        events: all of them; empty where they were not kept.
        stretches: as they are kept.
        rows: how many of them are rows of `stretch`.
    """

    values: ValueReader
    events: Events
    stretches: list[Any]
    rows: int

    def add_visits(self, run: Run) -> None:
        """Give an execution what AWS does not record of it."""
        for _, visits, _ in self.stretches:
            for entered, (stages, *printed) in visits.items():
                _add_visit(run, int(entered), self.values, (stages, printed[0] if printed else ()))


def _add_visit(run: Run, entered: int, values: ValueReader, written: tuple[dict[str, Any], Sequence[Any]]) -> None:
    stages, printed = written
    if stages:
        run.inspections[entered] = {name: values.value(slot) for name, slot in stages.items()}
    if printed:
        run.printed[entered] = tuple(Printed(stream=stream, text=text) for stream, text in printed)


def story_of(connection: sqlite3.Connection, number: int, given: JSON) -> Story:
    """What all stretches of an execution with that input tell, in their order."""
    texts, rows = stretches_of(connection, number)
    stretches = [read_own(text) for text in texts]
    short = [each for _, _, values in stretches for each in values]
    found = connection.execute("SELECT number, value FROM value WHERE execution = ?", (number,))
    values = ValueReader(given, short, dict(found.fetchall()).__getitem__)
    events = Events.of(row for columns, _, _ in stretches for row in _rows(columns, values))
    return Story(values=values, events=events, stretches=stretches, rows=rows)


def _rows(columns: Sequence[Any], values: ValueReader) -> Iterator[tuple[int, int, str, str, Details]]:
    time = 0
    for previous_event_id, passed, type_name, path, written in zip(*columns, strict=True):
        time += passed
        yield previous_event_id, time, type_name, path, _details(type_name, written, values)


def _details(type_name: str, written: Sequence[Any], values: ValueReader) -> Details:
    if type_name not in _WITH_VALUES:
        return tuple(written)
    return tuple(_detail(kind, slot, values) for kind, slot in zip(_KINDS[type_name], written, strict=True))


def _detail(kind: int, slot: Any, values: ValueReader) -> object:
    if kind == _PLAIN:
        return slot
    if kind == _VALUE:
        return ABSENT if slot is None else values.value(slot)
    return None if slot is None else read_variables(slot, values)
