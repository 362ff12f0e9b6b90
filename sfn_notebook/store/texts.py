"""What the engine knows of an execution as JSON text, values that occur more than once written once, and back.

A *slot* stands for a value: a list of one element, `[value]`, or the number of a row of the table `value`. That row's
text is `{"plain": value}`, or `{"object": {key: slot, …}}` or `{"array": [slot, …]}` for a large container: so a state
that changes one member of a large input adds that member and one such spine. A list that is still being filled adds
`{"after": number, "length": length, "at": {index: slot, …}}`, what came since the row of that number, or since it was
empty. Slot 0 is the input of the execution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress, count
from operator import is_not
from typing import Any, Final, TypeAlias, cast

from sfn_notebook.engine.event import DETAILS, JSON_DETAILS, Details, Event
from sfn_notebook.engine.history import replayed
from sfn_notebook.values import ABSENT, JSON, decode, encode

INLINE_CHARACTERS: Final = 400
"""A value with a longer text has a row of its own."""
SPINE_CHARACTERS: Final = 4096
"""A container with a longer text is written member by member."""
_SPINE_LEVELS: Final = 2
_FEW: Final = 12

Slot: TypeAlias = "list[JSON] | int | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filled:
    """How far a list that is still being filled was written.

    Attributes:
        whole: the list itself: so that nothing else gets its identity.
        kept: its members then; where others are now, these are to be written.
        number: of the last row; None before the first one.
    """

    whole: list[JSON]
    kept: list[JSON] = field(default_factory=list["JSON"])
    number: int | None = None


class ValueWriter:
    """Makes slots of the values of one execution.

    Attributes:
        rows: number and text of the values that are to be kept with what was written.
    """

    def __init__(self, given: JSON, next_number: int = 1) -> None:
        self.rows: list[tuple[int, str]] = []
        self._known: dict[int, tuple[JSON, int]] = {id(given): (given, 0)}
        self._filled: dict[int, _Filled] = {}
        self._next = next_number

    def know(self, value: JSON, number: int) -> None:
        """Tell it of a value that is kept under a number."""
        self._known[id(value)] = (value, number)
        self.reserve(number)

    def reserve(self, number: int) -> None:
        """Never give a number up to this one."""
        self._next = max(self._next, number + 1)

    def slot(self, value: JSON, levels: int = _SPINE_LEVELS) -> Slot:
        """What stands for a value, which must never change again."""
        if is_small(value):
            return [value]
        known = self._known.get(id(value))
        if known is not None:
            return known[1]
        text = encode(value)
        if len(text) <= INLINE_CHARACTERS:
            return [value]
        if len(text) > SPINE_CHARACTERS and levels and isinstance(value, dict | list):
            text = encode(self._spine(value, levels - 1))
        else:
            text = f'{{"plain":{text}}}'
        number = self._add(text)
        self.know(value, number)
        return number

    def growing(self, values: list[JSON]) -> Slot:
        """What stands for a list as it is now, which gets other members later: only these are written then."""
        if is_small(values):
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
        number = self._next
        self.reserve(number)
        self.rows.append((number, text))
        return number

    def _spine(self, value: dict[str, JSON] | list[JSON], levels: int) -> JSON:
        if isinstance(value, list):
            return cast("JSON", {"array": [self.slot(item, levels) for item in value]})
        return cast("JSON", {"object": {key: self.slot(member, levels) for key, member in value.items()}})


def is_small(value: JSON) -> bool:
    """Whether a value is certainly short, without writing it."""
    if isinstance(value, str):
        return len(value) < INLINE_CHARACTERS // 2
    if not isinstance(value, dict | list):
        return True
    if len(value) > _FEW:
        return False
    if isinstance(value, dict):
        return all(_is_short(key) and _is_short(member) for key, member in value.items())
    return all(map(_is_short, value))


def _is_short(value: JSON) -> bool:
    if isinstance(value, str):
        return len(value) < INLINE_CHARACTERS // (2 * _FEW)
    return not value if isinstance(value, dict | list) else True


class ValueReader:
    """Gives the values that slots stand for; each row's value is made once and shared.

    Args:
        given: the input of the execution.
        fetch: the text of a row.
    """

    def __init__(self, given: JSON, fetch: Callable[[int], str]) -> None:
        self.known: dict[int, JSON] = {0: given}
        self._fetch = fetch

    def value(self, slot: Any) -> JSON:
        """The value of a slot."""
        if isinstance(slot, list):
            return cast("list[JSON]", slot)[0]
        number = int(slot)
        if number not in self.known:
            row = self._row(number)
            if "after" in row:
                return self._filled(row)
            self.known[number] = self._made(row)
        return self.known[number]

    def _row(self, number: int) -> dict[str, Any]:
        return cast("dict[str, Any]", decode(self._fetch(number)))

    def _filled(self, last: dict[str, Any]) -> list[JSON]:
        """A list that is still being filled: nobody else's, as what it is filled by changes it."""
        values: list[JSON] = [None] * last["length"]
        rows = [last]
        while rows[-1]["after"] is not None:
            rows.append(self._row(rows[-1]["after"]))
        for row in reversed(rows):
            for index, slot in row["at"].items():
                values[int(index)] = self.value(slot)
        return values

    def _made(self, row: dict[str, Any]) -> JSON:
        if "object" in row:
            return {key: self.value(slot) for key, slot in row["object"].items()}
        return [self.value(slot) for slot in row["array"]] if "array" in row else row["plain"]


# -- events
_PLAIN, _VALUE, _VALUES = 0, 1, 2
_KINDS: Final[dict[str, tuple[int, ...]]] = {
    type_name: tuple(
        _VALUE if name in JSON_DETAILS else _VALUES if name == "assigned_variables" else _PLAIN for name in names
    )
    for type_name, names in DETAILS.items()
}


def write_events(events: Iterable[Event], values: ValueWriter) -> str:
    """A stretch of a history; ids are left out, as they count without a gap."""
    return encode([_written(event, values) for event in events])


def _written(event: Event, values: ValueWriter) -> JSON:
    row: list[Any] = [event.previous_event_id, event.timestamp, event.type, event.path]
    for kind, detail in zip(_KINDS[event.type], event.details, strict=True):
        if kind == _PLAIN or detail is ABSENT:
            row.append(None if detail is ABSENT else detail)
        elif kind == _VALUE:
            row.append(values.slot(cast("JSON", detail)))
        else:
            row.append(write_variables(cast("dict[str, JSON] | None", detail), values))
    return row


def read_events(texts: Iterable[str], values: ValueReader) -> list[Event]:
    """The events of all stretches of a history, in their order."""
    return replayed(_read(row, values) for text in texts for row in cast("list[Any]", decode(text)))


def _read(row: Sequence[Any], values: ValueReader) -> tuple[int, int, str, str, Details]:
    previous, timestamp, type_name, path, *slots = row
    details = tuple(_detail(kind, slot, values) for kind, slot in zip(_KINDS[type_name], slots, strict=True))
    return previous, timestamp, type_name, path, details


def _detail(kind: int, slot: Any, values: ValueReader) -> object:
    if kind == _PLAIN:
        return slot
    if kind == _VALUE:
        return ABSENT if slot is None else values.value(slot)
    return None if slot is None else read_variables(slot, values)


def write_variables(variables: dict[str, JSON] | None, values: ValueWriter) -> Any:
    """The slot of each variable."""
    return None if variables is None else {name: values.slot(value) for name, value in variables.items()}


def read_variables(slots: dict[str, Any], values: ValueReader) -> dict[str, JSON]:
    """The value of each variable."""
    return {name: values.value(slot) for name, slot in slots.items()}
