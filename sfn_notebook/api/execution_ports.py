"""What is known of an execution of an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol, get_args

from sfn_notebook.api.ports import LoggingConfiguration
from sfn_notebook.values import JSON
from sfn_notebook.views.billing import Billing

if TYPE_CHECKING:
    from sfn_notebook.api.map_run_ports import MapRunView

ExecutionStatus = Literal["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"]
STATUSES: Final[tuple[ExecutionStatus, ...]] = get_args(ExecutionStatus)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionRecord:
    """What may be read of an execution now: a snapshot of what was published.

    Attributes:
        input, output: JSON text; the input as it was given.
        started, stopped: nanoseconds since the epoch on the run's clock; `stopped` is None while it runs.
        event_count: of the published events.
        version_arn, alias_arn: what it was started at; None where it was the machine itself.
        map_run_arn, item_count: who started it, and for how many items; None unless it was a Map Run.
        is_express: whether it is an Express execution.
        redrives, redriven: how often it was redriven, and when that was last.
    """

    arn: str
    name: str
    state_machine_arn: str
    status: ExecutionStatus
    started: int
    input: str
    event_count: int
    stopped: int | None = None
    output: str | None = None
    error: str | None = None
    cause: str | None = None
    version_arn: str | None = None
    alias_arn: str | None = None
    redrives: int = 0
    redriven: int | None = None
    map_run_arn: str | None = None
    item_count: int | None = None
    is_express: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedMachine:
    """The state machine of an execution, as it was when that started.

    Attributes:
        arn, name: of the child of a Map Run, `…/LABEL`.
        definition: the text.
        variable_references: by the names of the states.
        updated: nanoseconds since the epoch.
        map_run_arn, label: who started the execution, and the label of its Map state; None unless it was a Map Run.
    """

    arn: str
    name: str
    definition: str
    variable_references: Mapping[str, Sequence[str]]
    role_arn: str
    updated: int
    logging: LoggingConfiguration
    revision_id: str | None
    map_run_arn: str | None = None
    label: str | None = None


class ExecutionView(Protocol):
    """One execution of an account."""

    @property
    def status(self) -> ExecutionStatus:
        """What it has come to."""
        ...

    @property
    def is_kept(self) -> bool:
        """Whether its events and Map Runs may be read: not of each child of a Map Run that has ended."""
        ...

    def record(self) -> ExecutionRecord:
        """What may be read of it now."""
        ...

    def events(self, first: int, last: int) -> Sequence[Mapping[str, JSON]]:
        """The published events with ids from `first` to `last`, in AWS's shape, `timestamp` in nanoseconds."""
        ...

    def billing(self) -> Billing | None:
        """What AWS would bill for it; None for a Standard execution, and for one that has not ended."""
        ...

    def stop(self, error: str | None, cause: str | None) -> int:
        """Abort it; the time when it stopped. An execution that has ended stays as it is."""
        ...

    def started_machine(self) -> StartedMachine:
        """The state machine, as it was when the execution started."""
        ...

    def map_runs(self) -> Sequence[MapRunView]:
        """The Map Runs that it started, in the order in which it did."""
        ...
