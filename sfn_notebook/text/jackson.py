"""What AWS says of a text that is not JSON: the words of Jackson, the parser that reads JSON there."""

from __future__ import annotations

import json
import re
from typing import Final

_EXCERPT: Final = 500
_WORD: Final = re.compile(r"[^\W\d][\w$]*")
_TOKENS: Final = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"


def unrecognized(text: str, position: int, word: str) -> str:
    """The message for a bare word; its place is behind the word, as Jackson has it."""
    return f"Unrecognized token '{word}': was expecting {_TOKENS}\n at {_source(text, position + len(word))}"


def unexpected(text: str, position: int, expected: str = f"expected a valid value {_TOKENS}") -> str:
    """The message for a character that cannot stand where it stands."""
    character = text[position : position + 1]
    if not character:
        return f"Unexpected end-of-input\n at {_source(text, position)}"
    return f"{_character(character)}: {expected}\n at {_source(text, position + 1)}"


def place(message: str) -> str:
    """The place that a message of these names, as AWS repeats it in `location`."""
    return message.partition("\n at ")[2]


def _source(text: str, position: int) -> str:
    line = 1 + text.count("\n", 0, position)
    column = position - text.rfind("\n", 0, position)
    excerpt = f'"{text[:_EXCERPT]}"'
    if len(text) > _EXCERPT:
        excerpt += f"[truncated {len(text) - _EXCERPT} chars]"
    return f"[Source: (String){excerpt}; line: {line}, column: {column}]"


def problem(text: str) -> str | None:
    """The sentence about the first thing that is wrong with a payload, without its place; None for JSON."""
    try:
        json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        return _sentence(text, error.pos, error.msg)
    except _Constant as constant:
        return f"Unrecognized token '{constant}': was expecting {_TOKENS}"
    except RecursionError:
        return "Document nesting depth (1001) exceeds the maximum allowed (1000)"
    return None


class _Constant(Exception):
    """NaN or Infinity, which Python reads and JSON has not."""


def _refuse(name: str) -> None:
    raise _Constant(name)


def _sentence(text: str, position: int, reason: str) -> str:
    at = position + len(text[position:]) - len(text[position:].lstrip())
    if at >= len(text) or reason.startswith("Unterminated string"):
        return "Unexpected end-of-input"
    if reason == "Extra data":
        return _value(text, at)
    if reason.startswith("Expecting property name"):
        return f"{_character(text[at])}: was expecting double-quote to start field name"
    if reason.startswith("Expecting ':'"):
        return f"{_character(text[at])}: was expecting a colon to separate field name and value"
    if reason.startswith("Expecting ','"):
        inside = "Object" if text[:at].rfind("{") > text[:at].rfind("[") else "Array"
        return f"{_character(text[at])}: was expecting comma to separate {inside} entries"
    return _value(text, at)


def _value(text: str, at: int) -> str:
    token = _WORD.match(text, at)
    if token:
        return f"Unrecognized token '{token.group()}': was expecting {_TOKENS}"
    return f"{_character(text[at])}: expected a valid value {_TOKENS}"


def _character(character: str) -> str:
    return f"Unexpected character ('{character}' (code {ord(character)}))"
