"""An account in a region: its state machines and executions, by ARN."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sfn_notebook.api import event_bus, log_delivery
from sfn_notebook.api.catalogue import Catalogue
from sfn_notebook.api.catalogued import Catalogued
from sfn_notebook.api.delivery import Watcher
from sfn_notebook.api.domains import domain_of, leave_all, start_of
from sfn_notebook.api.errors import execution_already_exists, refused
from sfn_notebook.api.execution import Deployed, Execution
from sfn_notebook.api.executions import Executions
from sfn_notebook.api.identities import identity_of
from sfn_notebook.api.listings import Listing, selection_of
from sfn_notebook.api.names import Names
from sfn_notebook.api.options import DEFAULTS, Begin, Options
from sfn_notebook.api.ports import Startable
from sfn_notebook.api.redrives import ClientTokens, redrive_in_background
from sfn_notebook.api.refused_tasks import RefusedTaskError
from sfn_notebook.api.task_states import task_states
from sfn_notebook.api.task_tokens import TaskTokens
from sfn_notebook.api.trial import run_trial, trial_identity
from sfn_notebook.api.whereabouts import not_run_here
from sfn_notebook.api.workers import Workers
from sfn_notebook.asl.model import State
from sfn_notebook.engine.clock import LOGICAL_START, Clock, wall_nanoseconds
from sfn_notebook.engine.drivers.background import ENGINE, check_background
from sfn_notebook.engine.drivers.blocking import run_blocking
from sfn_notebook.engine.drivers.door import ask
from sfn_notebook.engine.opening import start
from sfn_notebook.engine.ports import Journal, Tasks
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.trial import Asked
from sfn_notebook.engine.trial_outcome import Tried
from sfn_notebook.integrations.backend import Backend
from sfn_notebook.values import JSON, decode

if TYPE_CHECKING:
    from sfn_notebook.store.store import Store


class Account(Catalogued):
    """Machines and executions of one account in one region, and how their time and randomness go.

    Attributes:
        watchers: who is asked about each execution that is opened whether somebody watches it.
        is_closed: whether nothing can be started any more.

    Args:
        clock: of the executions.
        seed: of all randomness; None draws one from the system.
        start_time: where each execution's time starts; None is the system's time, on the logical clock the year 2000.
        tasks: who answers Task states.
        backend: the other services of the account; None where there are none.
        store: keeps the executions; None keeps them in memory.
    """

    def __init__(  # noqa: PLR0913 - an account has that many settings
        self,
        *,
        account_id: str,
        region: str,
        clock: Clock,
        tasks: Tasks,
        seed: int | None = None,
        start_time: int | None = None,
        quotas: Quotas = Quotas.AWS,
        backend: Backend | None = None,
        store: Store | None = None,
    ) -> None:
        self.account_id = account_id
        self.region = region
        self.names = Names(account_id, region, seed)
        self.clock = clock
        self.quotas = quotas
        self.is_closed = False
        self.store: Store | None = None
        self.journal: Journal | None = None
        self.executions = Executions(self)
        self.workers = Workers(lambda arn: arn in self.activities.by_arn)
        self.tokens = TaskTokens(self.executions, partial(not_run_here, self))
        super().__init__(Catalogue(task_states(self, tasks)), self.executions)
        self.client_tokens = ClientTokens()
        self.watchers: list[Watcher] = (
            [] if backend is None else [log_delivery.watcher(backend), event_bus.watcher(backend)]
        )
        self._backend = backend
        self._start_time = start_time
        if store is not None:
            self.keep(store)

    def keep(self, store: Store) -> None:
        """Keep everything in a store from now on, and take what it has; earlier executions stay in memory.

        Raises:
            StoreError: if that cannot be read or written; the store is closed then.
        """
        try:
            self.catalogue.keep(store)
        except BaseException:
            store.close()
            raise
        self.executions.attach(store)
        self.store, self.journal = store, store.journal
        store.on_beat(self.refresh)

    def now(self, clock: Clock | None = None) -> int:
        """The time at which something starts."""
        if self._start_time is not None:
            return self._start_time
        return LOGICAL_START if (clock or self.clock).mode == "logical" else wall_nanoseconds()

    def has_log_group(self, arn: str) -> bool:
        """Whether there is a log group of that ARN."""
        return self._backend is not None and log_delivery.log_group_exists(self._backend, arn)

    # -- executions
    def open_execution(
        self,
        deployed: Deployed,
        input_text: str,
        value: JSON,
        *,
        name: str | None = None,
        options: Options = DEFAULTS,
        begin: Begin = start,
    ) -> Execution:
        """An execution that stands before its first state; nobody drives it yet.

        Args:
            deployed: whose definition it keeps.
            input_text: as the API shows it.
            value: the input, decoded; the engine keeps it.
            name: new in a Standard machine; None chooses one.
            options: what differs from the account.
            begin: makes it begin; at its first state, unless it is to go on from somewhere else.

        Raises:
            RefusedTaskError: if nobody answers one of its Task states.
            ApiError: ExecutionAlreadyExists, for a name that is not new.
        """
        self.refresh()
        program = self.deployments.checked_program(deployed, options.needs)
        with self.lock:
            chosen = name or self.names.execution_name(deployed.machine.settings.name, self.executions)
            timed = (chosen, start_of(self, options), options.seed)
            identity = identity_of(self.names, deployed, timed, (input_text, value))
            if identity.execution_arn in self.executions:
                raise execution_already_exists(identity.execution_arn)
            quotas = self.quotas.express() if identity.is_express else self.quotas
            run = begin(domain_of(self, options, identity.start), identity, program, quotas)
            execution = Execution(deployed, run, input_text, self)
            if options.inside is not None:
                execution.drive = options.inside.drive
            self.executions.add(execution)
        self.attend(execution)
        return execution

    def attend(self, execution: Execution) -> None:
        """Have everybody watch an execution who wants to; when it is opened, and when it is opened again."""
        for watcher in tuple(self.watchers):
            observer = watcher(execution)
            if observer is not None:
                execution.run.observers.append(observer)

    def above(self, machine_arn: str, below: str) -> list[Execution]:
        """See `ports.Account`."""
        return self.executions.above(machine_arn, below)

    def started_at(self, target: Startable, status: str | None) -> Listing:
        """The executions of a status, or of any, that were started there; oldest first."""
        machine = self.publications.machine_of(target)
        return self.executions.started_at(selection_of(target, machine.settings.arn, status))

    def start(self, target: Startable, name: str | None, input_text: str) -> Execution:
        """Start an execution in the background.

        Raises:
            ApiError: ValidationException, if a Task has nobody who answers it; nothing has been started then.
            UsageError: where no thread can be started; nothing has been started then, either.
        """
        check_background()
        self.run_in_background(execution := self.open_at(target, name, input_text))
        return execution

    def run(self, target: Startable, name: str | None, input_text: str) -> Execution:
        """Run an execution to its end on this thread; see `start`."""
        execution = self.open_at(target, name, input_text)
        run_blocking(execution.run.domain)
        execution.settle()
        return execution

    def open_at(self, target: Startable, name: str | None, input_text: str, options: Options = DEFAULTS) -> Execution:
        """`open_execution` of what an execution can be started at, from the text of its input alone.

        Raises:
            ApiError: ValidationException, if a Task has nobody who answers it; nothing has been opened then.
        """
        if self.is_closed:
            raise refused("sfn_notebook: the session was closed")
        with self.lock:
            machine = self.publications.machine_of(target)
            chosen = name or self.names.execution_name(machine.settings.name, self.executions)
            deployed = self.deployments.started_at(target, lambda: self.names.next_draw("route", chosen))
        try:
            return self.open_execution(deployed, input_text, decode(input_text), name=chosen, options=options)
        except RefusedTaskError as error:
            raise refused(f"sfn_notebook: {error}") from None

    def try_state(self, state: State, asked: Asked, input_text: str, role_arn: str | None) -> Tried:
        """Run one state to its end on this thread, and keep nothing of it.

        Raises:
            RefusedTaskError: if it is a Task that nobody answers; nothing has run then.
        """
        with self.lock:
            seed = self.names.next_seed("trial")
        identity = trial_identity((self.region, self.account_id), seed, self.now(), input_text, role_arn)
        return run_trial(self.clock, identity, self.quotas, state, asked, self.deployments.connect)

    def unpark(self) -> None:
        """A function was registered: have the calls made that waited for one."""
        for execution in self.executions.running_here:
            ask(execution.run.domain, execution.run.domain.unpark)

    def run_in_background(self, execution: Execution) -> None:
        """Hand an opened execution to the background engine; returns when it is kept that it has begun.

        Raises:
            JournalError: if that cannot be kept.
        """
        if self.journal is None:
            execution.run.publish()
        execution.job = job = ENGINE.start(execution.run.domain)
        if self.journal is not None and not ENGINE.is_own_thread:
            job.begun.wait()

    def redrive(self, execution_arn: str, token: str | None) -> int:
        """Redrive an execution in the background; see `ports.Account`."""
        check_background()
        return redrive_in_background(self, self.executions[execution_arn], token)

    def close(self) -> None:
        """Abort what still runs, without waiting, or leave it to a store to be resumed; send away workers that poll."""
        self.is_closed = True
        leave_all(self)
