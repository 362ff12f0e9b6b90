"""What is known of the rows of executions that go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sfn_notebook.engine.run import Run
from sfn_notebook.store.selection import OF_ARN
from sfn_notebook.store.stretches import count_short, stretches_of
from sfn_notebook.store.texts import ValueWriter
from sfn_notebook.values import JSON

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What the engine does not know of an execution: needed when it is kept for the first time.

    Attributes:
        settings: of its state machine, as JSON text.
        input_text: as it was given.
        note: what else is to be told of it: `{"parent": …}` of a fork.
    """

    settings: str
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
        stretch_count: of the rows that have its history.
        open_visits: those in which there may be more to tell, with what was written of them; None where that is not
            known.
        ended_map_runs: the ARNs of those of which there is nothing more to tell.
        unnoted: rows of children that have ended, and whose histories go once their Map knows.
    """

    number: int
    root: int
    origin: int
    values: ValueWriter
    event_count: int = 0
    visit_count: int = 0
    printed_count: int = 0
    stretch_count: int = 0
    open_visits: Mapping[int, list[Any] | None] = field(default_factory=dict[int, "list[Any] | None"])
    ended_map_runs: set[str] = field(default_factory=set[str])
    unnoted: dict[int, Run] = field(default_factory=dict[int, Run])


def is_kept(connection: sqlite3.Connection, run: Run) -> bool:
    """Whether an execution of that ARN, that no Map Run started, has a row, which is not the one that is redriven."""
    found = connection.execute(_KEPT, (run.identity.execution_name, run.identity.execution_arn)).fetchone()
    return found is not None and (found[0] is not None or found[1] != run.redrives - 1)


_KEPT: Final = f"SELECT owner, redrives FROM execution WHERE {OF_ARN}"  # noqa: S608 - conditions of ours


def reopened_line(connection: sqlite3.Connection, run: Run, parent: Line | None) -> Line | None:
    """What the file has of an execution that is redriven; None for one that is new, or starts anew."""
    line = found_line(connection, run, parent) if run.redrives else None
    if line is not None and not run.redriven_event_id:  # a child of a Map Run, with another seed and another start
        _drop(connection, line.root, line.number)
        return None
    return line


def _drop(connection: sqlite3.Connection, root: int, number: int) -> None:
    """Let go of an execution, and of what its Map Runs have started."""
    below = "SELECT id FROM execution WHERE root = ? AND map_run IN (SELECT arn FROM map_run WHERE execution = ?)"
    for (child,) in connection.execute(below, (root, number)).fetchall():
        _drop(connection, root, child)
    drop_history(connection, number)
    connection.execute("DELETE FROM map_run WHERE execution = ?", (number,))
    connection.execute("DELETE FROM execution WHERE id = ?", (number,))


def kept_line(connection: sqlite3.Connection, run: Run, parent: Line | None) -> Line | None:
    """What the file has of an execution of which something may be kept; None if nothing is, since its last redrive."""
    line = found_line(connection, run, parent)
    if line is None:
        return None
    (redrives,) = connection.execute("SELECT redrives FROM execution WHERE id = ?", (line.number,)).fetchone()
    return line if redrives == run.redrives else None


def found_line(connection: sqlite3.Connection, run: Run, parent: Line | None) -> Line | None:
    """What the file has of the row of an execution; None if there is none."""
    where, values = OF_ARN, (run.identity.execution_name, run.identity.execution_arn)
    if run.map_run is not None and parent is not None:
        where, values = "root = ? AND map_run = ? AND child = ?", (parent.root, run.map_run.arn, run.index)
    statement = f"SELECT id, root, origin, event_count FROM execution WHERE {where}"  # noqa: S608 - conditions of ours
    row = connection.execute(statement, values).fetchone()
    if row is None:
        return None
    line = Line(number=row[0], root=row[1], origin=row[2], values=ValueWriter(run.identity.input), event_count=row[3])
    texts, line.stretch_count = stretches_of(connection, line.number)
    line.values.reserve(count_short(texts), last_value(connection, line.number))
    return line


def last_value(connection: sqlite3.Connection, number: int) -> int:
    """The last number that a long value of an execution has; 0 where there is none."""
    return connection.execute("SELECT max(number) FROM value WHERE execution = ?", (number,)).fetchone()[0] or 0


def drop_history(connection: sqlite3.Connection, number: int) -> None:
    """Let go of what happened in an execution of which only the outcome is kept."""
    for table in ("stretch", "value"):
        connection.execute(f"DELETE FROM {table} WHERE execution = ?", (number,))  # noqa: S608 - names of ours
    connection.execute("UPDATE execution SET history = NULL WHERE id = ? AND history IS NOT NULL", (number,))
