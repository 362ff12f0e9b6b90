"""The picture of a machine as plain data: boxes, edges and labels with positions in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EdgeKind = Literal["start", "next", "choice", "default", "catch", "end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point of the picture, in pixels from its top left corner."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text on an edge; its box is centred on `at`.

    Attributes:
        text: as it fits into the box, with an ellipsis where it does not.
        title: the whole text.
    """

    text: str
    title: str
    at: Point
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A box: a state, a container, or the START or END of a machine.

    Attributes:
        id: where it stands, without visits: `/Check`, `/Fan[1]/Charge` (branch 1), `/Each/Work` (Map's processor);
            START and END are `…/^start` and `…/^end` of their machine.
        name: of the state; "Start" and "End" for the two marks.
        label: the name as it fits into the box, with an ellipsis where it does not; "" for small marks.
        type: `Pass`, `Task`, …, or `Start` and `End`.
        subtitle: what it does in a few words: a resource, a delay; "" for nothing.
        caption: the second line as it fits into the box: type and subtitle; "" for the two marks.
        x, y, width, height: of the box, absolute.
        is_container: whether other boxes lie inside.
        parent: the id of the container, "" at the top.
    """

    id: str
    name: str
    label: str
    type: str
    subtitle: str
    caption: str
    x: float
    y: float
    width: float
    height: float
    is_container: bool
    parent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An arrow. Its curve starts at `points[0]` and goes on in cubic Bézier pieces of three points each."""

    id: str
    source: str
    target: str
    kind: EdgeKind
    points: tuple[Point, ...]
    label: Label | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A whole picture; nodes stand before the nodes they contain."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
