"""The tokens of a JSONata expression.

Spec: https://docs.jsonata.org/path-operators
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Kind(Enum):
    """What a token is."""

    NAME = "a name, also one in backticks"
    VARIABLE = "a variable, with its $"
    TEXT = "a text, without its quotes"
    LITERAL = "a number or a regular expression"
    OPERATOR = "an operator or a bracket"


@dataclass(frozen=True, slots=True)
class Token:
    """One token."""

    kind: Kind
    text: str


_SPACE: Final = re.compile(r"(?:\s+|/\*.*?\*/)+", re.DOTALL)
_TEXT: Final = re.compile(r'"((?:[^"\\]|\\.)*)"' + r"|'((?:[^'\\]|\\.)*)'", re.DOTALL)
_QUOTED: Final = re.compile(r"`([^`]*)`")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_OPERATOR: Final = re.compile(r":=|!=|<=|>=|~>|\.\.|\*\*|\?:|\?\?|[.\[\]{}(),@#;:?+\-*/%|=<>^&!~]")
_NAME: Final = re.compile(r"[^\s.\[\]{}(),@#;:?+\-*/%|=<>^&!~\"'`]+")
_FLAGS: Final = re.compile(r"[a-z]*")
_WORDS: Final = frozenset({"and", "or", "in"})


def tokens(text: str) -> list[Token]:
    """All tokens; what is none is left out."""
    found: list[Token] = []
    position = 0
    while True:
        space = _SPACE.match(text, position)
        position = space.end() if space else position
        if position >= len(text):
            return found
        token, position = _token(text, position, found)
        if token is not None:
            found.append(token)


def _token(text: str, position: int, before: list[Token]) -> tuple[Token | None, int]:
    if text[position] == "/" and not _ends_operand(before):
        return Token(Kind.LITERAL, "/"), _regex_end(text, position)
    for pattern, kind in (
        (_TEXT, Kind.TEXT),
        (_QUOTED, Kind.NAME),
        (_NUMBER, Kind.LITERAL),
        (_OPERATOR, Kind.OPERATOR),
    ):
        match = pattern.match(text, position)
        if match is not None:
            return Token(kind, match[match.lastindex or 0]), match.end()
    match = _NAME.match(text, position)
    if match is None:
        return None, position + 1
    is_word = match[0] in _WORDS and _ends_operand(before)
    kind = Kind.VARIABLE if match[0].startswith("$") else Kind.OPERATOR if is_word else Kind.NAME
    return Token(kind, match[0]), match.end()


def _ends_operand(before: list[Token]) -> bool:
    """Whether an operator follows: then `/` divides, and `and`, `or`, `in` are no names."""
    return bool(before) and (before[-1].kind is not Kind.OPERATOR or before[-1].text in {")", "]", "}"})


def _regex_end(text: str, position: int) -> int:
    """Behind a regular expression; brackets in it may hold slashes."""
    depth = 0
    end = position + 1
    while end < len(text) and (depth > 0 or text[end] != "/"):
        if text[end] == "\\":
            end += 1
        else:
            depth += (text[end] in "([{") - (text[end] in ")]}")
        end += 1
    flags = _FLAGS.match(text, end + 1)
    return flags.end() if flags else end + 1
