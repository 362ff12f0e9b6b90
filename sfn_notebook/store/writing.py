"""What the journal writes of one execution: its row, its events, what AWS does not record, its Map Runs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sfn_notebook.engine.checkpoint_map_run import dump_head
from sfn_notebook.engine.clock import wall_nanoseconds
from sfn_notebook.engine.map_run import KEPT_HISTORIES, MapRun
from sfn_notebook.engine.ports import Printed
from sfn_notebook.engine.run import SELECTED_ITEMS, Identity, Outcome, Run
from sfn_notebook.store.lines import Line, Opening, drop_history
from sfn_notebook.store.positions import write_frame
from sfn_notebook.store.reading import IN_COLUMNS, root_of
from sfn_notebook.store.stretches import NO_EVENTS, stretch, write_events, write_visit
from sfn_notebook.store.texts import ValueWriter
from sfn_notebook.values import ABSENT, JSON, encode

if TYPE_CHECKING:
    import sqlite3

Columns: TypeAlias = "tuple[object, ...]"


def write(
    connection: sqlite3.Connection, run: Run, lines: tuple[Line, Line | None], opened: Columns | None, owner: int
) -> None:
    """Keep all that has happened to an execution since it was kept the last time.

    Args:
        connection: in a transaction.
        run: the execution.
        lines: what is known of its row, and of that of its parent.
        opened: of a row that is new, see `open_line`.
        owner: who runs it.
    """
    line, parent = lines
    is_kept, outcome = keeps_history(run), run.outcome
    is_told = is_kept or not _is_noted(run)
    events, visits = (_new_events(run, line), _new_visits(run, line)) if is_told else (NO_EVENTS, {})
    if parent is not None and is_told and not is_kept:
        parent.unnoted[line.number] = run
    elif opened is None and not is_told:
        drop_history(connection, line.number)
    if run.map_runs or line.unnoted:
        _write_map_runs(connection, run, line)
    standing = _open_columns(run, line, owner) if outcome is None else _closed_columns(run, outcome)
    history = stretch(events, visits, line.values)
    if history is not None and (opened is None or outcome is None):
        line.stretch_count += 1
        connection.execute("INSERT INTO stretch VALUES (?, ?, ?)", (line.number, line.stretch_count, history))
        history = None
    if line.values.rows:
        write_values(connection, line)
    if opened is None:
        connection.execute(_UPDATE, (*standing, line.number))
    else:
        connection.execute(INSERT, (*opened, *standing, history))


def write_values(connection: sqlite3.Connection, line: Line) -> None:
    """Keep the long values that were written last."""
    rows = [(line.number, number, text) for number, text in line.values.rows]
    connection.executemany("INSERT INTO value VALUES (?, ?, ?)", rows)
    line.values.rows.clear()


def open_line(
    connection: sqlite3.Connection, run: Run, parent: Line | None, opening: Opening | None
) -> tuple[Line, Columns]:
    """The line of an execution that is new, and the columns of its row that do not change any more."""
    identity = run.identity
    number = next_number(connection)
    if opening is not None:
        root, origin = root_of(connection, run) or number, _origin(connection, opening.settings)
        text, note = opening.input_text, opening.note
    elif parent is not None:
        root, origin, text, note = parent.root, parent.origin, encode(identity.input), {}
    else:
        raise AssertionError(f"nobody told of {identity.execution_arn}")
    row = (
        number,
        identity.execution_arn,
        root,
        origin,
        identity.state_machine_arn,
        identity.version_arn,
        identity.alias_arn,
        identity.execution_name,
        min(identity.start, _LAST_TIME),
        *_as_child(run),
        encode(note) if note else "{}",
        identity_text(identity),
        text,
    )
    return Line(number=number, root=root, origin=origin, values=ValueWriter(identity.input)), row


def next_number(connection: sqlite3.Connection) -> int:
    """That of a row that is new."""
    return 1 + (connection.execute("SELECT max(id) FROM execution").fetchone()[0] or 0)


def identity_text(identity: Identity) -> str:
    """What has no column of its own."""
    told: dict[str, JSON] = {
        name: value for name, default in _IDENTITY if (value := getattr(identity, name)) != default
    }
    return encode(told)


def _origin(connection: sqlite3.Connection, settings: str) -> int:
    """The number of the settings of a state machine."""
    digest = _digest(settings)
    found = connection.execute("SELECT id FROM origin WHERE digest = ?", (digest,)).fetchone()
    if found is not None:
        return found[0]
    cursor = connection.execute("INSERT INTO origin (digest, settings) VALUES (?, ?)", (digest, settings))
    return cursor.lastrowid or 0


@lru_cache(maxsize=64)
def _digest(settings: str) -> str:
    return hashlib.sha256(settings.encode()).hexdigest()


def _new_events(run: Run, line: Line) -> str:
    count = run.history.count
    if count == line.event_count:
        return NO_EVENTS
    text = write_events(run.history.events.between(line.event_count, count), line.values)
    line.event_count = count
    return text


def _new_visits(run: Run, line: Line) -> dict[int, list[Any]]:
    """What AWS does not record, of the visits that are new, and of those that were open where there is more to tell."""
    stages, printed = run.inspections, run.printed
    values = line.values
    new = _last(stages, len(stages) - line.visit_count)
    if len(printed) > line.printed_count:
        new = dict.fromkeys([*new, *_last(printed, len(printed) - line.printed_count)])
    visits = {visit: _visit(values, stages.get(visit, _NOTHING), printed.get(visit, ())) for visit in new}
    for visit, before in line.open_visits.items():
        if visit not in visits and (visit in stages or visit in printed):
            written = _visit(values, stages.get(visit, _NOTHING), printed.get(visit, ()))
            if written != before:
                visits[visit] = written
    line.open_visits = {visit: visits.get(visit) or line.open_visits.get(visit) for visit in open_visits(run)}
    line.visit_count, line.printed_count = len(stages), len(printed)
    return visits


def _last(visits: Mapping[int, Any], count: int) -> list[int]:
    """The last keys of a dict, in their order."""
    return [*islice(reversed(visits), count)][::-1]


def _visit(values: ValueWriter, stages: Mapping[str, JSON], printed: Sequence[Printed]) -> list[Any]:
    shown = {
        name: values.growing(value) if name == SELECTED_ITEMS and isinstance(value, list) else values.slot(value)
        for name, value in stages.items()
    }
    return write_visit(shown, printed)


def _write_map_runs(connection: sqlite3.Connection, run: Run, line: Line) -> None:
    for map_run in run.map_runs:
        if map_run.arn in line.ended_map_runs:
            continue
        write_head(connection, line, map_run)
        if map_run.status != "RUNNING":
            line.ended_map_runs.add(map_run.arn)
    for number, child in list(line.unnoted.items()):
        if _is_noted(child):
            drop_history(connection, number)
            del line.unnoted[number]


def write_head(connection: sqlite3.Connection, line: Line, map_run: MapRun) -> None:
    """Keep a Map Run without its children."""
    connection.execute(
        "INSERT INTO map_run VALUES (?, ?, ?) ON CONFLICT (execution, arn) DO UPDATE SET head = excluded.head",
        (line.number, map_run.arn, encode(dump_head(map_run))),
    )


def keeps_history(run: Run) -> bool:
    """Whether the events of an execution are kept: of a Map Run's children that have ended only some are."""
    return run.starter is None or run.index < KEPT_HISTORIES or run.outcome is None or run.outcome.status != "SUCCEEDED"


def _is_noted(run: Run) -> bool:
    """Whether the Map Run of a child knows that it has ended: until then its history is needed to go on."""
    return run.map_run is not None and run.index in run.map_run.rows


def _as_child(run: Run) -> Columns:
    map_run, index = run.map_run, run.index
    if map_run is None:
        return None, None, None
    items = map_run.sizes[index] if index in map_run.sizes else map_run.rows[index].items
    return map_run.arn, index, items


def open_visits(run: Run) -> list[int]:
    """The visits that have not ended, by the id of their Entered event."""
    frames = [] if run.root is None else [run.root]
    for frame in frames:
        if frame.live:
            frames.extend(frame.live.values())
    return [frame.entered_event_id for frame in frames]


def _open_columns(run: Run, line: Line, owner: int) -> Columns:
    """Where an execution stands that goes on."""
    position: dict[str, Any] = {"machine_deadline": run.machine_deadline}
    if run.root is not None:
        position["root"] = write_frame(run.root, line.values)
    if run.starter is None:
        position |= _domain_of(run)
    return owner, "RUNNING", None, None, *_progress(run), None, None, None, encode(position)


def _progress(run: Run) -> Columns:
    return run.history.count, run.redrives, run.redriven, run.redriven_event_id


def _domain_of(run: Run) -> dict[str, Any]:
    """What holds for an execution that was started from outside, and for all below it."""
    domain = run.domain
    return {
        "now": domain.now,
        "wall": wall_nanoseconds(),
        "clock": [domain.clock.mode, domain.clock.factor],
        "quotas": asdict(run.quotas),
        "closed": [child.identity.execution_arn for child in domain.closed_children],
    }


def _closed_columns(run: Run, outcome: Outcome) -> Columns:
    """How an execution ended."""
    stopped = min(run.history.events[-1].timestamp, _LAST_TIME)
    output = None if outcome.output is ABSENT else encode(outcome.output)
    ended = None, outcome.status, stopped, wall_nanoseconds()
    return *ended, *_progress(run), outcome.error, outcome.cause, output, None


_LAST_TIME: Final = (1 << 63) - 1
"""In the year 2262: what SQLite can hold. Executions are listed by it; their events tell the true time."""
_NOTHING: Final[Mapping[str, JSON]] = {}
_IDENTITY: Final = tuple((each.name, each.default) for each in fields(Identity) if each.name not in IN_COLUMNS)
_OPENING: Final = (
    *("id", "arn", "root", "origin", "machine_arn", "version_arn", "alias_arn", "name", "started"),
    *("map_run", "child", "items", "note", "identity", "input"),
)
_STANDING: Final = (
    *("owner", "status", "stopped", "closed", "event_count", "redrives", "redriven", "redriven_event"),
    *("error", "cause", "output", "position"),
)
_COLUMNS: Final = (*_OPENING, *_STANDING, "history")
INSERT: Final = f"INSERT INTO execution ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 - names of ours
_UPDATE: Final = f"UPDATE execution SET {', '.join(f'{name} = ?' for name in _STANDING)} WHERE id = ?"  # noqa: S608 - names of ours
