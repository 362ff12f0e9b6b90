"""Events kept as columns read like a list of events."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from sfn_notebook.engine.clock import LOGICAL_START
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.events import Events, row_of
from sfn_notebook.engine.history import History

COUNT = 7
RECORDED = [
    Event(number, number - 1, LOGICAL_START + number, "PassStateEntered", f"/P#{number}", ("P", {"n": number}))
    for number in range(1, COUNT + 1)
]

READS: list[Callable[[Sequence[Event]], object]] = [
    list,
    len,
    lambda events: [*reversed(events)],
    lambda events: [events[place] for place in range(-COUNT, COUNT)],
    lambda events: list(events[2:5]),
    lambda events: list(events[-3:]),
    lambda events: list(events[5:2]),
    lambda events: list(events[:99]),
    lambda events: list(events[::2]),
    lambda events: list(events[::-1]),
    lambda events: list(events[1:6][1:3]),
    lambda events: events[1:6][-1],
    lambda events: RECORDED[3] in events,
    lambda events: events.index(RECORDED[3]),
]


class _Time:
    now = LOGICAL_START


def _events() -> Events:
    return Events.of(map(row_of, RECORDED))


@pytest.mark.parametrize("read", READS)
def test_they_read_like_a_list(read: Callable[[Sequence[Event]], object]) -> None:
    assert read(_events()) == read(RECORDED)


@pytest.mark.parametrize("place", [COUNT, -COUNT - 1])
def test_there_is_none_outside(place: int) -> None:
    with pytest.raises(IndexError):
        _events()[place]


def test_those_of_a_slice_end_where_it_ends() -> None:
    with pytest.raises(IndexError):
        _events()[1:3][2]


def test_a_slice_does_not_grow() -> None:
    history = History(None, _Time())
    history.take(RECORDED[:3])
    events, first = history.events, history.events[:]
    history.take(RECORDED[3:])
    assert (len(first), len(events)) == (3, COUNT)


def test_what_a_history_takes_keeps_its_place() -> None:
    history = History(None, _Time())
    history.take(_events()[:4])
    assert history.append(4, "PassStateExited", "/P#4", ("P", {}, None, None)) == 5
    assert [event.id for event in history.events] == [1, 2, 3, 4, 5]


def test_equal_ones_are_equal_wherever_they_are_kept() -> None:
    assert (_events() == _events(), _events() == RECORDED, _events()[:2] == _events()[1:3]) == (True, True, False)


def test_what_reads_the_same_looks_the_same() -> None:
    assert repr(_events()) == repr(RECORDED)
