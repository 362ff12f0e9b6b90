"""A SQLite file that several processes use, with its errors in words of ours."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from sfn_notebook.engine.ports import JournalError
from sfn_notebook.store.schema import MIGRATIONS, statements

if TYPE_CHECKING:
    import sqlite3

BUSY_SECONDS: Final = 5.0
"""How long a process waits for another one that is writing."""

APPLICATION_ID: Final = 0x53464E42
"""Says of a SQLite file that it is one of ours."""

Synchronous: TypeAlias = Literal["NORMAL", "FULL"]


class StoreError(JournalError):
    """The file of a store cannot be read or written; the message says why, and what would help."""


class Database:
    """One connection, which one thread uses at a time.

    Args:
        path: of the file, made where there is none.
        synchronous: NORMAL survives the death of the process, FULL that of the machine.

    Raises:
        StoreError: if it cannot be opened, is no store, or was written by a later version.
    """

    def __init__(self, path: Path, synchronous: Synchronous = "NORMAL") -> None:
        self.path = path
        self._lock = threading.RLock()
        with self._told():
            self._connection = self._open(synchronous)

    def _open(self, synchronous: Synchronous) -> sqlite3.Connection:
        import sqlite3

        connection = sqlite3.connect(self.path, BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            self._prepare(connection, synchronous)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection, synchronous: Synchronous) -> None:
        self._check_kind(connection)
        mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        if mode != "wal":
            connection.execute("PRAGMA journal_mode=DELETE")
            message = f"{self.path}: the file system has no write-ahead log for SQLite: the store is slower there"
            warnings.warn(message, RuntimeWarning, stacklevel=2)
        connection.execute(f"PRAGMA synchronous={synchronous}")
        connection.execute("BEGIN IMMEDIATE")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(MIGRATIONS):
            raise StoreError(
                f"{self.path} was written by a later version of sfn_notebook: update it, or use another file"
            )
        for script in MIGRATIONS[version:]:
            for statement in statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version={len(MIGRATIONS)}")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute("COMMIT")

    def _check_kind(self, connection: sqlite3.Connection) -> None:
        is_empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if not is_empty and connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise StoreError(f"{self.path} is a SQLite file of somebody else: name another one for the store")

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection]:
        """A transaction that writes: everything in it is kept, or nothing."""
        with self._lock, self._told():
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection]:
        """A stretch in which everything that is read belongs together."""
        with self._lock, self._told():
            connection = self._connection
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("COMMIT")

    @contextmanager
    def _told(self) -> Generator[None]:
        import sqlite3

        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: {_explained(error)}") from error

    def close(self) -> None:
        """Close the file; what is asked of it later is a StoreError."""
        with self._lock:
            self._connection.close()


def _explained(error: sqlite3.Error) -> str:
    """What went wrong, and what would help."""
    name = getattr(error, "sqlite_errorname", "")
    for start, text in _EXPLANATIONS.items():
        if name.startswith(start):
            return text
    return str(error)


_EXPLANATIONS: Final = {
    "SQLITE_FULL": "the disk is full: nothing more can be kept; make room, then resume what was interrupted",
    "SQLITE_CORRUPT": "the file is damaged: what can still be read is, but nothing can be added; use another file",
    "SQLITE_NOTADB": "this is no SQLite file: name another one for the store",
    "SQLITE_READONLY": "the file cannot be written: change its permissions, or name another one",
    "SQLITE_CANTOPEN": "the file cannot be opened: its folder must exist and be writable",
    "SQLITE_BUSY": f"another process has been writing for more than {BUSY_SECONDS:g} s",
    "SQLITE_IOERR": "the file cannot be read or written: the disk reports an error",
}
"""By the beginning of SQLite's name of an error."""
