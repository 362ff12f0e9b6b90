"""An execution of an account: what may be read of it, and how it is stopped."""

from __future__ import annotations

from dataclasses import dataclass

from sfn_notebook.api.errors import not_supported
from sfn_notebook.api.ports import ExecutionRecord, ExecutionStatus, Machine
from sfn_notebook.asl.model import Definition, TaskState
from sfn_notebook.engine.drivers.background import Job
from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.history import CLOSING, AwsEvent, to_aws
from sfn_notebook.engine.run import Outcome, Run
from sfn_notebook.values import encode, size_bytes, text_size_bytes
from sfn_notebook.views.billing import Billing, billing, memory_bytes


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
        run: the engine's own; its values are not to be changed or handed out.
        job: of an execution that runs in the background.
        input_text: as it was given.
    """

    def __init__(self, deployed: Deployed, run: Run, input_text: str) -> None:
        self.deployed = deployed
        self.run = run
        self.job: Job | None = None
        self.input_text = input_text

    @property
    def arn(self) -> str:
        """Its ARN."""
        return self.run.identity.execution_arn

    @property
    def name(self) -> str:
        """Its name, unique in its machine."""
        return self.run.identity.execution_name

    @property
    def closing(self) -> Event | None:
        """The event that ended it, if that may be read already."""
        history = self.run.history
        last = history.events[history.published - 1] if history.published else None
        return last if last is not None and last.type in CLOSING else None

    @property
    def status(self) -> ExecutionStatus:
        """What it has come to."""
        closing = self.closing
        return "RUNNING" if closing is None else CLOSING[closing.type]

    def record(self) -> ExecutionRecord:
        """What may be read of it now."""
        closing = self.closing
        identity = self.run.identity
        succeeded = closing is not None and closing.type == "ExecutionSucceeded"
        error, cause = self.failure()
        return ExecutionRecord(
            arn=self.arn,
            name=self.name,
            state_machine_arn=identity.state_machine_arn,
            status=self.status,
            started=identity.start,
            input=self.input_text,
            event_count=self.run.history.published,
            stopped=closing.timestamp if closing is not None else None,
            output=encode(detail(closing, "output")) if closing is not None and succeeded else None,
            error=error,
            cause=cause,
            version_arn=identity.version_arn,
            alias_arn=identity.alias_arn,
        )

    def billing(self) -> Billing | None:
        """What AWS would bill for it; None for a Standard execution, and for one that has not ended."""
        closing, identity = self.closing, self.run.identity
        if closing is None or not identity.is_express:
            return None
        output = size_bytes(detail(closing, "output")) if closing.type == "ExecutionSucceeded" else 0
        used = memory_bytes(
            text_size_bytes(self.deployed.machine.settings.definition),
            max(identity.input_bytes, output),
            self.run.events,
        )
        return billing(closing.timestamp - identity.start, used)

    def failure(self) -> tuple[str | None, str | None]:
        """Error and cause; both None where AWS gives none."""
        closing = self.closing
        if closing is None or closing.type == "ExecutionSucceeded":
            return None, None
        error, cause = closing.details
        return (None if error is None else str(error)), (None if cause is None else str(cause))

    def events(self, first: int, last: int) -> list[AwsEvent]:
        """The published events with ids from `first` to `last`, in AWS's shape, `timestamp` in nanoseconds."""
        history = self.run.history
        return to_aws(history.events[first - 1 : min(last, history.published)], stamp=int)

    def stop(self, error: str | None = None, cause: str | None = None) -> int:
        """Abort it, if it has not ended, and wait until it is; the time when it stopped.

        Raises:
            ApiError: for one that does not run in the background: whoever runs it can interrupt it.
        """
        if self.closing is None:
            if self.job is None:
                raise not_supported("stopping an execution that a cell or a script waits for (interrupt it there)")
            self.job.stop("ExecutionAborted", Outcome(status="ABORTED", error=error, cause=cause))
            self.job.done.result()
        closing = self.closing
        return closing.timestamp if closing is not None else self.run.domain.now
