"""Reference paths, which name one place in a document, and writing to that place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from sfn_notebook.errors import StateError
from sfn_notebook.expressions.jsonpath import parse_path
from sfn_notebook.expressions.jsonpath_steps import Index, Key, PathSyntaxError
from sfn_notebook.values import JSON, encode

Steps: TypeAlias = "tuple[str | int, ...]"
"""Keys and indexes, from the top."""

_QUOTED = re.compile(r"'[^']*'")
_FORBIDDEN: Final = "@,:?*"


def parse_reference_path(text: str) -> Steps:
    """The keys and indexes of a reference path of the input.

    Raises:
        PathSyntaxError: if the text is no path, reads the context object or a variable, or may find several places.

    Spec: https://states-language.net/spec.html#ref-paths
    """
    if not text.startswith("$"):
        raise PathSyntaxError(f'a reference path starts with "$", this one is "{text}"', 0)
    bare = _QUOTED.sub(lambda quoted: "_" * len(quoted[0]), text)
    for at, char in enumerate(bare):
        if char in _FORBIDDEN:
            raise PathSyntaxError(f'a reference path has no "{char}" outside of quotes', at)
    steps: list[str | int] = []
    for step in parse_path(text).steps:
        match step:
            case Key(name):
                steps.append(name)
            case Index(index) if index >= 0:
                steps.append(index)
            case _:
                raise PathSyntaxError(f"a reference path has only names and indexes, this one is {text}", 0)
    return tuple(steps)


def put(document: JSON, steps: Sequence[str | int], value: JSON) -> JSON:
    """The document with a value at a place.

    Only the objects and arrays on the way are new, the rest is shared; objects that are missing on the way are made.

    Raises:
        StateError: States.ResultPathMatchFailure, if something on the way is neither missing nor has such a member.
    """
    spine: list[JSON] = []
    found: JSON = document
    for step in steps:
        spine.append(found)
        found = _member(found, step)
    for step, container in zip(reversed(steps), reversed(spine), strict=True):
        value = _replace(container, step, value)
    return value


def compile_put(steps: Steps) -> Callable[[JSON, JSON], JSON]:
    """`put` for one path: of the document and the value."""
    if not steps:
        return lambda _document, value: value
    key = steps[0]
    if len(steps) > 1 or not isinstance(key, str):
        return lambda document, value: put(document, steps, value)

    def put_member(document: JSON, value: JSON) -> JSON:
        if type(document) is dict:
            return {**document, key: value}
        return put(document, steps, value)

    return put_member


def _member(container: JSON, step: str | int) -> JSON:
    """What stands at a step: an empty object where nothing does yet."""
    if isinstance(step, str) and isinstance(container, dict):
        return container.get(step, _MISSING)
    if isinstance(step, int) and isinstance(container, list) and step < len(container):
        return container[step]
    raise StateError("States.ResultPathMatchFailure", f'Unable to apply step "{step}" to input {encode(container)}')


_MISSING: Final[dict[str, JSON]] = {}


def _replace(container: JSON, step: str | int, value: JSON) -> JSON:
    if isinstance(container, dict):
        return {**container, str(step): value}
    items = list(container) if isinstance(container, list) else []
    items[int(step)] = value
    return items
