"""What the journal writes of one execution: its row, its events, what AWS does not record, its Map Runs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, cast

from sfn_notebook.engine.checkpoint import dump_alone
from sfn_notebook.engine.checkpoint_map_run import dump_head
from sfn_notebook.engine.clock import wall_nanoseconds
from sfn_notebook.engine.map_run import KEPT_HISTORIES, MapRun
from sfn_notebook.engine.run import SELECTED_ITEMS, Identity, Outcome, Run
from sfn_notebook.store.positions import write_frame
from sfn_notebook.store.texts import Slot, ValueWriter, write_events
from sfn_notebook.values import ABSENT, JSON, encode

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What the engine does not know of an execution: needed when it is kept for the first time.

    Attributes:
        origin: the number of the settings of its state machine, as `Store.origin` gave it.
        input_text: as it was given.
        note: what else is to be told of it: `{"parent": …}` of a fork.
    """

    origin: int
    input_text: str
    note: dict[str, JSON] = field(default_factory=dict[str, JSON])


@dataclass(slots=True, kw_only=True)
class Line:
    """What is known of the row of one open execution.

    Attributes:
        number: of the row.
        event_count: of the events that are kept.
        visit_count: how many visits had something to tell that AWS does not record.
        printed_count: how many had printed something.
        open_visits: those in which there may be more to tell.
    """

    number: int
    root: int
    origin: int
    values: ValueWriter
    event_count: int = 0
    visit_count: int = 0
    printed_count: int = 0
    open_visits: frozenset[int] = frozenset()


def write(connection: sqlite3.Connection, run: Run, line: Line, opened: dict[str, Any], owner: int) -> None:
    """Keep all that has happened to an execution since it was kept the last time.

    Args:
        connection: in a transaction.
        run: the execution.
        line: what is known of its row.
        opened: of a row that is new, see `open_line`; empty otherwise.
        owner: who runs it.
    """
    _write_events(connection, run, line)
    _write_visits(connection, run, line)
    for map_run in run.map_runs:
        _write_map_run(connection, line, map_run)
    row = _open_row(run, line) if run.outcome is None else _closed_row(run, run.outcome)
    row |= {"id": line.number, "event_count": line.event_count}
    row |= {"redrives": run.redrives, "redriven": run.redriven, "redriven_event": run.redriven_event_id}
    connection.executemany(
        "INSERT INTO value VALUES (?, ?, ?)", [(line.number, number, text) for number, text in line.values.rows]
    )
    line.values.rows.clear()
    if opened:
        connection.execute(_INSERT, {**opened, **row, "owner": owner if run.outcome is None else None})
    else:
        connection.execute(_UPDATE_OPEN if run.outcome is None else _UPDATE_CLOSED, row)


def open_line(
    connection: sqlite3.Connection, run: Run, parent: Line | None, opening: Opening | None
) -> tuple[Line, dict[str, Any]]:
    """The line of an execution that is new, and its row as far as that does not change any more."""
    identity = run.identity
    if opening is None:
        if parent is None:
            raise AssertionError(f"nobody told of {identity.execution_arn}")
        opening = Opening(origin=parent.origin, input_text=encode(identity.input))
    number = 1 + (connection.execute("SELECT max(id) FROM execution").fetchone()[0] or 0)
    root = number if parent is None else parent.root
    row = {
        "arn": identity.execution_arn,
        "root": root,
        "origin": opening.origin,
        "machine_arn": identity.state_machine_arn,
        "version_arn": identity.version_arn,
        "alias_arn": identity.alias_arn,
        "name": identity.execution_name,
        "started": identity.start,
        "identity": encode({each: getattr(identity, each) for each in _IDENTITY}),
        "input": opening.input_text,
        "note": encode(opening.note),
        **_as_child(run),
    }
    return Line(number=number, root=root, origin=opening.origin, values=ValueWriter(identity.input)), row


def _write_events(connection: sqlite3.Connection, run: Run, line: Line) -> None:
    events = run.history.events
    if run.outcome is not None and not keeps_history(run):
        connection.execute("DELETE FROM event WHERE execution = ?", (line.number,))
        connection.execute("DELETE FROM value WHERE execution = ?", (line.number,))
    elif len(events) > line.event_count:
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
    line.open_visits = _open_visits(run)


def _slot(values: ValueWriter, name: str, value: JSON) -> Slot:
    return values.growing(value) if name == SELECTED_ITEMS and isinstance(value, list) else values.slot(value)


def _write_map_run(connection: sqlite3.Connection, line: Line, map_run: MapRun) -> None:
    connection.execute(
        "INSERT INTO map_run VALUES (?, ?, ?, ?) ON CONFLICT (arn) DO UPDATE SET head = excluded.head "
        "WHERE head <> excluded.head",
        (map_run.arn, line.number, map_run.entered_event_id, encode(dump_head(map_run))),
    )


def keeps_history(run: Run) -> bool:
    """Whether the events of an execution are kept once it has ended: of a Map Run's children only some are."""
    return run.starter is None or run.index < KEPT_HISTORIES or run.outcome is None or run.outcome.status != "SUCCEEDED"


def _as_child(run: Run) -> dict[str, Any]:
    map_run, index = run.map_run, run.index
    if map_run is None:
        return {"map_run": None, "child": None, "items": None}
    items = map_run.sizes[index] if index in map_run.sizes else map_run.rows[index].items
    return {"map_run": map_run.arn, "child": index, "items": items}


def _open_visits(run: Run) -> frozenset[int]:
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
    domain = run.domain
    position: dict[str, Any] = {
        "now": data["now"],
        "wall": wall_nanoseconds(),
        "clock": [domain.clock.mode, domain.clock.factor],
        "machine_deadline": data["machine_deadline"],
        "quotas": asdict(run.quotas),
        "closed": [child.identity.execution_arn for child in domain.closed_children],
        "root": write_frame(data["root"], line.values),
    }
    return {**_NOT_CLOSED, "position": encode(position)}


def _closed_row(run: Run, outcome: Outcome) -> dict[str, Any]:
    """How an execution ended."""
    return {
        "status": outcome.status,
        "stopped": run.history.events[-1].timestamp,
        "closed": wall_nanoseconds(),
        "output": None if outcome.output is ABSENT else encode(outcome.output),
        "error": outcome.error,
        "cause": outcome.cause,
        "position": None,
    }


_IDENTITY: Final = tuple(each.name for each in fields(Identity) if each.name != "input")
"""All that says who an execution is but the input, which has a column of its own."""
_COLUMNS: Final = (
    *("id", "arn", "root", "owner", "origin", "machine_arn", "version_arn", "alias_arn", "name", "status", "started"),
    *("stopped", "closed", "event_count", "identity", "input", "output", "error", "cause", "position"),
    *("map_run", "child", "items", "redrives", "redriven", "redriven_event", "note"),
)
_INSERT: Final = f"INSERT INTO execution ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"  # noqa: S608 - names of ours
_UPDATE_OPEN: Final = "UPDATE execution SET event_count = :event_count, position = :position WHERE id = :id"
_UPDATE_CLOSED: Final = (
    "UPDATE execution SET status = :status, stopped = :stopped, closed = :closed, event_count = :event_count, "
    "output = :output, error = :error, cause = :cause, position = NULL, owner = NULL WHERE id = :id"
)
