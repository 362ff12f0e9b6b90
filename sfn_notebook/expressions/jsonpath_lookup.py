"""Lookups compiled for the paths that people write; everything else is left to the walk.

Each tries what is fast; on any surprise it asks `recover`, which has the whole rule and the text of the failure. So a
lookup never decides what a failure is. The second argument of a lookup is not used: it makes lookups Readers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, cast

from sfn_notebook.expressions.jsonpath_steps import Index, Key, Path, Scan, Slice, Step, Wildcard
from sfn_notebook.values import JSON

Lookup: TypeAlias = "Callable[[JSON, object], JSON]"
Recover: TypeAlias = "Callable[[JSON], JSON]"

# These lookups state that they are given objects. They are given anything: what is no object answers with a TypeError
# or a KeyError, which costs nothing to wait for.
_Object: TypeAlias = "dict[str, JSON]"

_MISSES = (KeyError, TypeError, IndexError)
_CONTAINERS = frozenset((dict, list))


def compile_lookup(path: Path, recover: Recover) -> Lookup:
    """A lookup of what the path finds."""
    keys = _leading_keys(path.steps)
    rest = path.steps[len(keys) :]
    if not rest:
        return _compile_keys(keys, recover)
    match rest:
        case [Wildcard(), *others] if all(isinstance(step, Key) for step in others):
            return _compile_wildcard(_compile_keys(keys, _miss), _leading_keys(tuple(others)), recover)
        case [Scan(), Key(name)]:
            return _compile_scan(_compile_keys(keys, _miss), name, recover)
        case [Slice(start, stop)] if (start or 0) >= 0 and (start is None or stop is None or stop >= 0):
            return _compile_slice(_compile_keys(keys, _miss), slice(start, stop), recover)
        case _:
            return _compile_mixed(path.steps, recover)


def _leading_keys(steps: tuple[Step, ...]) -> tuple[str, ...]:
    names: list[str] = []
    for step in steps:
        if not isinstance(step, Key):
            break
        names.append(step.name)
    return tuple(names)


def _miss(_document: JSON) -> JSON:
    raise KeyError


def _compile_keys(names: tuple[str, ...], recover: Recover) -> Lookup:
    match names:
        case ():
            return _whole
        case (name,):
            return _compile_one_key(name, recover)
        case (first, second):
            return _compile_two_keys(first, second, recover)
        case _:
            return _compile_many_keys(names, recover)


def _whole(document: JSON, _scope: object) -> JSON:
    return document


def _compile_one_key(name: str, recover: Recover) -> Lookup:
    def look_up(document: _Object, _scope: object) -> JSON:
        try:
            return document[name]
        except _MISSES:
            return recover(document)

    return cast("Lookup", look_up)


def _compile_two_keys(first: str, second: str, recover: Recover) -> Lookup:
    def look_up(document: dict[str, _Object], _scope: object) -> JSON:
        try:
            return document[first][second]
        except _MISSES:
            return recover(cast("JSON", document))

    return cast("Lookup", look_up)


def _compile_many_keys(names: tuple[str, ...], recover: Recover) -> Lookup:
    def look_up(document: _Object, _scope: object) -> JSON:
        value = document
        try:
            for name in names:
                value = cast("_Object", value[name])
        except _MISSES:
            return recover(document)
        return value

    return cast("Lookup", look_up)


def _compile_mixed(steps: tuple[Step, ...], recover: Recover) -> Lookup:
    """Keys and indexes; the type of each value is checked, as text has indexes, too."""
    places: list[tuple[str | int, type]] = []
    for step in steps:
        match step:
            case Key(name):
                places.append((name, dict))
            case Index(index) if index >= 0:
                places.append((index, list))
            case _:
                return lambda document, _scope: recover(document)

    def look_up(document: JSON, _scope: object) -> JSON:
        value: Any = document
        try:
            for place, wanted in places:
                if type(value) is not wanted:
                    return recover(document)
                value = value[place]
        except _MISSES:
            return recover(document)
        return value

    return look_up


def _compile_wildcard(find_items: Lookup, names: tuple[str, ...], recover: Recover) -> Lookup:
    """`$.items[*].id`: an item that has no such member is left out."""

    def look_up(document: JSON, scope: object) -> JSON:
        try:
            items = find_items(document, scope)
        except _MISSES:
            return recover(document)
        if type(items) is not list:
            return recover(document)
        found = items
        for name in names:
            found = [item[name] for item in found if type(item) is dict and name in item]
        return found

    return look_up


def _compile_slice(find_items: Lookup, part: slice, recover: Recover) -> Lookup:
    def look_up(document: JSON, scope: object) -> JSON:
        try:
            items = find_items(document, scope)
        except _MISSES:
            return recover(document)
        return items[part] if type(items) is list else recover(document)

    return look_up


def _compile_scan(find_start: Lookup, name: str, recover: Recover) -> Lookup:
    """`$..id`: every object's own member comes before those of what is in it."""

    def look_up(document: JSON, scope: object) -> JSON:
        try:
            pending = [find_start(document, scope)]
        except _MISSES:
            return recover(document)
        found: list[JSON] = []
        while pending:
            value = pending.pop()
            if isinstance(value, dict):
                if name in value:
                    found.append(value[name])
                pending.extend([member for member in reversed(value.values()) if type(member) in _CONTAINERS])
            elif isinstance(value, list):
                pending.extend([member for member in reversed(value) if type(member) in _CONTAINERS])
        return found

    return look_up
