"""The curves of the links: straight down through the rows, bent only in the gaps between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from sfn_notebook.views.layers import Layers
from sfn_notebook.views.outline import Link

Pair: TypeAlias = "tuple[float, float]"

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
    found: list[Band] = []
    top = 0.0
    for row, below in zip(layers.rows, [*layers.rows[1:], []], strict=True):
        bottom = top + max(layers.height[vertex] for vertex in row)
        found.append(Band(top=top, bottom=bottom))
        widest = max((abs(x[lower] - x[upper]) for upper in row for lower in layers.downs[upper]), default=0)
        top = bottom + _gap(layers, row, below) + min(widest * _GAP_PER_PIXEL, _WIDEST_EXTRA)
    return tuple(found)


def _gap(layers: Layers, row: list[int], below: list[int]) -> float:
    labels = layers.labels.values()
    if below and not (set(row) | set(below)).isdisjoint(labels):
        return LABEL_ROW_GAP
    is_mark = 0 in row or layers.boxes - 1 in below
    return SMALL_GAP if is_mark else GAP


def route(number: int, link: Link, layers: Layers, x: Sequence[float], rows: Sequence[Band]) -> tuple[Pair, ...]:
    """The points of one curve from its source to its target: a start, then three for each cubic piece."""
    if link.source == link.target:
        return _loop(number, link, layers, x, rows)
    chain = layers.chains[number]
    if number not in layers.upward:
        return tuple(_through(_verticals(chain, layers, x, rows)))
    first = _entering(number, link, layers, x, rows)
    last = _leaving(number, link, layers, x, rows)
    verticals = _verticals(chain, layers, x, rows)
    verticals[0] = (first[0][0], first[0][1], rows[layers.row_of[chain[0]]].bottom)
    verticals[-1] = (last[-1][0], rows[layers.row_of[chain[-1]]].top, last[-1][1])
    down = _through(verticals)
    return (*last, *down[-2::-1], *first[1:])


def _verticals(
    chain: list[int], layers: Layers, x: Sequence[float], rows: Sequence[Band]
) -> list[tuple[float, float, float]]:
    found: list[tuple[float, float, float]] = []
    last = len(chain) - 1
    for index, vertex in enumerate(chain):
        band = rows[layers.row_of[vertex]]
        half = layers.height[vertex] / 2
        top = band.middle + half if index == 0 else band.top
        bottom = band.middle - half if index == last else band.bottom
        found.append((x[vertex], top, bottom))
    return found


def _through(verticals: list[tuple[float, float, float]]) -> list[Pair]:
    """One curve through straight pieces; neighbours with the same x become one piece."""
    here, start, end = verticals[0]
    points: list[Pair] = [(here, start)]
    for x, top, bottom in verticals[1:]:
        if abs(x - here) < _STRAIGHT:
            end = bottom
            continue
        _straight(points, here, end)
        middle = (end + top) / 2
        points += [(here, middle), (x, middle), (x, top)]
        here, end = x, bottom
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
