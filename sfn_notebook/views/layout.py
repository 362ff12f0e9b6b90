"""The layout of a machine: every box, arrow and label with its place.

A transition never leaves its `States` map. So each machine inside a Parallel or Map state is laid out alone, and
becomes the inside of one box of the machine around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sfn_notebook.asl.model import Definition, State
from sfn_notebook.views.graph import Edge, Graph, Label, Node, Point
from sfn_notebook.views.layers import LABEL_GAP, Layers, layers
from sfn_notebook.views.ordering import order
from sfn_notebook.views.outline import LABEL_HEIGHT, Box, Link, fitted, inner_machines, outline
from sfn_notebook.views.placing import place
from sfn_notebook.views.ranking import rank
from sfn_notebook.views.routing import Band, Pair, bands, routes
from sfn_notebook.views.settling import settle

MARGIN: Final = 12
PADDING: Final = 16
HEAD: Final = 46
BRANCH_GAP: Final = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inside:
    """A machine inside a container, and where it starts there."""

    plan: _Plan
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """One machine laid out alone, from (0, 0) on."""

    width: float
    height: float
    boxes: Sequence[Box]
    corners: Sequence[Pair]
    insides: Sequence[Sequence[_Inside]]
    links: Sequence[Link]
    routes: Sequence[tuple[Pair, ...]]
    labels: dict[int, Pair]


def layout(definition: Definition) -> Graph:
    """The picture of a machine.

    Boxes that do not contain each other never overlap; an arrow touches no box but its own two, and no foreign label.
    States that nothing leads to are drawn as well; a transition to a state that does not exist is not.
    """
    plan = _plan(definition, "")
    nodes: list[Node] = []
    edges: list[Edge] = []
    _collect(plan, MARGIN, "", nodes, edges)
    return Graph(
        width=round(plan.width + 2 * MARGIN, 1),
        height=round(plan.height + 2 * MARGIN, 1),
        nodes=tuple(nodes),
        edges=tuple(edges),
    )


def _plan(machine: Definition, prefix: str) -> _Plan:
    shape = outline(machine, prefix)
    boxes, insides = list(shape.boxes), [_NOTHING] * len(shape.boxes)
    for number, state in enumerate(machine.states.values(), start=1):
        boxes[number], insides[number] = _filled(boxes[number], state)
    links = shape.links
    ranks = rank(len(boxes), [(link.source, link.target) for link in links])
    grid = layers(boxes, links, ranks)
    order(grid)
    x = settle(grid, place(grid))
    rows = bands(grid, x)
    middles = [rows[row].middle for row in grid.row_of]
    return _Plan(
        width=max(one + right for one, right in zip(x, grid.right, strict=True)),
        height=rows[-1].bottom,
        boxes=boxes,
        corners=[(x[i] - box.width / 2, middles[i] - box.height / 2) for i, box in enumerate(boxes)],
        insides=insides,
        links=links,
        routes=routes(links, grid, x, rows),
        labels=_labels(links, grid, x, rows),
    )


_NOTHING: Final[tuple[_Inside, ...]] = ()


def _filled(box: Box, state: State) -> tuple[Box, tuple[_Inside, ...]]:
    """A container as large as the machines inside it need, side by side; other boxes as they are."""
    plans = [_plan(machine, prefix) for prefix, machine in inner_machines(state, box.id)]
    if not plans:
        return box, _NOTHING
    inner = sum(plan.width for plan in plans) + BRANCH_GAP * (len(plans) - 1)
    width = max(box.width, inner + 2 * PADDING)
    x = (width - inner) / 2
    insides: list[_Inside] = []
    for plan in plans:
        insides.append(_Inside(plan=plan, x=x, y=HEAD + PADDING))
        x += plan.width + BRANCH_GAP
    height = HEAD + 2 * PADDING + max(plan.height for plan in plans)
    label, caption = fitted(box.name, f"{box.type} · {box.subtitle}" if box.subtitle else box.type, width)
    return replace(box, width=width, height=height, label=label, caption=caption), tuple(insides)


def _labels(links: Sequence[Link], grid: Layers, x: Sequence[float], rows: Sequence[Band]) -> dict[int, Pair]:
    found = {number: (x[vertex], rows[grid.row_of[vertex]].middle) for number, vertex in grid.labels.items()}
    for number, lane in grid.lanes.loops.items():
        link = links[number]
        if link.width:
            middle = rows[grid.row_of[link.source]].middle
            found[number] = (x[link.source] + lane + LABEL_GAP + link.width / 2, middle)
    return found


def _collect(plan: _Plan, start: float | Pair, parent: str, nodes: list[Node], edges: list[Edge]) -> None:
    """Append the boxes and arrows of a plan and of those inside it, moved to where they belong."""
    left, top = start if isinstance(start, tuple) else (start, start)
    for box, (x, y), insides in zip(plan.boxes, plan.corners, plan.insides, strict=True):
        nodes.append(_node(box, left + x, top + y, is_container=bool(insides), parent=parent))
        for inside in insides:
            _collect(inside.plan, (left + x + inside.x, top + y + inside.y), box.id, nodes, edges)
    for number, (link, points) in enumerate(zip(plan.links, plan.routes, strict=True)):
        source, target = plan.boxes[link.source].id, plan.boxes[link.target].id
        at = plan.labels.get(number)
        edges.append(
            Edge(
                id=f"{source}>{target}#{link.kind}",
                source=source,
                target=target,
                kind=link.kind,
                points=tuple([_point(left + x, top + y) for x, y in points]),
                label=_label(link, _point(left + at[0], top + at[1])) if at else None,
            )
        )


def _node(box: Box, x: float, y: float, *, is_container: bool, parent: str) -> Node:
    return Node(
        id=box.id,
        name=box.name,
        label=box.label,
        type=box.type,
        subtitle=box.subtitle,
        caption=box.caption,
        x=round(x, 1),
        y=round(y, 1),
        width=round(box.width, 1),
        height=round(box.height, 1),
        is_container=is_container,
        parent=parent,
    )


def _label(link: Link, at: Point) -> Label:
    return Label(text=link.text, title=link.title, at=at, width=link.width, height=LABEL_HEIGHT)


def _point(x: float, y: float) -> Point:
    return Point(x=round(x, 1), y=round(y, 1))
