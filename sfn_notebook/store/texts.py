"""The values of an execution as JSON text, each written once, and back.

A *slot* stands for a value. It is a list of one element, `[value]`, or a number: 0 is the input of the execution; a
negative one counts those that are written with its history, see `stretches`; a positive one is that of a row of the
table `value`, for those with a long text. What is kept under a number is `[value]`, or `{"object": {key: slot, …}}` or
`{"array": [slot, …]}` for a large container: so a state that changes one member of a large input adds that member and
one such spine. A list that is still being filled adds `{"after": number, "length": length, "at": {index: slot, …}}`,
what came since the text of that number, or since it was empty.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import compress, count
from math import isfinite
from operator import is_not
from typing import Any, Final, TypeAlias, cast

from sfn_notebook.values import ABSENT, JSON, Maybe, decode, encode

SHORT_CHARACTERS: Final = 64
"""A string that is no longer is written wherever it occurs."""
SPINE_CHARACTERS: Final = 4096
"""A value with a longer text has a row of its own, and a container is written member by member."""
_SPINE_LEVELS: Final = 2
_FEW: Final = 12


Slot: TypeAlias = "list[JSON] | int | None"


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text:.40} is no number of JSON")
    return number


_DECODER: Final = json.JSONDecoder(parse_float=_finite, parse_constant=_finite)


def read_own(text: str) -> Any:
    """The value of a JSON text that a store has written, which is not looked at any closer than it needs.

    Raises:
        ValueError: if it is no JSON, or holds what no JSON can carry.
    """
    return decode(text) if "\\u" in text else _DECODER.decode(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filled:
    """How far a list that is still being filled was written.

    Attributes:
        whole: the list itself: so that nothing else gets its identity.
        kept: its members then; where others are now, these are to be written.
        number: of what was written last; None before that.
    """

    whole: list[JSON]
    kept: list[JSON] = field(default_factory=list["JSON"])
    number: int | None = None


class ValueWriter:
    """Makes slots of the values of one execution.

    Attributes:
        rows: number and text of the long values that are to be kept with what was written.
    """

    def __init__(self, given: JSON) -> None:
        self.rows: list[tuple[int, str]] = []
        self._short: list[str] = []
        self._numbers: dict[int, int] = {id(given): 0}
        self._alive: list[JSON] = [given]  # so that nothing else gets the identity of one of them
        self._filled: dict[int, _Filled] = {}
        self._short_count = 0
        self._row_count = 0

    def know(self, value: JSON, number: int) -> None:
        """Tell it of a value that is kept under a number."""
        self._numbers[id(value)] = number
        self._alive.append(value)

    def reserve(self, short_count: int, row_count: int) -> None:
        """Tell it how many values are kept with the history, and up to which number in rows of their own."""
        self._short_count, self._row_count = short_count, row_count

    def take_short(self) -> list[str]:
        """The texts of the short values since the last time, which are kept with the history."""
        texts, self._short = self._short, []
        return texts

    def slot(self, value: Maybe, levels: int = _SPINE_LEVELS) -> Slot:
        """What stands for a value, which must never change again; None for none."""
        kind = type(value)
        if kind is dict or kind is list:
            if value:
                number = self._numbers.get(id(value))
                return self._new(cast("JSON", value), levels) if number is None else number
        elif kind is str and len(cast("str", value)) > SHORT_CHARACTERS:
            number = self._numbers.get(id(value))
            return self._new(cast("JSON", value), levels) if number is None else number
        return None if value is ABSENT else [value]

    def _new(self, value: JSON, levels: int) -> int:
        text = f"[{encode(value)}]"
        if len(text) > SPINE_CHARACTERS and levels and isinstance(value, dict | list):
            text = encode(self._spine(value, levels - 1))
        number = self._add(text)
        self._numbers[id(value)] = number
        self._alive.append(value)
        return number

    def growing(self, values: list[JSON]) -> Slot:
        """What stands for a list as it is now, which gets other members later: only these are written then."""
        if len(values) <= _FEW and all(map(_is_short, values)):
            return [values]
        before = self._filled.get(id(values)) or _Filled(whole=values)
        kept = before.kept
        new = [*compress(count(), map(is_not, values, kept)), *range(len(kept), len(values))]
        if new or before.number is None:
            at = {str(index): self.slot(values[index]) for index in new}
            row = {"after": before.number, "length": len(values), "at": at}
            number = self._add(encode(cast("JSON", row)))
            self._filled[id(values)] = _Filled(whole=values, kept=values.copy(), number=number)
            return number
        return before.number

    def _add(self, text: str) -> int:
        if len(text) <= SPINE_CHARACTERS:
            self._short.append(text)
            self._short_count += 1
            return -self._short_count
        self._row_count += 1
        self.rows.append((self._row_count, text))
        return self._row_count

    def _spine(self, value: dict[str, JSON] | list[JSON], levels: int) -> JSON:
        if isinstance(value, list):
            return cast("JSON", {"array": [self.slot(item, levels) for item in value]})
        return cast("JSON", {"object": {key: self.slot(member, levels) for key, member in value.items()}})


def _is_short(value: JSON) -> bool:
    if isinstance(value, str):
        return len(value) <= SHORT_CHARACTERS
    return not value if isinstance(value, dict | list) else True


class ValueReader:
    """Gives the values that slots stand for; each of those with a number is made once and shared.

    Args:
        given: the input of the execution.
        short: what is kept with its history, in order.
        fetch: the text of a row.
    """

    def __init__(self, given: JSON, short: Sequence[Any], fetch: Callable[[int], str]) -> None:
        self.known: dict[int, JSON] = {0: given}
        self.short_count = len(short)
        self._short = short
        self._fetch = fetch

    def value(self, slot: Any) -> JSON:
        """The value of a slot."""
        if isinstance(slot, list):
            return cast("list[JSON]", slot)[0]
        number = int(slot)
        if number not in self.known:
            kept = self._kept(number)
            if "after" in kept:
                return self._filled(kept)
            self.known[number] = self._made(kept)
        return self.known[number]

    def _kept(self, number: int) -> Any:
        return self._short[-number - 1] if number < 0 else read_own(self._fetch(number))

    def _filled(self, last: dict[str, Any]) -> list[JSON]:
        """A list that is still being filled: nobody else's, as what it is filled by changes it."""
        values: list[JSON] = [None] * last["length"]
        rows = [last]
        while rows[-1]["after"] is not None:
            rows.append(self._kept(rows[-1]["after"]))
        for row in reversed(rows):
            for index, slot in row["at"].items():
                values[int(index)] = self.value(slot)
        return values

    def _made(self, kept: Any) -> JSON:
        if isinstance(kept, list):
            return cast("list[JSON]", kept)[0]
        if "object" in kept:
            return {key: self.value(slot) for key, slot in kept["object"].items()}
        return [self.value(slot) for slot in kept["array"]]


def write_variables(variables: dict[str, JSON] | None, values: ValueWriter) -> Any:
    """The slot of each variable."""
    return None if variables is None else {name: values.slot(value) for name, value in variables.items()}


def read_variables(slots: dict[str, Any], values: ValueReader) -> dict[str, JSON]:
    """The value of each variable."""
    return {name: values.value(slot) for name, slot in slots.items()}
