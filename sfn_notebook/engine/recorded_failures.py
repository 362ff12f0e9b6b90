"""What a failure was, from the event that it left; and how often each retrier has tried since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sfn_notebook.engine.clock import SECOND
from sfn_notebook.engine.compiled import CompiledFail, CompiledMap, CompiledParallel, CompiledState, Program
from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.frame import child
from sfn_notebook.engine.place import enclosing_visits, scope_of
from sfn_notebook.engine.positions import frames_at
from sfn_notebook.engine.retry import matches
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.states.fail import error_of
from sfn_notebook.engine.transitions import Fault
from sfn_notebook.errors import StateError
from sfn_notebook.values import JSON

_FATAL: Final = ("States.Runtime", "States.DataLimitExceeded")
_OF_ANOTHER: Final = ("MapIterationFailed", "MapStateFailed", "ParallelStateFailed")
"""They say that a container failed as what is inside it did, before them."""


def fault_at(run: Run, event_id: int) -> Fault:
    """The failure that an event records, or that followed it without an event of its own."""
    event = run.history.events[event_id - 1]
    if event.type in _OF_ANOTHER:
        return fault_at(run, event.previous_event_id)
    if event.type == "FailStateEntered":
        return Fault(error=_failing(run, event))
    if event.type == "MapRunFailed":
        error = _named(event)
        return Fault(error=error, is_fatal=error.error in _FATAL)
    if event.type.endswith("Failed"):
        error = _named(event)
        return Fault(error=error, is_fatal=error.error == "States.Runtime")
    if event.type.endswith("TimedOut"):
        return Fault(error=StateError("States.Timeout"), is_heartbeat=_is_heartbeat(run, event))
    return Fault(error=StateError("States.IntrinsicFailure"))  # the one that can be retried and leaves no event


def _named(event: Event) -> StateError:
    error, cause = detail(event, "error"), detail(event, "cause")
    return StateError(None if error is None else str(error), None if cause is None else str(cause))


def _failing(run: Run, event: Event) -> StateError:
    """What a Fail state says; one that computes its error does so again."""
    program, name = _program_at(run.program, event.path), str(detail(event, "name"))
    state = None if program is None else program.states.get(name)
    if program is None or not isinstance(state, CompiledFail):
        return StateError("States.TaskFailed")
    frame = child(run, program, (None, (), scope_of(event.path), 0), (detail(event, "input"), 0, event.id))
    frame.state, frame.visit_path = name, event.path
    frame.entered_event_id, frame.entered = event.id, event.timestamp
    frame.variables = _variables(run, event)
    try:
        return error_of(run, frame, state)
    except StateError as error:
        return error


def _variables(run: Run, event: Event) -> dict[str, JSON]:
    """What could be read at an event."""
    pending = [frames_at(run.history.events, event.id)]
    for position in pending:
        if position.visit_path == event.path:
            return position.variables
        pending.extend(position.live.values())
    return {}


def _program_at(program: Program, path: str) -> Program | None:
    """The machine, branch or processor that a visit stands in, however deep."""
    for visit in enclosing_visits(path):
        label = visit[len(scope_of(visit)) + 1 :].rpartition("#")[0]
        state = next((state for state in program.states.values() if state.label == label), None)
        inner = _inside(state, path[len(visit) + 1 : path.index("]", len(visit))])
        if inner is None:
            return None
        program = inner
    return program


def _inside(state: CompiledState | None, index: str) -> Program | None:
    if isinstance(state, CompiledMap):
        return state.processor
    if isinstance(state, CompiledParallel) and int(index) < len(state.branches):
        return state.branches[int(index)]
    return None


def _is_heartbeat(run: Run, event: Event) -> bool:
    """Whether a call was over before its TimeoutSeconds were: then a heartbeat was missed."""
    events = run.history.events
    started = events[event.previous_event_id - 1]
    timeout = detail(events[started.previous_event_id - 1], "timeout_in_seconds")
    return not isinstance(timeout, int) or event.timestamp < started.timestamp + timeout * SECOND


def attempts_of(run: Run, state: CompiledState, retried: Sequence[int]) -> tuple[int, ...]:
    """How often each retrier of a state has tried again; empty where none has.

    Args:
        run: the execution.
        state: with its retriers.
        retried: the events that the retries followed.
    """
    counted: Mapping[int, int] = {}
    for event_id in retried:
        fault = fault_at(run, event_id)
        index = next(
            (
                index
                for index, retrier in enumerate(state.retry)
                if matches(retrier.error_equals, fault.error, is_heartbeat=fault.is_heartbeat)
            ),
            None,
        )
        if index is not None:
            counted = {**counted, index: counted.get(index, 0) + 1}
    return tuple(counted.get(index, 0) for index in range(len(state.retry))) if counted else ()
