"""Executions as a store has them: their rows, their histories, and the engine's own form of both."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

from sfn_notebook.engine.clock import Clock
from sfn_notebook.engine.compiled import Program
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.history import History
from sfn_notebook.engine.map_run import KEPT_HISTORIES, ChildRow, MapRun
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.run import Identity, Outcome, Run
from sfn_notebook.errors import warn
from sfn_notebook.store.checking import STATUSES, check_events, check_times, checked, types_of
from sfn_notebook.store.selection import NESTED, OF_ARN, name_and_arn
from sfn_notebook.store.stretches import story_of
from sfn_notebook.store.texts import read_own
from sfn_notebook.values import ABSENT, decode

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An execution as the store lists it.

    Attributes:
        number: counts in the order of the starts.
        root: the number of the execution that was started from outside, and whose time it shares: its own, but for what
            was started inside one.
        owner: the number of the process that runs it; None where nothing goes on.
        origin: the number of the settings of its state machine.
        started, stopped: nanoseconds since the epoch on its own clock.
        identity: see `engine.run.Identity`, without its input.
        position: where it stands, as JSON text; None once it has ended.
        redrives, redriven, redriven_event: see `engine.run.Run`.
        map_run, child, items: of a child of a Map Run: its ARN, which child it is, and of how many items.
        note: JSON text.
    """

    number: int
    arn: str
    root: int
    owner: int | None
    origin: int
    machine_arn: str
    version_arn: str | None
    alias_arn: str | None
    name: str
    status: str
    started: int
    stopped: int | None
    event_count: int
    identity: str
    input: str
    output: str | None
    error: str | None
    cause: str | None
    position: str | None
    map_run: str | None
    child: int | None
    items: int | None
    redrives: int
    redriven: int | None
    redriven_event: int
    note: str


_SEEDS: Final = 1 << 64
"""How many there are: each has 64 bits."""
_NAMES: Final = tuple(each.name for each in fields(Row))
_COLUMNS: Final = ", ".join("id" if name == "number" else name for name in _NAMES)
IN_COLUMNS: Final = {
    "execution_arn": "arn",
    "execution_name": "name",
    "state_machine_arn": "machine_arn",
    "version_arn": "version_arn",
    "alias_arn": "alias_arn",
    "input": "input",
}
"""The attributes of an identity that have columns of their own."""


def rows(connection: sqlite3.Connection, where: str, values: Sequence[object] = ()) -> list[Row]:
    """The rows that a condition, a constant of ours, chooses."""
    statement = f"SELECT {_COLUMNS} FROM execution {where}"  # noqa: S608 - columns and conditions of ours
    return [row_of(row) for row in connection.execute(statement, values)]


ROW_OF_ARN: Final = f"SELECT {_COLUMNS} FROM execution WHERE {OF_ARN}"  # noqa: S608 - columns and conditions of ours


def row_of(values: Sequence[Any]) -> Row:
    """The row of what `ROW_OF_ARN` finds; raises ValueError if it is damaged."""
    row = Row(**dict(zip(_NAMES, values, strict=True)))
    if not _may_be_row(tuple(map(type, values))) or row.status not in STATUSES:
        raise ValueError(f"row {row.number} is damaged")
    check_times((row.started, row.stopped, row.redriven))
    return row


@lru_cache(maxsize=256)
def _may_be_row(types: tuple[type, ...]) -> bool:
    return all(found in types_of(Row)[name] for name, found in zip(_NAMES, types, strict=True))


def readable_rows(connection: sqlite3.Connection, where: str, values: Sequence[object] = ()) -> list[Row]:
    """`rows`, but for those that are damaged: of these a warning tells, and an error if there are no others."""
    import sqlite3

    damages = (sqlite3.DatabaseError, ValueError)
    with suppress(*damages):
        return rows(connection, where, values)
    found: list[Row] = []
    numbers = connection.execute(f"SELECT id FROM execution {where}", values).fetchall()  # noqa: S608 - conditions of ours
    for number in numbers:
        with suppress(*damages):
            found += rows(connection, "WHERE id = ?", number)
    if numbers and not found:
        raise ValueError("all that was found is damaged")
    warn(f"the file of the store is damaged: {len(numbers) - len(found)} executions cannot be read", stacklevel=4)
    return found


def open_rows(connection: sqlite3.Connection, root: int) -> list[Row]:
    """What goes on of all that shares one time, oldest first; the children of Map Runs left out."""
    is_open = "status = 'RUNNING'"
    opener = rows(connection, f"WHERE id = ? AND {is_open}", (root,))
    return opener + rows(connection, f"WHERE root = ? AND {NESTED} AND {is_open} ORDER BY id", (root,))


def root_of(connection: sqlite3.Connection, run: Run) -> int | None:
    """The number of the execution that opened the domain of a new one; None if that is itself, or has no row."""
    opener = run.domain.opener
    if opener == run.identity.execution_arn:
        return None
    statement = f"SELECT id FROM execution WHERE {OF_ARN}"  # noqa: S608 - conditions of ours
    found = connection.execute(statement, name_and_arn(opener or "")).fetchone()
    return None if found is None else found[0]


def identity_of(row: Row) -> Identity:
    """Who an execution is; its input is decoded anew."""
    in_columns = {name: getattr(row, column) for name, column in IN_COLUMNS.items()}
    identity = Identity(**checked(Identity, {**in_columns, **read_own(row.identity), "input": read_own(row.input)}))
    check_times((identity.start,))
    if not 0 <= identity.seed < _SEEDS:
        raise ValueError(f"a seed is {identity.seed}")
    return identity


def ended_run(connection: sqlite3.Connection, row: Row, clock: Clock) -> Run:
    """An execution that has ended, or that somebody else runs: it can be looked at, and cannot go on."""
    identity = identity_of(row)
    story = story_of(connection, row.number, identity.input)
    check_events(story.events, row.event_count)
    domain = Domain(clock, row.stopped or row.started)
    history = History(None, domain)
    history.take(story.events)
    history.publish()
    nothing = Program(start_at="", states={})
    run = Run(number=0, identity=identity, program=nothing, domain=domain, history=history, quotas=Quotas.AWS)
    run.outcome = outcome_of(row)
    run.redrives, run.redriven, run.redriven_event_id = row.redrives, row.redriven, row.redriven_event
    story.add_visits(run)
    run.map_runs += map_runs_of(connection, row, clock, story.events)
    return run


def outcome_of(row: Row) -> Outcome | None:
    """How an execution ended; None while it goes on."""
    if row.status == "RUNNING":
        return None
    output = ABSENT if row.output is None else decode(row.output)
    return Outcome(status=row.status, output=output, error=row.error, cause=row.cause)


def map_runs_of(connection: sqlite3.Connection, row: Row, clock: Clock, events: Sequence[Event]) -> list[MapRun]:
    """The Map Runs of an execution with their children, in the order in which they started."""
    return [map_run_of(connection, row, head, clock) for head in heads_of(connection, row, events)]


def order_of_map_runs(events: Sequence[Event]) -> dict[str, int]:
    """The places of the Map Runs of an execution by their ARNs, in the order in which they started."""
    return {str(event.details[0]): event.id for event in events if event.type == "MapRunStarted"}


def heads_of(connection: sqlite3.Connection, row: Row, events: Sequence[Event]) -> list[dict[str, Any]]:
    """The Map Runs of an execution with that history without their children, in the order in which they started."""
    found = connection.execute("SELECT head FROM map_run WHERE execution = ?", (row.number,)).fetchall()
    heads = [cast("dict[str, Any]", decode(head)) for (head,) in found]
    order = order_of_map_runs(events) if len(heads) > 1 else {}
    return sorted(heads, key=lambda head: order.get(head["arn"], 0))


def children_of(connection: sqlite3.Connection, row: Row, head: dict[str, Any]) -> list[Row]:
    """The children of a Map Run of an execution, in the order of their starts."""
    return rows(connection, "WHERE root = ? AND map_run = ? ORDER BY child", (row.root, head["arn"]))


def map_run_of(connection: sqlite3.Connection, row: Row, head: dict[str, Any], clock: Clock) -> MapRun:
    """A Map Run with its children; those that go on can be looked at, and no more."""
    map_run = MapRun(**checked(MapRun, {name: each for name, each in head.items() if name not in ("live", "sizes")}))
    for each in children_of(connection, row, head):
        index = each.child or 0
        if each.status == "RUNNING":
            live = map_run.live[index] = ended_run(connection, each, clock)
            live.map_run, live.index = map_run, index
            map_run.sizes[index] = each.items or 1
        else:
            map_run.rows[index] = child_row(connection, each, clock)
    return map_run


def has_history(row: Row) -> bool:
    """Whether more than its row may be kept of a child of a Map Run that has ended, and of which its Map knows."""
    return row.status != "SUCCEEDED" or (row.child or 0) < KEPT_HISTORIES


def child_row(connection: sqlite3.Connection, row: Row, clock: Clock) -> ChildRow:
    """A child of a Map Run that has ended."""
    identity, output = identity_of(row), None if row.output is None else decode(row.output)
    events: Sequence[Event] = ()
    if has_history(row):
        events = story_of(connection, row.number, identity.input).events
        check_events(events, row.event_count)
    return ChildRow(
        index=row.child or 0,
        name=row.name,
        execution_arn=row.arn,
        status=row.status,
        input=identity.input,
        output=output,
        error=row.error,
        cause=row.cause,
        started=row.started,
        stopped=row.stopped or row.started,
        items=row.items or 1,
        event_count=row.event_count,
        events=events or None,
        seed=identity.seed,
        redrives=row.redrives,
        redriven=row.redriven,
        map_runs=tuple(map_runs_of(connection, row, clock, events)) if events else (),
    )
