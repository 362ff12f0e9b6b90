"""What a session has in its store: executions of this process and of earlier ones."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sfn_notebook.api.account import Account
from sfn_notebook.api.executions import Executions
from sfn_notebook.api.resuming import resume as resume_row
from sfn_notebook.errors import SfnError, UsageError, check_type
from sfn_notebook.session.execution import Execution
from sfn_notebook.session.job import Job
from sfn_notebook.values import is_text

if TYPE_CHECKING:
    from sfn_notebook.store.reading import Row
    from sfn_notebook.store.store import Store

MOST_FOUND: Final = 10


def open_store(path: str | Path) -> Store:
    """The store in a file, made where there is none.

    Raises:
        UsageError: where Python has no SQLite.
        StoreError: if the file cannot be used.
    """
    check_type("a store", path, (str, PathLike), "the path of a file")
    try:
        from sfn_notebook.store.store import Store
    except ImportError as error:
        raise UsageError(f"a store needs SQLite, which this Python does not have: {error}") from None
    return Store(path)


class KeptExecutions(Mapping[str, Execution]):
    """Executions by ARN, oldest first; those of a store are read when they are asked for."""

    def __init__(self, executions: Executions) -> None:
        self._executions = executions

    def __getitem__(self, arn: str) -> Execution:
        return Execution(self._executions[arn])

    def __iter__(self) -> Iterator[str]:
        return iter(self._executions)

    def __len__(self) -> int:
        return len(self._executions)

    def __contains__(self, arn: object) -> bool:
        return arn in self._executions

    @property
    def here(self) -> list[Execution]:
        """Those of this process that are in memory, oldest first: all of them, where there is no store."""
        return [self[arn] for arn in self._executions.here]


def find(account: Account, name: object) -> list[Execution]:
    """See `Session.find`; those in memory first, the newest of those with that very name alone."""
    if not isinstance(name, str):
        raise UsageError(f"an execution is found by its name or ARN, which is a text: {name!r:.80}")
    executions = account.executions
    rows = {} if account.store is None or not is_text(name) else {row.arn: row for row in account.store.named(name)}
    found = {arn: arn.rpartition(":")[2] for arn in reversed(executions.here)}
    found |= {row.arn: row.name for row in rows.values()}
    exact = [arn for arn, each in found.items() if name in (each, arn)][:1]
    chosen = exact or [arn for arn, each in found.items() if each.startswith(name) or arn.startswith(name)]
    return [Execution(executions.of(rows[arn]) if arn in rows else executions[arn]) for arn in chosen[:MOST_FOUND]]


def load(account: Account, name: str) -> Execution:
    """See `Session.load`."""
    found = find(account, name)
    if len(found) > 1:
        names = ", ".join(each.name for each in found)
        raise UsageError(f'"{name}" is the beginning of more than one execution: {names}')
    if not found:
        raise UsageError(f'no execution "{name}": session.executions has them all, as %sfn ls --executions')
    return found[0]


def interrupted(account: Account) -> tuple[Execution, ...]:
    """See `Session.interrupted`."""
    if account.store is None:
        return ()
    return tuple(Execution(account.executions.read(row)) for row in account.store.interrupted())


def resume(account: Account, name: str | None) -> list[Job]:
    """See `Session.resume`."""
    store = account.store
    if store is None:
        raise UsageError("this session has no store: executions of earlier processes are not known")
    rows = store.interrupted()
    if name is not None:
        wanted = store.row(load(account, name).arn)
        rows = [row for row in rows if wanted is not None and row.root == wanted.root]
        if not rows:
            raise UsageError(f'the execution "{name}" was not interrupted')
        return [
            Job(Execution(found)) for found in (resume_row(account, store, row) for row in rows) if found is not None
        ]
    return _resume_all(account, store, rows)


class TakingOver:
    """Resumes what processes leave behind that end while this one goes on; what cannot be resumed is tried once."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._tried: set[tuple[int, int | None]] = set()

    def take_over(self) -> list[Job]:
        """Resume what has been interrupted since the last time; a warning says what could not be.

        Raises:
            StoreError: if the store cannot be read.
        """
        store = self._account.store
        if store is None:
            return []
        rows = [row for row in store.interrupted() if (row.number, row.owner) not in self._tried]
        self._tried |= {(row.number, row.owner) for row in rows}
        return _resume_all(self._account, store, rows)


def _resume_all(account: Account, store: Store, rows: Sequence[Row]) -> list[Job]:
    """Resume what can be; of each of the others a warning says why not."""
    jobs: list[Job] = []
    problems: list[str] = []
    for row in rows:
        try:
            execution = resume_row(account, store, row)
        except SfnError as error:
            problems.append(f"execution {row.name} was not resumed: {error}")
        else:
            jobs += [] if execution is None else [Job(Execution(execution))]
    for problem in problems:
        warnings.warn(problem, RuntimeWarning, stacklevel=4)
    return jobs
