"""What a plain scalar of YAML means: the core schema of YAML 1.2, where `no` is text and dates are text.

A whole number that begins with 0 stays text: account ids do.

Spec: https://yaml.org/spec/1.2.2/#103-core-schema
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import isfinite
from typing import Final

from sfn_notebook.values import JSON

_CONSTANTS: Final[dict[str, JSON]] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_OTHER_BASE: Final = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LEADING_ZERO: Final = re.compile(r"[-+]?0[0-9]+")

_TAG: Final = "tag:yaml.org,2002:"


class NotJsonScalarError(ValueError):
    """A scalar that JSON has no form for; the message says which."""


def resolve(text: str, tag: str | None, *, is_plain: bool) -> JSON:
    """The value of a scalar.

    Raises:
        NotJsonScalarError: for numbers that are not finite and for tags of YAML or of the user.
    """
    if tag is None:
        return _plain(text) if is_plain else text
    reader = _BY_TAG.get(tag)
    if reader is None:
        raise NotJsonScalarError(f"the tag {tag.replace(_TAG, '!!')} has no form in JSON")
    return reader(text)


def _plain(text: str) -> JSON:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if not text[0].isascii() or text[0].isalpha() or _LEADING_ZERO.fullmatch(text):
        return text
    return _number(text)


def _number(text: str) -> JSON:
    if _INTEGER.fullmatch(text):
        return _to_int(text, 10)
    if _OTHER_BASE.fullmatch(text):
        return _to_int(text, 0)
    if _NOT_FINITE.fullmatch(text):
        raise NotJsonScalarError(f"{text} is not JSON")
    if not _FLOAT.fullmatch(text):
        return text
    number = float(text)
    if not isfinite(number):
        raise NotJsonScalarError("the number is too large")
    return number


def _to_int(text: str, radix: int) -> int:
    try:
        number = int(text, radix)
        str(number)  # of another base than ten, int reads more digits than can be written
    except ValueError:
        raise NotJsonScalarError("the number is too large") from None
    return number


def _text(text: str) -> JSON:
    return text


_BY_TAG: Final[dict[str, Callable[[str], JSON]]] = {
    "!": _text,
    f"{_TAG}str": _text,
    f"{_TAG}null": _plain,
    f"{_TAG}bool": _plain,
    f"{_TAG}int": _plain,
    f"{_TAG}float": _plain,
}
