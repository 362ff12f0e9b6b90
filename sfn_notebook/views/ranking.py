"""Which row each box of a machine stands in: cycles are opened, then the longest path decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranks:
    """The row of every box, and the links that go up, against the rows."""

    rows: tuple[int, ...]
    upward: frozenset[int]


def rank(count: int, links: Sequence[tuple[int, int]]) -> Ranks:
    """Rows for `count` boxes, of which the first is the start and the last the end.

    Every link but those in `upward` and those from a box to itself goes at least one row down. Boxes that nothing
    leads to stand beside the first state.
    """
    leaving: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for number, (source, target) in enumerate(links):
        if source != target:
            leaving[source].append((number, target))
    order, upward = _search(leaving)
    rows = [1] * count
    rows[0] = 0
    for source in order:
        for number, target in leaving[source]:
            if number not in upward:
                rows[target] = max(rows[target], rows[source] + 1)
    rows[-1] = max(rows[-1], max(rows[:-1]) + 1)
    return Ranks(rows=tuple(rows), upward=frozenset(upward))


def _search(leaving: list[list[tuple[int, int]]]) -> tuple[list[int], set[int]]:
    """A topological order of the boxes, and the links that had to be left out for it."""
    finished: list[int] = []
    upward: set[int] = set()
    on_way = [False] * len(leaving)
    seen = [False] * len(leaving)
    for root in range(len(leaving)):
        if seen[root]:
            continue
        seen[root] = on_way[root] = True
        stack: list[tuple[int, Iterator[tuple[int, int]]]] = [(root, iter(leaving[root]))]
        while stack:
            box, rest = stack[-1]
            step = _next_unseen(rest, seen, on_way, upward)
            if step is None:
                stack.pop()
                on_way[box] = False
                finished.append(box)
            else:
                seen[step] = on_way[step] = True
                stack.append((step, iter(leaving[step])))
    finished.reverse()
    return finished, upward


def _next_unseen(rest: Iterator[tuple[int, int]], seen: list[bool], on_way: list[bool], upward: set[int]) -> int | None:
    for number, target in rest:
        if not seen[target]:
            return target
        if on_way[target]:
            upward.add(number)
    return None
