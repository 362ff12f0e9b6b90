"""Whether an expression may use the context value `$` without naming it.

jlens says of `{"a": 1}` and of `$keys()` alike that they read their input, though the first does nothing with it. The
second takes it for the argument that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_TEXTS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^'\\]|\\.)*'|`[^`]*`|/\*.*?\*/", re.DOTALL)
_NAMES: Final = re.compile(r"\$(\w+)\s*(\(\s*)?")
_DEFAULTING_SIGNATURE: Final = re.compile(r"\)\s*<[^<>]*-")
_PLACEHOLDER: Final = re.compile(r"[(,]\s*\?\s*[,)]")
_BRACKETS: Final[Mapping[str, int]] = MappingProxyType({"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1})
_ARGUMENTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        **dict.fromkeys(("string", "boolean", "not", "keys", "spread", "clone"), 1),
        **dict.fromkeys(("lookup", "sift", "each"), 2),
    }
)
"""Functions that take an object `$` for a first argument that is missing: how many there are when none is."""

MISMATCH: Final = "T0411"
"""The error of all other functions that take `$` for a missing argument: an object is neither text nor number."""


def may_take_context(text: str) -> bool:
    """Whether something in an expression may take an object `$` for an argument; True where that is not plain."""
    bare = _TEXTS.sub('""', text)
    return _DEFAULTING_SIGNATURE.search(bare) is not None or any(
        _may_lack_argument(bare, found) for found in _NAMES.finditer(bare) if found[1] in _ARGUMENTS
    )


def _may_lack_argument(text: str, found: re.Match[str]) -> bool:
    if found[2] is None:  # handed on as a value, under another name perhaps
        return True
    if "/" in text or _PLACEHOLDER.search(text):  # a regular expression may hold any character
        return True
    return _count_arguments(text, found.end()) < _ARGUMENTS[found[1]]


def _count_arguments(text: str, start: int) -> int:
    """How many arguments there are behind an opening bracket."""
    if text.startswith(")", start):
        return 0
    depth, count = 1, 1
    for character in text[start:]:
        depth += _BRACKETS.get(character, 0)
        if depth == 0:
            break
        if character == "," and depth == 1:
            count += 1
    return count
