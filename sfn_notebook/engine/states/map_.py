"""Map: its processor once for each item.

Spec: https://states-language.net/spec.html#map-state
"""

from __future__ import annotations

from sfn_notebook.engine.compiled import CompiledMap
from sfn_notebook.engine.dataflow import after_input_path
from sfn_notebook.engine.frame import CHILDREN, Frame, child
from sfn_notebook.engine.place import child_path
from sfn_notebook.engine.quotas import INLINE_MAP_CONCURRENCY
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.states.distributed import fill_map_run, start_map_run
from sfn_notebook.engine.states.map_items import concurrency_of, items_of, select_item
from sfn_notebook.engine.states.mocked import end_map
from sfn_notebook.engine.transitions import complete_empty, fail_child, state_fault
from sfn_notebook.errors import StateError
from sfn_notebook.values import JSON, size_bytes


def enter_map(run: Run, frame: Frame, state: CompiledMap) -> None:
    """Find the items and open the first slots; also how a retry begins.

    The items come first: where both fail, AWS tells of them (recorded in a test of one state).
    """
    if run.trial is not None:
        end_map(run, frame, state, run.trial)
        return
    value, _ = after_input_path(run, frame, state)
    items = items_of(run, frame, state, value)
    limit = concurrency_of(run, frame, state, value)
    frame.last_event_id = run.history.append(frame.last_event_id, "MapStateStarted", frame.visit_path, (len(items),))
    if state.distributed is None:
        _start_iterations(run, frame, state, items, min(limit, INLINE_MAP_CONCURRENCY) or INLINE_MAP_CONCURRENCY)
    else:
        start_map_run(run, frame, state, (items, value, limit))


def _start_iterations(run: Run, frame: Frame, state: CompiledMap, items: list[JSON], limit: int) -> None:
    frame.phase = CHILDREN
    frame.items = items
    frame.next_index = 0
    frame.count = len(items)
    frame.results = list[JSON]([None]) * frame.count
    frame.results_bound = 0
    frame.live = {}
    if not items:
        complete_empty(run, frame, state)
        return
    frame.free_slots = (frame.last_event_id,) * min(limit, frame.count)
    run.domain.fills.append(frame)


def fill(run: Run, frame: Frame) -> None:
    """Start an iteration in every free slot, in index order."""
    state = frame.program.states[frame.state]
    if not isinstance(state, CompiledMap) or frame.live is None or frame.items is None:
        raise AssertionError("only a Map has slots")
    if frame.map_run is not None:
        fill_map_run(run, frame, state, frame.map_run)
        return
    slots, frame.free_slots = frame.free_slots, ()
    is_from_input = all(selector is None or selector.shrinks for selector in (state.input_path, state.items))
    for slot in slots:
        index = frame.next_index
        if index >= frame.count:
            break
        path = child_path(frame.visit_path, index)
        started = run.history.append(slot, "MapIterationStarted", path, (state.name, index))
        frame.next_index = index + 1
        place = (frame, (*frame.order, index), path, index)
        item = frame.items[index]
        bound = frame.size_bound if is_from_input else size_bytes(item)
        iteration = child(run, state.processor, place, (item, bound, started))
        frame.live[index] = iteration
        if not select_iteration(run, frame, state, iteration):
            return


def select_iteration(run: Run, frame: Frame, state: CompiledMap, iteration: Frame) -> bool:
    """Make an iteration ready, on what ItemSelector makes of its item; False if that failed, and with it the Map."""
    try:
        if state.item_selector is not None:
            iteration.input, iteration.size_bound = select_item(run, frame, state, iteration.index, iteration.input)
    except StateError as error:
        frame.last_event_id = iteration.last_event_id  # what failed is the beginning of this iteration
        fault = state_fault(run, frame, error)
        iteration.last_event_id = frame.last_event_id
        fail_child(run, frame, iteration, fault)
        return False
    run.domain.make_ready(iteration)
    return True
