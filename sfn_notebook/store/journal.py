"""Keeps what happens to executions in a store; implements `engine.ports.Journal`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sfn_notebook.engine.ports import JournalError
from sfn_notebook.engine.run import Run
from sfn_notebook.store.database import Database, StoreError
from sfn_notebook.store.writing import Line, Opening, open_line, write

if TYPE_CHECKING:
    import sqlite3


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
        line, opened = self._lines.get(run), {}
        if line is None:
            parent = None if run.starter is None else self._lines[run.starter.run]
            opening = self._openings.pop(run.identity.execution_arn, None)
            line, opened = open_line(connection, run, parent, opening)
            self._lines[run] = line
        write(connection, run, line, opened, self._owner)


def _depth(run: Run) -> int:
    """How far an execution stands below the one that was started from outside: parents are written first."""
    depth = 0
    while run.starter is not None:
        run, depth = run.starter.run, depth + 1
    return depth
