"""Visits and boxes while a history is folded: what is known of each so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from sfn_notebook.asl.model import State
from sfn_notebook.engine.clock import SECOND
from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.tokens import WaitsFor
from sfn_notebook.values import ABSENT, JSON, Maybe
from sfn_notebook.views.dataflow import stages
from sfn_notebook.views.failures import NO_FAILURE, Failure
from sfn_notebook.views.steps import Attempt, Iterations, NodeState, Status, Step
from sfn_notebook.views.variables import Variables

_WAITS_FOR: Final[Mapping[str, WaitsFor]] = MappingProxyType(
    {"TaskSubmitted": "callback", "ActivityScheduled": "activity", "ActivityStarted": "activity"}
)
_WORST_FIRST: Final[tuple[Status, ...]] = ("in progress", "failed", "caught error", "cancelled", "succeeded")


@dataclass(slots=True)
class Tally:
    """Counts of the items of a Map state."""

    total: int = 0
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0


@dataclass(slots=True)
class Box:
    """A box of the graph: its visits so far."""

    node: str
    is_repeated: bool
    counts: Counter[Status] = field(default_factory=Counter["Status"])
    latest: Visit | None = None
    tally: Tally | None = None


@dataclass(slots=True)
class Visit:
    """One visit of a state, from its Entered event on."""

    path: str
    name: str
    type: str
    entered_event_id: int
    entered: int
    given: JSON
    state: State | None
    box: Box
    variables: Variables
    status: Status = "in progress"
    exited: int | None = None
    result: Maybe = ABSENT
    output: Maybe = ABSENT
    assigned: JSON = None
    failure: Failure = NO_FAILURE
    has_failed: bool = False
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    tally: Tally | None = None
    event_ids: list[int] = field(default_factory=list[int])
    waits_for: WaitsFor | None = None
    began: int | None = None
    timeout_seconds: int | None = None
    heartbeat_seconds: int | None = None
    redrives: int = 0


class Unsuccessful:
    """The visits that ended without success, and that a redrive would let go on."""

    def __init__(self) -> None:
        self._by_path: dict[str, Visit] = {}

    def take_note(self, visit: Visit, status: Status) -> None:
        """A visit ends."""
        if status in {"failed", "cancelled"}:
            self._by_path[visit.path] = visit
        else:
            self._by_path.pop(visit.path, None)

    def forget_inside(self, container: Visit) -> None:
        """The container has been left, or has begun anew: what ended inside it never goes on."""
        inside = f"{container.path}["
        for path in [path for path in self._by_path if path.startswith(inside)]:
            del self._by_path[path]

    def take(self) -> list[Visit]:
        """All of them: they go on now."""
        visits, self._by_path = list(self._by_path.values()), {}
        return visits


def look_who_answers(visit: Visit, event: Event) -> None:
    """Take note of who outside is to answer a visit after an event of its own, and how long that may take."""
    visit.waits_for = _waits_for(event)
    if event.type in ("TaskScheduled", "ActivityScheduled"):
        limits = (detail(event, "timeout_in_seconds"), detail(event, "heartbeat_in_seconds"))
        visit.timeout_seconds, visit.heartbeat_seconds = (each if isinstance(each, int) else None for each in limits)
        visit.began = None
    elif event.type in ("TaskStarted", "ActivityStarted"):
        visit.began = event.timestamp


def _waits_for(event: Event) -> WaitsFor | None:
    """Nobody outside, where an execution is waited for."""
    is_job = event.type == "TaskSubmitted" and not str(detail(event, "resource")).endswith(".waitForTaskToken")
    return None if is_job else _WAITS_FOR.get(event.type)


def set_status(visit: Visit, status: Status) -> None:
    """Change the status of a visit, and the counts of its box with it."""
    visit.box.counts[visit.status] -= 1
    visit.status = status
    visit.box.counts[status] += 1


def end_attempt(visit: Visit, timestamp: int, failure: Failure = NO_FAILURE) -> None:
    """End the attempt that is open, if one is."""
    visit.waits_for = None
    if visit.attempts and visit.attempts[-1].ended is None:
        started = visit.attempts[-1].started
        visit.attempts[-1] = Attempt(started=started, ended=timestamp, error=failure[0], cause=failure[1])


def start_items(visit: Visit, length: int) -> None:
    """Begin to count the items of a Map state; a retry begins anew."""
    if visit.box.tally is None:
        visit.box.tally = Tally()
    old, new = visit.tally or Tally(), Tally(total=length)
    visit.tally = new
    whole = visit.box.tally
    whole.total += new.total - old.total
    whole.succeeded -= old.succeeded
    whole.failed -= old.failed
    whole.cancelled -= old.cancelled


def redrive(visit: Visit, *, is_rerun: bool) -> None:
    """It goes on, though it had ended without success; the items that had not succeeded count no more.

    Args:
        visit: of a state that was not exited.
        is_rerun: whether a container does all of its work again: then an attempt begins of its own accord.
    """
    set_status(visit, "in progress")
    visit.exited, visit.has_failed, visit.failure = None, False, NO_FAILURE
    visit.redrives += 1
    if visit.type in ("Parallel", "Map") and visit.attempts and not is_rerun:
        visit.attempts[-1] = Attempt(started=visit.attempts[-1].started, ended=None, error=None, cause=None)
    if visit.tally is not None:
        forget_items(visit, succeeded=0)


def forget_items(visit: Visit, *, succeeded: int) -> None:
    """Count the items that failed or were cancelled no more, and as many fewer of those that succeeded."""
    mine, whole = visit.tally, visit.box.tally
    if mine is None or whole is None:
        return
    whole.failed -= mine.failed
    whole.cancelled -= mine.cancelled
    whole.succeeded -= succeeded
    mine.failed = mine.cancelled = 0
    mine.succeeded -= succeeded


def count_item(visit: Visit, outcome: str) -> None:
    """Count the end of one item: `Succeeded`, `Failed` or `Aborted`."""
    for tally in (visit.tally, visit.box.tally):
        if tally is None:
            continue
        match outcome:
            case "Succeeded":
                tally.succeeded += 1
            case "Failed":
                tally.failed += 1
            case _:
                tally.cancelled += 1


def count_children(visit: Visit, counts: Mapping[str, JSON]) -> None:
    """Count the items of a Map Run that has ended, by their status."""
    for tally in (visit.tally, visit.box.tally):
        if tally is not None:
            tally.succeeded += _number(counts, "succeeded")
            tally.failed += _number(counts, "failed")
            tally.cancelled += _number(counts, "aborted")


def _number(counts: Mapping[str, JSON], name: str) -> int:
    found = counts.get(name)
    return found if isinstance(found, int) else 0


def _times_out(visit: Visit) -> int | None:
    """When whoever answers it comes too late; None where nothing says so."""
    if visit.waits_for is None or visit.began is None or visit.timeout_seconds is None:
        return None
    return visit.began + visit.timeout_seconds * SECOND


def step_of(visit: Visit, inspected: Mapping[str, JSON], printed: Sequence[str]) -> Step:
    """The visit as it stands, as a value."""
    return Step(
        path=visit.path,
        node=visit.box.node,
        name=visit.name,
        type=visit.type,
        status=visit.status,
        entered_event_id=visit.entered_event_id,
        entered=visit.entered,
        exited=visit.exited,
        stages=stages(
            visit.state, (visit.given, visit.variables), inspected, visit.result, (visit.output, visit.assigned)
        ),
        attempts=tuple(visit.attempts),
        error=visit.failure[0],
        cause=visit.failure[1],
        event_ids=tuple(visit.event_ids),
        redrives=visit.redrives,
        printed=tuple(printed),
        waits_for=visit.waits_for,
        times_out=_times_out(visit),
        heartbeat_seconds=visit.heartbeat_seconds if visit.waits_for is not None else None,
    )


def node_state(box: Box) -> NodeState:
    """The box as it stands, as a value."""
    latest = box.latest
    tries = len(latest.attempts) if latest else 0
    tally = box.tally
    iterations = None
    if tally is not None:
        iterations = Iterations(
            total=tally.total, succeeded=tally.succeeded, failed=tally.failed, cancelled=tally.cancelled
        )
    visits = box.counts.total()
    return NodeState(
        node=box.node,
        status=box_status(box),
        visits=visits,
        attempts=tries,
        iterations=iterations,
        badge=_badge(iterations, visits, tries, latest.waits_for if latest else None),
    )


def box_status(box: Box) -> Status:
    """Of the latest visit; in progress while any visit is, and the worst of all where items run side by side."""
    if box.is_repeated or box.counts["in progress"]:
        return next(filter(box.counts.__getitem__, _WORST_FIRST))
    return box.latest.status if box.latest else "not reached"


def _badge(iterations: Iterations | None, visits: int, tries: int, waits_for: WaitsFor | None) -> str:
    if iterations is not None:
        return f"{iterations.succeeded}/{iterations.total}"
    if waits_for is not None:
        return waits_for
    if visits > 1:
        return f"x{visits}"
    return f"{tries} tries" if tries > 1 else ""
