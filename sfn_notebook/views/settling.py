"""The last touch on x: what hangs together in one straight line moves as a whole to where its links pull it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import Final

from sfn_notebook.views.layers import Layers
from sfn_notebook.views.placing import gap

_ROUNDS: Final = 4
_SAME: Final = 0.5
_SNAP: Final = 24


def settle(layers: Layers, x: Sequence[float]) -> list[float]:
    """The x of each vertex, rounded to a tenth; order and gaps stay, the leftmost extent is 0."""
    found = list(x)
    for turn in range(_ROUNDS):
        lines = _lines(layers, found)
        for line in reversed(lines) if turn % 2 else lines:
            _shift(layers, found, line)
    start = min(one - left for one, left in zip(found, layers.left, strict=True))
    return [round(one - start, 1) for one in found]


def _lines(layers: Layers, x: list[float]) -> list[list[int]]:
    """The vertices that are joined by straight segments, from top to bottom."""
    seen = [False] * len(x)
    found: list[list[int]] = []
    for vertex in (vertex for row in layers.rows for vertex in row):
        if seen[vertex]:
            continue
        seen[vertex] = True
        line = [vertex]
        for one in line:  # grows while it is read
            for other in (*layers.downs[one], *layers.ups[one]):
                if not seen[other] and abs(x[other] - x[one]) < _SAME:
                    seen[other] = True
                    line.append(other)
        found.append(line)
    return found


def _shift(layers: Layers, x: list[float], line: list[int]) -> None:
    low, high = _room(layers, x, line)
    pulls = list(_pulls(layers, x, line))
    if not pulls:
        return
    mean = sum(distance * weight for distance, weight in pulls) / sum(weight for _, weight in pulls)
    by = min(max(mean, low), high)
    reach = _SNAP if min(line) < layers.boxes else inf
    fitting = [distance for distance, _ in pulls if low <= distance <= high and abs(distance - by) < reach]
    by = min(fitting, key=lambda distance: abs(distance - mean), default=by)
    for vertex in line:
        x[vertex] += by


def _room(layers: Layers, x: list[float], line: list[int]) -> tuple[float, float]:
    """How far a line may move to the left and to the right."""
    low, high = -inf, inf
    for vertex in line:
        row = layers.rows[layers.row_of[vertex]]
        index = layers.place_of[vertex]
        if index:
            other = row[index - 1]
            needed = layers.right[other] + layers.left[vertex] + gap(other, vertex, layers.boxes)
            low = max(low, x[other] + needed - x[vertex])
        if index + 1 < len(row):
            other = row[index + 1]
            needed = layers.right[vertex] + layers.left[other] + gap(vertex, other, layers.boxes)
            high = min(high, x[other] - needed - x[vertex])
    return min(low, 0), max(high, 0)


def _pulls(layers: Layers, x: list[float], line: list[int]) -> Iterator[tuple[float, int]]:
    """The links that leave a line: how far away they pull it, and how much they matter."""
    for vertex in line:
        for other in layers.ups[vertex]:
            if abs(x[other] - x[vertex]) >= _SAME:
                yield x[other] - x[vertex], layers.weights[other, vertex]
        for other in layers.downs[vertex]:
            if abs(x[other] - x[vertex]) >= _SAME:
                yield x[other] - x[vertex], layers.weights[vertex, other]
