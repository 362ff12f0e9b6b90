"""The order of the vertices within each row: as few crossings as a few sweeps can reach."""

from __future__ import annotations

from bisect import bisect_right, insort
from typing import Final

from sfn_notebook.views.layers import Layers

_SWEEPS: Final = 12
_PATIENCE: Final = 3


def order(layers: Layers) -> None:
    """Reorder `layers.rows` in place, and set `layers.place_of`."""
    _first_order(layers)
    position = layers.place_of
    _number(layers.rows, position)
    best, fewest, waited = [list(row) for row in layers.rows], _crossings(layers, position), 0
    sweep = 0
    while fewest and waited < _PATIENCE and sweep < _SWEEPS:
        _sweep(layers, position, is_down=sweep % 2 == 0)
        found = _crossings(layers, position)
        waited += 1
        sweep += 1
        if found < fewest:
            best, fewest, waited = [list(row) for row in layers.rows], found, 0
    layers.rows[:] = best
    _number(layers.rows, position)


def _first_order(layers: Layers) -> None:
    """Depth first from the start, in the order of the definition: what belongs together starts side by side."""
    rows: list[list[int]] = [[] for _ in layers.rows]
    seen = [False] * len(layers.left)
    for root in (vertex for row in layers.rows for vertex in row):
        stack = [root]
        while stack:
            vertex = stack.pop()
            if not seen[vertex]:
                seen[vertex] = True
                rows[layers.row_of[vertex]].append(vertex)
                stack.extend(reversed(layers.downs[vertex]))
    layers.rows[:] = rows


def _number(rows: list[list[int]], position: list[int]) -> None:
    for row in rows:
        for index, vertex in enumerate(row):
            position[vertex] = index


def _sweep(layers: Layers, position: list[int], *, is_down: bool) -> None:
    """Sort each row by the mean position of the neighbours in the row before; the others keep their places."""
    neighbours = layers.ups if is_down else layers.downs
    for row in layers.rows if is_down else reversed(layers.rows):
        wanted: list[tuple[float, int]] = []
        for vertex in row:
            near = neighbours[vertex]
            if near:
                wanted.append((sum([position[other] for other in near]) / len(near), vertex))
        wanted.sort(key=lambda pair: pair[0])
        movable = iter(wanted)
        for index, vertex in enumerate(row):
            if neighbours[vertex]:
                row[index] = next(movable)[1]
        for index, vertex in enumerate(row):
            position[vertex] = index


def _crossings(layers: Layers, position: list[int]) -> int:
    total = 0
    for row in layers.rows:
        passed: list[int] = []
        for vertex in row:
            ends = sorted([position[other] for other in layers.downs[vertex]])
            for end in ends:
                total += len(passed) - bisect_right(passed, end)
            for end in ends:
                insort(passed, end)
    return total
