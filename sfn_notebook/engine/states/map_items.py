"""What a Map works on: its items, how many at once, and what ItemSelector makes of each."""

from __future__ import annotations

import re
from typing import Final, cast

from sfn_notebook.engine.compiled import CompiledMap, Selector
from sfn_notebook.engine.computed import computed_integer
from sfn_notebook.engine.dataflow import after_input_path, fit, read_field, template_bound
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.quotas import MOST_ITEMS
from sfn_notebook.engine.run import Run
from sfn_notebook.errors import EvaluationError, RuntimeFault
from sfn_notebook.values import JSON, encode

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,10}")


def items_of(run: Run, frame: Frame, state: CompiledMap, value: JSON) -> list[JSON]:
    """The items: an array, or for a Distributed Map the members of an object, each as `{"Key": …, "Value": …}`."""
    selector = state.items
    items = value if selector is None else read_field(run, frame, selector, value)
    if state.distributed is not None and isinstance(items, dict):
        items = [cast("JSON", {"Key": key, "Value": member}) for key, member in items.items()]
    if not isinstance(items, list):
        if state.is_jsonata:
            raise EvaluationError(f"Map state input must be an array but was: {encode(items)}", None)
        path = selector.text if selector else "$"
        shown = path[1:] if path.startswith("$$") else path  # AWS names a path into the context so (recorded)
        raise RuntimeFault(f'Reference path "{shown}" must point to array.')
    if selector is not None:
        run.inspect(frame, "afterItemsPath", items)
    return items


def select_item(run: Run, frame: Frame, state: CompiledMap, index: int, item: JSON) -> tuple[JSON, int]:
    """What ItemSelector makes of an item, and an upper bound of its size.

    Raises:
        StateError: if an expression fails, or what it gives is over the quota.
    """
    template = state.item_selector
    if template is None:
        raise AssertionError("called for an ItemSelector")
    source, bound = after_input_path(run, frame, state)
    run.frame, run.item = frame, (index, item, state.distributed is not None)
    try:
        value = template.read({"input": frame.input} if state.is_jsonata else source, run)
    finally:
        run.item = None
    size = fit(run, state.name, value, template_bound(template, bound))
    run.inspect_item(frame, value)
    return value, size


def concurrency_of(run: Run, frame: Frame, state: CompiledMap, value: JSON) -> int:
    """MaxConcurrency; 0 is no limit."""
    field = state.max_concurrency
    return whole_number(run, frame, field, "MaxConcurrency", value) if isinstance(field, Selector) else field or 0


def whole_number(run: Run, frame: Frame, selector: Selector, field: str, value: JSON) -> int:
    """A whole number that a field computes, 0 or more.

    Raises:
        StateError: for anything else.
    """
    if selector.is_jsonata:
        return computed_integer(run, frame, selector, field, (0, MOST_ITEMS))
    found = integer_at(field, selector, read_field(run, frame, selector, value))
    if found < 0:
        raise RuntimeFault(f"The {field}Path field refers to a negative value: {selector.text} == {found}")
    return found


def integer_at(field: str, selector: Selector, found: JSON) -> int:
    """What a path leads to, as a whole number: a text of digits is one too (recorded).

    Raises:
        RuntimeFault: for anything else.
    """
    if isinstance(found, str) and _INTEGER.fullmatch(found):
        return int(found)
    if isinstance(found, bool) or not isinstance(found, int):
        raise not_a(field, "integer", selector, found)
    return found


def not_a(field: str, kind: str, selector: Selector, found: JSON) -> RuntimeFault:
    """The error of a path that leads to something else than the number that is needed."""
    shown = found if isinstance(found, str) else encode(found)
    return RuntimeFault(f'The {field}Path field refers to value "{shown}" which is not a valid {kind}: {selector.text}')
