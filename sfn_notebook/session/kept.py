"""The executions of a session: all that it knows of, and those that it can let go on."""

from __future__ import annotations

from pathlib import Path

from sfn_notebook.api.account import Account
from sfn_notebook.errors import UsageError
from sfn_notebook.session.execution import Execution
from sfn_notebook.session.job import Job
from sfn_notebook.session.keeping import KeptExecutions, find, interrupted, load, open_store, resume
from sfn_notebook.session.pending import PendingTasks


class Kept:
    """The part of a session that has its executions, of this process and of those before it.

    Attributes:
        account: whose executions they are.
    """

    account: Account

    @property
    def executions(self) -> KeptExecutions:
        """All executions by ARN, oldest first; of a store those of other processes too."""
        return KeptExecutions(self.account.executions)

    @property
    def pending(self) -> PendingTasks:
        """The tasks of all executions of this process that wait for somebody outside; the oldest execution's first."""
        running = self.account.executions.running_here
        return PendingTasks(task for record in running for task in Execution(record).pending)

    @property
    def store(self) -> Path | None:
        """The file that keeps the executions; None where they are in memory only."""
        return None if self.account.store is None else self.account.store.path

    def keep_in(self, path: str | Path) -> None:
        """Keep executions in a file from now on, as `store=` does from the start; earlier ones stay in memory.

        Raises:
            UsageError: if this session has a store already.
            StoreError: if the file cannot be used.
        """
        if self.account.store is not None:
            raise UsageError(f"this session keeps its executions in {self.account.store.path} already")
        self.account.keep(open_store(path))

    def find(self, id: str) -> list[Execution]:  # noqa: A002 - what users call it
        """The executions of that ARN or name, or whose ARN or name begins so; ten at most."""
        return find(self.account, id)

    def load(self, id: str) -> Execution:  # noqa: A002 - what users call it
        """An execution by its ARN, its name, or the beginning of one of them; also one of an earlier process.

        Raises:
            UsageError: if there is none, or more than one.
        """
        return load(self.account, id)

    @property
    def interrupted(self) -> tuple[Execution, ...]:
        """Executions in the store that were going on when their process died, oldest first."""
        return interrupted(self.account)

    def resume(self, id: str | None = None) -> list[Job]:  # noqa: A002 - what users call it
        """Let interrupted executions go on in the background: all of them, or that one.

        A state that was left is not run again; a task whose result was not kept is. A task whose function is not
        registered yet waits until it is. Of all, one that cannot go on is left as it is, and a warning says why.

        Raises:
            UsageError: if there is no such execution, or it was not interrupted, or cannot go on.
            StoreError: if it cannot be read or written.
        """
        return resume(self.account, id)
