"""A store: a file with executions, and this process as one of those that use it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from weakref import WeakMethod

from sfn_notebook.engine.clock import SECOND, Clock, wall_nanoseconds
from sfn_notebook.engine.run import Run
from sfn_notebook.store import owners, pruning
from sfn_notebook.store.ancestors import ancestor
from sfn_notebook.store.database import Database, StoreError, Synchronous
from sfn_notebook.store.journal import StoreJournal
from sfn_notebook.store.owners import Owner
from sfn_notebook.store.reading import ROW_OF_ARN, Row, ended_run, readable_rows, row_of
from sfn_notebook.store.resources import Resources
from sfn_notebook.store.restoring import GoingOn, ProgramOf, restored
from sfn_notebook.store.selection import NESTED, OF_ARN, OF_MAP_RUNS, STARTED, Selection, name_and_arn

if TYPE_CHECKING:
    import sqlite3

DAY_NANOSECONDS: Final = 86_400 * SECOND
KEPT_DAYS: Final = 90
"""As long as AWS keeps an execution that has ended."""
KEPT_BYTES: Final = 1_000_000_000
VIRTUAL: Final = Clock()


_FAR: Final = 1_000
"""A place so far from one end is looked for from the nearer one."""
_AFTER_ALL: Final = "\U0010ffff"
"""Comes after every character of a name."""


class Store:
    """Executions in a SQLite file. Any number of processes may use it: each runs executions of its own.

    Args:
        path: of the file, made where there is none; its folder must exist.
        synchronous: NORMAL keeps what was reported if the process dies, FULL also if the machine does.

    Raises:
        StoreError: if it cannot be used.
    """

    def __init__(self, path: str | Path, synchronous: Synchronous = "NORMAL") -> None:
        self._database = Database(Path(path), synchronous)
        self.path = self._database.path
        try:
            with self._database.writing() as connection:
                self.owner = owners.register(connection, owners.this_process())
        except BaseException:
            self._database.close()
            raise
        self.journal = StoreJournal(self._database, self.owner)
        self.resources = Resources(self._database)
        self._on_beat: list[WeakMethod[Callable[[], object]]] = []
        self._closing = threading.Event()
        self._beats = threading.Thread(target=self._beat, name="sfn-store", daemon=True)
        self._beats.start()

    def _beat(self) -> None:
        """Say now and then that this process is there."""
        while not self._closing.wait(owners.BEAT_SECONDS):
            with suppress(StoreError):  # whoever wants to keep something is told
                with self._database.writing() as connection:
                    owners.beat(connection, self.owner, owners.this_process())
                for found in self._on_beat:
                    act = found()
                    if act is not None:
                        act()

    def on_beat(self, act: Callable[[], object]) -> None:
        """Have a method of something called every ten seconds, on a thread of its own, as long as somebody holds that.

        Of a StoreError that it raises nobody is told.
        """
        self._on_beat.append(WeakMethod(act))

    # -- reading
    def settings(self, origin: int) -> str:
        """The settings of that number, as JSON text."""
        with self._database.reading() as connection:
            (settings,) = connection.execute("SELECT settings FROM origin WHERE id = ?", (origin,)).fetchone()
        return settings

    def row(self, arn: str) -> Row | None:
        """The execution of that ARN."""
        found = self._database.first(ROW_OF_ARN, name_and_arn(arn))
        with self._database.decoding():
            return None if found is None else row_of(found)

    def ancestor(self, arn: str) -> Row | None:
        """The execution below which the Map Run, or the child of one, of that ARN stands; None if there is none."""
        with self._database.reading() as connection:
            return ancestor(connection, arn)

    def has(self, arn: str) -> bool:
        """Whether there is an execution of that ARN."""
        statement = f"SELECT 1 FROM execution WHERE {OF_ARN}"  # noqa: S608 - conditions of ours
        return self._database.first(statement, name_and_arn(arn)) is not None

    def arns(self) -> list[str]:
        """Of all executions but those of Map Runs, oldest first."""
        with self._database.reading() as connection:
            statement = f"SELECT name, arn FROM execution INDEXED BY execution_started WHERE {STARTED} ORDER BY id"  # noqa: S608 - conditions of ours
            return [
                arn for name, arn in connection.execute(statement) if type(arn) is str and name_and_arn(arn)[0] == name
            ]

    def named(self, name: str) -> list[Row]:
        """The executions of that name or ARN, else those whose name or ARN begins so; the newest first, ten at most."""
        begun, arn = name_and_arn(name) if name.startswith("arn:") else (name, "")
        if row := self.row(name):
            return [row]
        same = f"WHERE name = ? AND {STARTED} ORDER BY id DESC LIMIT 10"
        longer = f"WHERE name >= ? AND name < ? AND arn >= ? AND arn < ? AND {STARTED} ORDER BY id DESC LIMIT 10"
        bounds = (begun, begun + _AFTER_ALL, arn, arn + _AFTER_ALL)
        with self._database.reading() as connection:
            found = [] if arn else readable_rows(connection, same, (name,))
            return found or readable_rows(connection, longer, bounds)

    def count(self, selection: Selection) -> int:
        """How many executions are selected."""
        with self._database.reading() as connection:
            return _count(connection, selection)

    def select(self, selection: Selection, first: int, count: int, *, newest_first: bool = True) -> list[Row]:
        """The selected executions from a place on, in the order of their starts."""
        with self._database.reading() as connection:
            total = _count(connection, selection) if first > _FAR else 2 * first
            if first <= total // 2:
                return _select(connection, selection, (first, count), newest_first=newest_first)
            last = max(0, total - first - count)  # fewer are passed over from the other end
            rest = (last, max(0, total - first - last))
            return _select(connection, selection, rest, newest_first=not newest_first)[::-1]

    def load(self, row: Row, clock: Clock = VIRTUAL) -> Run:
        """An execution with its history, as they are now, to be looked at: it cannot go on.

        Args:
            row: its own, as it was when it was looked for.
            clock: on which what is made of it goes: nobody knows on what clock it went.
        """
        with self._database.reading() as connection:
            found = connection.execute(ROW_OF_ARN, name_and_arn(row.arn)).fetchone()
            return ended_run(connection, row if found is None else row_of(found), clock)

    def decoding(self) -> AbstractContextManager[None]:
        """A stretch in which somebody reads texts that the store gave, which say nothing wrong unless it is damaged."""
        return self._database.decoding()

    # -- going on
    def interrupted(self) -> list[Row]:
        """The executions that nobody runs any more, oldest first: their processes have died, or could not keep them.

        Of all that share one time the oldest one that has not ended.
        """
        with self._database.reading() as connection:
            dead = owners.dead_owners(connection, owners.this_process())
            found = _of_owners(connection, [*dead, self.owner])
        driven = self.journal.driven
        return [row for row in found if row.owner != self.owner or row.number not in driven]

    def living_owner(self, row: Row) -> Owner | None:
        """The process that runs an execution; None if it has ended, or nobody does."""
        if row.owner is None:
            return None
        with self._database.reading() as connection:
            return owners.living(connection, row.owner, owners.this_process())

    def take_over(self, row: Row, program_of: ProgramOf) -> list[GoingOn]:
        """An interrupted execution and all that shares its time, which are this process's own from now on.

        Oldest first, in one domain, ready to go on once `engine.checkpoint.go_on` has been called. Empty if another
        process was quicker, or another thread.
        """
        adopted: list[Run] = []
        try:
            with self._database.writing() as connection:
                if row.number in self.journal.driven or not _take(connection, row, self.owner):
                    return []
                return self._restored(connection, row, program_of, adopted)
        except BaseException:
            self.journal.leave(adopted)
            raise

    def _restored(
        self, connection: sqlite3.Connection, row: Row, program_of: ProgramOf, adopted: list[Run]
    ) -> list[GoingOn]:
        with self._database.decoding():
            found = restored(connection, row, program_of, self.journal)
        for run, line in found.lines.items():
            self.journal.adopt(run, line)
            adopted.append(run)
        return found.going

    # -- tidying up
    def prune(self, days: int = KEPT_DAYS, size_bytes: int = KEPT_BYTES) -> int:
        """Delete executions that ended so long ago, and the oldest ones while the file is larger; gives how many."""
        deleted = pruning.delete_before(self._database, wall_nanoseconds() - days * DAY_NANOSECONDS)
        deleted += pruning.delete_oldest(self._database, size_bytes)
        pruning.delete_unused(self._database, owners.this_process())
        return deleted

    def limit_pages(self, count: int) -> None:
        """Let the file grow to so many pages of SQLite, and no further: as if the disk were full then."""
        with self._database.reading() as connection:
            connection.execute(f"PRAGMA max_page_count={count:d}")

    def close(self) -> None:
        """Leave the file: executions that this process did not end are interrupted, and can be taken over."""
        self._closing.set()
        self._beats.join()
        with suppress(StoreError), self._database.writing() as connection:
            connection.execute("DELETE FROM owner WHERE id = ?", (self.owner,))
        self._database.close()


def _count(connection: sqlite3.Connection, selection: Selection) -> int:
    return connection.execute(*selection.counting()).fetchone()[0]


def _select(
    connection: sqlite3.Connection, selection: Selection, place: tuple[int, int], *, newest_first: bool
) -> list[Row]:
    """So many of the selected ones from a place on."""
    statement, values = selection.numbers(newest_first=newest_first)
    order = "DESC" if newest_first else "ASC"
    first, count = place
    return readable_rows(connection, f"WHERE id IN ({statement}) ORDER BY id {order}", (*values, count, first))


def _of_owners(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[Row]:
    marks = ",".join("?" * len(numbers))
    oldest = f"SELECT min(id) FROM execution WHERE owner IN ({marks}) AND {STARTED} GROUP BY root"  # noqa: S608 - marks only
    return readable_rows(connection, f"WHERE id IN ({oldest}) ORDER BY id", numbers)


def _take(connection: sqlite3.Connection, row: Row, owner: int) -> bool:
    """Make somebody the owner of an execution and of all that shares its time, unless it has another one meanwhile."""
    values = (owner, row.number, row.owner)
    if not connection.execute("UPDATE execution SET owner = ? WHERE id = ? AND owner IS ?", values).rowcount:
        return False
    for inside in (OF_MAP_RUNS, NESTED):
        statement = f"UPDATE execution SET owner = ? WHERE root = ? AND {inside} AND owner IS ?"  # noqa: S608 - conditions of ours
        connection.execute(statement, (owner, row.root, row.owner))
    return True
