"""What the operations of the API need to know and to do: the account behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from sfn_notebook.asl.lint.linter import MachineType
from sfn_notebook.asl.model import Definition, State
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.trial import Asked
from sfn_notebook.engine.trial_outcome import Tried
from sfn_notebook.views.log_records import LogLevel

if TYPE_CHECKING:
    from sfn_notebook.api.activities import Activities
    from sfn_notebook.api.execution_ports import ExecutionView
    from sfn_notebook.api.listings import Listing
    from sfn_notebook.api.publications import Publications
    from sfn_notebook.api.tags import Tags
    from sfn_notebook.api.task_tokens import TaskTokens
    from sfn_notebook.api.workers import Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggingConfiguration:
    """Which events of a state machine's executions are logged, and where.

    Attributes:
        log_group_arn: as it was given, with `:*` at its end; None where nothing is delivered.
    """

    level: LogLevel = "OFF"
    include_execution_data: bool = False
    log_group_arn: str | None = None


NO_LOGGING: Final = LoggingConfiguration()


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineSettings:
    """What a caller says about a state machine; the definition is the text as it was given."""

    arn: str
    name: str
    definition: str
    role_arn: str
    type: MachineType = "STANDARD"
    logging: LoggingConfiguration = NO_LOGGING


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A state machine of an account.

    Attributes:
        created, updated: nanoseconds since the epoch.
        revision_id: a UUID, new with each change; None until the first one, as on AWS.
        is_deleting: whether it is deleted as soon as the last of its executions has ended.
    """

    settings: MachineSettings
    created: int
    updated: int
    revision_id: str | None = None
    is_deleting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A state machine as it was when it was published under a number; it never changes."""

    arn: str
    number: int
    machine: Machine
    created: int
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The share of an alias's executions, in per cent, that run a version."""

    version_arn: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A name of a state machine for one or two of its versions."""

    arn: str
    name: str
    machine_arn: str
    routes: tuple[Route, ...]
    created: int
    updated: int
    description: str | None = None


Startable: TypeAlias = Machine | Version | Alias
"""What an execution can be started at."""


class Account(Protocol):
    """State machines and executions by ARN, oldest first. The mappings are live and may be read at any time."""

    @property
    def account_id(self) -> str:
        """Twelve digits."""
        ...

    @property
    def region(self) -> str:
        """For instance `us-east-1`."""
        ...

    @property
    def machines(self) -> Mapping[str, Machine]:
        """By ARN."""
        ...

    @property
    def executions(self) -> Mapping[str, ExecutionView]:
        """By ARN; those of deleted state machines stay."""
        ...

    def above(self, machine_arn: str, below: str) -> Sequence[ExecutionView]:
        """The executions of a machine that may have a Map Run, or a child of one, below them; the latest first."""
        ...

    @property
    def quotas(self) -> Quotas:
        """What limits its executions."""
        ...

    @property
    def publications(self) -> Publications:
        """The versions and aliases of the state machines."""
        ...

    @property
    def activities(self) -> Activities:
        """What workers poll."""
        ...

    @property
    def tags(self) -> Tags:
        """The tags of state machines and activities."""
        ...

    @property
    def workers(self) -> Workers:
        """Those who poll, and the tasks that wait for them."""
        ...

    @property
    def tokens(self) -> TaskTokens:
        """Answers tasks that wait for somebody outside."""
        ...

    def refresh(self) -> None:
        """Take what other processes that share the account have changed of state machines, activities and tags."""
        ...

    def changing(self) -> AbstractContextManager[None]:
        """A stretch in which nobody else changes any of them; what is changed in it is kept as a whole."""
        ...

    def checked(self, settings: MachineSettings) -> Definition:
        """The definition that somebody gave, parsed: that may take a second.

        Raises:
            ApiError: InvalidDefinition, for what AWS refuses and for what is not supported yet.
        """
        ...

    def put_machine(self, settings: MachineSettings, definition: Definition) -> Machine:
        """Keep a state machine, or a new revision of the one that has its ARN, whose definition has been checked."""
        ...

    def prepare(self, machine: Machine) -> None:
        """Compile a state machine now, as that may take a second, which its first execution should not."""
        ...

    def delete_machine(self, arn: str) -> None:
        """Delete a state machine with its versions, aliases and tags, if there is one.

        It is there, `is_deleting`, as long as Standard executions of it run; each fails before it enters another state.
        """
        ...

    def now(self) -> int:
        """The time at which something is done, in nanoseconds since the epoch."""
        ...

    def publish(self, machine: Machine, description: str | None) -> Version:
        """Publish a version of a state machine, unless its present revision has one."""
        ...

    def has_log_group(self, arn: str) -> bool:
        """Whether there is a log group of that ARN."""
        ...

    def started_at(self, target: Startable, status: str | None) -> Listing:
        """The executions of a status, or of any, that were started there; oldest first."""
        ...

    def start(self, target: Startable, name: str | None, input_text: str) -> ExecutionView:
        """Start an execution, under a name of the account's own choice where none is given.

        Raises:
            ApiError: ValidationException, if a Task has nobody who answers it, ExecutionAlreadyExists, for a name that
                is not new; nothing has been started then.
        """
        ...

    def redrive(self, execution_arn: str, token: str | None) -> int:
        """Redrive an execution that exists; the time of the redrive that it began, or that the token began before.

        Raises:
            ApiError: ExecutionNotRedrivable; nothing has happened then.
        """
        ...

    def try_state(self, state: State, asked: Asked, input_text: str, role_arn: str | None) -> Tried:
        """Run one state to its end on this thread, and keep nothing of it.

        Raises:
            UsageError: if it is a Task that nobody answers; nothing has run then.
        """
        ...

    def run(self, target: Startable, name: str | None, input_text: str) -> ExecutionView:
        """Start an execution and wait for its end; see `start`."""
        ...
