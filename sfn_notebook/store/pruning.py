"""Lets go of executions that ended long ago, and of what nothing in the file needs any more."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from sfn_notebook.engine.clock import SECOND, steady_nanoseconds
from sfn_notebook.store import owners
from sfn_notebook.store.database import Database
from sfn_notebook.store.selection import LISTED, NESTED, OF_MAP_RUNS, STARTED

if TYPE_CHECKING:
    import sqlite3

_AT_ONCE: Final = 500
_NANOSECONDS_AT_ONCE: Final = SECOND // 5
"""So long other processes wait, at most, for all but the last execution of a stretch."""
_IsEnough: TypeAlias = "Callable[[sqlite3.Connection], bool]"
_GOES_ON: Final = (
    "SELECT 1 FROM execution AS inside WHERE inside.root = execution.id AND inside.closed IS NULL "
    "AND inside.map_run IS NULL AND inside.root <> inside.id"
)
_ENDED: Final = f"closed IS NOT NULL AND {STARTED} AND root = id AND NOT EXISTS ({_GOES_ON})"
"""The condition for executions that were started from outside, when nothing that they started goes on."""


def delete_before(database: Database, closed: int) -> int:
    """Delete executions that ended before a time, with all that was started inside them; gives how many."""
    return _delete(database, f"closed < ? AND {_ENDED}", (closed,), lambda _: False)


def delete_oldest(database: Database, size_bytes: int) -> int:
    """Delete the executions that ended first while the file has more data; gives how many."""
    with database.reading() as connection:
        if _used_bytes(connection) <= size_bytes:
            return 0
    return _delete(database, _ENDED, (), lambda found: _used_bytes(found) <= size_bytes)


def delete_unused(database: Database, me: owners.Owner) -> None:
    """Delete machines that no execution was started with, and processes that are gone."""
    with database.writing() as connection:
        used = f"SELECT origin FROM {LISTED} WHERE {STARTED}"  # noqa: S608 - conditions of ours
        connection.execute(f"DELETE FROM origin WHERE id NOT IN ({used})")  # noqa: S608 - as above
        owners.forget_dead(connection, me)


def _used_bytes(connection: sqlite3.Connection) -> int:
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def _delete(database: Database, condition: str, values: Sequence[object], is_enough: _IsEnough) -> int:
    """Delete executions, those that ended first before others, stretch by stretch, so that others can write between."""
    statement = f"SELECT id FROM {LISTED} WHERE {condition} ORDER BY closed"  # noqa: S608 - conditions of ours
    with database.reading() as connection:
        numbers = deque(number for (number,) in connection.execute(statement, values))
    deleted = 0
    while numbers:
        deleted += _delete_some(database, numbers, is_enough)
    return deleted


def _delete_some(database: Database, numbers: deque[int], is_enough: _IsEnough) -> int:
    """Delete the first of some executions, and take them away from the others; all of them, if it is enough."""
    until = steady_nanoseconds() + _NANOSECONDS_AT_ONCE
    deleted = 0
    statement = f"SELECT 1 FROM execution WHERE id = ? AND {_ENDED}"  # noqa: S608 - conditions of ours
    with database.writing() as connection:
        while numbers and deleted < _AT_ONCE and steady_nanoseconds() < until:
            if is_enough(connection):
                numbers.clear()
            elif connection.execute(statement, (number := numbers.popleft(),)).fetchone() is not None:
                _delete_tree(connection, number)
                deleted += 1
    return deleted


def _delete_tree(connection: sqlite3.Connection, number: int) -> None:
    for inside in (OF_MAP_RUNS, NESTED):
        _delete_rows(connection, f"root = ? AND {inside}", number)
    _delete_rows(connection, "id = ?", number)


def _delete_rows(connection: sqlite3.Connection, condition: str, number: int) -> None:
    for table in ("stretch", "value", "map_run"):
        chosen = f"SELECT id FROM execution WHERE {condition}"  # noqa: S608 - conditions of ours
        connection.execute(f"DELETE FROM {table} WHERE execution IN ({chosen})", (number,))  # noqa: S608 - names of ours
    connection.execute(f"DELETE FROM execution WHERE {condition}", (number,))  # noqa: S608 - conditions of ours
