"""The curves of the links: straight down through the rows, bent only in the gaps between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from sfn_notebook.views.layers import Layers
from sfn_notebook.views.outline import Link

Pair: TypeAlias = "tuple[float, float]"
_Post: TypeAlias = "tuple[float, float, float]"  # straight along x, from y to y

GAP: Final = 40
LABEL_ROW_GAP: Final = 22
SMALL_GAP: Final = 24
_GAP_PER_PIXEL: Final = 0.05
_WIDEST_EXTRA: Final = 36
_PORT_STEP: Final = 8
_LOOP_RISE: Final = 5
_STRAIGHT: Final = 0.5
_ROUND: Final = 0.5523  # of a quarter circle drawn as one cubic piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The height that one row takes."""

    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Where the middle of each of its vertices is."""
        return (self.top + self.bottom) / 2


def bands(layers: Layers, x: Sequence[float]) -> tuple[Band, ...]:
    """The rows from top to bottom; a gap is the wider, the further its links go sideways."""
    labels = frozenset(layers.labels.values())
    found: list[Band] = []
    top = 0.0
    for row, below in zip(layers.rows, [*layers.rows[1:], []], strict=True):
        bottom = top + max(layers.height[vertex] for vertex in row)
        found.append(Band(top=top, bottom=bottom))
        widest = max((abs(x[lower] - x[upper]) for upper in row for lower in layers.downs[upper]), default=0)
        top = bottom + _gap(layers, labels, row, below) + min(widest * _GAP_PER_PIXEL, _WIDEST_EXTRA)
    return tuple(found)


def _gap(layers: Layers, labels: frozenset[int], row: list[int], below: list[int]) -> float:
    if below and not (labels.isdisjoint(row) and labels.isdisjoint(below)):
        return LABEL_ROW_GAP
    is_mark = 0 in row or layers.boxes - 1 in below
    return SMALL_GAP if is_mark else GAP


def routes(links: Sequence[Link], layers: Layers, x: Sequence[float], rows: Sequence[Band]) -> list[tuple[Pair, ...]]:
    """The points of each curve from its source to its target: a start, then three for each cubic piece."""
    place = _Place(layers=layers, x=x, rows=rows, tails={})
    return [_route(number, link, place) for number, link in enumerate(links)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """All that a route depends on; `tails` are the straight pieces from a vertex of a track to its end, as found."""

    layers: Layers
    x: Sequence[float]
    rows: Sequence[Band]
    tails: dict[int, tuple[_Post, ...]]


def _route(number: int, link: Link, place: _Place) -> tuple[Pair, ...]:
    layers, x = place.layers, place.x
    source, target = (place.rows[layers.row_of[box]] for box in (link.source, link.target))
    if link.source == link.target:
        return _loop(number, link, layers, x, place.rows)
    if number not in layers.upward:
        start = (x[link.source], source.middle + layers.height[link.source] / 2, source.bottom)
        end = (x[link.target], target.top, target.middle - layers.height[link.target] / 2)
        return tuple(_through([start, *_between(number, place), end]))
    first = _leaving(number, link, layers, x, place.rows)
    last = _entering(number, link, layers, x, place.rows)
    start = (first[-1][0], first[-1][1], source.top)
    end = (last[0][0], target.bottom, last[0][1])
    return (*first, *_through([start, *_between(number, place), end])[1:], *last[1:])


def _between(number: int, place: _Place) -> list[_Post]:
    """The straight pieces between source and target, in the direction of the link."""
    layers = place.layers
    head = layers.heads[number][1:]
    posts = [_post(vertex, place, is_upward=number in layers.upward) for vertex in head[:-1]]
    if head[-1] >= layers.boxes:
        posts += _tail(head[-1], place, is_upward=number in layers.upward)
    return posts


def _tail(vertex: int, place: _Place, *, is_upward: bool) -> tuple[_Post, ...]:
    """The pieces of a track from one of its vertices on; each part of a track is looked at once."""
    layers, tails = place.layers, place.tails
    pending: list[int] = []
    while vertex >= layers.boxes and vertex not in tails:
        pending.append(vertex)
        vertex = layers.onward[vertex]
    found = tails.get(vertex, ())
    for one in reversed(pending):
        found = tails[one] = _before(_post(one, place, is_upward=is_upward), found)
    return found


def _before(post: _Post, posts: tuple[_Post, ...]) -> tuple[_Post, ...]:
    if posts and abs(posts[0][0] - post[0]) < _STRAIGHT:
        return ((post[0], post[1], posts[0][2]), *posts[1:])
    return (post, *posts)


def _post(vertex: int, place: _Place, *, is_upward: bool) -> _Post:
    band = place.rows[place.layers.row_of[vertex]]
    ends = (band.bottom, band.top) if is_upward else (band.top, band.bottom)
    return (place.x[vertex], *ends)


def _through(posts: list[_Post]) -> list[Pair]:
    """One curve through straight pieces; neighbours with the same x become one piece."""
    here, start, end = posts[0]
    points: list[Pair] = [(here, start)]
    for x, begin, stop in posts[1:]:
        if abs(x - here) < _STRAIGHT:
            end = stop
            continue
        _straight(points, here, end)
        middle = (end + begin) / 2
        points += [(here, middle), (x, middle), (x, begin)]
        here, end = x, stop
    _straight(points, here, end)
    return points


def _straight(points: list[Pair], x: float, end: float) -> None:
    start = points[-1][1]
    if abs(end - start) >= _STRAIGHT or len(points) == 1:
        third = (end - start) / 3
        points += [(x, start + third), (x, end - third), (x, end)]


def _leaving(number: int, link: Link, layers: Layers, x: Sequence[float], rows: Sequence[Band]) -> list[Pair]:
    """From the right side of the source up into its lane; the innermost lane takes the highest place."""
    offset, slot = layers.lanes.leaving[number]
    source, count = link.source, layers.lanes.counts[link.source][0]
    band = rows[layers.row_of[source]]
    y = band.middle - _port(layers.height[source], count, slot)
    side, lane = x[source] + layers.left[source], x[source] + offset
    return _quarter((side, y), (lane, max(y - (lane - side), band.top)))


def _entering(number: int, link: Link, layers: Layers, x: Sequence[float], rows: Sequence[Band]) -> list[Pair]:
    """From the lane of the target to its right side; the innermost lane takes the lowest place."""
    offset, slot = layers.lanes.entering[number]
    target, count = link.target, layers.lanes.counts[link.target][1]
    band = rows[layers.row_of[target]]
    y = band.middle + _port(layers.height[target], count, slot)
    side, lane = x[target] + layers.left[target], x[target] + offset
    return _quarter((side, y), (lane, min(y + (lane - side), band.bottom)))[::-1]


def _port(height: float, count: int, slot: int) -> float:
    room = height / 2 - 2 * _LOOP_RISE
    step = min(_PORT_STEP, room / count)
    return _LOOP_RISE + step * (count - slot) - step / 2


def _quarter(side: Pair, lane: Pair) -> list[Pair]:
    across, along = lane[0] - side[0], lane[1] - side[1]
    return [side, (side[0] + across * _ROUND, side[1]), (lane[0], lane[1] - along * _ROUND), lane]


def _loop(number: int, link: Link, layers: Layers, x: Sequence[float], rows: Sequence[Band]) -> tuple[Pair, ...]:
    middle = rows[layers.row_of[link.source]].middle
    side = x[link.source] + layers.left[link.source]
    lane = x[link.source] + layers.lanes.loops[number]
    low = _quarter((side, middle + _LOOP_RISE), (lane, middle))
    high = _quarter((side, middle - _LOOP_RISE), (lane, middle))
    return (*low, *high[-2::-1])
