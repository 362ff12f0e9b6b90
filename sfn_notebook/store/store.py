"""A store: a file with executions, and this process as one of those that use it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sfn_notebook.engine.clock import SECOND, wall_nanoseconds
from sfn_notebook.engine.compiled import Program
from sfn_notebook.engine.run import Run
from sfn_notebook.store import owners
from sfn_notebook.store.database import Database, StoreError, Synchronous
from sfn_notebook.store.journal import StoreJournal
from sfn_notebook.store.reading import Row, ended_run, rows
from sfn_notebook.store.restoring import restored
from sfn_notebook.store.selection import Selection

if TYPE_CHECKING:
    import sqlite3

DAY_NANOSECONDS: Final = 86_400 * SECOND
KEPT_DAYS: Final = 90
"""As long as AWS keeps an execution that has ended."""
KEPT_BYTES: Final = 1_000_000_000
_DELETED_AT_ONCE: Final = 500


class Store:
    """Executions in a SQLite file. Any number of processes may use it: each runs executions of its own.

    Args:
        path: of the file, made where there is none; its folder must exist.
        synchronous: NORMAL keeps what was reported if the process dies, FULL also if the machine does.

    Raises:
        StoreError: if it cannot be used.
    """

    def __init__(self, path: str | Path, synchronous: Synchronous = "NORMAL") -> None:
        self.path = Path(path)
        self._database = Database(self.path, synchronous)
        with self._database.writing() as connection:
            self.owner = owners.register(connection, owners.this_process())
        self.journal = StoreJournal(self._database, self.owner)
        self._origins: dict[str, int] = {}
        self._closing = threading.Event()
        self._beats = threading.Thread(target=self._beat, name="sfn-store", daemon=True)
        self._beats.start()

    def _beat(self) -> None:
        """Say now and then that this process is there."""
        while not self._closing.wait(owners.BEAT_SECONDS):
            try:
                with self._database.writing() as connection:
                    statement = "UPDATE owner SET beat = ? WHERE id = ?"
                    connection.execute(statement, (wall_nanoseconds() // SECOND, self.owner))
            except StoreError:
                continue  # whoever wants to keep something is told

    # -- writing
    def origin(self, settings: str) -> int:
        """The number of the settings of a state machine, given as JSON text."""
        digest = hashlib.sha256(settings.encode()).hexdigest()
        if digest not in self._origins:
            with self._database.writing() as connection:
                connection.execute("INSERT OR IGNORE INTO origin (digest, settings) VALUES (?, ?)", (digest, settings))
                found = connection.execute("SELECT id FROM origin WHERE digest = ?", (digest,)).fetchone()
            self._origins[digest] = found[0]
        return self._origins[digest]

    def put_resource(self, kind: str, arn: str, value: str) -> None:
        """Keep something of an account, given as JSON text, or what has become of it; it keeps its place."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO resource (kind, arn, value) VALUES (?, ?, ?) "
                "ON CONFLICT (kind, arn) DO UPDATE SET value = excluded.value",
                (kind, arn, value),
            )

    def drop_resource(self, kind: str, arn: str) -> None:
        """Let go of something of an account."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM resource WHERE kind = ? AND arn = ?", (kind, arn))

    # -- reading
    def resources(self, kind: str) -> list[tuple[str, str]]:
        """What is kept of a kind: ARN and JSON text, in the order in which they came."""
        with self._database.reading() as connection:
            statement = "SELECT arn, value FROM resource WHERE kind = ? ORDER BY number"
            return connection.execute(statement, (kind,)).fetchall()

    def settings(self, origin: int) -> str:
        """The settings of that number, as JSON text."""
        with self._database.reading() as connection:
            return connection.execute("SELECT settings FROM origin WHERE id = ?", (origin,)).fetchone()[0]

    def row(self, arn: str) -> Row | None:
        """The execution of that ARN."""
        with self._database.reading() as connection:
            return next(iter(rows(connection, "WHERE arn = ?", (arn,))), None)

    def has(self, arn: str) -> bool:
        """Whether there is an execution of that ARN."""
        with self._database.reading() as connection:
            return connection.execute("SELECT 1 FROM execution WHERE arn = ?", (arn,)).fetchone() is not None

    def arns(self) -> list[str]:
        """Of all executions but those of Map Runs, oldest first."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT arn FROM execution WHERE map_run IS NULL ORDER BY id").fetchall()
        return [arn for (arn,) in found]

    def named(self, name: str) -> list[Row]:
        """The executions of that name, or whose name or ARN begins so; the newest first, ten at most."""
        pattern = name.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
        where = "WHERE name LIKE ? ESCAPE '\\' OR arn LIKE ? ESCAPE '\\' ORDER BY id DESC LIMIT 10"
        with self._database.reading() as connection:
            return rows(connection, where, (pattern, pattern))

    def count(self, selection: Selection) -> int:
        """How many executions are selected."""
        condition, values = selection.condition()
        with self._database.reading() as connection:
            statement = f"SELECT count(*) FROM execution WHERE {condition}"  # noqa: S608 - conditions of ours
            return connection.execute(statement, values).fetchone()[0]

    def select(self, selection: Selection, first: int, count: int, *, newest_first: bool = True) -> list[Row]:
        """The selected executions from a place on, in the order of their starts."""
        condition, values = selection.condition()
        order = "DESC" if newest_first else "ASC"
        with self._database.reading() as connection:
            return rows(connection, f"WHERE {condition} ORDER BY id {order} LIMIT ? OFFSET ?", (*values, count, first))

    def load(self, row: Row) -> Run:
        """An execution with its history, to be looked at: it cannot go on."""
        with self._database.reading() as connection:
            return ended_run(connection, row)

    # -- going on
    def interrupted(self) -> list[Row]:
        """The executions whose processes have died, oldest first."""
        with self._database.reading() as connection:
            return _of_owners(connection, owners.dead_owners(connection, owners.this_process()))

    def take_over(self, row: Row) -> bool:
        """Make this process the owner of an interrupted execution; False if another one was quicker."""
        with self._database.writing() as connection:
            found = connection.execute(
                "UPDATE execution SET owner = ? WHERE root = ? AND owner IS ?", (self.owner, row.root, row.owner)
            )
            return found.rowcount > 0

    def restore(self, row: Row, program: Program) -> Run:
        """An execution that this process owns, in a domain of its own, ready to go on."""
        with self._database.reading() as connection:
            found = restored(connection, row, program, self.journal)
        for run, line in found.lines.items():
            self.journal.adopt(run, line)
        return found.run

    # -- tidying up
    def prune(self, days: int = KEPT_DAYS, size_bytes: int = KEPT_BYTES) -> int:
        """Delete executions that ended so long ago, and the oldest ones while the file is larger; gives how many."""
        before = wall_nanoseconds() - days * DAY_NANOSECONDS
        deleted = 0
        while found := self._delete("closed < ?", (before,)):
            deleted += found
        while self._used_bytes() > size_bytes:
            oldest = "id IN (SELECT id FROM execution WHERE closed IS NOT NULL AND root = id ORDER BY closed LIMIT 100)"
            found = self._delete(oldest, ())
            if not found:
                break
            deleted += found
        return deleted

    def limit_pages(self, count: int) -> None:
        """Let the file grow to so many pages of SQLite, and no further: as if the disk were full then."""
        with self._database.reading() as connection:
            connection.execute(f"PRAGMA max_page_count={count:d}")

    def _used_bytes(self) -> int:
        with self._database.reading() as connection:
            pages, free, size = (
                connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("page_count", "freelist_count", "page_size")
            )
        return (pages - free) * size

    def _delete(self, condition: str, values: Sequence[object]) -> int:
        """Delete executions that ended, with all that was started inside them."""
        with self._database.writing() as connection:
            where = f"closed IS NOT NULL AND root = id AND {condition} LIMIT {_DELETED_AT_ONCE}"
            found = connection.execute(f"SELECT id FROM execution WHERE {where}", values).fetchall()  # noqa: S608 - conditions of ours
            for (root,) in found:
                _delete_tree(connection, root)
        return len(found)

    def close(self) -> None:
        """Leave the file: executions that this process did not end are interrupted, and can be taken over."""
        self._closing.set()
        self._beats.join()
        with suppress(StoreError), self._database.writing() as connection:
            connection.execute("DELETE FROM owner WHERE id = ?", (self.owner,))
        self._database.close()


def _of_owners(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[Row]:
    marks = ",".join("?" * len(numbers))
    return rows(connection, f"WHERE owner IN ({marks}) AND root = id ORDER BY id", numbers)


def _delete_tree(connection: sqlite3.Connection, root: int) -> None:
    inside = "SELECT id FROM execution WHERE root = ?"
    for table in ("event", "value", "visit", "map_run"):
        connection.execute(f"DELETE FROM {table} WHERE execution IN ({inside})", (root,))  # noqa: S608 - names of ours
    connection.execute("DELETE FROM execution WHERE root = ?", (root,))
