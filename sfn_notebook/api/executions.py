"""The executions of an account: in memory, or in a store that outlives the process."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from weakref import WeakValueDictionary, ref

from sfn_notebook.api import arn
from sfn_notebook.api.execution import Execution
from sfn_notebook.api.execution_ports import STATUSES
from sfn_notebook.api.forms import machine_text
from sfn_notebook.api.listings import Listing, Rows, Views
from sfn_notebook.api.origins import deployed_of
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.history import CLOSING
from sfn_notebook.engine.ports import JournalError
from sfn_notebook.store.selection import Selection
from sfn_notebook.values import is_text

if TYPE_CHECKING:
    from sfn_notebook.api.account import Account
    from sfn_notebook.store.reading import Row
    from sfn_notebook.store.store import Store

RECENT: Final = 256
"""So many executions that have ended stay in memory where a store has them, besides those that somebody holds."""


class Executions(Mapping[str, Execution]):
    """Executions by ARN, oldest first; in memory until a store is attached.

    With a store only those that go on are held in memory; others are read when they are asked for, and every process
    that uses the store sees all of them.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self._store: Store | None = None
        self._lock = threading.RLock()
        self._open: dict[str, Execution] = {}
        self._held: WeakValueDictionary[str, Execution] = WeakValueDictionary()
        self._recent: deque[Execution] = deque(maxlen=RECENT)
        self._earlier: dict[str, Execution] = {}

    def attach(self, store: Store) -> None:
        """Have a store keep those that are added from now on; earlier ones stay in memory."""
        with self._lock:
            self._store = store
            self._earlier = dict(self._open)

    def add(self, execution: Execution, note: Mapping[str, str] | None = None) -> None:
        """Take an execution that is about to start.

        Args:
            execution: nobody drives it yet.
            note: what else a store is to tell of it.
        """
        if self._store is None or execution.run.domain.journal is None:
            with self._lock:
                self._open[execution.arn] = execution
                if self._store is not None:  # started inside one that is in memory only
                    self._earlier[execution.arn] = execution
        else:
            from sfn_notebook.store.lines import Opening

            settings = machine_text(execution.deployed.machine)
            opening = Opening(settings=settings, input_text=execution.input_text, note=dict(note or {}))
            self._store.journal.expect(execution.arn, opening)
            self.watch(execution)

    def watch(self, execution: Execution) -> None:
        """Hold an execution in memory until it has ended."""
        with self._lock:
            self._open[execution.arn] = execution
        execution.run.observers.append(_Closing(self, execution))

    def reopen(self, execution: Execution) -> None:
        """Hold an execution again that had ended, and goes on."""
        if self._store is not None:
            self._store.journal.reopen(execution.run)
            self.watch(execution)

    def let_go(self, execution: Execution) -> None:
        """It has ended: the store has it from now on."""
        with self._lock:
            if self._open.pop(execution.arn, None) is not None:
                self._hold(execution)

    def _hold(self, execution: Execution) -> None:
        self._held[execution.arn] = execution
        self._recent.append(execution)

    # -- as a mapping
    def _here(self, arn: str) -> Execution | None:
        """The execution of that ARN, if it is in memory."""
        with self._lock:
            found, held = self._open.get(arn), self._held.get(arn)
            if found is None or not self._is_lost(found):
                return found or held
            return None if held is found else held  # of a redrive that could not be kept there is nothing to see

    def _is_lost(self, execution: Execution) -> bool:
        """Whether an execution could not be kept, or goes on elsewhere: then the store knows better."""
        if self._store is None or execution.run.domain.journal is not self._store.journal:
            return False
        return not self._store.journal.is_driven(execution.run)

    def renew(self, execution: Execution) -> None:
        """Have an execution stand where the store has it, if its last redrive could not be kept."""
        history = execution.run.history
        if history.count > history.published and self._is_lost(execution):
            execution.stand_at(self[execution.arn].run)

    def __getitem__(self, arn: str) -> Execution:
        found = self._here(arn)
        if found is not None and (self._store is None or found.closing is None):
            return found
        row = None if self._store is None or not is_text(arn) else self._store.row(arn)
        if row is not None:
            return self.of(row)
        if found is None:
            raise KeyError(arn)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._arns())

    def __len__(self) -> int:
        return len(self.started_at(Selection()))

    def _arns(self) -> list[str]:
        with self._lock:
            return list(self._open) if self._store is None else [*self._earlier, *self._store.arns()]

    def __contains__(self, arn: object) -> bool:
        if not isinstance(arn, str) or not is_text(arn):
            return False
        return self._here(arn) is not None or (self._store is not None and self._store.has(arn))

    def started_at(self, selection: Selection) -> Listing:
        """The selected executions, oldest first."""
        with self._lock:
            here = list((self._open if self._store is None else self._earlier).values())
        views = Views([execution for execution in here if _is_selected(execution, selection)])
        return views if self._store is None else Rows(self._store, selection, views)

    def above(self, machine_arn: str, below: str) -> list[Execution]:
        """The executions of a machine that may have what stands below them by Map Runs, the latest first.

        Args:
            machine_arn: of the machine that was started, not of a Map state.
            below: the ARN of a Map Run, or of a child of one.
        """
        prefix = arn.execution(machine_arn, "")
        with self._lock:
            here = list((self._open if self._store is None else self._earlier).values())
        found = [execution for execution in reversed(here) if execution.arn.startswith(prefix)]
        row = None if self._store is None else self._store.ancestor(below)
        return found if row is None else [self.of(row), *found]

    def counts(self) -> dict[str, int]:
        """How many there are of each status of which there is one."""
        found = {status: len(self.started_at(Selection(status=status))) for status in STATUSES}
        return {status: count for status, count in found.items() if count}

    # -- in a store
    def of(self, row: Row) -> Execution:
        """The execution of a row: as it is in memory, or else as it is kept."""
        found = self._here(row.arn)
        is_elsewhere = found is not None and found.closing is not None and found.run.redrives < row.redrives
        return self.read(row) if found is None or is_elsewhere else found

    def read(self, row: Row) -> Execution:
        """The execution of a row, as it is kept: it cannot go on.

        Raises:
            StoreError: if it cannot be read.
        """
        if self._store is None:
            raise AssertionError("rows are of a store")
        settings = self._store.settings(row.origin)
        with self._store.decoding():
            deployed = deployed_of(settings)
        run = self._store.load(row, self._account.clock)
        execution = Execution(deployed, run, row.input, self._account)
        if run.outcome is None:
            execution.kept = row
        else:
            with self._lock:
                self._hold(execution)
        return execution

    def catch_up(self, execution: Execution, row: Row) -> Row | None:
        """Have an execution that was read before it had ended stand where it stands now.

        Returns:
            What is kept of it now; None once it has ended, or goes on here.
        """
        with self._lock:
            live = self._open.get(row.arn)
        if live is not None and live is not execution and not self._is_lost(live):
            execution.join(live)
            return None
        if self._store is None:
            return row
        with suppress(JournalError):  # it stays what it was
            found = self._store.row(row.arn)
            if found is not None and found != row:
                run = self._store.load(found, self._account.clock)
                execution.stand_at(run)
                return found if run.outcome is None else None
        return row

    def forget_ended(self) -> None:
        """Let go of those that have ended: they are gone where no store has them."""
        with self._lock:
            self._recent.clear()
            self._open = {arn: execution for arn, execution in self._open.items() if execution.closing is None}

    @property
    def here(self) -> list[str]:
        """The ARNs of those in memory, oldest first."""
        with self._lock:
            return [*self._held, *(arn for arn, execution in self._open.items() if not self._is_lost(execution))]

    @property
    def running_here(self) -> list[Execution]:
        """Those that this process runs."""
        with self._lock:
            found = [execution for execution in self._open.values() if execution.closing is None]
        return [execution for execution in found if not self._is_lost(execution)]

    def running_of(self, machine_arn: str) -> list[Execution]:
        """Those of a Standard machine that this process runs."""
        prefix = arn.execution(machine_arn, "")
        return [execution for execution in self.running_here if execution.arn.startswith(prefix)]

    def are_running(self, machine_arn: str) -> bool:
        """Whether executions of a Standard machine have not ended, of this process or of any that uses the store."""
        if self.running_of(machine_arn):
            return True
        running = Selection(machine_arn=machine_arn, status="RUNNING")
        return self._store is not None and self._store.count(running) > 0


def _is_selected(execution: Execution, selection: Selection) -> bool:
    identity = execution.run.identity
    pairs = (
        (selection.machine_arn, identity.state_machine_arn),
        (selection.version_arn, identity.version_arn),
        (selection.alias_arn, identity.alias_arn),
    )
    if any(asked not in (None, found) for asked, found in pairs):
        return False
    return selection.status in (None, execution.status)


class _Closing:
    """Tells when an execution has ended."""

    def __init__(self, executions: Executions, execution: Execution) -> None:
        self._executions = executions
        self._execution = ref(execution)  # whose run has this among its observers

    def published(self, events: Sequence[Event], count: int) -> None:
        """See `engine.ports.Observer`."""
        execution = self._execution()
        if execution is not None and events[count - 1].type in CLOSING:
            self._executions.let_go(execution)
