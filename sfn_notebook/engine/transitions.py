"""How a frame leaves a state: on to the next one, out of its scope, or with an error.

None of this recurses: containers may be nested as deep as a definition can be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sfn_notebook.engine.closing import abort, close
from sfn_notebook.engine.compiled import CompiledMap, CompiledState, CompiledTask
from sfn_notebook.engine.dataflow import Exit, exit_by_catcher, exit_of, fit
from sfn_notebook.engine.event import Details
from sfn_notebook.engine.frame import DONE, READY, RETRYING, Frame
from sfn_notebook.engine.retry import matches, next_retry
from sfn_notebook.engine.run import Outcome, Run
from sfn_notebook.errors import EvaluationError, StateError
from sfn_notebook.values import JSON

_NAMING_THE_STATE: Final = (
    "States.Runtime",
    "States.IntrinsicFailure",
    "States.ParameterPathFailure",
    "States.QueryEvaluationError",
)
EVALUATION_FAILED: Final = "EvaluationFailed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A failure on its way up.

    Attributes:
        is_fatal: whether nothing may retry or catch it.
        is_heartbeat: whether a heartbeat was missed.
    """

    error: StateError
    is_fatal: bool = False
    is_heartbeat: bool = False


def leave(run: Run, frame: Frame, state: CompiledState, leaving: Exit) -> None:
    """Exit the state with its output, and stand ready before the next one or finish the scope."""
    if exit_to(run, frame, state, leaving, state.next):
        finish(run, frame)


def exit_to(run: Run, frame: Frame, state: CompiledState, leaving: Exit, target: str | None) -> bool:
    """Record the exit and move to `target`; True if there is none and the scope is at its end."""
    value, bound, assigned = leaving
    frame.last_event_id = run.history.append(
        frame.last_event_id, state.exited, frame.visit_path, (state.name, value, assigned, target)
    )
    frame.input = value
    frame.size_bound = bound
    if assigned:
        frame.variables = {**frame.variables, **assigned}
    if target is None:
        frame.phase = DONE
        return True
    frame.state = target
    frame.phase = READY
    return False


def resume(run: Run, frame: Frame, state: CompiledState, leaving: Exit) -> None:
    """`leave`, for a frame that is not being advanced just now."""
    if exit_to(run, frame, state, leaving, state.next):
        finish(run, frame)
    else:
        run.domain.make_ready(frame)


def finish(run: Run, frame: Frame) -> None:
    """Hand the output of a finished scope to its container, and go on as far up as containers finish too."""
    while True:
        parent = frame.parent
        if parent is None:
            _succeed(run, frame)
            return
        if not _take_result(run, parent, frame):
            return
        state = parent.program.states[parent.state]
        try:
            leaving = _container_exit(run, parent, state)
        except StateError as error:
            fail(run, parent, state_fault(run, parent, error))
            return
        if not exit_to(run, parent, state, leaving, state.next):
            run.domain.make_ready(parent)
            return
        frame = parent


def _take_result(run: Run, parent: Frame, child: Frame) -> bool:
    """Keep a child's output; True if it was the last child."""
    state = parent.program.states[parent.state]
    if parent.live is None or parent.results is None:
        raise AssertionError("a container keeps its children and their results")
    del parent.live[child.index]
    parent.results[child.index] = child.input
    parent.results_bound += child.size_bound + 1
    parent.last_event_id = child.last_event_id
    if isinstance(state, CompiledMap):
        parent.last_event_id = run.history.append(
            child.last_event_id, "MapIterationSucceeded", child.path, (state.name, child.index)
        )
        if parent.next_index < parent.count:
            parent.free_slots = (*parent.free_slots, child.last_event_id)
            if len(parent.free_slots) == 1:
                run.domain.fills.append(parent)
            return False
    return not parent.live and parent.next_index >= parent.count


def _container_exit(run: Run, frame: Frame, state: CompiledState, *, is_recorded: bool = False) -> Exit:
    results: JSON = frame.results
    if not is_recorded:
        run.history.append(frame.last_event_id, f"{state.kind}StateSucceeded", frame.visit_path)
    run.inspect(frame, "result", results)
    bound = fit(run, state.name, results, frame.results_bound + 2)
    leaving = exit_of(run, frame, state, results, bound)
    _clear_children(run, frame)
    return leaving


def complete_with(run: Run, frame: Frame, state: CompiledState, result: JSON, size_bytes: int) -> None:
    """End a container with a result that stands for those of its children."""
    run.history.append(frame.last_event_id, f"{state.kind}StateSucceeded", frame.visit_path)
    leave(run, frame, state, exit_of(run, frame, state, result, size_bytes))


def _clear_children(run: Run, frame: Frame) -> None:
    """Let go of the children, and of the slots that were to be filled: the frame may be another container next."""
    if frame in run.domain.fills:
        run.domain.fills = [other for other in run.domain.fills if other is not frame]
    frame.items = None
    frame.results = None
    frame.live = frame.map_run = None
    frame.free_slots = ()
    frame.next_index = frame.count = frame.results_bound = 0


def resume_container(run: Run, frame: Frame, state: CompiledState, *, is_recorded: bool = False) -> None:
    """Leave a container whose work is done, and whose frame is not being advanced just now.

    Args:
        run: the execution.
        frame: of the container, with its results.
        state: the container.
        is_recorded: whether its history says already that the work is done.
    """
    try:
        leaving = _container_exit(run, frame, state, is_recorded=is_recorded)
    except StateError as error:
        fail(run, frame, state_fault(run, frame, error))
        return
    resume(run, frame, state, leaving)


def complete_empty(run: Run, frame: Frame, state: CompiledState) -> None:
    """End a container that has no children."""
    leave(run, frame, state, _container_exit(run, frame, state))


def _succeed(run: Run, frame: Frame) -> None:
    close(run, frame.last_event_id, "ExecutionSucceeded", Outcome(status="SUCCEEDED", output=frame.input))


# -- failing
def state_fault(run: Run, frame: Frame, error: StateError) -> Fault:
    """A failure of the state itself, in AWS's words: they name the state and its Entered event.

    What the state's own data made go wrong in JSONPath ends the execution; only what a task answered can be caught,
    what a JSONata expression made go wrong, and what an intrinsic function or a Choice reports under a name of its own.
    """
    if error.error in _NAMING_THE_STATE:
        cause = naming_the_state(run, frame, error.cause)
        if isinstance(error, EvaluationError):
            _record_evaluation_failed(run, frame, (error.error, cause, error.location, frame.state))
        error = StateError(error.error, cause)
    return Fault(error=error, is_fatal=error.error in ("States.Runtime", "States.DataLimitExceeded"))


def naming_the_state(run: Run, frame: Frame, cause: str | None) -> str:
    """A cause with the state and its Entered event before it; where one state is tested it stands alone (recorded)."""
    if run.trial is not None:
        return cause or ""
    return (
        f"An error occurred while executing the state '{frame.state}' "
        f"(entered at the event id #{frame.entered_event_id}). {cause}"
    )


def _record_evaluation_failed(run: Run, frame: Frame, details: Details) -> None:
    """Record it; where nothing has happened in the state it follows what came before the state (recorded).

    A Wait is different: there it follows the Entered event (recorded).
    """
    previous = frame.last_event_id
    if previous == frame.entered_event_id and frame.program.states[frame.state].kind != "Wait":
        previous = run.history.events[previous - 1].previous_event_id
    frame.last_event_id = run.history.append(previous, EVALUATION_FAILED, frame.visit_path, details)


def fail(run: Run, frame: Frame, fault: Fault) -> None:
    """Retry, catch, or take the failure up through the containers until something does or the execution ends."""
    if run.trial is not None:
        run.trial.fault = fault
    while True:
        state = frame.program.states[frame.state]
        if _is_retried(run, frame, state, fault):
            return
        try:
            if _is_caught(run, frame, state, fault):
                return
        except StateError as error:
            fault = state_fault(run, frame, error)
        _record_container_failed(run, frame, state)
        frame.phase = DONE
        parent = frame.parent
        if parent is None:
            close(
                run,
                max(frame.last_event_id, run.redriven_event_id),  # recorded for a Fail that a redrive does again
                "ExecutionFailed",
                Outcome(status="FAILED", error=fault.error.error, cause=fault.error.cause),
            )
            return
        _take_failure(run, parent, frame, state)
        frame = parent


def _is_retried(run: Run, frame: Frame, state: CompiledState, fault: Fault) -> bool:
    if fault.is_fatal or not state.retry:
        return False
    delay = next_retry(frame, state.retry, fault.error, is_heartbeat=fault.is_heartbeat)
    if delay is None:
        return False
    if run.trial is not None:  # a test says that the state would be retried, and does not do so
        close(run, frame.last_event_id, "ExecutionAborted", Outcome(status="RETRIABLE"))
        return True
    frame.phase = RETRYING
    run.domain.set_wake(run.domain.now + delay, run, frame)
    return True


def _is_caught(run: Run, frame: Frame, state: CompiledState, fault: Fault) -> bool:
    if fault.is_fatal:
        return False
    for rule in state.catch:
        if not matches(rule.catcher.error_equals, fault.error, is_heartbeat=fault.is_heartbeat):
            continue
        leaving = exit_by_catcher(run, frame, state, rule, fault.error)
        _record_container_failed(run, frame, state)
        exit_to(run, frame, state, leaving, rule.catcher.next)
        run.domain.make_ready(frame)
        return True
    return False


def _record_container_failed(run: Run, frame: Frame, state: CompiledState) -> None:
    """MapStateFailed or ParallelStateFailed: once its children had started, or if it could not evaluate a field."""
    if frame.live is not None or (
        state.kind in ("Map", "Parallel") and run.history.events[frame.last_event_id - 1].type == EVALUATION_FAILED
    ):
        frame.last_event_id = run.history.append(frame.last_event_id, f"{state.kind}StateFailed", frame.visit_path)
        _clear_children(run, frame)


def fail_child(run: Run, parent: Frame, child: Frame, fault: Fault) -> None:
    """Fail a container because of a child that could not even begin."""
    _take_failure(run, parent, child, child.program.states[child.state])
    fail(run, parent, fault)


def _take_failure(run: Run, parent: Frame, child: Frame, child_state: CompiledState) -> None:
    """Record that a child failed and abort its siblings; all these events follow the failing one.

    AWS also aborts the failing Task state itself, last of all (recorded).
    """
    failing = child.last_event_id
    state = parent.program.states[parent.state]
    if isinstance(state, CompiledMap):
        run.history.append(failing, "MapIterationFailed", child.path, (state.name, child.index))
    live = parent.live or {}
    for index in sorted(live):
        if index != child.index:
            abort(run, live[index], failing)
    if isinstance(child_state, CompiledTask) and child.started is not None:
        run.history.append(failing, "TaskStateAborted", child.visit_path)
    parent.last_event_id = failing
    parent.live = {}
    run.domain.fills = [frame for frame in run.domain.fills if frame is not parent]
