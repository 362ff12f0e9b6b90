"""Rows of vertices: boxes, labels, and the points where long links pass a row.

Links to the same box share their points, so that they run together like tracks into a station. A link that goes up
leaves its box at the right side and enters the other at its right side, by a lane that belongs to the box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sfn_notebook.views.outline import LABEL_HEIGHT, Box, Link
from sfn_notebook.views.ranking import Ranks

LANE: Final = 12
FIRST_LANE: Final = 18
LABEL_GAP: Final = 6
_POINT: Final = 5
_TRACK: Final = 4
_FROM_LABEL: Final = 3
_MAIN: Final = 2
_SIDE: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """Where links that go up pass beside the boxes, as offsets from the middle of the box.

    Attributes:
        leaving: by link: the lane at its source, and its number there.
        entering: by link: the lane at its target, and its number there.
        loops: by link from a box to itself: its lane.
        extents: by box: how far box and lanes reach to the right of the middle.
        counts: by box: how many lanes leave and enter.
    """

    leaving: dict[int, tuple[float, int]]
    entering: dict[int, tuple[float, int]]
    loops: dict[int, float]
    extents: list[float]
    counts: list[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Everything that takes room in a row. Vertices below `boxes` are boxes, with the same index.

    Attributes:
        rows: the vertices of each row from left to right; reordered in place by `ordering`.
        row_of, place_of: the row of each vertex, and its index there.
        left, right, height: of each vertex, from its middle.
        ups, downs: neighbours of each vertex in the row above and below.
        weights: of each segment (upper, lower): how much it wants to be straight.
        heads: by link: its vertices from its source up to the track of its target; none for a link to the same box.
        onward: by vertex of a track: the next one on the way to the target, at last the target itself.
        labels: by link: the vertex of its label.
        upward: links that run up.
    """

    boxes: int
    rows: list[list[int]]
    row_of: list[int]
    place_of: list[int]
    left: list[float]
    right: list[float]
    height: list[float]
    ups: list[list[int]]
    downs: list[list[int]]
    weights: dict[tuple[int, int], int]
    heads: list[list[int]]
    onward: dict[int, int]
    labels: dict[int, int]
    upward: frozenset[int]
    lanes: Lanes


def lanes(boxes: Sequence[Box], links: Sequence[Link], ranks: Ranks) -> Lanes:
    """The lanes beside each box; the nearest one belongs to the shortest link."""
    ways: list[tuple[dict[int, list[int]], dict[bool, list[int]]]] = [({}, {}) for _ in boxes]
    for number in sorted(ranks.upward, key=lambda one: (_length(links[one], ranks), one)):
        link = links[number]
        ways[link.source][0].setdefault(number, []).append(number)
        ways[link.target][1].setdefault(link.kind == "catch", []).append(number)
    found = Lanes(leaving={}, entering={}, loops={}, extents=[], counts=[])
    for box, (leaving, entering) in zip(boxes, ways, strict=True):
        half = box.width / 2
        for groups, into in ((leaving.values(), found.leaving), (entering.values(), found.entering)):
            for slot, group in enumerate(groups):
                into.update((number, (half + FIRST_LANE + LANE * slot, slot)) for number in group)
        used = max(len(leaving), len(entering))
        found.counts.append((len(leaving), len(entering)))
        found.extents.append(half + (FIRST_LANE + LANE * (used - 1) + _POINT if used else 0))
    for number, link in enumerate(links):
        if link.source == link.target:
            _add_loop(found, number, link, boxes[link.source].width / 2)
    return found


def _length(link: Link, ranks: Ranks) -> int:
    return ranks.rows[link.source] - ranks.rows[link.target]


def _add_loop(found: Lanes, number: int, link: Link, half: float) -> None:
    extent = found.extents[link.source]
    lane = extent + (FIRST_LANE if extent == half else LANE - _POINT)
    found.loops[number] = lane
    found.extents[link.source] = lane + (LABEL_GAP + link.width if link.width else _POINT)


def layers(boxes: Sequence[Box], links: Sequence[Link], ranks: Ranks) -> Layers:
    """All vertices of a machine in their rows, in no good order yet. A row of labels exists only where there is one."""
    labelled = {
        2 * ranks.rows[link.source] + (-1 if number in ranks.upward else 1)
        for number, link in enumerate(links)
        if link.width and link.source != link.target
    }
    numbers = sorted({2 * row for row in ranks.rows} | labelled)
    position = {number: index for index, number in enumerate(numbers)}
    at = [position[2 * row] for row in ranks.rows]
    beside = lanes(boxes, links, ranks)
    result = Layers(
        boxes=len(boxes),
        rows=[[] for _ in numbers],
        row_of=list(at),
        place_of=[0] * len(at),
        left=[box.width / 2 for box in boxes],
        right=list(beside.extents),
        height=[box.height for box in boxes],
        ups=[[] for _ in boxes],
        downs=[[] for _ in boxes],
        weights={},
        heads=[],
        onward={},
        labels={},
        upward=ranks.upward,
        lanes=beside,
    )
    for vertex, row in enumerate(at):
        result.rows[row].append(vertex)
    tracks: dict[tuple[int, bool, bool], dict[int, int]] = {}
    for number, link in enumerate(links):
        result.heads.append([])
        if link.source != link.target:
            track = tracks.setdefault((link.target, number in ranks.upward, link.kind == "catch"), {})
            _connect(result, number, link, track)
    return result


def _connect(result: Layers, number: int, link: Link, track: dict[int, int]) -> None:
    """Lead a link to the track of its target; where the track does not reach that far yet, it is made longer."""
    step = -1 if number in result.upward else 1
    row, stop = result.row_of[link.source] + step, result.row_of[link.target]
    own = _SIDE if link.kind == "catch" or step < 0 else _MAIN
    head = result.heads[number]
    head.append(link.source)
    if link.width:
        result.labels[number] = _add(result, row, link.width / 2, LABEL_HEIGHT)
        head.append(result.labels[number])
        row += step
    added: list[int] = []
    first = row
    while row != stop and row not in track:
        track[row] = _add(result, row, _POINT, 0)
        added.append(track[row])
        row += step
    after = link.target if row == stop else track[row]
    for one, two in pairwise([*added, after]):
        result.onward[one] = two
        _join(result, (one, two)[::step], own)
    head.append(link.target if first == stop else track[first])
    for one, two in pairwise(head):
        _join(result, (one, two)[::step], own)


def _add(result: Layers, row: int, half: float, height: float) -> int:
    vertex = len(result.left)
    result.rows[row].append(vertex)
    result.row_of.append(row)
    result.place_of.append(0)
    result.left.append(half)
    result.right.append(half)
    result.height.append(height)
    result.ups.append([])
    result.downs.append([])
    return vertex


def _join(result: Layers, segment: tuple[int, ...], own: int) -> None:
    upper, lower = segment
    result.downs[upper].append(lower)
    result.ups[lower].append(upper)
    is_between_points = min(segment) >= result.boxes
    has_label = bool(result.height[upper] or result.height[lower])
    result.weights[upper, lower] = (_FROM_LABEL if has_label else _TRACK) if is_between_points else own
