"""The frames of Parallel and Map states whose children have begun."""

from __future__ import annotations

from sfn_notebook.engine.building import Building, Unbuilt
from sfn_notebook.engine.compiled import CompiledMap, CompiledParallel
from sfn_notebook.engine.dataflow import after_input_path, effective_input, fit
from sfn_notebook.engine.frame import CHILDREN, RETRYING, Frame
from sfn_notebook.engine.place import child_path
from sfn_notebook.engine.position import Position
from sfn_notebook.engine.quotas import INLINE_MAP_CONCURRENCY
from sfn_notebook.engine.rebuilding_map_run import stand_in_map_run
from sfn_notebook.engine.recorded_failures import fault_at
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.states.map_items import concurrency_of, items_of, select_item
from sfn_notebook.engine.transitions import fail, fail_child, resume_container, state_fault
from sfn_notebook.errors import StateError, UsageError
from sfn_notebook.values import JSON, size_bytes


def stand_in_container(
    building: Building, frame: Frame, position: Position, state: CompiledParallel | CompiledMap
) -> None:
    """Stand where children are under way: those that ended keep their results, the others stand where they stood."""
    run, cause = building.run, _cause(position)
    if cause:
        frame.live, frame.last_event_id = {}, cause
        building.add(frame, cause, lambda: fail(run, frame, fault_at(run, cause)))
        return
    try:
        if isinstance(state, CompiledParallel):
            _stand_in_parallel(building, frame, position, state)
        else:
            _stand_in_map(building, frame, position, state)
    except StateError as error:  # a corrected definition computes something else
        fault, frame.phase = error, RETRYING
        building.add(frame, position.last_event_id, lambda: fail(run, frame, state_fault(run, frame, fault)))


def _cause(position: Position) -> int:
    """The event that made the container fail, so that it waits for its retry; 0 if none has."""
    if position.answer is not None and position.answer.type == "MapIterationFailed":
        return position.answer.previous_event_id
    return next((inner.failed_by for inner in position.live.values() if inner.failed_by), 0)


def _open(frame: Frame, count: int, started: int) -> None:
    frame.phase = CHILDREN
    frame.count, frame.next_index = count, started
    frame.results = list[JSON]([None]) * count
    frame.live = {}


def _stand_in_parallel(building: Building, frame: Frame, position: Position, state: CompiledParallel) -> None:
    run = building.run
    value, bound = effective_input(run, frame, state)
    start = (value, fit(run, state.name, value, bound))
    _open(frame, len(state.branches), len(state.branches))
    if position.is_complete:
        frame.results = [inner.input for _, inner in sorted(position.live.items())]
        frame.results_bound = size_bytes(frame.results)
        frame.last_event_id = max(inner.last_event_id for inner in position.live.values())
        _complete(building, frame, position, state)
        return
    for index, branch in enumerate(state.branches):
        path = child_path(frame.visit_path, index)
        inner = position.live.get(index) or Position(path, index, last_event_id=position.begun_event_id)
        place = (frame, (*frame.order, index), path, index)
        building.unbuilt.append(Unbuilt(position=inner, program=branch, place=place, start=start))


def _complete(building: Building, frame: Frame, position: Position, state: CompiledParallel | CompiledMap) -> None:
    """All children ended; what becomes of their results may have failed to be computed."""
    run, answer, is_recorded = building.run, position.answer, position.is_complete
    if answer is not None:
        frame.last_event_id = answer.id
        building.add(frame, answer.id, lambda: fail(run, frame, fault_at(run, answer.id)))
        return
    building.add(frame, frame.last_event_id, lambda: resume_container(run, frame, state, is_recorded=is_recorded))


def _stand_in_map(building: Building, frame: Frame, position: Position, state: CompiledMap) -> None:
    run = building.run
    value, _ = after_input_path(run, frame, state)
    items = items_of(run, frame, state, value)
    limit = concurrency_of(run, frame, state, value)
    if state.distributed is not None:
        stand_in_map_run(building, frame, position, state, (items, value, limit))
        return
    if position.started > len(items):
        raise UsageError(f'the Map "{state.name}" has {len(items)} items here, and {position.started} had begun')
    _open(frame, len(items), position.started)
    frame.items = items
    frame.results = [position.results.get(index) for index in range(frame.count)]
    frame.results_bound = sum(size_bytes(result) + 1 for result in position.results.values())
    _draw_again(run, frame, position, state)
    slots = min(limit or INLINE_MAP_CONCURRENCY, INLINE_MAP_CONCURRENCY, frame.count)
    frame.free_slots = (*[position.begun_event_id] * slots, *position.freed)[position.started :]
    for index, inner in sorted(position.live.items()):
        place = (frame, (*frame.order, index), inner.path, index)
        start = (items[index], size_bytes(items[index]))
        building.unbuilt.append(Unbuilt(position=inner, program=state.processor, place=place, start=start))
    if not position.live and frame.next_index >= frame.count:
        _complete(building, frame, position, state)
    elif position.answer is not None:
        _fail_selection(building, frame, position.answer.id)


def _draw_again(run: Run, frame: Frame, position: Position, state: CompiledMap) -> None:
    """Take the draws that ItemSelector took for the iterations that have their input."""
    run.inspections.get(frame.entered_event_id, {}).pop("afterItemSelector", None)
    if state.item_selector is None or frame.items is None:
        return
    for index in range(position.started):
        inner = position.live.get(index)
        if inner is None or inner.state:
            select_item(run, frame, state, index, frame.items[index])


def _fail_selection(building: Building, frame: Frame, event_id: int) -> None:
    """The input of the iteration that was started last could not be made, as an event says."""
    run = building.run

    def fail_last() -> None:
        iteration = (frame.live or {})[frame.next_index - 1]
        iteration.last_event_id = frame.last_event_id = event_id
        fail_child(run, frame, iteration, fault_at(run, event_id))

    building.add(frame, 0, fail_last)
