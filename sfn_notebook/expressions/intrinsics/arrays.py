"""States.Array, ArrayPartition, ArrayContains, ArrayRange, ArrayGetItem, ArrayLength and ArrayUnique."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from sfn_notebook.expressions.intrinsics.function import (
    Bound,
    Function,
    InvalidArgumentsError,
    at_most,
    need_array,
    need_int,
    total,
)
from sfn_notebook.expressions.scope import Scope
from sfn_notebook.values import JSON

_MAX_RANGE: Final = 1000

# Java's equality: 1, 1.0 and true differ, the order of members does not matter.
_identify = json.JSONEncoder(sort_keys=True, check_circular=False).encode


def _array(arguments: Sequence[JSON], _scope: Scope) -> JSON:
    return list(arguments)


def _partition(arguments: Sequence[JSON], _scope: Scope) -> JSON:
    items, size = need_array(arguments[0]), need_int(arguments[1])
    if size < 1:
        raise InvalidArgumentsError
    return [items[start : start + size] for start in range(0, len(items), size)]


def _contains(arguments: Sequence[JSON], _scope: Scope) -> JSON:
    items, wanted = need_array(arguments[0]), _identify(arguments[1])
    return any(_identify(item) == wanted for item in items)


def _range(arguments: Sequence[JSON], _scope: Scope) -> JSON:
    first, last, step = map(need_int, arguments)
    if step == 0:
        raise InvalidArgumentsError
    numbers = range(first, last + (1 if step > 0 else -1), step)
    if len(numbers) > _MAX_RANGE:
        raise InvalidArgumentsError
    return list(numbers)


def _get_item(arguments: Sequence[JSON], _scope: Scope) -> JSON:
    items, index = need_array(arguments[0]), need_int(arguments[1])
    if not 0 <= index < len(items):
        raise InvalidArgumentsError
    return items[index]


def _length(arguments: Sequence[JSON], _scope: Scope) -> JSON:
    return len(need_array(arguments[0]))


def _unique(arguments: Sequence[JSON], _scope: Scope) -> JSON:
    found: dict[str, JSON] = {}
    for item in need_array(arguments[0]):
        found.setdefault(_identify(item), item)
    return list(found.values())


def _bound_array(arguments: Sequence[Bound]) -> Bound:
    return total(arguments, extra_bytes=len(arguments) + 2)


def _bound_partition(arguments: Sequence[Bound]) -> Bound:
    # At worst every item, of a byte and a comma, gets two brackets.
    return total(arguments[:1], factor=2, extra_bytes=4)


def _bound_part(arguments: Sequence[Bound]) -> Bound:
    return total(arguments[:1])


FUNCTIONS: Final = (
    Function(name="States.Array", min_arguments=0, max_arguments=None, apply=_array, bound=_bound_array),
    Function(name="States.ArrayPartition", min_arguments=2, max_arguments=2, apply=_partition, bound=_bound_partition),
    Function(name="States.ArrayContains", min_arguments=2, max_arguments=2, apply=_contains, bound=at_most(5)),
    Function(name="States.ArrayRange", min_arguments=3, max_arguments=3, apply=_range, bound=at_most(12 * _MAX_RANGE)),
    Function(name="States.ArrayGetItem", min_arguments=2, max_arguments=2, apply=_get_item, bound=_bound_part),
    Function(name="States.ArrayLength", min_arguments=1, max_arguments=1, apply=_length, bound=at_most(20)),
    Function(name="States.ArrayUnique", min_arguments=1, max_arguments=1, apply=_unique, bound=_bound_part),
)
