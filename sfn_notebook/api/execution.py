"""An execution of an account: what may be read of it, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sfn_notebook.api.delivery import Delivery
from sfn_notebook.api.drive import Drive
from sfn_notebook.api.execution_ports import ExecutionRecord, ExecutionStatus, StartedMachine
from sfn_notebook.api.execution_record import closing_of, events_of, failure_of, record_of, status_of
from sfn_notebook.api.map_run import MapRun
from sfn_notebook.api.ports import Machine
from sfn_notebook.api.redrives import RedriveStatus, redrivability
from sfn_notebook.api.started_machine import started_machine
from sfn_notebook.asl.model import Definition, TaskState
from sfn_notebook.engine.closing import stop
from sfn_notebook.engine.drivers.door import ask, is_driven
from sfn_notebook.engine.drivers.job import Job
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.history import AwsEvent
from sfn_notebook.engine.outside import OpenTask, open_tasks
from sfn_notebook.engine.run import Outcome, Run
from sfn_notebook.values import text_size_bytes
from sfn_notebook.views.billing import Billing, billing, used_memory_bytes

if TYPE_CHECKING:
    from sfn_notebook.api.account import Account
    from sfn_notebook.api.forks import Fork
    from sfn_notebook.store.reading import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """A state machine with its parsed definition; executions keep the one they started with.

    Attributes:
        tasks: all its Task states, however deep.
        version_arn, alias_arn: what an execution is started at; None where it is the machine itself.
    """

    machine: Machine
    definition: Definition
    tasks: tuple[TaskState, ...]
    version_arn: str | None = None
    alias_arn: str | None = None


class Execution:
    """An execution; what it shows is what was published.

    Attributes:
        deployed: the machine as it was when the execution started.
        input_text: as it was given.
        account: whose it is.
        forked: how it began, if that was not at its first state.
        drive: shared with those that it starts, and that share its time.
        kept: what the store has of one that goes on, and was read from there; None for all others.
    """

    def __init__(self, deployed: Deployed, run: Run, input_text: str, account: Account) -> None:
        self.deployed = deployed
        self._run = run
        self.input_text = input_text
        self.account = account
        self.forked: Fork | None = None
        self.drive = Drive()
        self.kept: Row | None = None

    @property
    def run(self) -> Run:
        """The engine's own; its values are not to be changed or handed out."""
        if self.kept is not None:
            self.kept = self.account.executions.catch_up(self, self.kept)
        return self._run

    def stand_at(self, run: Run) -> None:
        """From now on it is what the store has of it."""
        self._run = run

    def join(self, other: Execution) -> None:
        """From now on it is what another one is, which goes on here."""
        self._run, self.drive = other.run, other.drive

    @property
    def job(self) -> Job | None:
        """Its domain in the background; None for one that was never driven there."""
        return self.drive.job

    @job.setter
    def job(self, job: Job) -> None:
        self.drive.job = job

    @property
    def arn(self) -> str:
        """Its ARN."""
        return self.run.identity.execution_arn

    @property
    def name(self) -> str:
        """Its name, unique in its machine."""
        return self.run.identity.execution_name

    @property
    def machine_arn(self) -> str:
        """The ARN of its machine."""
        return self.run.identity.state_machine_arn

    @property
    def live_run(self) -> Run:
        """The engine's own, as of a child that has not ended."""
        return self.run

    @property
    def is_kept(self) -> bool:
        """True: its history and the Map Runs that it started may be read, as of a child that keeps them."""
        return True

    @property
    def closing(self) -> Event | None:
        """The event that ended it, if that may be read already."""
        return closing_of(self.run)

    @property
    def status(self) -> ExecutionStatus:
        """What it has come to."""
        return status_of(self.run)

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Those who are told of it on another thread."""
        return tuple(each for each in self.run.observers if isinstance(each, Delivery))

    def settle(self) -> None:
        """Have everybody told who is told on another thread, before it is said that it has ended."""
        for delivery in self.deliveries:
            delivery.catch_up()

    def record(self) -> ExecutionRecord:
        """What may be read of it now; of one that has ended the other services of the account know it, too."""
        if self.closing is not None:
            for delivery in self.deliveries:
                if delivery.is_own:
                    delivery.catch_up()
        return record_of(self.run, self.input_text)

    def redrivability(self) -> tuple[RedriveStatus, str | None]:
        """Whether it can be redriven now, and why not."""
        account, record = self.account, self.record()
        now = account.now(self.run.domain.clock)
        machine = account.machines.get(record.state_machine_arn)
        is_deleting = machine is None or machine.is_deleting
        return redrivability(record, now, self.run.quotas, is_deleting=is_deleting)

    def billing(self) -> Billing | None:
        """What AWS would bill for it; None for a Standard execution, and for one that has not ended."""
        closing, identity = self.closing, self.run.identity
        if closing is None or not identity.is_express:
            return None
        definition_bytes = text_size_bytes(self.deployed.machine.settings.definition)
        used = used_memory_bytes(definition_bytes, identity.input_bytes, self.run.events)
        return billing(closing.timestamp - identity.start, used)

    def failure(self) -> tuple[str | None, str | None]:
        """Error and cause; both None where AWS gives none."""
        return failure_of(self.run)

    def events(self, first: int, last: int) -> list[AwsEvent]:
        """The published events with ids from `first` to `last`, in AWS's shape, `timestamp` in nanoseconds."""
        return events_of(self.run, first, last)

    def started_machine(self) -> StartedMachine:
        """The state machine, as it was when the execution started."""
        return started_machine(self.deployed.machine)

    def map_runs(self) -> list[MapRun]:
        """The Map Runs that it started, in the order in which it did."""
        return [MapRun(self, self, each) for each in list(self.run.map_runs)]

    def look(self, act: Callable[[], None]) -> None:
        """Have something read while nothing changes."""
        ask(self.run.domain, act).result()

    def doom(self, cause: str) -> None:
        """Let it fail before it enters another state; nothing catches that."""

        def act() -> None:
            self.run.doom = cause

        ask(self.run.domain, act)

    def open_tasks(self) -> list[OpenTask]:
        """Its tasks that somebody outside may answer, those of the children of its Map Runs among them."""
        if self.closing is not None:
            return []
        domain, number = self.run.domain, self.run.number
        return [task for task in ask(domain, lambda: open_tasks(domain)).result() if task.run.number == number]

    def stop(self, error: str | None = None, cause: str | None = None) -> int:
        """Abort it, if it has not ended, and wait until it is; the time when it stopped.

        A function that is being called goes on, and whoever waits for the execution goes on when it returns.

        Raises:
            ApiError: for one that another process runs, or nobody, though it was not interrupted.
        """
        if self.closing is None:
            outcome = Outcome(status="ABORTED", error=error, cause=cause)
            if is_driven(self.run.domain):
                ask(self.run.domain, lambda: stop(self.run, "ExecutionAborted", outcome)).result()
            else:
                from sfn_notebook.api.resuming import stop_interrupted

                stop_interrupted(self.account, self.arn, outcome)
        self.settle()
        closing = self.closing
        return closing.timestamp if closing is not None else self.run.domain.now
