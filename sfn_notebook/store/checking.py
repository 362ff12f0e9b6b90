"""What is read from a file is what was written into it: else the file is damaged, and a ValueError says where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, Final

from sfn_notebook.engine.event import DETAILS, JSON_DETAILS, Event

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "str": (str,),
    "str | None": (str, NoneType),
    "int": (int,),
    "int | None": (int, NoneType),
    "bool": (bool,),
    "float | None": (int, float, NoneType),
    "MapRunStatus": (str,),
    "MachineType": (str,),
    "LogLevel": (str,),
    "list[int]": (list,),
    "Sequence[int]": (list, tuple),
    "tuple[int, ...]": (list, tuple),
    "list[JSON] | None": (list, NoneType),
    "dict[str, JSON]": (dict,),
    "dict[str, int]": (dict,),
}
"""By how they are written; whatever is written otherwise may be anything."""
_LISTS_OF_NUMBERS: Final = frozenset({"list[int]", "Sequence[int]", "tuple[int, ...]"})
_TIMES: Final = ("start", "started", "stopped", "redriven", "created", "updated")
STATUSES: Final = ("RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")
_NUMBERS: Final = frozenset({"length", "index", "redrive_count", "timeout_in_seconds", "heartbeat_in_seconds"})
_OBJECTS: Final = frozenset({"assigned_variables", "task_credentials"})
_LAST_TIME: Final = 253_402_300_800_000_000_000
"""The end of the year 9999, in nanoseconds since the epoch."""


@cache
def types_of(cls: type[DataclassInstance]) -> Mapping[str, tuple[type, ...]]:
    """What the attributes of a dataclass may be, as far as that is known."""
    return {each.name: _TYPES[each.type] for each in fields(cls) if each.type in _TYPES}


@cache
def _numbers_of(cls: type[DataclassInstance]) -> tuple[str, ...]:
    """The attributes of a dataclass that are lists of whole numbers."""
    return tuple(each.name for each in fields(cls) if each.type in _LISTS_OF_NUMBERS)


def checked(cls: type[DataclassInstance], values: dict[str, Any]) -> dict[str, Any]:
    """Values for some attributes of a dataclass, which have its types.

    Raises:
        ValueError: if they have not.
    """
    types = types_of(cls)
    for name, value in values.items():
        if name in types and type(value) not in types[name]:
            raise ValueError(f"{cls.__name__}.{name} is {value!r:.40}")
    for name in _numbers_of(cls):
        if not all(type(each) is int for each in values.get(name, ())):
            raise ValueError(f"{cls.__name__}.{name} is {values[name]!r:.40}")
    if values.get("status", "RUNNING") not in STATUSES:
        raise ValueError(f"{cls.__name__}.status is {values['status']!r:.40}")
    check_times(values[name] for name in _TIMES if name in values)
    return values


def check_times(times: Iterable[int | None]) -> None:
    """Raise a ValueError for a time that no calendar has; None is no time."""
    for time in times:
        if time is not None and not 0 <= time < _LAST_TIME:
            raise ValueError(f"a time is {time}")


def check_events(events: Sequence[Event], count: int) -> None:
    """Make sure that a history is whole.

    Args:
        events: all of them; none where the history is not kept.
        count: how many there were when it was kept.

    Raises:
        ValueError: if something is wrong.
    """
    if events and len(events) != count:
        raise ValueError(f"a history has {len(events)} events instead of {count}")
    for event in events:
        if not _is_sound(event):
            raise ValueError(f"event {event.id} is {event!r:.80}")


def _is_sound(event: Event) -> bool:
    previous, time, path = event.previous_event_id, event.timestamp, event.path
    if type(previous) is not int or type(time) is not int or type(path) is not str:
        return False
    if not 0 <= previous < event.id or not 0 <= time < _LAST_TIME or path[:1] not in ("", "/"):
        return False
    names = DETAILS[event.type]
    return len(names) == len(event.details) and all(map(_may_be, names, event.details))


def _may_be(name: str, value: object) -> bool:
    if name in JSON_DETAILS or value is None:
        return True
    return type(value) is (int if name in _NUMBERS else dict if name in _OBJECTS else str)
