"""What each type of event says about where an execution stands: the acts of `positions.frames_at`."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Final, TypeAlias, cast

from sfn_notebook.engine.event import ABORTED_KINDS, Event, detail
from sfn_notebook.engine.place import scope_of, visit_of
from sfn_notebook.engine.position import Position
from sfn_notebook.values import JSON

Scopes: TypeAlias = "dict[str, Position]"
Act: TypeAlias = "Callable[[Scopes, Event], None]"

_STATES: Final = ("Pass", "Task", "Choice", "Wait", "Succeed", "Parallel", "Map")
_CONTAINERS: Final = ("Parallel", "Map")
_FAMILIES: Final = ("Task", "LambdaFunction", "Activity")
_RESUMES: Final = "States.ExceedToleratedFailureThreshold"
"""The one error of a Map Run after which a redrive goes on with it, and does not start another one."""


# -- states
def _entered(scopes: Scopes, event: Event) -> None:
    scope = scope_of(event.path)
    position = scopes.get(scope) or _branch(scopes, scope)
    position.state = str(detail(event, "name"))
    position.kind = event.type.removesuffix("StateEntered")
    position.visits[position.state] = position.visits.get(position.state, 0) + 1
    position.visit_path = event.path
    position.input = detail(event, "input")
    position.entered_event_id = event.id
    position.entered = event.timestamp
    position.is_inside = True
    position.earlier = 0
    _begin(scopes, position, event)


def _exited(scopes: Scopes, event: Event) -> None:
    position = _at(scopes, event)
    position.input = detail(event, "output")
    assigned = cast("dict[str, JSON] | None", detail(event, "assigned_variables"))
    if assigned:
        position.variables = {**position.variables, **assigned}
    position.is_inside = False
    position.next = cast("str | None", detail(event, "next"))
    _begin(scopes, position, event)


def _begin(scopes: Scopes, position: Position, event: Event) -> None:
    """Nothing of what was done before counts any more."""
    position.last_event_id = event.id
    position.call = position.answer = position.map_run = position.map_run_end = position.redriven = None
    position.retried = []
    position.failed_by = position.begun_event_id = 0
    _forget_children(scopes, position)


def _aborted(scopes: Scopes, event: Event) -> None:
    """It was aborted, as a failed Task is too; a failed container says by its event that it failed."""
    position = scopes.get(scope_of(event.path))
    if position is not None and position.visit_path == event.path:
        has_failed = event.type.endswith("Failed")
        position.failed_by = event.id if has_failed else event.previous_event_id
        if has_failed:
            position.last_event_id = event.id


def _evaluation_failed(scopes: Scopes, event: Event) -> None:
    position = _at(scopes, event)
    if position.answer is not None and not position.answer.type.endswith("Succeeded"):
        position.retried.append(position.answer.id)
    _answered(scopes, event)


# -- calls
def _scheduled(scopes: Scopes, event: Event) -> None:
    position = _at(scopes, event)
    _count_retry(position, event)
    position.answer = None
    position.call = event
    position.last_event_id = event.id


def _call_started(scopes: Scopes, event: Event) -> None:
    position = _at(scopes, event)
    position.call = event
    position.last_event_id = event.id


def _submitted(scopes: Scopes, event: Event) -> None:
    """Somebody outside has been asked; the call that asked is over."""
    _at(scopes, event).last_event_id = event.id


def _answered(scopes: Scopes, event: Event) -> None:
    position = _at(scopes, event)
    position.call = position.redriven = None
    position.answer = event
    position.last_event_id = event.id


def _count_retry(position: Position, event: Event) -> None:
    """The first attempt follows the Entered event; each other one what it is a retry of."""
    position.redriven = None
    if event.previous_event_id != position.entered_event_id:
        position.retried.append(event.previous_event_id)


# -- containers
def _begun(scopes: Scopes, event: Event) -> None:
    """A container starts its children, for the first time or once more."""
    position = _at(scopes, event)
    _count_retry(position, event)
    position.answer = position.map_run = position.map_run_end = None
    position.failed_by = 0
    position.begun_event_id = position.last_event_id = event.id
    _forget_children(scopes, position)


def _completed(scopes: Scopes, event: Event) -> None:
    _at(scopes, event).is_complete = True


def _branch(scopes: Scopes, scope: str) -> Position:
    """A branch of a Parallel shows itself by its first state; its container started all of them."""
    return _start(scopes, scopes[scope_of(visit_of(scope))], scope)


def _start(scopes: Scopes, parent: Position, scope: str) -> Position:
    index = int(scope[scope.rindex("[") + 1 : -1])
    position = scopes[scope] = parent.live[index] = Position(scope, index, variables=parent.variables)
    parent.started = max(parent.started, index + 1)
    return position


def _iteration_started(scopes: Scopes, event: Event) -> None:
    _start(scopes, scopes[scope_of(visit_of(event.path))], event.path).last_event_id = event.id


def _iteration_succeeded(scopes: Scopes, event: Event) -> None:
    parent = scopes[scope_of(visit_of(event.path))]
    ended = scopes.pop(event.path)
    del parent.live[ended.index]
    parent.results[ended.index] = ended.input
    parent.freed.append(event.previous_event_id)
    parent.last_event_id = event.id


def _iteration_failed(scopes: Scopes, event: Event) -> None:
    """The failure of one is the failure of the whole Map."""
    scopes[scope_of(visit_of(event.path))].answer = event


def _forget_children(scopes: Scopes, position: Position) -> None:
    pending = list(position.live.values())
    while pending:
        inner = pending.pop()
        scopes.pop(inner.path, None)
        pending.extend(inner.live.values())
    position.live, position.results, position.freed = {}, {}, []
    position.started = 0
    position.is_complete = False


# -- Map Runs
def _map_run_started(scopes: Scopes, event: Event) -> None:
    position = _at(scopes, event)
    position.map_run = str(detail(event, "map_run_arn"))
    position.map_run_end = position.answer = position.redriven = None
    position.last_event_id = event.id


def _map_run_succeeded(scopes: Scopes, event: Event) -> None:
    position = _at(scopes, event)
    position.map_run_end = event
    position.last_event_id = event.id


def _map_run_failed(scopes: Scopes, event: Event) -> None:
    _answered(scopes, event)
    _map_run_succeeded(scopes, event)


# -- the whole execution
def _failed_execution(scopes: Scopes, event: Event) -> None:
    scopes[""].error = cast("str | None", detail(event, "error"))


def _redriven(scopes: Scopes, event: Event) -> None:
    """Whatever has not exited its state does it again; containers whose children go on only wait for them.

    After States.DataLimitExceeded a container at the top does all of its work again.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
    """
    whole = scopes[""]
    if whole.error == "States.DataLimitExceeded" and whole.is_inside:
        whole.begun_event_id, whole.map_run = 0, None
        _forget_children(scopes, whole)
    whole.error = None
    for position in scopes.values():
        if position.is_inside:
            _let_again(position, event)


def _let_again(position: Position, event: Event) -> None:
    position.earlier += position.failures + 1
    position.retried = []
    position.call = position.answer = None
    position.failed_by = 0
    if position.map_run_end is not None and detail(position.map_run_end, "error") != _RESUMES:
        position.begun_event_id, position.map_run = 0, None
    position.map_run_end = None
    if not position.begun_event_id or position.map_run is not None:
        position.redriven = event.timestamp
        position.last_event_id = position.begun_event_id or position.entered_event_id


def _at(scopes: Scopes, event: Event) -> Position:
    return scopes[scope_of(event.path)]


ACTS: Final = MappingProxyType[str, Act](
    {
        **{f"{name}StateEntered": _entered for name in (*_STATES, "Fail")},
        **{f"{name}StateExited": _exited for name in _STATES},
        **{f"{name}StateAborted": _aborted for name in ABORTED_KINDS},
        **{f"{name}StateFailed": _aborted for name in _CONTAINERS},
        **{f"{name}StateStarted": _begun for name in _CONTAINERS},
        **{f"{name}StateSucceeded": _completed for name in _CONTAINERS},
        **{f"{name}Scheduled": _scheduled for name in _FAMILIES},
        **{f"{name}Started": _call_started for name in _FAMILIES},
        **{f"{name}{end}": _answered for name in _FAMILIES for end in ("Succeeded", "Failed", "TimedOut")},
        "TaskSubmitted": _submitted,
        "ActivityScheduleFailed": _answered,
        "TaskSubmitFailed": _answered,
        "EvaluationFailed": _evaluation_failed,
        "MapIterationStarted": _iteration_started,
        "MapIterationSucceeded": _iteration_succeeded,
        "MapIterationFailed": _iteration_failed,
        "MapRunStarted": _map_run_started,
        "MapRunRedriven": _map_run_started,
        "MapRunSucceeded": _map_run_succeeded,
        "MapRunFailed": _map_run_failed,
        "ExecutionFailed": _failed_execution,
        "ExecutionRedriven": _redriven,
    }
)
"""By the type of the event."""
