"""Map, inline: its processor once for each item.

Spec: https://states-language.net/spec.html#map-state
"""

from __future__ import annotations

from sfn_notebook.engine.compiled import CompiledMap, Selector
from sfn_notebook.engine.dataflow import after_input_path, fit, template_bound
from sfn_notebook.engine.frame import CHILDREN, Frame, child
from sfn_notebook.engine.place import child_path
from sfn_notebook.engine.quotas import INLINE_MAP_CONCURRENCY
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.transitions import complete_empty, fail_child, state_fault
from sfn_notebook.errors import RuntimeFault, StateError
from sfn_notebook.values import JSON, encode, size_bytes


def enter_map(run: Run, frame: Frame, state: CompiledMap) -> None:
    """Find the items and open the first slots; also how a retry begins."""
    value, _ = after_input_path(run, frame, state)
    run.frame = frame
    limit = _concurrency(run, state, value)
    items = _items(run, frame, state, value)
    frame.last_event_id = run.history.append(frame.last_event_id, "MapStateStarted", frame.visit_path, (len(items),))
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
    slots, frame.free_slots = frame.free_slots, ()
    is_from_input = all(selector is None or selector.shrinks for selector in (state.input_path, state.items_path))
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
        if state.item_selector is not None and not _select_item(run, frame, state, iteration):
            return
        run.domain.make_ready(iteration)


def _select_item(run: Run, frame: Frame, state: CompiledMap, iteration: Frame) -> bool:
    """The iteration's input, made by ItemSelector; False if that failed, and with it the Map."""
    template = state.item_selector
    if template is None:
        raise AssertionError("called for an ItemSelector")
    run.frame, run.item = frame, (iteration.index, iteration.input)
    try:
        source, bound = after_input_path(run, frame, state)
        value = template.read(source, run)
        iteration.size_bound = fit(run, state.name, value, template_bound(template, bound))
        iteration.input = value
        run.inspect_item(frame, value)
    except StateError as error:
        run.item = None
        fail_child(run, frame, iteration, state_fault(frame, error))
        return False
    run.item = None
    return True


def _items(run: Run, frame: Frame, state: CompiledMap, value: JSON) -> list[JSON]:
    selector = state.items_path
    items = value if selector is None else selector.read(value, run)
    if not isinstance(items, list):
        raise RuntimeFault(f'Reference path "{selector.text if selector else "$"}" must point to array.')
    if selector is not None:
        run.inspect(frame, "afterItemsPath", items)
    return items


def _concurrency(run: Run, state: CompiledMap, value: JSON) -> int:
    field = state.max_concurrency
    limit = _read_concurrency(run, field, value) if isinstance(field, Selector) else field
    return min(limit, INLINE_MAP_CONCURRENCY) if limit else INLINE_MAP_CONCURRENCY


def _read_concurrency(run: Run, selector: Selector, value: JSON) -> int:
    found = selector.read(value, run)
    if isinstance(found, bool) or not isinstance(found, int):
        shown = found if isinstance(found, str) else encode(found)
        raise RuntimeFault(
            f'The MaxConcurrencyPath field refers to value "{shown}" which is not a valid integer: {selector.text}'
        )
    if found < 0:
        raise RuntimeFault(f"The MaxConcurrencyPath field refers to a negative value: {selector.text} == {found}")
    return found
