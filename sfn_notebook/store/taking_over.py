"""The children of Map Runs that a new execution has from another one: a fork has them, and nothing happens to them."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING, TypeAlias

from sfn_notebook.engine.clock import wall_nanoseconds
from sfn_notebook.engine.events import Events, row_of
from sfn_notebook.engine.map_run import ChildRow, MapRun
from sfn_notebook.engine.run import Identity, Run
from sfn_notebook.engine.states.distributed import child_identity
from sfn_notebook.store.lines import Line
from sfn_notebook.store.stretches import NO_EVENTS, stretch, write_events
from sfn_notebook.store.texts import ValueWriter
from sfn_notebook.store.writing import INSERT, identity_text, next_number, write_head, write_values
from sfn_notebook.values import encode, size_bytes

if TYPE_CHECKING:
    import sqlite3

Place: TypeAlias = "tuple[str, int]"
"""The ARN of a Map Run, and the index of a child."""


def write_taken_over(connection: sqlite3.Connection, run: Run, line: Line, own: Container[Place]) -> None:
    """Keep the children that have ended of the Map Runs of an execution which is kept for the first time.

    Args:
        connection: in a transaction.
        run: the execution.
        line: that of its row.
        own: the children that are executions of its own, and are kept as such.
    """
    for map_run in run.map_runs:
        rows = [row for row in map_run.rows.values() if (map_run.arn, row.index) not in own]
        for row in rows:
            _write_row(connection, (run.identity, line), map_run, row)


def _write_row(connection: sqlite3.Connection, parent: tuple[Identity, Line], map_run: MapRun, row: ChildRow) -> None:
    identity, above = parent
    given, started = (row.input, size_bytes(row.input)), (row.started, row.seed)
    child = child_identity(identity, map_run, row.name, given, started)
    line = Line(number=next_number(connection), root=above.root, origin=above.origin, values=ValueWriter(row.input))
    connection.execute(INSERT, (*_opening(line, child, map_run, row), *_standing(row), _history(row, line)))
    write_values(connection, line)
    for inner in row.map_runs:
        write_head(connection, line, inner)
        for each in inner.rows.values():
            _write_row(connection, (child, line), inner, each)


def _opening(line: Line, identity: Identity, map_run: MapRun, row: ChildRow) -> tuple[object, ...]:
    who = (line.number, row.execution_arn, line.root, line.origin, identity.state_machine_arn)
    child = (map_run.arn, row.index, row.items)
    return *who, None, None, row.name, row.started, *child, "{}", identity_text(identity), encode(row.input)


def _standing(row: ChildRow) -> tuple[object, ...]:
    redriven = [event.id for event in row.events or () if event.type == "ExecutionRedriven"]
    redrives = (row.redrives, row.redriven, redriven[-1] if redriven else 0)
    ended = (None, row.status, row.stopped, wall_nanoseconds())
    output = encode(row.output) if row.status == "SUCCEEDED" else None
    return *ended, row.event_count, *redrives, row.error, row.cause, output, None


def _history(row: ChildRow, line: Line) -> str | None:
    if row.events is None:
        return None
    events = row.events if isinstance(row.events, Events) else Events.of(map(row_of, row.events))
    return stretch(write_events(events, line.values) if events else NO_EVENTS, {}, line.values)
