"""From the text of an intrinsic function call to its parts.

Spec: https://states-language.net/spec.html#appendix-b
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from typing import Final, TypeAlias

from sfn_notebook.values import JSON

MAX_NESTING: Final = 10

_CALL = re.compile(r"(States\.[A-Za-z0-9]+)\(")
_BLANKS = re.compile(r"\s*")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_WORD = re.compile(r"null|true|false")
_STRING = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_WORDS: Final[dict[str, JSON]] = {"null": None, "true": True, "false": False}


class IntrinsicSyntaxError(ValueError):
    """A text that is no call of an intrinsic function.

    Attributes:
        position: where, in characters from the start of the text.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant argument.

    Attributes:
        source: of a text: what stands between the quotes, with its escapes.
    """

    value: JSON
    source: str | None = None


@dataclass(frozen=True, slots=True)
class PathArgument:
    """A path: `$.a`, `$$.Execution.Id`, `$variable.a`."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple[Argument, ...]


Argument: TypeAlias = Literal | PathArgument | Call


def parse_intrinsic(text: str) -> Call:
    """The call that a text is.

    Raises:
        IntrinsicSyntaxError: if it is none.
    """
    call, end = _parse_call(text, 0, 1)
    if end != len(text):
        raise IntrinsicSyntaxError(f"expected the end, found {text[end:]}", end)
    return call


def _parse_call(text: str, at: int, nesting: int) -> tuple[Call, int]:
    found = _CALL.match(text, at)
    if found is None:
        raise IntrinsicSyntaxError("expected a function, as in States.Format('{}', $.name)", at)
    if nesting > MAX_NESTING:
        raise IntrinsicSyntaxError(f"functions are nested more than {MAX_NESTING} deep", at)
    arguments: list[Argument] = []
    at = _skip(text, found.end())
    if text.startswith(")", at):
        return Call(found[1], ()), at + 1
    while True:
        argument, at = _parse_argument(text, at, nesting)
        arguments.append(argument)
        at = _skip(text, at)
        if text.startswith(")", at):
            return Call(found[1], tuple(arguments)), at + 1
        if not text.startswith(",", at):
            raise IntrinsicSyntaxError('expected "," or ")"', at)
        at = _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return at if found is None else found.end()


def _parse_argument(text: str, at: int, nesting: int) -> tuple[Argument, int]:
    if text.startswith("$", at):
        end = _path_end(text, at)
        return PathArgument(text[at:end].rstrip()), end
    if text.startswith("States.", at):
        return _parse_call(text, at, nesting + 1)
    if found := _STRING.match(text, at):
        return Literal(_unescape(found[1], at + 1), found[1]), found.end()
    if found := _WORD.match(text, at):
        return Literal(_WORDS[found[0]]), found.end()
    if found := _NUMBER.match(text, at):
        return Literal(_number(found, at)), found.end()
    raise IntrinsicSyntaxError("expected a path, a function, 'text', a number, true, false or null", at)


def _number(found: re.Match[str], position: int) -> int | float:
    digits = found[0]
    try:
        number = float(digits) if found[1] or found[2] else int(digits)
    except ValueError:  # more digits than Python reads
        raise IntrinsicSyntaxError("the number is too large", position) from None
    if isinstance(number, float) and not isfinite(number):
        raise IntrinsicSyntaxError(f"the number {digits} is too large", position)
    return number


def _unescape(source: str, position: int) -> str:
    for escape in _ESCAPE.finditer(source):
        if escape[1] not in "'{}\\":
            raise IntrinsicSyntaxError(
                f"expected ', {{, }} or \\ behind a backslash, found {escape[1]}", position + escape.start()
            )
    return _ESCAPE.sub(r"\1", source)


def _path_end(text: str, at: int) -> int:
    """Where a path ends: at the first comma or closing parenthesis of the call's own."""
    depth = 0
    is_quoted = False
    for place in range(at, len(text)):
        char = text[place]
        if char == "'":
            is_quoted = not is_quoted
        elif is_quoted:
            continue
        elif char in "[(":
            depth += 1
        elif depth and char in "])":
            depth -= 1
        elif not depth and char in ",)":
            return place
    raise IntrinsicSyntaxError('expected ")"', len(text))
