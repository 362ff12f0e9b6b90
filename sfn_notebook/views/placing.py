"""The x of every vertex: straight where it can be, in the middle of its neighbours where it cannot.

After Brandes and Köpf, "Fast and Simple Horizontal Coordinate Assignment" (2002): vertices are aligned with a middle
neighbour in four ways (from above or below, from the left or right), each gives a narrow placement, and the mean of
the middle two of the four is taken. Of several links at a box only those that matter most are made straight.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from sfn_notebook.views.layers import Layers

_BOX_GAP: Final = 30
_POINT_GAP: Final = 14


def place(layers: Layers) -> list[float]:
    """The x of each vertex; the leftmost extent of all is 0."""
    conflicts = _conflicts(layers, layers.place_of)
    ups, downs = _straight(layers, layers.place_of)
    found: list[list[float]] = []
    for is_down in (True, False):
        rows, neighbours = (layers.rows, ups) if is_down else (layers.rows[::-1], downs)
        pairs = conflicts if is_down else {(lower, upper) for upper, lower in conflicts}
        for is_left in (True, False):
            sided = rows if is_left else [row[::-1] for row in rows]
            found.append(_one_placement(layers, sided, neighbours, pairs, is_left=is_left))
    return _middle(layers, found)


def gap(one: int, two: int, boxes: int) -> float:
    """The free pixels between two neighbours of a row; vertices below `boxes` are boxes."""
    return _BOX_GAP if one < boxes and two < boxes else _POINT_GAP


def _straight(layers: Layers, position: list[int]) -> tuple[list[list[int]], list[list[int]]]:
    """The upper and lower neighbours that each vertex may be aligned with, from left to right."""
    count = len(layers.left)
    best_up, best_down = [0] * count, [0] * count
    for (upper, lower), weight in layers.weights.items():
        best_down[upper] = max(best_down[upper], weight)
        best_up[lower] = max(best_up[lower], weight)
    ups: list[list[int]] = [[] for _ in range(count)]
    downs: list[list[int]] = [[] for _ in range(count)]
    for (upper, lower), weight in layers.weights.items():
        if weight == best_down[upper] == best_up[lower]:
            ups[lower].append(upper)
            downs[upper].append(lower)
    for near in (*ups, *downs):
        near.sort(key=position.__getitem__)
    return ups, downs


def _conflicts(layers: Layers, position: list[int]) -> set[tuple[int, int]]:
    """Segments (upper, lower) at a box that cross a segment between two points, which must stay straight."""
    found: set[tuple[int, int]] = set()
    for above, row in pairwise(layers.rows):
        start, scanned = 0, 0
        for index, vertex in enumerate(row):
            inner = _inner_up(layers, vertex)
            if inner < 0 and index < len(row) - 1:
                continue
            end = position[inner] if inner >= 0 else len(above)
            for lower in row[scanned : index + 1]:
                for upper in layers.ups[lower]:
                    outside = not start <= position[upper] <= end
                    if outside and min(upper, lower) < layers.boxes:
                        found.add((upper, lower))
            start, scanned = end, index + 1
    return found


def _inner_up(layers: Layers, vertex: int) -> int:
    if vertex >= layers.boxes:
        for upper in layers.ups[vertex]:
            if upper >= layers.boxes:
                return upper
    return -1


def _one_placement(
    layers: Layers,
    rows: list[list[int]],
    neighbours: list[list[int]],
    conflicts: set[tuple[int, int]],
    *,
    is_left: bool,
) -> list[float]:
    roots = _align(rows, neighbours if is_left else [near[::-1] for near in neighbours], conflicts)
    sides = (layers.left, layers.right) if is_left else (layers.right, layers.left)
    xs = _compact(rows, roots, sides, layers.boxes)
    sign = 1 if is_left else -1
    return [sign * xs[root] for root in roots]


def _align(rows: list[list[int]], neighbours: list[list[int]], conflicts: set[tuple[int, int]]) -> list[int]:
    """The root of the vertical block of each vertex."""
    roots = list(range(len(neighbours)))
    position = [0] * len(neighbours)
    for row in rows:
        for index, vertex in enumerate(row):
            position[vertex] = index
    for row in rows:
        reached = -1
        for vertex in row:
            near = neighbours[vertex]
            for other in near[(len(near) - 1) // 2 : len(near) // 2 + 1]:
                if reached < position[other] and (other, vertex) not in conflicts:
                    roots[vertex] = roots[other]
                    reached = position[other]
                    break
    return roots


def _compact(
    rows: list[list[int]], roots: list[int], sides: tuple[list[float], list[float]], boxes: int
) -> list[float]:
    """The x of each root: first as far to the left as it goes, then back to the right where there is room."""
    follows = _distances(rows, roots, sides, boxes)
    waiting = [0] * len(roots)
    for distances in follows:
        for other in distances:
            waiting[other] += 1
    xs = [0.0] * len(roots)
    done = [root for root, own in enumerate(roots) if root == own and not waiting[root]]
    for block in done:  # grows while it is read
        for other, distance in follows[block].items():
            xs[other] = max(xs[other], xs[block] + distance)
            waiting[other] -= 1
            if not waiting[other]:
                done.append(other)
    for block in reversed(done):
        if follows[block]:
            xs[block] = max(xs[block], min(xs[other] - distance for other, distance in follows[block].items()))
    return xs


def _distances(
    rows: list[list[int]], roots: list[int], sides: tuple[list[float], list[float]], boxes: int
) -> list[dict[int, float]]:
    """How far from each root the roots to its right must stay."""
    before, after = sides
    follows: list[dict[int, float]] = [{} for _ in roots]
    for row in rows:
        for one, two in pairwise(row):
            distances, other = follows[roots[one]], roots[two]
            needed = after[one] + before[two] + gap(one, two, boxes)
            distances[other] = max(distances.get(other, 0), needed)
    return follows


def _middle(layers: Layers, found: list[list[float]]) -> list[float]:
    ranges = [
        (
            min(x - side for x, side in zip(xs, layers.left, strict=True)),
            max(x + side for x, side in zip(xs, layers.right, strict=True)),
        )
        for xs in found
    ]
    low, high = min(ranges, key=lambda pair: pair[1] - pair[0])
    shifts = [low - ranges[0][0], high - ranges[1][1], low - ranges[2][0], high - ranges[3][1]]
    shifted = [[x + shift for x in xs] for xs, shift in zip(found, shifts, strict=True)]
    means = [sum(sorted(four)[1:3]) / 2 for four in zip(*shifted, strict=True)]
    start = min(x - side for x, side in zip(means, layers.left, strict=True))
    return [x - start for x in means]
