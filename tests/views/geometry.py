"""What must hold for every picture: nothing overlaps, and no arrow runs through what is not its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from sfn_notebook.views.graph import Edge, Graph, Label, Node, Point

Rectangle: TypeAlias = "tuple[float, float, float, float]"

SAMPLES: Final = 24
TOUCH: Final = 0.6
CELL: Final = 120


class Grid:
    """Rectangles by the squares of the plane that they touch."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], list[tuple[Rectangle, str]]] = {}

    def add(self, name: str, rectangle: Rectangle) -> None:
        for cell in self.squares(rectangle):
            self.cells.setdefault(cell, []).append((rectangle, name))

    def hits(self, rectangle: Rectangle) -> set[str]:
        """The names of all rectangles that a rectangle overlaps by more than a touch."""
        return {
            name
            for cell in self.squares(rectangle)
            for other, name in self.cells.get(cell, ())
            if overlaps(other, rectangle)
        }

    def squares(self, rectangle: Rectangle) -> Iterator[tuple[int, int]]:
        left, top, right, bottom = rectangle
        for column in range(int(left // CELL), int(right // CELL) + 1):
            for row in range(int(top // CELL), int(bottom // CELL) + 1):
                yield column, row


def faults(graph: Graph) -> list[str]:
    """Everything that is wrong with a picture, as sentences."""
    parents = {node.id: node.parent for node in graph.nodes}
    boxes, labels = Grid(), Grid()
    for node in graph.nodes:
        boxes.add(node.id, box(node))
    for edge in graph.edges:
        if edge.label:
            labels.add(edge.id, label_box(edge.label))
    found = [*box_faults(graph, boxes, parents), *border_faults(graph)]
    for edge in graph.edges:
        around = {*ancestors(edge.source, parents), *ancestors(edge.target, parents)}
        found += edge_faults(edge, boxes, labels, around)
        if edge.label:
            rectangle = label_box(edge.label)
            found += [f"label of {edge.id} on {other}" for other in boxes.hits(rectangle) - around]
            found += [f"label of {edge.id} on label of {other}" for other in labels.hits(rectangle) - {edge.id}]
    return found


def box_faults(graph: Graph, boxes: Grid, parents: dict[str, str]) -> list[str]:
    found: list[str] = []
    for node in graph.nodes:
        others = boxes.hits(box(node)) - {node.id, *ancestors(node.id, parents)}
        found += [f"{node.id} on {other}" for other in others if node.id not in ancestors(other, parents)]
    return found


def border_faults(graph: Graph) -> list[str]:
    """Boxes that leave the picture or the box around them."""
    by_id = {node.id: box(node) for node in graph.nodes}
    whole = (0.0, 0.0, graph.width, graph.height)
    found = [
        f"{node.id} outside {node.parent}"
        for node in graph.nodes
        if not inside(by_id[node.id], by_id.get(node.parent, whole))
    ]
    ends = [(edge.id, (point.x, point.y, point.x, point.y)) for edge in graph.edges for point in edge.points]
    return found + [f"{edge} outside the picture" for edge, end in ends if not inside(end, whole)]


def edge_faults(edge: Edge, boxes: Grid, labels: Grid, around: set[str]) -> list[str]:
    """Boxes and labels that a curve runs through; at its own boxes it may begin and end, no more."""
    crossed: set[str] = set()
    labelled: set[str] = set()
    for x, y in curve(edge.points):
        crossed |= boxes.hits((x, y, x, y))
        labelled |= labels.hits((x, y, x, y))
    return [
        *(f"{edge.id} through {other}" for other in crossed - around),
        *(f"{edge.id} through label of {other}" for other in labelled - {edge.id}),
    ]


def curve(points: tuple[Point, ...]) -> Iterator[tuple[float, float]]:
    """Points of the drawn curve, close together."""
    for index in range(0, len(points) - 1, 3):
        a, b, c, d = points[index : index + 4]
        for step in range(SAMPLES + 1):
            t = step / SAMPLES
            u = 1 - t
            weights = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
            yield (
                sum(weight * point.x for weight, point in zip(weights, (a, b, c, d), strict=True)),
                sum(weight * point.y for weight, point in zip(weights, (a, b, c, d), strict=True)),
            )


def ancestors(node: str, parents: dict[str, str]) -> Iterator[str]:
    """The containers around a box, without itself."""
    parent = parents[node]
    while parent:
        yield parent
        parent = parents[parent]


def box(node: Node) -> Rectangle:
    return node.x, node.y, node.x + node.width, node.y + node.height


def label_box(label: Label) -> Rectangle:
    half, rise = label.width / 2, label.height / 2
    return label.at.x - half, label.at.y - rise, label.at.x + half, label.at.y + rise


def overlaps(one: Rectangle, two: Rectangle) -> bool:
    return one[0] + TOUCH < two[2] and two[0] + TOUCH < one[2] and one[1] + TOUCH < two[3] and two[1] + TOUCH < one[3]


def inside(one: Rectangle, two: Rectangle) -> bool:
    return (
        two[0] - TOUCH <= one[0] and two[1] - TOUCH <= one[1] and one[2] <= two[2] + TOUCH and one[3] <= two[3] + TOUCH
    )
