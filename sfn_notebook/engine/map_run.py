"""A Map Run: the executions that a Distributed Map state starts, one for each item or batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from sfn_notebook.engine.quotas import Quotas, redrive_obstacle
from sfn_notebook.values import ABSENT, JSON

if TYPE_CHECKING:
    from sfn_notebook.engine.event import Event
    from sfn_notebook.engine.run import Run

_FAILED: Final = frozenset({"FAILED", "TIMED_OUT"})
"""What counts against the tolerated failures; who stops a child does not make it fail.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/maprun-fail-threshold.html
"""

MapRunStatus: TypeAlias = Literal["RUNNING", "SUCCEEDED", "FAILED", "ABORTED"]

_COUNTED: Final[Mapping[str, str]] = MappingProxyType(
    {"SUCCEEDED": "succeeded", "FAILED": "failed", "TIMED_OUT": "failed", "ABORTED": "aborted"}
)

KEPT_HISTORIES: Final = 100
"""So many children of a Map Run keep their histories, the first ones; those that did not succeed all do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildRow:
    """What is kept of a child that has ended.

    Attributes:
        output: None unless it succeeded, where null is an output too.
        started, stopped: nanoseconds since the epoch.
        items: how many items it was for: more than one in a batch.
        events: its history; None where only the number of events was kept.
        seed: of its randomness.
        redrives, redriven: how often it was redriven, and when that was last; an Express one has no time.
        map_runs: those that it started itself; kept where its history is.
    """

    index: int
    name: str
    execution_arn: str
    status: str
    input: JSON
    output: JSON
    error: str | None
    cause: str | None
    started: int
    stopped: int
    items: int
    event_count: int
    events: Sequence[Event] | None
    seed: int
    redrives: int = 0
    redriven: int | None = None
    map_runs: Sequence[MapRun] = ()

    @property
    def is_unsuccessful(self) -> bool:
        """Whether it ended, and did not succeed."""
        return self.status != "SUCCEEDED"

    @property
    def has_failed(self) -> bool:
        """Whether it counts against the tolerated failures."""
        return self.status in _FAILED

    def is_redrivable(self, now: int, quotas: Quotas, *, is_express: bool) -> bool:
        """Whether a redrive of the Map Run does it again: an Express one always, a Standard one within the limits.

        Source: https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html
        """
        if not self.is_unsuccessful or is_express:
            return self.is_unsuccessful
        return redrive_obstacle(self.started, self.stopped, self.event_count, now, quotas) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What can be changed of a Map Run that goes on; None leaves it as it is."""

    max_concurrency: int | None = None
    tolerated_count: int | None = None
    tolerated_percentage: float | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class MapRun:
    """A Map Run on its way.

    Attributes:
        arn: `…:mapRun:NAME/LABEL:UUID`.
        path, entered_event_id: of the visit of the Map state.
        label: of the Map state, or a UUID where it has none.
        started, stopped: nanoseconds since the epoch; stopped is None while it runs.
        item_count: of all items.
        max_concurrency: as the definition has it; 0 is no limit.
        tolerated_count, tolerated_percentage: None where the definition has none.
        rows: children that have ended, by index.
        live: children that have not, by index.
        taken: how many items children were started for.
        is_express: whether its children are Express executions.
        pending: children that a redrive is to do again, by index, in order; their rows tell how they ended before.
        redrives, redriven: how often it was redriven, and when that was last.
    """

    arn: str
    path: str
    entered_event_id: int
    label: str
    started: int
    item_count: int
    max_concurrency: int
    tolerated_count: int | None
    tolerated_percentage: float | None
    status: MapRunStatus = "RUNNING"
    stopped: int | None = None
    rows: dict[int, ChildRow] = field(default_factory=dict[int, ChildRow])
    live: dict[int, Run] = field(default_factory=dict[int, "Run"])
    sizes: dict[int, int] = field(default_factory=dict[int, int])
    taken: int = 0
    failed_items: int = 0
    is_express: bool = False
    pending: list[int] = field(default_factory=list[int])
    redrives: int = 0
    redriven: int | None = None

    @property
    def child_count(self) -> int:
        """How many children were started."""
        return len(self.rows) + len(self.live)

    @property
    def is_over_threshold(self) -> bool:
        """Whether more items failed than the definition tolerates: none, where it says nothing.

        Source: https://docs.aws.amazon.com/step-functions/latest/dg/maprun-fail-threshold.html
        """
        failed, count, percentage = self.failed_items, self.tolerated_count, self.tolerated_percentage
        if count is None and percentage is None:
            return failed > 0
        if count is not None and failed > count:
            return True
        return percentage is not None and self.item_count > 0 and 100 * failed / self.item_count > percentage

    def keep(self, run: Run) -> ChildRow:
        """Put a child that has ended into its row."""
        outcome, identity, index = run.outcome, run.identity, run.index
        if outcome is None:
            raise AssertionError("a row is for a child that has ended")
        events = run.history.events
        is_whole = index < KEPT_HISTORIES or outcome.status != "SUCCEEDED"
        items = self.sizes.pop(index)
        row = self.rows[index] = ChildRow(
            index=index,
            name=identity.execution_name,
            execution_arn=identity.execution_arn,
            status=outcome.status,
            input=identity.input,
            output=None if outcome.output is ABSENT else outcome.output,
            error=outcome.error,
            cause=outcome.cause,
            started=identity.start,
            stopped=events[-1].timestamp,
            items=items,
            event_count=len(events),
            events=events if is_whole else None,
            seed=identity.seed,
            redrives=run.redrives,
            redriven=run.redriven,
            map_runs=tuple(run.map_runs) if is_whole else (),
        )
        del self.live[index]
        if row.has_failed:
            self.failed_items += items
        return row

    def counts(self) -> dict[str, JSON]:
        """How many items there are, and what became of them; those that no child was started for are pending."""
        found: Counter[str] = Counter()
        waiting = set(self.pending)
        for index, row in self.rows.items():
            found["pendingRedrive" if index in waiting else _COUNTED[row.status]] += row.items
        return {"arn": self.arn, "total": self.item_count, "pending": self.item_count - self.taken, **found}

    def end(self, status: MapRunStatus, now: int) -> None:
        """Close it; what was to be done again is not any more."""
        self.status = status
        self.stopped = now
        self.pending = []

    def redrive(self, now: int, quotas: Quotas) -> None:
        """Open it again: the children that did not succeed are to be done again, where they can be."""
        self.status, self.stopped = "RUNNING", None
        self.redrives, self.redriven = self.redrives + 1, now
        unsuccessful = [self.rows[index] for index in sorted(self.rows) if self.rows[index].is_unsuccessful]
        again = [row for row in unsuccessful if row.is_redrivable(now, quotas, is_express=self.is_express)]
        self.pending = [row.index for row in again]
        self.failed_items -= sum(row.items for row in again if row.has_failed)

    def not_redrivable(self, now: int, quotas: Quotas) -> list[ChildRow]:
        """The children that did not succeed, and that no redrive will do again."""
        rows = [self.rows[index] for index in sorted(self.rows) if self.rows[index].is_unsuccessful]
        return [row for row in rows if not row.is_redrivable(now, quotas, is_express=self.is_express)]
