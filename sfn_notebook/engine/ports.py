"""The seams of the engine: who answers tasks, who keeps what happened, who watches."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from sfn_notebook.asl.model import TaskState
from sfn_notebook.engine.event import Event
from sfn_notebook.errors import SfnError
from sfn_notebook.values import JSON

if TYPE_CHECKING:
    from sfn_notebook.engine.domain import Domain
    from sfn_notebook.engine.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """Something that a task handler wrote, logged or displayed."""

    stream: Literal["stdout", "stderr"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """A task's result.

    Attributes:
        value: the result as decoded JSON, nobody else's: the engine keeps it.
        size_bytes: of its compact text in UTF-8.
        takes_nanoseconds: what the call declares to last; counts on the logical clock only.
    """

    value: JSON
    size_bytes: int
    takes_nanoseconds: int = 0
    printed: tuple[Printed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A task's error, with the exception behind it where there is one."""

    error: str | None
    cause: str | None = None
    takes_nanoseconds: int = 0
    printed: tuple[Printed, ...] = ()
    exception: BaseException | None = None


Answer: TypeAlias = Success | Failure


class TaskTimedOut(Exception):
    """Raised by `CallControl.sleep` when the call's deadline passes: the answer no longer counts."""


class CallControl(Protocol):
    """What a running call may ask of its run."""

    def sleep(self, seconds: float) -> None:
        """Let seconds of the run's clock pass; raises TaskTimedOut at the call's deadline."""
        ...

    def remaining_nanoseconds(self) -> int | None:
        """Time to the call's deadline on the run's clock; None if the definition sets none."""
        ...

    def is_cancelled(self) -> bool:
        """Whether nobody waits for the answer any more."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One attempt of one Task state.

    Attributes:
        parameters: the effective input; the engine's own value: decode or copy before handing it to anybody.
        call_id: `path` with the attempt; the same after a restart: an idempotency key.
        request_id: a UUID drawn from the run's randomness (`aws_request_id`, RequestId in AWS's texts).
        state_name: of the Task state.
        attempt: 0 for the first one.
        started: when the call began, nanoseconds since the epoch on the run's clock.
    """

    parameters: JSON
    call_id: str
    request_id: str
    state_name: str
    execution_arn: str
    attempt: int
    control: CallControl
    started: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """Who does one call. `invoke` never raises an Exception: whatever goes wrong is a Failure.

    Attributes:
        invoke: gives the Answer, or an awaitable of it where `is_async`. A BaseException that is no Exception
            (KeyboardInterrupt, SystemExit of the caller's own making) passes through.
    """

    invoke: Callable[[Request], Answer | Awaitable[Answer]]
    is_async: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedTask:
    """A task of an activity that a worker may take, with `engine.outside.take_task`.

    Attributes:
        domain: in which it waits.
        token: the id of its token there.
        token_text: the token as the worker gets it.
        input: the engine's own value.
    """

    domain: Domain
    token: str
    token_text: str
    input: JSON


class Workers(Protocol):
    """Those who work for one activity, and ask for its tasks when they like."""

    @property
    def exist(self) -> bool:
        """Whether there is such an activity just now."""
        ...

    def offer(self, task: OfferedTask) -> None:
        """Let one of them take a task; must be quick."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """An execution that a Task state asks for.

    Attributes:
        starter: whose Task it is; the new execution shares its domain.
        parameters: the effective input; the engine's own value.
        request_id: as of a `Request`.
        name, seed: what the new execution is called where the parameters do not say, and where its randomness starts.
        is_waited_for: whether the Task waits for its end.
    """

    starter: Run
    parameters: JSON
    request_id: str
    name: str
    seed: int
    is_waited_for: bool


class Executions(Protocol):
    """Starts executions for Task states, and tells how they ended."""

    def start(self, start: Start) -> Answer:
        """Start one in the domain of its starter, at the present time; the result has its `ExecutionArn`.

        Called on the thread that drives the domain; nothing of the new one has happened on return.
        """
        ...

    def result(self, execution_arn: str) -> Answer:
        """What the end of an execution means for the Task that waited for it; whoever may read it is not told yet."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """How one Task resource is recorded in a history, and who answers it.

    Attributes:
        family: the events it leaves: LambdaFunctionScheduled …, TaskScheduled … or ActivityScheduled ….
        resource_type: `lambda`; recorded in the family Task only.
        resource: `invoke`; the ARN of the function or the activity in the other families.
        region: recorded by TaskScheduled.
        result_name: what stands in the cause of a result over the quota (`The state/task 'lambda' returned …`).
        handler: chosen from the effective input, at the time of the call; a Failure if that names nobody, a Refusal if
            the call is to wait until somebody answers it. None for an activity: its tasks are not handed to anybody,
            but taken. None where the call starts an execution, too.
        pattern: whether the answer of the call is that of the task, one that comes from outside, through a token, or
            the end of the execution that the call has started.
        workers: of an activity.
        executions: of a call that starts one.
    """

    family: Literal["LambdaFunction", "Task", "Activity"]
    resource_type: str
    resource: str
    region: str
    result_name: str
    handler: Callable[[JSON], Handler | Failure | Refusal] | None
    pattern: Literal["response", "token", "sync"] = "response"
    workers: Workers | None = None
    executions: Executions | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a Task cannot be run here, and what would answer it. Said before the execution starts.

    Attributes:
        message: what, and where: `nobody answers the function "charge"`.
        hint: what would do: `register one with @sfn.function("charge")`.
    """

    message: str
    hint: str


class Tasks(Protocol):
    """Finds who answers the Task states of a definition."""

    def resolve(self, state: TaskState) -> Connector | Refusal:
        """Asked for every Task state before an execution starts."""
        ...

    def expect(self, state: TaskState) -> Connector | Refusal:
        """The same for an execution that goes on: what nobody answers yet waits until somebody does."""
        ...


class JournalError(SfnError):
    """What happened could not be kept: nobody has seen it, and nothing was done because of it.

    Attributes:
        runs: those that cannot be kept; None if it is all of them.
    """

    def __init__(self, message: str, runs: frozenset[Run] | None = None) -> None:
        super().__init__(message)
        self.runs = runs


class Journal(Protocol):
    """Keeps what happens to executions."""

    def commit(self, runs: Sequence[Run]) -> None:
        """Keep all that has happened to them since the last time: either everything, or nothing.

        Raises:
            JournalError: if it cannot be kept. The executions stand where they stood, and must not go on.
        """
        ...

    def leave(self, runs: Sequence[Run]) -> None:
        """These go on here no more: from what is kept of them they can go on elsewhere."""
        ...


class Observer(Protocol):
    """Somebody who watches an execution; called on the thread that runs it, and must be quick."""

    def published(self, events: Sequence[Event], count: int) -> None:
        """`events[:count]` may be read, now and later; more may follow until one closes the execution."""
        ...
