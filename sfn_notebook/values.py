"""JSON values: their type, their text, their size."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable
from enum import Enum
from math import isfinite
from typing import Any, Final, Literal, TypeAlias, cast

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"

MAX_DEPTH: Final = 500
"""Objects and arrays nested deeper than this are refused at every door."""


class Absent(Enum):
    """The one value that says that a field was not given, where null is a value of its own."""

    ABSENT = "ABSENT"


ABSENT: Final = Absent.ABSENT
Maybe: TypeAlias = "JSON | Literal[Absent.ABSENT]"

_SHALLOW_CHARACTERS: Final = 2 * MAX_DEPTH
"""No shorter text is nested too deep: each level takes two brackets."""
_HUGE: Final = re.compile(r"[eE]\+?\d{3}")
"""A number that may be over what a double holds, and would be read as Infinity."""


def _make_chunks() -> Callable[[JSON, int], Iterable[str]]:
    """What `JSONEncoder.iterencode` does, with an encoder in C that is made once.

    The standard library makes one at each call, which takes as long as a small value itself.
    """
    plain = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"))
    make: Any = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return lambda value, _: plain.iterencode(value)
    return make(None, plain.default, _quote, None, ":", ",", False, False, False)  # noqa: FBT003


_quote: Final = json.encoder.encode_basestring
_chunks: Final = _make_chunks()


class NotJsonError(ValueError):
    """A value that JSON cannot carry; the message says where it stands and what it is."""


def encode(value: JSON) -> str:
    """The compact JSON text of a value that is known to be JSON."""
    return _quote(value) if type(value) is str else "".join(_chunks(value, 0))


def decode(text: str) -> JSON:
    """The value of a JSON text.

    Raises:
        NotJsonError: if the text is not JSON, has NaN or Infinity, is nested too deep, or has half of a surrogate pair.
    """
    try:
        value = _read(text)
    except RecursionError:
        raise NotJsonError(f"nested deeper than {MAX_DEPTH} levels") from None
    except json.JSONDecodeError as error:
        raise NotJsonError(
            f"{error.msg[:1].lower()}{error.msg[1:]} at line {error.lineno}, column {error.colno}"
        ) from None
    except NotJsonError:
        raise
    except ValueError:
        raise NotJsonError("a number has more digits than can be read") from None
    if len(text) > _SHALLOW_CHARACTERS:
        check_depth(value)
    if not text.isascii():
        _check_surrogates(text)
    if "\\u" in text or _HUGE.search(text):
        _check_surrogates(_encode_finite(value))
    return value


def _read(text: str) -> JSON:
    """What `json.loads` does, with a decoder that is made once."""
    if text.startswith("\ufeff"):
        raise json.JSONDecodeError("Unexpected UTF-8 BOM (decode using utf-8-sig)", text, 0)
    return cast("JSON", _decoder.decode(text))


def _encode_finite(value: JSON) -> str:
    try:
        return encode(value)
    except ValueError:
        raise NotJsonError("a number is too large for JSON's readers") from None


def to_json(value: object) -> str:
    """The JSON text of anything a user hands in; see `detach`."""
    return detach(value)[0]


def detach(value: object) -> tuple[str, JSON]:
    """The JSON text of anything a user hands in, and its value, which shares nothing with what was given.

    The one door by which Python values enter. Tuples become arrays, as `json` has it; everything else must be JSON
    already.

    Raises:
        NotJsonError: for NaN, cycles, keys that are not text, lone surrogates, values JSON has no form for, and values
            nested deeper than 500 levels.
    """
    try:
        text = _encode_given(value)
        is_small = len(text) > _LONG and _has_few_containers(value)
        decoded = _plain_copy(value) if is_small else cast("JSON", json.loads(text))
        is_same = decoded == value
    except (TypeError, ValueError, RecursionError):
        is_small, is_same, text, decoded = False, False, "", None
    if not is_same:
        # tuples, keys that are not text, or something that is no JSON at all: look at every node, and say which
        check_plain(value)
        text = encode(cast("JSON", value))
        decoded = cast("JSON", json.loads(text))
    if not is_small and len(text) > 2 * MAX_DEPTH:  # each level takes two brackets
        check_depth(decoded)
    _check_surrogates(text)
    return text, decoded


_FEW: Final = 64
_LONG: Final = 4_096
"""Characters; a value with a shorter text is copied fastest by reading that."""
_ESCAPED: Final = ('"', "\\", *map(chr, range(32)))


def _encode_given(value: object) -> str:
    """The JSON text; an object with long texts is put together, as to find nothing to escape in them is fast."""
    if type(value) is dict:
        members = cast("dict[object, JSON]", value)
        if any(type(member) is str and len(member) > _LONG for member in members.values()):
            parts = [part for key, member in members.items() for part in _member_parts(key, member)]
            return "".join(("{", *parts[1:], "}"))
    return encode(cast("JSON", value))


def _member_parts(key: object, value: JSON) -> tuple[str, ...]:
    """The text of a member in parts, so that a long one is copied only once; a comma comes first."""
    if not isinstance(key, str):
        raise TypeError("a key is not text")
    if type(value) is str and len(value) > _LONG and not any(character in value for character in _ESCAPED):
        return ",", encode(key), ':"', value, '"'
    return ",", encode(key), ":", encode(value)


_SCALARS: Final = frozenset({str, int, float, bool, type(None)})
_CONTAINERS: Final = frozenset({dict, list})
_Container: TypeAlias = "dict[str, JSON] | list[JSON]"


def _has_few_containers(value: object) -> bool:
    """Whether a value has so few objects and arrays that Python copies it faster than its text can be read."""
    containers = [value]
    for container in containers:
        members = _members(container)
        if not _SCALARS.issuperset(map(type, members)):
            containers += [member for member in members if type(member) not in _SCALARS]
        if len(containers) > _FEW:
            return False
    return True


def _members(container: object) -> Collection[object]:
    if type(container) is dict:
        return cast("dict[object, object]", container).values()
    return cast("list[object]", container) if type(container) is list else ()


def _plain_copy(value: object) -> JSON:
    """A copy of a value that is not nested deep.

    Raises:
        TypeError: for anything that is not of JSON's own types.
    """
    if type(value) in _SCALARS:
        return cast("JSON", value)
    if type(value) is dict:
        members = cast("dict[object, object]", value)
        if not all(type(key) is str for key in members):
            raise TypeError("a key is not text")
        return {cast("str", key): _plain_copy(member) for key, member in members.items()}
    if type(value) is list:
        items = cast("list[object]", value)
        are_scalars = _SCALARS.issuperset(map(type, items))
        return cast("list[JSON]", items.copy()) if are_scalars else [_plain_copy(item) for item in items]
    raise TypeError("not JSON's own type")


def copy(value: JSON) -> JSON:
    """A copy that shares nothing that can be changed with the original; does not recurse."""
    if not isinstance(value, (dict, list)):
        return value
    whole = value.copy()
    pending: list[dict[str, JSON] | list[JSON]] = [whole]
    while pending:
        container = pending.pop()
        members = container.items() if isinstance(container, dict) else enumerate(container)
        for place, member in members:
            if isinstance(member, (dict, list)):
                inner = member.copy()
                container[place] = inner  # pyright: ignore[reportArgumentType, reportCallIssue] - its own place
                pending.append(inner)
    return whole


def size_bytes(value: JSON) -> int:
    """The length of the compact JSON text in UTF-8."""
    text = encode(value)
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def text_size_bytes(text: str) -> int:
    """The length of a text in UTF-8."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def is_text(text: str) -> bool:
    """Whether UTF-8 can carry a Python text: not one with half of a surrogate pair."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def check_depth(value: JSON) -> None:
    """Raise NotJsonError if objects and arrays are nested deeper than 500 levels; does not recurse."""
    level: list[_Container] = [value] if isinstance(value, (dict, list)) else []
    for _ in range(MAX_DEPTH):
        if not level:
            return
        inner = [
            member
            for outer in level
            for member in (outer.values() if isinstance(outer, dict) else outer)
            if type(member) in _CONTAINERS  # faster than isinstance, and what is checked is plain
        ]
        level = cast("list[_Container]", inner)
    if level:
        raise NotJsonError(f"nested deeper than {MAX_DEPTH} levels")


def check_plain(value: object) -> None:
    """Raise NotJsonError, naming the place, if a Python value has no JSON form; does not recurse."""
    pending: list[tuple[object, str, int]] = [(value, "$", 0)]
    while pending:
        found, where, depth = pending.pop()
        if found is None or isinstance(found, (str, bool, int)):
            continue
        if isinstance(found, float):
            _check_finite(found, where)
            continue
        if depth >= MAX_DEPTH:
            raise NotJsonError(f"nested deeper than {MAX_DEPTH} levels")
        pending.extend((member, place, depth + 1) for place, member in _places(found, where))


def _places(found: object, where: str) -> list[tuple[str, object]]:
    if isinstance(found, dict):
        members = cast("dict[object, object]", found)
        for key in members:
            if not isinstance(key, str):
                raise NotJsonError(f"{where} has a key that is not text: {key!r}")
        return [(f"{where}.{key}", member) for key, member in members.items()]
    if isinstance(found, (list, tuple)):
        items = cast("list[object]", found)
        return [(f"{where}[{index}]", member) for index, member in enumerate(items)]
    raise NotJsonError(f"{where} is of type {type(found).__name__}, which JSON has no form for")


def _check_finite(number: float, where: str) -> None:
    if not isfinite(number):
        raise NotJsonError(f"{where} is {number}, which JSON has no form for")


def _refuse_constant(name: str) -> Any:
    raise NotJsonError(f"{name} is not JSON")


_decoder: Final = json.JSONDecoder(parse_constant=_refuse_constant)


def _check_surrogates(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotJsonError(f"half of a surrogate pair at character {error.start}") from None
