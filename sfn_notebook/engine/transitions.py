"""How a frame leaves a state: on to the next one, out of its scope, or with an error.

None of this recurses: containers may be nested as deep as a definition can be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sfn_notebook.engine.compiled import CompiledMap, CompiledState, CompiledTask
from sfn_notebook.engine.dataflow import error_output, fit, output_of, place
from sfn_notebook.engine.domain import Due
from sfn_notebook.engine.event import Details
from sfn_notebook.engine.frame import CALLING, CHILDREN, DONE, READY, RETRYING, WAITING, Frame
from sfn_notebook.engine.retry import matches, next_retry
from sfn_notebook.engine.run import Outcome, Run
from sfn_notebook.errors import StateError
from sfn_notebook.values import JSON

_UNDER_WAY: Final = (WAITING, CALLING, RETRYING, CHILDREN)


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


def leave(run: Run, frame: Frame, state: CompiledState, output: JSON, bound: int) -> None:
    """Exit the state with its output, and stand ready before the next one or finish the scope."""
    if exit_to(run, frame, state, (output, bound), state.next):
        finish(run, frame)


def exit_to(run: Run, frame: Frame, state: CompiledState, output: tuple[JSON, int], target: str | None) -> bool:
    """Record the exit and move to `target`; True if there is none and the scope is at its end."""
    value, bound = output
    frame.last_event_id = run.history.append(
        frame.last_event_id, state.exited, frame.visit_path, (state.name, value, None)
    )
    frame.input = value
    frame.size_bound = bound
    if target is None:
        frame.phase = DONE
        return True
    frame.state = target
    frame.phase = READY
    return False


def resume(run: Run, frame: Frame, state: CompiledState, output: JSON, bound: int) -> None:
    """`leave`, for a frame that is not being advanced just now."""
    if exit_to(run, frame, state, (output, bound), state.next):
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
            output, bound = _container_output(run, parent, state)
        except StateError as error:
            fail(run, parent, state_fault(parent, error))
            return
        if not exit_to(run, parent, state, (output, bound), state.next):
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


def _container_output(run: Run, frame: Frame, state: CompiledState) -> tuple[JSON, int]:
    results: JSON = frame.results
    run.history.append(frame.last_event_id, f"{state.kind}StateSucceeded", frame.visit_path)
    run.inspect(frame, "result", results)
    bound = fit(run, state.name, results, frame.results_bound + 2)
    output = output_of(run, frame, state, results, bound)
    _clear_children(frame)
    return output


def _clear_children(frame: Frame) -> None:
    frame.items = None
    frame.results = None
    frame.live = None
    frame.free_slots = ()
    frame.next_index = frame.count = frame.results_bound = 0


def complete_empty(run: Run, frame: Frame, state: CompiledState) -> None:
    """End a container that has no children."""
    output, bound = _container_output(run, frame, state)
    leave(run, frame, state, output, bound)


# -- failing
def state_fault(frame: Frame, error: StateError) -> Fault:
    """A failure of the state itself, in AWS's words: they name the state and its Entered event.

    What the state's own data made go wrong ends the execution; only what a task answered can be caught, and what an
    intrinsic function or a Choice reports under a name of its own.
    """
    if error.error in ("States.Runtime", "States.IntrinsicFailure", "States.ParameterPathFailure"):
        cause = (
            f"An error occurred while executing the state '{frame.state}' "
            f"(entered at the event id #{frame.entered_event_id}). {error.cause}"
        )
        error = StateError(error.error, cause)
    return Fault(error=error, is_fatal=error.error in ("States.Runtime", "States.DataLimitExceeded"))


def fail(run: Run, frame: Frame, fault: Fault) -> None:
    """Retry, catch, or take the failure up through the containers until something does or the execution ends."""
    while True:
        state = frame.program.states[frame.state]
        if _is_retried(run, frame, state, fault):
            return
        try:
            if _is_caught(run, frame, state, fault):
                return
        except StateError as error:
            fault = state_fault(frame, error)
        _record_container_failed(run, frame, state)
        frame.phase = DONE
        parent = frame.parent
        if parent is None:
            close(
                run,
                frame.last_event_id,
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
    frame.phase = RETRYING
    frame.until = run.domain.now + delay
    run.domain.set_timer(Due.WAKE, frame.until, run, frame)
    return True


def _is_caught(run: Run, frame: Frame, state: CompiledState, fault: Fault) -> bool:
    if fault.is_fatal:
        return False
    for rule in state.catch:
        if not matches(rule.catcher.error_equals, fault.error, is_heartbeat=fault.is_heartbeat):
            continue
        result = error_output(fault.error)
        output, bound = place(rule.result_path, (frame.input, frame.size_bound), (result, None))
        size = fit(run, state.name, output, bound)
        _record_container_failed(run, frame, state)
        exit_to(run, frame, state, (output, size), rule.catcher.next)
        run.domain.make_ready(frame)
        return True
    return False


def _record_container_failed(run: Run, frame: Frame, state: CompiledState) -> None:
    """MapStateFailed or ParallelStateFailed, for a container whose children had started."""
    if frame.live is not None:
        frame.last_event_id = run.history.append(frame.last_event_id, f"{state.kind}StateFailed", frame.visit_path)
        _clear_children(frame)


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


def abort(run: Run, frame: Frame, cause_event_id: int) -> None:
    """Abort a frame and everything inside it, inner ones first; every event follows the one that caused it."""
    pending: list[tuple[Frame, bool]] = [(frame, False)]
    while pending:
        found, is_inside_done = pending.pop()
        if found.phase == CHILDREN and not is_inside_done:
            pending.append((found, True))
            live = found.live or {}
            pending.extend((live[index], False) for index in sorted(live, reverse=True))
        else:
            _abort_one(run, found, cause_event_id)


def _abort_one(run: Run, frame: Frame, cause_event_id: int) -> None:
    state = frame.program.states[frame.state]
    if frame.phase in _UNDER_WAY:
        run.history.append(cause_event_id, f"{state.kind}StateAborted", frame.visit_path)
    detach(run, frame)
    parent = frame.parent
    if parent is not None and parent.phase != DONE:
        container = parent.program.states[parent.state]
        if isinstance(container, CompiledMap):
            run.history.append(cause_event_id, "MapIterationAborted", frame.path, (container.name, frame.index))


def detach(run: Run, frame: Frame) -> None:
    """Let nothing that is still to come reach the frame."""
    run.domain.forget_call(frame)
    if frame in run.domain.fills:
        run.domain.fills.remove(frame)
    frame.phase = DONE


# -- the end of an execution
def _succeed(run: Run, frame: Frame) -> None:
    close(run, frame.last_event_id, "ExecutionSucceeded", Outcome(status="SUCCEEDED", output=frame.input))


def close(run: Run, previous_event_id: int, type_name: str, outcome: Outcome) -> None:
    """Record the closing event; nothing of the execution goes on after it."""
    details: Details = (outcome.output,) if outcome.status == "SUCCEEDED" else (outcome.error, outcome.cause)
    run.history.append(previous_event_id, type_name, "", details)
    run.outcome = outcome
    frames = [run.root] if run.root else []
    while frames:
        frame = frames.pop()
        frames.extend((frame.live or {}).values())
        detach(run, frame)
    run.root = None


def stop(run: Run, type_name: str, outcome: Outcome) -> None:
    """End an execution from outside: stopped, interrupted or out of time. Nothing can catch it."""
    if run.outcome is None:
        close(run, 0, type_name, outcome)
