"""Keeps what happens to executions in a store; implements `engine.ports.Journal`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, cast

from sfn_notebook.engine.checkpoint import dump_alone
from sfn_notebook.engine.checkpoint_map_run import dump_head
from sfn_notebook.engine.clock import wall_nanoseconds
from sfn_notebook.engine.map_run import KEPT_HISTORIES, MapRun
from sfn_notebook.engine.ports import JournalError
from sfn_notebook.engine.run import Identity, Outcome, Run
from sfn_notebook.store.database import Database, StoreError
from sfn_notebook.store.positions import write_frame
from sfn_notebook.store.texts import ValueWriter, write_events
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


class StoreJournal:
    """Writes all that happened to some executions in one transaction.

    Args:
        database: where.
        owner: the number of this process there.
    """

    def __init__(self, database: Database, owner: int) -> None:
        self._database = database
        self._owner = owner
        self._openings: dict[str, Opening] = {}
        self._lines: dict[Run, Line] = {}

    def expect(self, execution_arn: str, opening: Opening) -> None:
        """Tell of an execution that is about to start."""
        self._openings[execution_arn] = opening

    def adopt(self, run: Run, line: Line) -> None:
        """Tell of an execution that goes on from what is kept of it."""
        self._lines[run] = line

    def commit(self, runs: Sequence[Run]) -> None:
        """See `engine.ports.Journal.commit`."""
        with_parents = dict.fromkeys(runs)
        for run in runs:
            if run.starter is not None:
                with_parents[run.starter.run] = None
        try:
            with self._database.writing() as connection:
                self._check_owned(connection, list(with_parents))
                for run in sorted(with_parents, key=_depth):
                    self._write(connection, run)
        except StoreError:
            for run in with_parents:  # the lines are ahead of their rows now: from here they cannot go on
                self._lines.pop(run, None)
            raise
        for run in with_parents:
            if run.outcome is not None:
                self._lines.pop(run, None)

    def _check_owned(self, connection: sqlite3.Connection, runs: Sequence[Run]) -> None:
        """Make sure that nobody else has taken the executions over."""
        self._check_new(connection, {run.identity.execution_arn: run for run in runs if run not in self._lines})
        known = {self._lines[run].number: run for run in runs if run in self._lines}
        if not known:
            return
        marks = ",".join("?" * len(known))
        statement = f"SELECT id FROM execution WHERE id IN ({marks}) AND owner = ?"  # noqa: S608 - marks only
        owned = {row[0] for row in connection.execute(statement, (*known, self._owner))}
        lost = frozenset(run for number, run in known.items() if number not in owned)
        if lost:
            names = ", ".join(sorted(run.identity.execution_name for run in lost))
            raise JournalError(f"another process has taken over the execution {names}", lost)

    def _check_new(self, connection: sqlite3.Connection, new: dict[str, Run]) -> None:
        """Make sure that nobody else has started an execution of the same name meanwhile."""
        marks = ",".join("?" * len(new))
        statement = f"SELECT arn FROM execution WHERE arn IN ({marks})"  # noqa: S608 - marks only
        taken = frozenset(new[arn] for (arn,) in connection.execute(statement, tuple(new)))
        if taken:
            names = ", ".join(sorted(run.identity.execution_name for run in taken))
            raise JournalError(f"another process has started an execution of the same name: {names}", taken)

    def _write(self, connection: sqlite3.Connection, run: Run) -> None:
        line = self._lines.get(run)
        opened: dict[str, Any] = {}
        if line is None:
            line, opened = self._open(connection, run)
            self._lines[run] = line
        self._write_events(connection, run, line)
        self._write_visits(connection, run, line)
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
            connection.execute(_INSERT, {**opened, **row, "owner": self._owner if run.outcome is None else None})
        else:
            connection.execute(_UPDATE_OPEN if run.outcome is None else _UPDATE_CLOSED, row)

    def _open(self, connection: sqlite3.Connection, run: Run) -> tuple[Line, dict[str, Any]]:
        """A new row, as far as it does not change any more."""
        identity = run.identity
        parent = None if run.starter is None else self._lines[run.starter.run]
        opening = self._openings.pop(identity.execution_arn, None)
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

    def _write_events(self, connection: sqlite3.Connection, run: Run, line: Line) -> None:
        events = run.history.events
        if run.outcome is not None and not keeps_history(run):
            connection.execute("DELETE FROM event WHERE execution = ?", (line.number,))
            connection.execute("DELETE FROM value WHERE execution = ?", (line.number,))
        elif len(events) > line.event_count:
            text = write_events(events[line.event_count :], line.values)
            connection.execute("INSERT INTO event VALUES (?, ?, ?)", (line.number, line.event_count + 1, text))
        line.event_count = len(events)

    def _write_visits(self, connection: sqlite3.Connection, run: Run, line: Line) -> None:
        """What AWS does not record, of the visits that are new and of those that were open the last time."""
        stages, printed = run.inspections, run.printed
        new = {*islice(stages, line.visit_count, None), *islice(printed, line.printed_count, None)}
        changed = new | {visit for visit in line.open_visits if visit in stages or visit in printed}
        rows: list[tuple[object, ...]] = []
        for visit in sorted(changed):
            shown = {name: line.values.slot(value) for name, value in stages.get(visit, {}).items()}
            texts = [[each.stream, each.text] for each in printed.get(visit, ())]
            rows.append((line.number, visit, encode(cast("JSON", shown)), encode(cast("JSON", texts))))
        connection.executemany("INSERT OR REPLACE INTO visit VALUES (?, ?, ?, ?)", rows)
        line.visit_count, line.printed_count = len(stages), len(printed)
        line.open_visits = _open_visits(run)


def _write_map_run(connection: sqlite3.Connection, line: Line, map_run: MapRun) -> None:
    connection.execute(
        "INSERT INTO map_run VALUES (?, ?, ?, ?) ON CONFLICT (arn) DO UPDATE SET head = excluded.head "
        "WHERE head <> excluded.head",
        (map_run.arn, line.number, map_run.entered_event_id, encode(dump_head(map_run))),
    )


def keeps_history(run: Run) -> bool:
    """Whether the events of an execution are kept once it has ended: of a Map Run's children only some are."""
    return run.starter is None or run.index < KEPT_HISTORIES or run.outcome is None or run.outcome.status != "SUCCEEDED"


def _depth(run: Run) -> int:
    """How far an execution stands below the one that was started from outside: parents are written first."""
    depth = 0
    while run.starter is not None:
        run, depth = run.starter.run, depth + 1
    return depth


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
