"""What the operations of the API need to know of Map Runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sfn_notebook.engine.map_run import Limits, MapRunStatus

if TYPE_CHECKING:
    from sfn_notebook.api.execution_ports import ExecutionView


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRunRecord:
    """What may be read of a Map Run now.

    Attributes:
        execution_arn: of the execution that started it.
        machine_arn: of the machine that its children run, `…:stateMachine:NAME/LABEL`.
        started, stopped: nanoseconds since the epoch on the run's clock; `stopped` is None while it runs.
        max_concurrency: 0 is no limit.
        tolerated_count, tolerated_percentage: 0 where the definition has none.
        redrives, redriven: how often it was redriven, and when that was last.
        items, executions: how many there are, by the names that DescribeMapRun counts under.
    """

    arn: str
    execution_arn: str
    machine_arn: str
    status: MapRunStatus
    started: int
    stopped: int | None
    max_concurrency: int
    tolerated_count: int
    tolerated_percentage: float
    items: Mapping[str, int]
    executions: Mapping[str, int]
    redrives: int = 0
    redriven: int | None = None


class MapRunView(Protocol):
    """One Map Run of an account."""

    @property
    def arn(self) -> str:
        """`…:mapRun:NAME/LABEL:UUID`."""
        ...

    @property
    def machine_arn(self) -> str:
        """Of the machine that its children run, `…:stateMachine:NAME/LABEL`."""
        ...

    def record(self) -> MapRunRecord:
        """What may be read of it now."""
        ...

    def children(self) -> Sequence[ExecutionView]:
        """The executions that it started, in the order in which it did."""
        ...

    def child(self, name: str) -> ExecutionView | None:
        """The execution of that name; what it has recorded up to now may be read."""
        ...

    def change(self, limits: Limits) -> bool:
        """Let other limits hold from now on; False if it goes on no more.

        Raises:
            ApiError: ValidationException, where nobody can be told of the change.
        """
        ...
