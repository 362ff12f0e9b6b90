"""A SQLite file that several processes use, with its errors in words of ours."""

from __future__ import annotations

import os
import threading
import time
import warnings
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from sfn_notebook.engine.ports import JournalError
from sfn_notebook.store.schema import MIGRATIONS, statements

if TYPE_CHECKING:
    import sqlite3

BUSY_SECONDS: Final = 5.0
"""How long a process waits for another one that is writing."""

LOG_BYTES: Final = 64_000_000
"""What the write-ahead log keeps, at most, of what it once needed."""
LOG_PAGES: Final = 4_000
"""So many pages of 4 KiB stand in the log before they are copied into the file: pages that were written often, once."""

APPLICATION_ID: Final = 0x53464E42
"""Says of a SQLite file that it is one of ours."""

_RETRY_SECONDS: Final = 0.02
Synchronous: TypeAlias = Literal["NORMAL", "FULL"]


class StoreError(JournalError):
    """The file of a store cannot be read or written; the message says why, and what would help."""


class Database:
    """One connection, which one thread uses at a time.

    Args:
        path: of the file, made where there is none.
        synchronous: NORMAL survives the death of the process, FULL that of the machine.
        migrations: from each version of the tables to the next one.

    Raises:
        StoreError: if it cannot be opened, is no store, or was written by a later version.
    """

    def __init__(self, path: Path, synchronous: Synchronous = "NORMAL", migrations: Sequence[str] = MIGRATIONS) -> None:
        self.path = path.absolute()
        self._lock = threading.RLock()
        self._process = os.getpid()
        self._is_closed = False
        with self._told():
            self._connection = self._open(synchronous, migrations)
            self._log = Path(f"{self.path.resolve()}-wal")
            self._file, self._log_file = _identity(self.path), _identity(self._log)

    # -- opening it
    def _open(self, synchronous: Synchronous, migrations: Sequence[str]) -> sqlite3.Connection:
        """Open the file; SQLite does not wait itself while another process is about to open or to close it."""
        patience_ends = time.monotonic() + BUSY_SECONDS
        while True:
            connection = _connected(self.path)
            try:
                if not self._has_log(connection):
                    connection.close()  # it would look for the log again
                    connection = _connected(self.path)
                    _do_without_log(connection)
                self._prepare(connection, synchronous, migrations)
            except BaseException as error:
                connection.close()
                if not _is_busy(error) or time.monotonic() > patience_ends:
                    raise
                time.sleep(_RETRY_SECONDS)
            else:
                return connection

    def _has_log(self, connection: sqlite3.Connection) -> bool:
        """Make sure that it is our file, and that it has a write-ahead log, if it can have one."""
        is_new = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if not is_new and connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise StoreError(f"{self.path} is a SQLite file of somebody else: name another one for the store")
        is_decided = not is_new and connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal"
        return not is_decided and _can_have_log(connection)

    def _prepare(self, connection: sqlite3.Connection, synchronous: Synchronous, migrations: Sequence[str]) -> None:
        connection.execute(f"PRAGMA synchronous={synchronous}")
        connection.execute(f"PRAGMA journal_size_limit={LOG_BYTES}")
        connection.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
        connection.execute("BEGIN IMMEDIATE")
        self._migrate(connection, migrations)
        connection.execute("COMMIT")
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            message = f"{self.path}: the file system has no write-ahead log for SQLite: the store is slower there"
            warnings.warn(message, RuntimeWarning, stacklevel=2)

    def _migrate(self, connection: sqlite3.Connection, migrations: Sequence[str]) -> None:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(migrations):
            raise StoreError(
                f"{self.path} was written by a later version of sfn_notebook: update it, or use another file"
            )
        for script in migrations[version:]:
            for statement in statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version={len(migrations)}")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")

    # -- using it
    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection]:
        """A transaction that writes: everything in it is kept, or nothing; inside of another one, a part of that."""
        with self._used():
            connection = self._connection
            if connection.in_transaction:
                yield connection
                return
            self._check_there()
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection]:
        """A stretch in which everything that is read belongs together, and says nothing wrong."""
        with self._used(), self.decoding():
            self._check_same()
            connection = self._connection
            if connection.in_transaction:
                yield connection
                return
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("COMMIT")

    def first(self, statement: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
        """The first row that a single statement finds; None if there is none."""
        with self._used():
            self._check_same()
            return self._connection.execute(statement, values).fetchone()

    @contextmanager
    def decoding(self) -> Generator[None]:
        """A stretch in which texts of the file are read, which say nothing wrong unless it is damaged."""
        try:
            yield
        except _DAMAGES as error:
            raise StoreError(f"{self.path}: {_DAMAGED}") from error

    @contextmanager
    def _used(self) -> Generator[None]:
        """A stretch in which this thread has the connection, if this process may have it."""
        if os.getpid() != self._process:  # where the lock may be held for ever
            raise StoreError(
                f"{self.path} is open in the process that this one is a copy of: open it here in a session of its own"
            )
        with self._lock, self._told():
            if self._is_closed:
                raise StoreError(f"{self.path} was closed: open it in another session")
            yield

    def _check_there(self) -> None:
        """Make sure that the file is the one that was opened: what is written to one without a name is lost."""
        if _identity(self.path) != self._file:
            raise StoreError(f"{self.path} {_NOT_THERE}")
        if self._log_file is not None and _identity(self._log) != self._log_file:
            raise StoreError(f"{self._log} {_NOT_THERE}")

    def _check_same(self) -> None:
        """Make sure that no other file has its name: what has none any more can still be read."""
        if _identity(self.path) not in (self._file, None):
            raise StoreError(f"{self.path} {_NOT_THERE}")

    @contextmanager
    def _told(self) -> Generator[None]:
        import sqlite3

        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: {_explained(error)}") from error
        except UnicodeDecodeError as error:  # SQLite quotes what it cannot read
            raise StoreError(f"{self.path}: {_DAMAGED}") from error

    def close(self) -> None:
        """Close the file; what is asked of it later is a StoreError."""
        if os.getpid() != self._process:  # it stays open there
            return
        with self._lock:
            self._is_closed = True
            self._connection.close()


def _connected(path: Path) -> sqlite3.Connection:
    import sqlite3

    return sqlite3.connect(path, BUSY_SECONDS, isolation_level=None, check_same_thread=False)


def _can_have_log(connection: sqlite3.Connection) -> bool:
    """Whether there can be a write-ahead log: that needs memory which processes share, as the first write tells."""
    import sqlite3

    try:
        mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if not _name(error).startswith(_NO_LOG):
            raise
        return False
    return mode == "wal"


def _do_without_log(connection: sqlite3.Connection) -> None:
    """Leave a log that was begun, which goes without shared memory while nobody else uses the file."""
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("PRAGMA locking_mode=NORMAL")


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from one that has its name later; None if there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - asked at each commit; that of Path takes twice as long
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _name(error: BaseException) -> str:
    """SQLite's name of an error; "" for others."""
    return getattr(error, "sqlite_errorname", "")


def _is_busy(error: BaseException) -> bool:
    return _name(error).startswith("SQLITE_BUSY")


def is_of_file(error: BaseException) -> bool:
    """Whether an error says something of the file, and not of what was to be written into it."""
    import sqlite3

    of_values = (sqlite3.DataError, sqlite3.IntegrityError, sqlite3.ProgrammingError)
    is_of_values = isinstance(error, of_values) and _name(error) not in _TWICE
    return isinstance(error, sqlite3.DatabaseError) and not is_of_values


def _explained(error: sqlite3.Error) -> str:
    """What went wrong, and what would help."""
    name = _name(error)
    if name in _TWICE:
        return _DAMAGED
    for start, text in _EXPLANATIONS.items():
        if name.startswith(start):
            return text
    return _DAMAGED if "decode to UTF-8" in str(error) else str(error)


_TWICE: Final = ("SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_ROWID", "SQLITE_CONSTRAINT_UNIQUE")
"""Errors of what is there already: as that is always looked up before, an index does not say what is there."""
_DAMAGES: Final = (
    *(ValueError, LookupError, TypeError, AttributeError, ArithmeticError),
    *(AssertionError, RecursionError, MemoryError),
)
"""What is raised where something is read that nobody wrote."""
_NO_LOG: Final = ("SQLITE_IOERR", "SQLITE_PROTOCOL", "SQLITE_CANTOPEN", "SQLITE_READONLY")
"""How errors begin that tell of a file system which cannot share memory, beside others."""

_NOT_THERE: Final = (
    "was moved, deleted or replaced while it was open: nothing more can be kept in it; "
    "restart the process, or open another session"
)
_DAMAGED: Final = "the file is damaged: what can still be read is, but nothing can be added; use another file"
_EXPLANATIONS: Final = {
    "SQLITE_FULL": "the disk is full: nothing more can be kept; make room, then resume what was interrupted",
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": "this is no SQLite file: name another one for the store",
    "SQLITE_READONLY": "the file or its folder cannot be written: change their permissions, or name another file",
    "SQLITE_CANTOPEN": "the file cannot be opened: its folder must exist, and both must be readable and writable",
    "SQLITE_BUSY": f"another process has been writing for more than {BUSY_SECONDS:g} s: nothing was kept meanwhile; "
    "resume what was interrupted once it is done",
    "SQLITE_IOERR": "the file cannot be read or written: the disk reports an error",
}
"""By the beginning of SQLite's name of an error."""
