"""From the text of a JSONPath to its steps.

As tolerant as Jayway JsonPath 2.0.0 in what people write, not in what it merely fails to notice.
"""

from __future__ import annotations

import re
from typing import Final

from sfn_notebook.expressions.jsonpath_filter_parser import parse_filter
from sfn_notebook.expressions.jsonpath_steps import (
    FromEnd,
    Index,
    Indexes,
    Key,
    Keys,
    Path,
    PathSyntaxError,
    Scan,
    Slice,
    Step,
    Wildcard,
)

JAVA_BLANKS: Final = "".join(map(chr, range(33)))
"""What Java's `trim` takes away."""

_NAME = re.compile(r"[^.\[ ]+")
_KEYS = re.compile(r"'[^']*'(?:\s*,\s*'[^']*')*")
_KEY = re.compile(r"'([^']*)'")
_INDEXES = re.compile(r"-?\d+(?:\s*,\s*-?\d+)*")
_SLICE = re.compile(r"(-?\d+)?\s*:\s*(-?\d+)?(?:\s*:\s*(?:-?\d+)?)?")
_FROM_END = re.compile(r"\(\s*@\s*\.\s*(?:length|size)(?:\s*\(\s*\))?\s*-\s*(\d+)\s*\)")
_INT_LIMIT: Final = 2**31


def parse(text: str) -> Path:
    """The path of a text.

    Raises:
        PathSyntaxError: if it is none.
    """
    source = text.strip(JAVA_BLANKS)
    if not source:
        raise PathSyntaxError("the path is empty", 0)
    start = len(text) - len(text.lstrip(JAVA_BLANKS))
    if source[0] not in "$@":
        source, start = f"$.{source}", start - 2
    if len(source) > 1 and source[1] not in ".[":
        raise PathSyntaxError(f'expected "." or "[", found "{source[1]}"', start + 1)
    steps: list[Step] = []
    at = 1
    while at < len(source):
        at = _parse_step(source, at, start, steps)
    if steps and isinstance(steps[-1], Scan):
        raise PathSyntaxError('expected a name behind ".."', start + len(source))
    return Path(text, tuple(steps), source[0] == "$")


def _parse_step(source: str, at: int, start: int, steps: list[Step]) -> int:
    """Append the step at this place and give the place behind it."""
    if source.startswith("..", at):
        steps.append(Scan())
        return at + 2
    if source[at] == ".":
        at += 1
        if source.startswith("[", at):
            return at
    if source.startswith("[", at):
        end = _closing_bracket(source, at, start)
        steps.append(_parse_bracket(source[at + 1 : end], start + at + 1))
        return end + 1
    name = _NAME.match(source, at)
    if name is None:
        raise PathSyntaxError("expected a name; names with spaces are written ['so']", start + at)
    steps.append(Wildcard() if name[0] == "*" else Key(name[0]))
    return name.end()


def _closing_bracket(source: str, at: int, start: int) -> int:
    depth = 0
    is_quoted = False
    for place in range(at, len(source)):
        char = source[place]
        if char == "'":
            is_quoted = not is_quoted
        elif not is_quoted and char in "[]":
            depth += 1 if char == "[" else -1
            if not depth:
                return place
    raise PathSyntaxError("this bracket is never closed", start + at)


def _parse_bracket(body: str, position: int) -> Step:
    if body == "*":
        return Wildcard()
    body = body.strip()
    if body.startswith("?"):
        return parse_filter(body, position, parse)
    if _KEYS.fullmatch(body):
        names = tuple(_KEY.findall(body))
        return Key(names[0]) if len(names) == 1 else Keys(names)
    if _INDEXES.fullmatch(body):
        indexes = tuple(_java_int(part, position) for part in body.split(","))
        return Index(indexes[0]) if len(indexes) == 1 else Indexes(indexes)
    if found := _FROM_END.fullmatch(body):
        return FromEnd(_java_int(found[1], position))
    return _parse_slice(body, position)


def _parse_slice(body: str, position: int) -> Slice:
    found = _SLICE.fullmatch(body)
    if found is None or found[1] is found[2] is None:
        raise PathSyntaxError(
            f"expected 'a name' in single quotes, an index, a slice, * or a filter, found [{body}]", position
        )
    start, stop = (None if part is None else _java_int(part, position) for part in found.group(1, 2))
    return Slice(start, stop)


def _java_int(text: str, position: int) -> int:
    number = int(text) if len(text) < 20 else _INT_LIMIT
    if not -_INT_LIMIT <= number < _INT_LIMIT:
        raise PathSyntaxError(f"{text.strip()} is too large for an index", position)
    return number
