"""Live frames from folded ones: `rebuild` is the other half of `positions.frames_at`.

What a state had computed before it began to wait is computed again, from the same values and with the same draws: so
an execution that goes on with its seed goes on as it would have. Nothing is recorded here; what is left to be done
is left as acts, which `reopening` does in their order.
"""

from __future__ import annotations

from sfn_notebook.engine.building import Building, Unbuilt
from sfn_notebook.engine.compiled import CompiledMap, CompiledParallel, CompiledState, CompiledTask, CompiledWait
from sfn_notebook.engine.dataflow import effective_input
from sfn_notebook.engine.entering import enter_again, guarded
from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.frame import CALLING, DONE, READY, RETRYING, Frame, child
from sfn_notebook.engine.position import Position
from sfn_notebook.engine.rebuilding_containers import stand_in_container
from sfn_notebook.engine.recorded_failures import attempts_of, fault_at
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.states.map_ import fill, select_iteration
from sfn_notebook.engine.states.task import begin_limits, limits_of, new_call_id, resume_task
from sfn_notebook.engine.states.wait import wait_since
from sfn_notebook.engine.transitions import fail, finish
from sfn_notebook.errors import StateError
from sfn_notebook.values import size_bytes


def rebuild(building: Building, position: Position, order: tuple[int, ...]) -> None:
    """Give a run the frames of a position."""
    run = building.run
    start = (run.identity.input, run.identity.input_bytes)
    whole = Unbuilt(position=position, program=run.program, place=(None, order, "", 0), start=start)
    building.unbuilt.append(whole)
    for unbuilt in building.unbuilt:
        frame = _frame_of(building, unbuilt)
        if frame.parent is None:
            run.root = frame
        elif frame.parent.live is not None:
            frame.parent.live[frame.index] = frame


def _frame_of(building: Building, unbuilt: Unbuilt) -> Frame:
    run, position = building.run, unbuilt.position
    frame = child(run, unbuilt.program, unbuilt.place, (*unbuilt.start, position.last_event_id))
    frame.earlier = position.earlier
    if not position.state:
        _stand_before(building, frame)
        return frame
    frame.variables, frame.visits = position.variables, dict(position.visits)
    frame.input, frame.size_bound = position.input, size_bytes(position.input)
    frame.visit_path = position.visit_path
    frame.entered_event_id, frame.entered = position.entered_event_id, position.entered
    frame.state = position.state if position.is_inside or position.next is None else position.next
    if position.is_inside:
        _stand_inside(building, frame, position)
    elif position.is_at_end:
        frame.phase = DONE
        building.add(frame, position.last_event_id, lambda: finish(run, frame))
    return frame


def _stand_before(building: Building, frame: Frame) -> None:
    """Stand before the first state; the input of an iteration is to be made, which may fail again."""
    run, parent = building.run, frame.parent
    state = None if parent is None else parent.program.states[parent.state]
    if parent is not None and isinstance(state, CompiledMap):
        frame.phase = RETRYING
        building.add(frame, frame.last_event_id, lambda: _select(run, parent, state, frame))


def _select(run: Run, parent: Frame, state: CompiledMap, iteration: Frame) -> None:
    """Make the input; where the Map was just starting iterations, start the others before anything else goes on."""
    is_filling = iteration.last_event_id == run.history.count
    iteration.phase = READY
    if select_iteration(run, parent, state, iteration) and is_filling:
        fill(run, parent)


def _stand_inside(building: Building, frame: Frame, position: Position) -> None:
    run, state = building.run, frame.program.states[frame.state]
    frame.phase = RETRYING
    frame.retries = len(position.retried)
    frame.attempts = attempts_of(run, state, position.retried)
    answer, since = position.answer, position.entered
    if isinstance(state, CompiledParallel | CompiledMap) and position.begun_event_id:
        stand_in_container(building, frame, position, state)
    elif position.redriven is not None:
        building.add(frame, run.redriven_event_id, lambda: enter_again(run, frame))
    elif isinstance(state, CompiledTask) and state.has_token and position.call is not None:
        frame.last_event_id = frame.entered_event_id
        building.add(frame, position.last_event_id, lambda: enter_again(run, frame))  # nobody outside has its token yet
    elif isinstance(state, CompiledTask) and position.call is not None:
        _stand_calling(run, frame, state, position.call)
    elif answer is not None:
        frame.started = _started(run, answer)
        building.add(frame, answer.id, lambda: _take_answer(run, frame, state, answer))
    elif isinstance(state, CompiledWait):
        waiting = state
        building.add(
            frame,
            position.last_event_id,
            lambda: guarded(run, frame, lambda: wait_since(run, frame, waiting, since)),
        )
    else:
        building.add(frame, position.last_event_id, lambda: enter_again(run, frame))


def _stand_calling(run: Run, frame: Frame, state: CompiledTask, call: Event) -> None:
    """A call is out; it is made again, and its limits count from when it began."""
    frame.phase = CALLING
    frame.call_id = new_call_id(run, frame)
    _compute(run, frame, state)
    if call.type.endswith("Started"):
        begin_limits(frame, call.timestamp)
        frame.wake_number = frame.beat_number = frame.run.domain.next_number()


def _started(run: Run, answer: Event) -> int | None:
    """When the call began that was answered, or whose answer could not be made use of."""
    before = run.history.events[answer.previous_event_id - 1]
    if before.type.endswith("Succeeded") and before.path == answer.path:
        return _started(run, before)
    return before.timestamp if before.type.endswith("Started") and before.path == answer.path else None


def _take_answer(run: Run, frame: Frame, state: CompiledState, answer: Event) -> None:
    if not answer.type.endswith("Succeeded"):
        fail(run, frame, fault_at(run, answer.id))
    elif isinstance(state, CompiledTask):
        _compute(run, frame, state)
        value = detail(answer, "output")
        resume_task(run, frame, state, value, size_bytes(value))


def _compute(run: Run, frame: Frame, state: CompiledTask) -> None:
    """Compute what was computed before the call: its limits, and as many draws as were taken."""
    try:
        effective_input(run, frame, state)
        frame.limits = limits_of(run, frame, state)
    except StateError:  # a corrected definition computes something else
        return
