"""A Map Run as a user sees it: the executions that a Distributed Map state started."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sfn_notebook.engine import map_run as engine
from sfn_notebook.engine.history import AwsEvent, to_aws, to_datetime
from sfn_notebook.values import JSON, copy


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildExecution:
    """One execution of a Map Run that has ended.

    Attributes:
        arn: `…:execution:NAME/LABEL:UUID`.
        status: SUCCEEDED, FAILED, TIMED_OUT or ABORTED.
        output: None unless it succeeded.
        history: as `GetExecutionHistory` gives it; None where only its end was kept: of the children that succeeded
            the first hundred keep theirs.
        items: how many items it was for.
        redrive_count: how often it was redriven with its Map Run.
    """

    arn: str
    name: str
    status: str
    input: JSON
    output: JSON
    error: str | None
    cause: str | None
    start_date: dt.datetime
    stop_date: dt.datetime
    items: int
    redrive_count: int
    history: list[AwsEvent] | None

    def __repr__(self) -> str:
        failure = f" {self.error}" if self.error else ""
        return f"<{self.status}{failure} {self.name}>"


class MapRun:
    """What one visit of a Distributed Map state started; what it hands out are copies."""

    def __init__(self, run: engine.MapRun) -> None:
        self._run = run

    @property
    def arn(self) -> str:
        """Its ARN, `…:mapRun:NAME/LABEL:UUID`."""
        return self._run.arn

    @property
    def path(self) -> str:
        """The visit of the Map state, as in the steps: `/Each#1`."""
        return self._run.path

    @property
    def status(self) -> str:
        """RUNNING, SUCCEEDED, FAILED or ABORTED."""
        return self._run.status

    @property
    def redrive_count(self) -> int:
        """How often it was redriven with its execution."""
        return self._run.redrives

    @property
    def item_counts(self) -> dict[str, int]:
        """How many items there are (`total`), and what became of them, as `DescribeMapRun` counts.

        After a redrive those are `pendingRedrive` that did not succeed, and whose executions have not begun again.
        """
        counts = {"total": 0, "pending": 0, "succeeded": 0, "failed": 0, "aborted": 0}
        return counts | {name: count for name, count in self._run.counts().items() if isinstance(count, int)}

    @property
    def children(self) -> list[ChildExecution]:
        """The executions that have ended, in the order of the items."""
        return [_child(self._run.rows[index]) for index in sorted(self._run.rows)]

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {name}" for name, count in self.item_counts.items() if count)
        return f"<Map Run of {self.path}: {self.status}; items: {counts}>"


def _child(row: engine.ChildRow) -> ChildExecution:
    return ChildExecution(
        arn=row.execution_arn,
        name=row.name,
        status=row.status,
        input=copy(row.input),
        output=copy(row.output),
        error=row.error,
        cause=row.cause,
        start_date=to_datetime(row.started),
        stop_date=to_datetime(row.stopped),
        items=row.items,
        redrive_count=row.redrives,
        history=None if row.events is None else to_aws(row.events),
    )
