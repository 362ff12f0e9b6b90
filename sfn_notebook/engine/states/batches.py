"""What one child of a Distributed Map gets: an item, or a batch of items.

Spec: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
"""

from __future__ import annotations

from dataclasses import dataclass

from sfn_notebook.engine.compiled import Batcher, CompiledMap, Selector
from sfn_notebook.engine.computed import computed_integer
from sfn_notebook.engine.dataflow import after_input_path, read_field
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.quotas import MOST_ITEMS
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.states.map_items import integer_at, select_item
from sfn_notebook.errors import RuntimeFault
from sfn_notebook.values import JSON, size_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The input of one child; size_bytes is None where it was not measured."""

    value: JSON
    size_bytes: int | None
    items: int


def next_batch(run: Run, frame: Frame, state: CompiledMap, first: int) -> Batch:
    """The input of the next child, from the item with the index `first` on.

    Raises:
        StateError: if an expression fails.
    """
    batcher = state.distributed.batcher if state.distributed is not None else None
    if batcher is None:
        value, size = _item(run, frame, state, first)
        return Batch(value=value, size_bytes=size, items=1)
    return _batch(run, frame, state, batcher, first)


def _item(run: Run, frame: Frame, state: CompiledMap, index: int) -> tuple[JSON, int | None]:
    item = (frame.items or [])[index]
    return select_item(run, frame, state, index, item) if state.item_selector is not None else (item, None)


def _batch(run: Run, frame: Frame, state: CompiledMap, batcher: Batcher, first: int) -> Batch:
    """As many items as there is room for in number and bytes, and at least one."""
    whole, most, most_bytes = _frame_of_batch(run, frame, state, batcher)
    size = size_bytes(whole) + len('"Items":[],')
    items: list[JSON] = []
    while first + len(items) < frame.count and len(items) < most:
        item, _ = _item(run, frame, state, first + len(items))
        grown = size + size_bytes(item) + 1
        if items and grown > most_bytes:
            break
        items.append(item)
        size = grown
    return Batch(value={**whole, "Items": items}, size_bytes=None, items=len(items))


def _frame_of_batch(run: Run, frame: Frame, state: CompiledMap, batcher: Batcher) -> tuple[dict[str, JSON], int, int]:
    """What stands around the items, and the limits."""
    value, _ = after_input_path(run, frame, state)
    most = _limit(run, frame, batcher.max_items, "MaxItemsPerBatch", value)
    most_bytes = _limit(run, frame, batcher.max_bytes, "MaxInputBytesPerBatch", value)
    whole: dict[str, JSON] = {}
    if batcher.batch_input is not None:
        run.frame = frame
        whole["BatchInput"] = batcher.batch_input.read({"input": frame.input} if state.is_jsonata else value, run)
    return whole, most, most_bytes


def _limit(run: Run, frame: Frame, field: int | Selector | None, name: str, value: JSON) -> int:
    if not isinstance(field, Selector):
        return MOST_ITEMS if field is None else field
    if field.is_jsonata:
        return computed_integer(run, frame, field, f"ItemBatcher/{name}", (1, MOST_ITEMS))
    number = integer_at(name, field, read_field(run, frame, field, value))
    if number < 1:
        raise RuntimeFault(f"field {name} must be positive")
    return number
