"""The fold of a history into steps and statuses, event by event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, cast

from sfn_notebook.asl.model import Definition, FailState, MapState, ParallelState, TaskState
from sfn_notebook.engine.event import DETAILS, Event, detail
from sfn_notebook.engine.place import node_id, visit_of
from sfn_notebook.values import ABSENT, JSON
from sfn_notebook.views.event_kinds import method_of
from sfn_notebook.views.failures import NO_FAILURE, Failure, error_output, is_catch, own_failure
from sfn_notebook.views.outline import states_by_node
from sfn_notebook.views.steps import Attempt, Changes, Inspections, NodeState, Status, Step
from sfn_notebook.views.variables import Scopes
from sfn_notebook.views.visits import (
    Box,
    Unsuccessful,
    Visit,
    box_status,
    count_children,
    count_item,
    end_attempt,
    forget_items,
    look_who_answers,
    node_state,
    redrive,
    set_status,
    start_items,
    step_of,
)

Printed = Mapping[int, Sequence[str]]
_NOTHING_PRINTED: Final[Printed] = MappingProxyType({})
_NOTHING_INSPECTED: Final[Mapping[str, JSON]] = MappingProxyType({})


class StepFold:
    """Steps and statuses of one execution, kept up with its events.

    Each advance costs what its events cost; what happened before is not read again.

    Args:
        definition: the machine that was executed.
        inspections: of the execution; read again whenever a step is asked for.
        printed: what the handlers of a visit printed, by the id of its Entered event.
    """

    def __init__(self, definition: Definition, inspections: Inspections, printed: Printed = _NOTHING_PRINTED) -> None:
        self._states = dict(states_by_node(definition))
        self._maps = frozenset(node for node, state in self._states.items() if isinstance(state, MapState))
        self._inspections = inspections
        self._printed = printed
        self._boxes: dict[str, Box] = {}
        self._visits: dict[int, Visit] = {}
        self._by_path: dict[str, Visit] = {}
        self._open: dict[int, Visit] = {}
        self._events: list[Event] = []
        self._variables = Scopes()
        self._failures: dict[int, Failure] = {}
        self._caught_later: dict[int, Visit] = {}
        self._changed: dict[int, Visit] = {}
        self._unsuccessful = Unsuccessful()

    def advance(self, events: Iterable[Event]) -> Changes:
        """Take the events that follow those taken before, and give what they changed."""
        for event in events:
            self._events.append(event)
            visit = self._by_path.get(visit_of(event.path))
            if visit is not None and event.path == visit.path and not event.type.endswith("StateEntered"):
                visit.event_ids.append(event.id)
                look_who_answers(visit, event)
                self._touch(visit)
            _HANDLERS[event.type](self, event, visit)
        changed = [self._changed[number] for number in sorted(self._changed)]
        self._changed = {}
        boxes = {visit.box.node: visit.box for visit in changed}
        return Changes(steps=tuple(map(self._step, changed)), nodes=tuple(node_state(box) for box in boxes.values()))

    def steps(self) -> tuple[Step, ...]:
        """All visits so far, in the order in which they were entered."""
        return tuple(map(self._step, self._visits.values()))

    def nodes(self) -> tuple[NodeState, ...]:
        """All boxes that were reached so far."""
        return tuple(map(node_state, self._boxes.values()))

    def statuses(self) -> dict[str, Status]:
        """The status of each box that was reached, by its id."""
        return {node: box_status(box) for node, box in self._boxes.items()}

    def _step(self, visit: Visit) -> Step:
        inspected = self._inspections.get(visit.entered_event_id, _NOTHING_INSPECTED)
        return step_of(visit, inspected, self._printed.get(visit.entered_event_id, ()))

    def _touch(self, visit: Visit) -> None:
        self._changed[visit.entered_event_id] = visit

    def _failure(self, event_id: int) -> Failure:
        return self._failures.get(event_id, NO_FAILURE)

    def entered(self, event: Event, _: Visit | None) -> None:
        """A visit begins. Where it leads to may tell that the state before it failed after its work was done."""
        before = self._caught_later.pop(event.previous_event_id, None)
        name = str(detail(event, "name"))
        if before is not None and is_catch(before.state, name):
            self._catch(before, error_output(before.output))
        node = node_id(event.path, self._maps)
        box = self._boxes.get(node)
        if box is None:
            is_repeated = any(node.startswith(f"{one}/") for one in self._maps)
            box = self._boxes[node] = Box(node=node, is_repeated=is_repeated)
        visit = Visit(
            path=event.path,
            name=name,
            type=event.type.removesuffix("StateEntered"),
            entered_event_id=event.id,
            entered=event.timestamp,
            given=detail(event, "input"),
            state=self._states.get(node),
            box=box,
            variables=self._variables.readable(event.path),
            event_ids=[event.id],
        )
        if isinstance(visit.state, FailState):
            visit.failure = self._failures[event.id] = (visit.state.error, visit.state.cause)
        box.counts["in progress"] += 1
        box.latest = visit
        self._visits[event.id] = self._by_path[event.path] = self._open[event.id] = visit
        self._touch(visit)

    def exited(self, event: Event, visit: Visit | None) -> None:
        """A visit ends, well or by a catcher."""
        if visit is None:
            return
        visit.output = detail(event, "output")
        visit.assigned = detail(event, "assigned_variables")
        self._variables.assign(event.path, visit.assigned)
        is_work = isinstance(visit.state, (TaskState, ParallelState, MapState)) and bool(visit.state.catch)
        status: Status = "succeeded"
        if visit.has_failed:
            status = "caught error"
        elif is_work and visit.result is ABSENT and visit.type == "Task":
            status, visit.failure = "caught error", error_output(visit.output)
        elif is_work:
            self._caught_later[event.id] = visit
        end_attempt(visit, event.timestamp, visit.failure)
        self._close(visit, event.timestamp, status)
        self._close_children(visit, event)
        self._unsuccessful.forget_inside(visit)

    def aborted(self, event: Event, visit: Visit | None) -> None:
        """A visit is ended because something else failed, or because it failed itself."""
        if visit is not None:
            self._give_up(visit, event)

    def begun(self, event: Event, visit: Visit | None) -> None:
        """An attempt begins; of a container the one before may have ended without a word."""
        if visit is None:
            return
        if visit.attempts and visit.attempts[-1].ended is None:
            end_attempt(visit, self._cause(event)[1], self._failure(event.previous_event_id))
            self._close_children(visit, event)
        if visit.attempts:
            self._variables.begin(visit.path)
            self._unsuccessful.forget_inside(visit)
        visit.has_failed, visit.failure = False, NO_FAILURE
        visit.attempts.append(Attempt(started=event.timestamp, ended=None, error=None, cause=None))
        if event.type == "MapStateStarted":
            length = detail(event, "length")
            start_items(visit, length if isinstance(length, int) else 0)

    def succeeded(self, event: Event, visit: Visit | None) -> None:
        """An attempt ends well."""
        if visit is not None:
            end_attempt(visit, event.timestamp)
            if "output" in DETAILS[event.type]:
                visit.result = detail(event, "output")

    def failed(self, event: Event, visit: Visit | None) -> None:
        """An attempt fails; a container fails as the event inside it that it follows."""
        has_own = "error" in DETAILS[event.type]
        failure = own_failure(event) if has_own else self._failure(event.previous_event_id)
        self._failures[event.id] = failure
        if visit is not None:
            visit.has_failed, visit.failure = True, failure
            end_attempt(visit, event.timestamp, failure)
            self._close_children(visit, event)

    def item(self, event: Event, visit: Visit | None) -> None:
        """An item of a Map state begins or ends."""
        outcome = event.type.removeprefix("MapIteration")
        if visit is None or outcome == "Started":
            return
        count_item(visit, outcome)
        self._touch(visit)
        if outcome == "Failed":
            self._failures[event.id] = self._failure(event.previous_event_id)
            self._close_inside(f"{event.path}/", event)

    def map_run_ended(self, event: Event, visit: Visit | None) -> None:
        """A Map Run ends; what became of its children is no event, but was recorded with the visit."""
        if visit is None:
            return
        counts = self._inspections.get(visit.entered_event_id, _NOTHING_INSPECTED).get("mapRun")
        if isinstance(counts, dict):
            count_children(visit, counts)
        if event.type == "MapRunFailed":
            self.failed(event, visit)

    def map_run_redriven(self, _: Event, visit: Visit | None) -> None:
        """A Map Run goes on: when it ends, all of its children are counted."""
        if visit is not None and visit.tally is not None:
            forget_items(visit, succeeded=visit.tally.succeeded)

    def redriven(self, event: Event, _: Visit | None) -> None:
        """What did not succeed goes on; after States.DataLimitExceeded containers do all of their work again."""
        is_rerun = detail(self._events[event.previous_event_id - 1], "error") == "States.DataLimitExceeded"
        for visit in self._unsuccessful.take():
            redrive(visit, is_rerun=is_rerun)
            self._open[visit.entered_event_id] = visit
            self._touch(visit)

    def ended(self, event: Event, _: Visit | None) -> None:
        """The execution ends, and with it what is still open."""
        if event.type == "ExecutionFailed":
            self._failures[event.previous_event_id] = own_failure(event)
            self._close_inside("/", event)
            return
        for visit in list(self._open.values()):
            self._close(visit, event.timestamp, "cancelled")

    def nothing(self, event: Event, visit: Visit | None) -> None:
        """An event that changes no more than the list of events."""

    def _close_children(self, visit: Visit, event: Event) -> None:
        if visit.type in {"Parallel", "Map"}:
            self._close_inside(f"{visit.path}[", event)

    def _close_inside(self, prefix: str, event: Event) -> None:
        """End what is open under a prefix: what the causing event belongs to failed, the rest was cancelled."""
        for visit in [visit for visit in self._open.values() if visit.path.startswith(prefix)]:
            self._give_up(visit, event)

    def _give_up(self, visit: Visit, event: Event) -> None:
        """End a visit that is still open: the one that the causing event belongs to failed, others were cancelled."""
        if visit.exited is not None:
            return
        culprit, timestamp = self._cause(event)
        is_guilty = culprit == visit.path or culprit.startswith(f"{visit.path}[")
        if is_guilty or (not culprit and event.type == "ExecutionFailed"):
            visit.failure = self._failure(event.previous_event_id)
            end_attempt(visit, timestamp, visit.failure)
            self._close(visit, timestamp, "failed")
        else:
            self._close(visit, timestamp, "cancelled")

    def _cause(self, event: Event) -> tuple[str, int]:
        """Path and time of the event before, which may be long before: a container is retried after a delay."""
        if not event.previous_event_id:
            return "", event.timestamp
        before = self._events[event.previous_event_id - 1]
        return before.path, before.timestamp

    def _close(self, visit: Visit, timestamp: int, status: Status) -> None:
        self._open.pop(visit.entered_event_id, None)
        self._unsuccessful.take_note(visit, status)
        end_attempt(visit, timestamp)
        visit.exited = timestamp
        set_status(visit, status)
        self._touch(visit)

    def _catch(self, visit: Visit, failure: Failure) -> None:
        visit.failure = failure
        set_status(visit, "caught error")
        self._touch(visit)


Handler = Callable[[StepFold, Event, "Visit | None"], None]
_HANDLERS: Final[Mapping[str, Handler]] = MappingProxyType(
    {name: cast("Handler", getattr(StepFold, method_of(name))) for name in DETAILS}
)


def steps(
    events: Iterable[Event], inspections: Inspections, definition: Definition, printed: Printed = _NOTHING_PRINTED
) -> tuple[Step, ...]:
    """All visits of an execution, in the order in which they were entered."""
    fold = StepFold(definition, inspections, printed)
    fold.advance(events)
    return fold.steps()


def statuses(events: Iterable[Event], definition: Definition) -> dict[str, Status]:
    """The status of each box that was reached, by its id in the graph."""
    fold = StepFold(definition, {})
    fold.advance(events)
    return fold.statuses()
