"""The full evaluation of a JSONPath: every step, every failure, as Jayway JsonPath 2.0.0 has it.

The walk keeps its own stack: neither long paths nor deep documents touch Python's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias

from sfn_notebook.expressions.java_text import java_text
from sfn_notebook.expressions.jsonpath_filter import compile_filter
from sfn_notebook.expressions.jsonpath_lookup import compile_lookup
from sfn_notebook.expressions.jsonpath_steps import (
    DEFINITE,
    Filter,
    FromEnd,
    Index,
    Indexes,
    Key,
    Keys,
    NoResult,
    Path,
    Scan,
    Slice,
    Step,
    Wildcard,
    WrongType,
    step_text,
    steps_text,
)
from sfn_notebook.values import JSON

_Trail: TypeAlias = "tuple[_Trail, str | int] | None"
"""The way to a value, from its end; read only when something fails."""

_NO_GUARD: Final = -1


def compile_find(path: Path) -> Callable[[JSON], JSON]:
    """A function from a document to what the path finds there.

    The result is a value if the path is definite, else the list of the values found. It raises NoResult and
    WrongType, with the text that AWS shows.
    """
    plan = _Plan(path)
    is_definite = path.is_definite

    def find(document: JSON) -> JSON:
        results = _Walk(plan, document).run()
        return results[-1] if is_definite else results

    return find


def _compile_operand(path: Path) -> Callable[[JSON, JSON], JSON]:
    return compile_lookup(path, compile_find(path))


class _Plan:
    """What is known of a path before any document.

    Attributes:
        definite_from: by step, whether it and all steps behind it are definite.
        predicates: of the filters, by step.
    """

    __slots__ = ("definite_from", "predicates", "steps")

    def __init__(self, path: Path) -> None:
        self.steps = path.steps
        self.definite_from: list[bool] = []
        is_definite = True
        for step in reversed(path.steps):
            is_definite = is_definite and isinstance(step, DEFINITE)
            self.definite_from.insert(0, is_definite)
        self.predicates = {
            at: compile_filter(step, _compile_operand) for at, step in enumerate(path.steps) if isinstance(step, Filter)
        }


class _Place:
    """A value that the walk has come to, and the step that is to be done there.

    Attributes:
        guard: the height of the stack to fall back to when nothing is found from here on; the items of a wildcard
            have one, so that one item's failure costs only this item.
        is_missing: an index that does not exist: it fails when its turn comes.
    """

    __slots__ = ("at", "guard", "is_missing", "trail", "value")

    def __init__(self, at: int, value: JSON, trail: _Trail, guard: int) -> None:
        self.at = at
        self.value = value
        self.trail = trail
        self.guard = guard
        self.is_missing = False


class _Walk:
    def __init__(self, plan: _Plan, document: JSON) -> None:
        self.plan = plan
        self.document = document
        self.stack: list[_Place] = [_Place(0, document, None, _NO_GUARD)]
        self.results: list[JSON] = []

    def run(self) -> list[JSON]:
        while self.stack:
            place = self.stack.pop()
            try:
                self._visit(place)
            except NoResult:
                if place.guard == _NO_GUARD:
                    raise
                del self.stack[place.guard :]
        return self.results

    def _visit(self, place: _Place) -> None:
        if place.is_missing:
            is_leaf = place.at == len(self.plan.steps)
            text = f"Index out of bounds when evaluating path {_trail_text(place.trail)}"
            raise NoResult(text, is_past_the_end=is_leaf)
        if place.at == len(self.plan.steps):
            self.results.append(place.value)
            return
        step = self.plan.steps[place.at]
        _VISITS[type(step)](self, step, place)

    def push(self, place: _Place, children: Iterable[tuple[str | int, JSON]], steps: int = 1) -> None:
        """Go on with children, the first one first, this many steps further."""
        at, trail, guard = place.at + steps, place.trail, place.guard
        found = [_Place(at, value, (trail, key), guard) for key, value in children]
        found.reverse()
        self.stack.extend(found)

    def stay(self, place: _Place) -> None:
        """Go on with the value of this place itself, one step further."""
        self.stack.append(_Place(place.at + 1, place.value, place.trail, place.guard))

    def is_leaf(self, at: int) -> bool:
        return at == len(self.plan.steps) - 1

    def pick(self, place: _Place, indexes: Iterable[int]) -> None:
        """Go on with items of an array; one that does not exist fails in its turn."""
        items = self._array(place)
        found: list[_Place] = []
        for index in indexes:
            is_missing = not 0 <= index < len(items)
            child = _Place(place.at + 1, None if is_missing else items[index], (place.trail, index), place.guard)
            child.is_missing = is_missing
            found.append(child)
        found.reverse()
        self.stack.extend(found)

    def length(self, place: _Place) -> int:
        """Of the array that an index or a slice needs."""
        return len(self._array(place))

    def _array(self, place: _Place) -> list[JSON]:
        if isinstance(place.value, list):
            return place.value
        if place.value is None:
            raise NoResult(f"The path {_trail_text(place.trail)} is null")
        raise WrongType(
            f"Filter: {steps_text(self.plan.steps[place.at :])} can only be applied to arrays. "
            f"Current context is: {java_text(place.value)}"
        )


def _visit_key(walk: _Walk, step: Key, place: _Place) -> None:
    value, at, name = place.value, place.at, step.name
    if not isinstance(value, dict):
        raise NoResult(f"Property {step_text(step)} not found in path {_trail_text(place.trail)}")
    if name in value:
        walk.push(place, ((name, value[name]),))
    elif walk.is_leaf(at):
        raise NoResult(f"No results for path: {_trail_text((place.trail, name))}")
    elif walk.plan.definite_from[max(at - 1, 0)]:
        raise NoResult(f"Missing property in path {_trail_text((place.trail, name))}")


def _visit_keys(walk: _Walk, step: Keys, place: _Place) -> None:
    value = place.value
    if not isinstance(value, dict):
        raise NoResult(f"Property {step_text(step)} not found in path {_trail_text(place.trail)}")
    if not walk.is_leaf(place.at):
        # AWS, observed: https://gist.github.com/deric4/733eb129a10b13530cebaa3b70031c77
        raise WrongType(f"Multi properties can only be used as path leafs: {_trail_text(place.trail)}{step_text(step)}")
    walk.results.append({name: value[name] for name in step.names if name in value})


def _visit_index(walk: _Walk, step: Index, place: _Place) -> None:
    walk.pick(place, (step.index,))


def _visit_indexes(walk: _Walk, step: Indexes, place: _Place) -> None:
    walk.pick(place, step.indexes)


def _visit_from_end(walk: _Walk, step: FromEnd, place: _Place) -> None:
    walk.pick(place, (walk.length(place) - step.offset,))


def _visit_slice(walk: _Walk, step: Slice, place: _Place) -> None:
    walk.pick(place, slice_indexes(step, walk.length(place)))


def slice_indexes(step: Slice, length: int) -> range:
    """The indexes that a slice asks for; `[-3:-1]` asks for negative ones, which do not exist."""
    if step.stop is None:
        start = step.start or 0
        return range(max(0, start + length if start < 0 else start), length)
    if step.start is None:
        return range(min(length, step.stop + length if step.stop < 0 else step.stop))
    return range(step.start, min(length, step.stop)) if length else range(0)


def _visit_wildcard(walk: _Walk, _step: Wildcard, place: _Place) -> None:
    value = place.value
    if isinstance(value, dict):
        walk.push(place, value.items())
    elif isinstance(value, list):
        height = len(walk.stack)
        walk.push(place, enumerate(value))
        for guard in range(height, len(walk.stack)):
            walk.stack[guard].guard = guard


def _visit_filter(walk: _Walk, _step: Filter, place: _Place) -> None:
    value, accepts = place.value, walk.plan.predicates[place.at]
    if isinstance(value, dict):
        if accepts(value, walk.document):
            walk.stay(place)
    elif isinstance(value, list):
        walk.push(place, [(index, item) for index, item in enumerate(value) if accepts(item, walk.document)])
    else:
        raise WrongType(
            f"Filter: {steps_text(walk.plan.steps[place.at :])} can not be applied to primitives. "
            f"Current context is: {java_text(value)}"
        )


def _visit_scan(walk: _Walk, _step: Scan, place: _Place) -> None:
    """The value itself, then everything in it that has members, in the order of the text."""
    value, target_at = place.value, place.at + 1
    if not isinstance(value, (dict, list)):
        return
    members: Iterable[tuple[str | int, JSON]] = value.items() if isinstance(value, dict) else enumerate(value)
    walk.push(place, ((key, member) for key, member in members if isinstance(member, (dict, list))), steps=0)
    if not _is_target(walk, target_at, value):
        return
    if isinstance(value, list) and not walk.is_leaf(target_at):
        # Jayway goes on with every item here, whatever the step says: `$..[0].id` is `$..[*].id`.
        walk.push(place, enumerate(value), steps=2)
    else:
        walk.stay(place)


def _is_target(walk: _Walk, at: int, value: dict[str, JSON] | list[JSON]) -> bool:
    match walk.plan.steps[at]:
        case Key(name):
            return isinstance(value, dict) and name in value
        case Keys(names):
            return isinstance(value, dict) and all(name in value for name in names)
        case Wildcard():
            return True
        case Filter():
            return walk.plan.predicates[at](value, walk.document)
        case Scan():
            return False
        case _:
            return isinstance(value, list)


_VISITS: Final[dict[type[Step], Callable[[_Walk, Any, _Place], None]]] = {
    Key: _visit_key,
    Keys: _visit_keys,
    Index: _visit_index,
    Indexes: _visit_indexes,
    FromEnd: _visit_from_end,
    Slice: _visit_slice,
    Wildcard: _visit_wildcard,
    Filter: _visit_filter,
    Scan: _visit_scan,
}


def _trail_text(trail: _Trail) -> str:
    parts: list[str] = []
    while trail is not None:
        trail, key = trail
        parts.append(f"['{key}']" if isinstance(key, str) else f"[{key}]")
    return "$" + "".join(reversed(parts))
