"""What AWS's JSON reader (Jackson) says about a text that is not JSON."""

from __future__ import annotations

import json
import re
from typing import Final

_LITERALS: Final = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
_TOKEN: Final = re.compile(r"[^\W\d][\w$]*")


def problem(text: str) -> str | None:
    """The sentence about the first thing that is wrong, without Jackson's location; None for JSON."""
    try:
        json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        return _sentence(text, error.pos, error.msg)
    except _Constant as constant:
        return f"Unrecognized token '{constant}': was expecting {_LITERALS}"
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
    token = _TOKEN.match(text, at)
    if token:
        return f"Unrecognized token '{token.group()}': was expecting {_LITERALS}"
    return f"{_character(text[at])}: expected a valid value {_LITERALS}"


def _character(character: str) -> str:
    return f"Unexpected character ('{character}' (code {ord(character)}))"
