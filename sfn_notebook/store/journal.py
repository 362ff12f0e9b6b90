"""Keeps what happens to executions in a store; implements `engine.ports.Journal`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sfn_notebook.engine.ports import JournalError
from sfn_notebook.engine.run import Run
from sfn_notebook.store.database import Database, is_of_file
from sfn_notebook.store.lines import Line, Opening, is_kept, kept_line, reopened_line
from sfn_notebook.store.taking_over import write_taken_over
from sfn_notebook.store.writing import open_line, write

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
        self._doubtful: dict[Run, dict[int, Run]] = {}
        self._reopened: set[Run] = set()

    def expect(self, execution_arn: str, opening: Opening) -> None:
        """Tell of an execution that is about to start."""
        self._openings[execution_arn] = opening

    def reopen(self, run: Run) -> None:
        """Tell of an execution that had ended, and is about to go on."""
        self._reopened.add(run)

    def adopt(self, run: Run, line: Line) -> None:
        """Tell of an execution that goes on from what is kept of it."""
        self._lines[run] = line

    @property
    def driven(self) -> frozenset[int]:
        """The numbers of the executions that this process runs."""
        return frozenset(line.number for line in list(self._lines.values()))

    def is_driven(self, run: Run) -> bool:
        """Whether what happens to an execution can be kept: it is about to start, or goes on here."""
        return run in self._lines or run in self._reopened or run.identity.execution_arn in self._openings

    def commit(self, runs: Sequence[Run]) -> None:
        """See `engine.ports.Journal.commit`."""
        together = _with_ancestors(runs)
        before = {run: dict(line.unnoted) for run in together if (line := self._lines.get(run))}
        try:
            with self._database.writing() as connection:
                self._ascertain(connection, together)
                self._check_owned(connection, together)
                self._write_all(connection, together)
        except BaseException as error:
            self._doubt(together, before)
            if isinstance(error, JournalError):
                self._forget(together if error.runs is None else error.runs)
            raise
        self._reopened.difference_update(together)
        for run in together:
            self._doubtful.pop(run, None)
            self._openings.pop(run.identity.execution_arn, None)
            if run.outcome is not None:
                self._lines.pop(run, None)

    def leave(self, runs: Sequence[Run]) -> None:
        """See `engine.ports.Journal.leave`."""
        self._forget(runs)

    def _doubt(self, runs: Sequence[Run], before: dict[Run, dict[int, Run]]) -> None:
        """Nobody knows how much of them is kept: their lines tell of what was written, and that may be gone.

        Args:
            runs: those of a commit that failed.
            before: those that had lines, with the children that had ended while their Maps did not know: all that the
                file cannot tell.
        """
        for run in runs:
            if run not in before:
                self._lines.pop(run, None)
            self._doubtful.setdefault(run, before.get(run, {}))

    def _forget(self, runs: Collection[Run]) -> None:
        """They go on here no more, and neither does what belongs to them."""
        domains = {run.domain for run in runs}
        for run in [*self._lines, *self._doubtful, *runs]:
            if run.domain in domains:
                self._lines.pop(run, None)
                self._doubtful.pop(run, None)
                self._reopened.discard(run)
                self._openings.pop(run.identity.execution_arn, None)

    def _ascertain(self, connection: sqlite3.Connection, runs: Sequence[Run]) -> None:
        """Look up how much is kept of those in whose last commit something broke: only the file knows."""
        for run in runs if self._doubtful else ():
            if run in self._doubtful:
                self._lines.pop(run, None)
                parent = None if run.starter is None else self._lines.get(run.starter.run)
                line = kept_line(connection, run, parent)
                if line is not None:
                    line.unnoted |= self._doubtful[run]
                    self._lines[run] = line

    def _check_owned(self, connection: sqlite3.Connection, runs: Sequence[Run]) -> None:
        """Make sure that nobody else has taken the executions over, or has started one of the same name."""
        started = [run for run in runs if run.starter is None]
        lost = frozenset(run for run in started if run in self._lines and not self._is_owned(connection, run))
        if lost:
            raise JournalError(f"another process has taken over the execution {_names(lost)}", lost)
        taken = frozenset(run for run in started if run not in self._lines and is_kept(connection, run))
        if taken:
            raise JournalError(f"another process has started an execution of the same name: {_names(taken)}", taken)

    def _is_owned(self, connection: sqlite3.Connection, run: Run) -> bool:
        statement = "SELECT owner FROM execution WHERE id = ?"
        found = connection.execute(statement, (self._lines[run].number,)).fetchone()
        if found is None:
            return False
        return found[0] == self._owner or (found[0] is None and run in self._doubtful)  # its end was kept after all

    def _write_all(self, connection: sqlite3.Connection, runs: Sequence[Run]) -> None:
        for run in runs:
            try:
                self._write(connection, run, runs)
            except Exception as error:
                if is_of_file(error):
                    raise
                reason = str(error) or type(error).__name__
                message = f"the execution {run.identity.execution_name} cannot be kept: {reason}"
                raise JournalError(message, frozenset({run})) from error

    def _write(self, connection: sqlite3.Connection, run: Run, runs: Sequence[Run]) -> None:
        line, opened = self._lines.get(run), None
        parent = None if run.starter is None else self._lines[run.starter.run]
        if line is None:
            line = reopened_line(connection, run, parent)
        if line is None:
            line, opened = open_line(connection, run, parent, self._openings.get(run.identity.execution_arn))
        self._lines[run] = line
        write(connection, run, (line, parent), opened, self._owner)
        if opened is not None and run.map_runs:
            own = {(each.map_run.arn, each.index) for each in runs if each.map_run is not None}
            write_taken_over(connection, run, line, own)


def _with_ancestors(runs: Sequence[Run]) -> list[Run]:
    """These and those in whose Map Runs they were started, which know where they stand; parents come first."""
    if all(run.starter is None for run in runs):
        return list(runs)
    depths: dict[Run, int] = {}
    for run in runs:
        line = [run]
        while line[-1].starter is not None and line[-1] not in depths:
            line.append(line[-1].starter.run)
        base = depths.get(line[-1], 0)
        for depth, each in enumerate(reversed(line)):
            depths.setdefault(each, base + depth)
    return sorted(depths, key=depths.__getitem__)


def _names(runs: Collection[Run]) -> str:
    return ", ".join(sorted(run.identity.execution_name for run in runs))
