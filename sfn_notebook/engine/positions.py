"""Where an execution stood, worked out from its events alone.

Redrive, fork and "variables at this moment" need frames of the past; those are folded, not kept. What no event tells
is not here: deadlines, tokens, draws, and that a container waits for its retry after a failure that left no event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias, cast

from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.place import scope_of, visit_of
from sfn_notebook.values import JSON


@dataclass(slots=True)
class Position:
    """A frame, as far as events tell.

    Attributes:
        path: of the scope; "" for the whole machine.
        index: of the branch or item.
        state: the name of the state it stands in; "" before the first one was entered.
        visit_path: of that visit.
        input: of that visit.
        variables: those it can see.
        entered_event_id: of that visit.
        visits: how often each state was entered.
        is_inside: whether it stands in the state, and not behind it.
        scheduled: how often a call was scheduled in this visit.
        failures: how often the work of this visit has failed.
        results: of the children that ended, by index.
        started: how many children were started.
        live: the children that have not ended, by index.
    """

    path: str
    index: int
    state: str = ""
    visit_path: str = ""
    input: JSON = None
    entered_event_id: int = 0
    variables: dict[str, JSON] = field(default_factory=dict[str, JSON])
    visits: dict[str, int] = field(default_factory=dict[str, int])
    is_inside: bool = False
    scheduled: int = 0
    failures: int = 0
    results: dict[int, JSON] = field(default_factory=dict[int, JSON])
    started: int = 0
    live: dict[int, Position] = field(default_factory=dict[int, "Position"])


_Scopes: TypeAlias = "dict[str, Position]"


def frames_at(events: Sequence[Event], event_id: int) -> Position:
    """Where the execution stood right after an event; children hang below their container."""
    scopes: _Scopes = {"": Position("", 0)}
    for event in events[:event_id]:
        act = _ACTS.get(event.type)
        if act is not None:
            act(scopes, event)
    return scopes[""]


def positions(frames: Iterable[Frame]) -> list[Position]:
    """What `frames_at` would say of frames that are at hand."""
    return [_position(frame) for frame in frames]


def _position(frame: Frame) -> Position:
    live = frame.live or {}
    results = frame.results or []
    ended = {index: results[index] for index in range(frame.next_index) if index not in live} if frame.results else {}
    return Position(
        path=frame.path,
        index=frame.index,
        state=frame.state,
        visit_path=frame.visit_path,
        input=frame.input,
        variables=frame.variables,
        entered_event_id=frame.entered_event_id,
        visits=dict(frame.visits),
        is_inside=True,
        failures=frame.retries,
        results=ended,
        started=frame.next_index,
        live={index: _position(child) for index, child in live.items()},
    )


def _entered(scopes: _Scopes, event: Event) -> None:
    scope = scope_of(event.path)
    position = scopes.get(scope) or _branch(scopes, scope)
    position.state = str(detail(event, "name"))
    position.visits[position.state] = position.visits.get(position.state, 0) + 1
    position.visit_path = event.path
    position.input = detail(event, "input")
    position.entered_event_id = event.id
    position.is_inside = True
    position.scheduled = position.failures = 0
    _forget_children(scopes, position)


def _branch(scopes: _Scopes, scope: str) -> Position:
    """A branch of a Parallel shows itself by its first state; its container started all of them."""
    parent = scopes[scope_of(visit_of(scope))]
    return _start(scopes, parent, scope)


def _start(scopes: _Scopes, parent: Position, scope: str) -> Position:
    index = int(scope[scope.rindex("[") + 1 : -1])
    position = scopes[scope] = parent.live[index] = Position(scope, index, variables=parent.variables)
    parent.started = max(parent.started, index + 1)
    return position


def _exited(scopes: _Scopes, event: Event) -> None:
    position = scopes[scope_of(event.path)]
    position.input = detail(event, "output")
    assigned = cast("dict[str, JSON] | None", detail(event, "assigned_variables"))
    if assigned:
        position.variables = {**position.variables, **assigned}
    position.is_inside = False
    position.scheduled = position.failures = 0
    _forget_children(scopes, position)


def _scheduled(scopes: _Scopes, event: Event) -> None:
    """One more call than failures means a failure that left no event: of what came after the call."""
    position = scopes[scope_of(event.path)]
    position.failures = max(position.failures, position.scheduled)
    position.scheduled += 1


def _failed(scopes: _Scopes, event: Event) -> None:
    scopes[scope_of(event.path)].failures += 1


def _evaluation_failed(scopes: _Scopes, event: Event) -> None:
    """What had been done in the visit is done once more, if anything is."""
    position = scopes[scope_of(event.path)]
    position.failures += 1
    _forget_children(scopes, position)


def _begun(scopes: _Scopes, event: Event) -> None:
    """A container starts its children, for the first time or once more."""
    position = scopes[scope_of(event.path)]
    if position.live or position.results:
        position.failures += 1
    _forget_children(scopes, position)


def _iteration_started(scopes: _Scopes, event: Event) -> None:
    _start(scopes, scopes[scope_of(visit_of(event.path))], event.path)


def _iteration_succeeded(scopes: _Scopes, event: Event) -> None:
    _end_child(scopes, event.path)


def _iteration_failed(scopes: _Scopes, event: Event) -> None:
    """The failure of one is the failure of the whole Map."""
    position = scopes[scope_of(visit_of(event.path))]
    position.failures += 1
    _forget_children(scopes, position)


def _end_child(scopes: _Scopes, scope: str) -> None:
    parent = scopes[scope_of(visit_of(scope))]
    ended = scopes.pop(scope)
    del parent.live[ended.index]
    parent.results[ended.index] = ended.input


def _forget_children(scopes: _Scopes, position: Position) -> None:
    pending = list(position.live.values())
    while pending:
        inner = pending.pop()
        scopes.pop(inner.path, None)
        pending.extend(inner.live.values())
    position.live = {}
    position.results = {}
    position.started = 0


_FAMILIES: Final = ("Task", "LambdaFunction", "Activity")
_ACTS: Final = MappingProxyType(
    cast(
        "dict[str, Callable[[_Scopes, Event], None]]",
        {
            **{
                f"{name}StateEntered": _entered
                for name in ("Pass", "Task", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map")
            },
            **{
                f"{name}StateExited": _exited
                for name in ("Pass", "Task", "Choice", "Wait", "Succeed", "Parallel", "Map")
            },
            **{f"{name}{end}": _failed for name in _FAMILIES for end in ("Failed", "TimedOut")},
            **{f"{name}Scheduled": _scheduled for name in _FAMILIES},
            "ActivityScheduleFailed": _failed,
            "TaskSubmitFailed": _failed,
            "ParallelStateStarted": _begun,
            "MapStateStarted": _begun,
            "MapRunFailed": _failed,
            "EvaluationFailed": _evaluation_failed,
            "MapIterationStarted": _iteration_started,
            "MapIterationSucceeded": _iteration_succeeded,
            "MapIterationFailed": _iteration_failed,
        },
    )
)
