"""What the journal writes of one execution: its row, its events, what AWS does not record, its Map Runs."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, fields
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, cast

from sfn_notebook.engine.checkpoint import dump_alone
from sfn_notebook.engine.checkpoint_map_run import dump_head
from sfn_notebook.engine.clock import wall_nanoseconds
from sfn_notebook.engine.map_run import KEPT_HISTORIES
from sfn_notebook.engine.run import SELECTED_ITEMS, Identity, Outcome, Run
from sfn_notebook.store.lines import Line, Opening, drop_history
from sfn_notebook.store.positions import write_frame
from sfn_notebook.store.reading import root_of
from sfn_notebook.store.texts import Slot, ValueWriter, write_events
from sfn_notebook.values import ABSENT, JSON, encode

if TYPE_CHECKING:
    import sqlite3


def write(
    connection: sqlite3.Connection, run: Run, lines: tuple[Line, Line | None], opened: dict[str, Any], owner: int
) -> None:
    """Keep all that has happened to an execution since it was kept the last time.

    Args:
        connection: in a transaction.
        run: the execution.
        lines: what is known of its row, and of that of its parent.
        opened: of a row that is new, see `open_line`; empty otherwise.
        owner: who runs it.
    """
    line, parent = lines
    if keeps_history(run) or not _is_noted(run):
        _write_events(connection, run, line)
        _write_visits(connection, run, line)
        if parent is not None and not keeps_history(run):
            parent.unnoted[line.number] = run
    elif not opened:
        drop_history(connection, line.number)
    _write_map_runs(connection, run, line)
    row = _open_row(run, line) if run.outcome is None else _closed_row(run, run.outcome)
    row |= {"id": line.number, "event_count": len(run.history.events)}
    row |= {"redrives": run.redrives, "redriven": run.redriven, "redriven_event": run.redriven_event_id}
    row["owner"] = owner if run.outcome is None else None
    connection.executemany(
        "INSERT INTO value VALUES (?, ?, ?)", [(line.number, number, text) for number, text in line.values.rows]
    )
    line.values.rows.clear()
    if opened:
        connection.execute(_INSERT, {**opened, **row})
    else:
        connection.execute(_UPDATE, row)


def open_line(
    connection: sqlite3.Connection, run: Run, parent: Line | None, opening: Opening | None
) -> tuple[Line, dict[str, Any]]:
    """The line of an execution that is new, and its row as far as that does not change any more."""
    identity = run.identity
    number = 1 + (connection.execute("SELECT max(id) FROM execution").fetchone()[0] or 0)
    if opening is not None:
        root, origin = root_of(connection, run) or number, _origin(connection, opening.settings)
        text, note = opening.input_text, opening.note
    elif parent is not None:
        root, origin, text, note = parent.root, parent.origin, encode(identity.input), {}
    else:
        raise AssertionError(f"nobody told of {identity.execution_arn}")
    row = {
        "arn": identity.execution_arn,
        "root": root,
        "origin": origin,
        "machine_arn": identity.state_machine_arn,
        "version_arn": identity.version_arn,
        "alias_arn": identity.alias_arn,
        "name": identity.execution_name,
        "started": min(identity.start, _LAST_TIME),
        "identity": encode({each: getattr(identity, each) for each in _IDENTITY}),
        "input": text,
        "note": encode(note),
        **_as_child(run),
    }
    return Line(number=number, root=root, origin=origin, values=ValueWriter(identity.input)), row


def _origin(connection: sqlite3.Connection, settings: str) -> int:
    """The number of the settings of a state machine."""
    digest = hashlib.sha256(settings.encode()).hexdigest()
    found = connection.execute("SELECT id FROM origin WHERE digest = ?", (digest,)).fetchone()
    if found is not None:
        return found[0]
    cursor = connection.execute("INSERT INTO origin (digest, settings) VALUES (?, ?)", (digest, settings))
    return cursor.lastrowid or 0


def _write_events(connection: sqlite3.Connection, run: Run, line: Line) -> None:
    events = run.history.events
    if len(events) > line.event_count:
        text = write_events(events[line.event_count :], line.values)
        connection.execute("INSERT INTO event VALUES (?, ?, ?)", (line.number, line.event_count + 1, text))
    line.event_count = len(events)


def _write_visits(connection: sqlite3.Connection, run: Run, line: Line) -> None:
    """What AWS does not record, of the visits that are new and of those that were open the last time."""
    stages, printed = run.inspections, run.printed
    new = {*islice(stages, line.visit_count, None), *islice(printed, line.printed_count, None)}
    changed = new | {visit for visit in line.open_visits if visit in stages or visit in printed}
    rows: list[tuple[object, ...]] = []
    for visit in sorted(changed):
        shown = {name: _slot(line.values, name, value) for name, value in stages.get(visit, {}).items()}
        texts = [[each.stream, each.text] for each in printed.get(visit, ())]
        rows.append((line.number, visit, encode(cast("JSON", shown)), encode(cast("JSON", texts))))
    connection.executemany("INSERT OR REPLACE INTO visit VALUES (?, ?, ?, ?)", rows)
    line.visit_count, line.printed_count = len(stages), len(printed)
    line.open_visits = open_visits(run)


def _slot(values: ValueWriter, name: str, value: JSON) -> Slot:
    return values.growing(value) if name == SELECTED_ITEMS and isinstance(value, list) else values.slot(value)


def _write_map_runs(connection: sqlite3.Connection, run: Run, line: Line) -> None:
    for map_run in run.map_runs:
        if map_run.arn in line.ended_map_runs:
            continue
        connection.execute(
            "INSERT INTO map_run VALUES (?, ?, ?) ON CONFLICT (execution, arn) DO UPDATE SET head = excluded.head",
            (line.number, map_run.arn, encode(dump_head(map_run))),
        )
        if map_run.status != "RUNNING":
            line.ended_map_runs.add(map_run.arn)
    for number, child in list(line.unnoted.items()):
        if _is_noted(child):
            drop_history(connection, number)
            del line.unnoted[number]


def keeps_history(run: Run) -> bool:
    """Whether the events of an execution are kept: of a Map Run's children that have ended only some are."""
    return run.starter is None or run.index < KEPT_HISTORIES or run.outcome is None or run.outcome.status != "SUCCEEDED"


def _is_noted(run: Run) -> bool:
    """Whether the Map Run of a child knows that it has ended: until then its history is needed to go on."""
    return run.map_run is not None and run.index in run.map_run.rows


def _as_child(run: Run) -> dict[str, Any]:
    map_run, index = run.map_run, run.index
    if map_run is None:
        return {"map_run": None, "child": None, "items": None}
    items = map_run.sizes[index] if index in map_run.sizes else map_run.rows[index].items
    return {"map_run": map_run.arn, "child": index, "items": items}


def open_visits(run: Run) -> frozenset[int]:
    """The visits that have not ended, by the id of their Entered event."""
    frames = [] if run.root is None else [run.root]
    for frame in frames:
        frames.extend((frame.live or {}).values())
    return frozenset(frame.entered_event_id for frame in frames)


_NOT_CLOSED: Final = {
    "status": "RUNNING",
    "stopped": None,
    "closed": None,
    "output": None,
    "error": None,
    "cause": None,
}


def _open_row(run: Run, line: Line) -> dict[str, Any]:
    """Where an execution stands that goes on."""
    data: dict[str, Any] = dump_alone(run)
    position: dict[str, Any] = {
        "machine_deadline": data["machine_deadline"],
        "root": write_frame(data["root"], line.values),
    }
    if run.starter is None:
        position |= _domain_of(run)
    return {**_NOT_CLOSED, "position": encode(position)}


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


def _closed_row(run: Run, outcome: Outcome) -> dict[str, Any]:
    """How an execution ended."""
    return {
        "status": outcome.status,
        "stopped": min(run.history.events[-1].timestamp, _LAST_TIME),
        "closed": wall_nanoseconds(),
        "output": None if outcome.output is ABSENT else encode(outcome.output),
        "error": outcome.error,
        "cause": outcome.cause,
        "position": None,
    }


_LAST_TIME: Final = (1 << 63) - 1
"""In the year 2262: what SQLite can hold. Executions are listed by it; their events tell the true time."""
_IDENTITY: Final = tuple(each.name for each in fields(Identity) if each.name != "input")
"""All that says who an execution is but the input, which has a column of its own."""
_COLUMNS: Final = (
    *("id", "arn", "root", "owner", "origin", "machine_arn", "version_arn", "alias_arn", "name", "status", "started"),
    *("stopped", "closed", "event_count", "identity", "input", "output", "error", "cause", "position"),
    *("map_run", "child", "items", "redrives", "redriven", "redriven_event", "note"),
)
_INSERT: Final = f"INSERT INTO execution ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"  # noqa: S608 - names of ours
_CHANGING: Final = (
    *("owner", "status", "stopped", "closed", "event_count", "output", "error", "cause", "position"),
    *("redrives", "redriven", "redriven_event"),
)
_UPDATE: Final = f"UPDATE execution SET {', '.join(f'{name} = :{name}' for name in _CHANGING)} WHERE id = :id"  # noqa: S608 - names of ours
