"""Connections to a store whose statements fail when they are told to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_CONNECT = sqlite3.connect


class DiskError(sqlite3.OperationalError):
    """What SQLite says of a disk that does not work."""

    sqlite_errorname = "SQLITE_IOERR"


@dataclass(slots=True)
class Breaking:
    """Counts the statements of all connections, and says which of them fail.

    Attributes:
        count: of the statements so far.
        at: the number of the one that fails; 0 for none.
        is_for_good: whether all that come after it fail, too.
        act: makes it fail.
        is_after: whether it is done, and fails then: a commit that takes effect though nobody hears of it.
    """

    count: int = 0
    at: int = 0
    is_for_good: bool = False
    act: Callable[[], None] | None = None
    is_after: bool = False
    _failed: bool = False

    def break_at(self, at: int, act: Callable[[], None] | None = None, *, for_good: bool = False) -> None:
        """Have the statement of that number fail, counted from now on; 0 heals everything."""
        self.count, self.at, self.act, self.is_for_good, self._failed = 0, at, act, for_good, False

    def heal(self) -> None:
        """Nothing fails any more; what has is still known."""
        self.at, self._failed = 0, self.has_failed

    @property
    def has_failed(self) -> bool:
        """Whether the statement that is to fail has come."""
        return self._failed or 0 < self.at <= self.count

    def run(self, execute: Callable[[], Any]) -> Any:
        """Run a statement, or fail."""
        self.count += 1
        fails = self.at and (self.count == self.at or (self.is_for_good and self.count > self.at))
        if not fails:
            return execute()
        if self.is_after:
            execute()
        if self.act is not None:
            self.act()
        raise DiskError("disk I/O error")


@contextmanager
def breaking() -> Generator[Breaking]:
    """A stretch in which new connections do as they are told."""
    told = Breaking()

    class Connection(sqlite3.Connection):
        def execute(self, statement: str, values: Any = (), /) -> sqlite3.Cursor:
            if statement == "ROLLBACK":  # what is broken off is undone whatever happens
                return super().execute(statement, values)
            return told.run(lambda: super(Connection, self).execute(statement, values))

        def executemany(self, statement: str, rows: Iterable[Any], /) -> sqlite3.Cursor:
            return told.run(lambda: super(Connection, self).executemany(statement, rows))

    def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
        return _CONNECT(*arguments, **options, factory=Connection)

    sqlite3.connect = connect
    try:
        yield told
    finally:
        sqlite3.connect = _CONNECT
