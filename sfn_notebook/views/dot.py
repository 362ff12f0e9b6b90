"""A machine for Graphviz."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Final, Protocol, cast

from sfn_notebook.asl.model import Definition
from sfn_notebook.views.graph import Edge, Node
from sfn_notebook.views.layout import layout

_SHAPES: Final = {"Choice": "diamond", "Start": "oval", "End": "oval", "Fail": "octagon"}


class Drawing(Protocol):
    """What is used of a `graphviz.Digraph`, which comes without types."""

    source: str

    def node(self, name: str, label: str | None = None, **attributes: str) -> None:
        """Add a node."""
        ...

    def edge(self, tail_name: str, head_name: str, **attributes: str) -> None:
        """Add an edge."""
        ...

    def subgraph(self, graph: Drawing) -> None:
        """Add a cluster."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pen:
    """Graphviz' own functions, and the numbers and places of the boxes."""

    new: Callable[..., Drawing]
    escape: Callable[[str], str]
    inside: Mapping[str, list[Node]]
    numbers: Mapping[str, str]
    containers: frozenset[str]


def to_graphviz(definition: Definition, name: str = "state machine") -> Drawing:
    """The machine as a `graphviz.Digraph`; the machines inside containers are clusters.

    Needs the package `graphviz`; to make a picture of it, Graphviz itself.
    """
    module = import_module("graphviz")
    graph = layout(definition)
    inside: dict[str, list[Node]] = {}
    for node in graph.nodes:
        inside.setdefault(node.parent, []).append(node)
    pen = _Pen(
        new=cast("Callable[..., Drawing]", module.Digraph),
        escape=cast("Callable[[str], str]", module.escape),
        inside=inside,
        numbers={node.id: f"n{number}" for number, node in enumerate(graph.nodes)},
        containers=frozenset(node.id for node in graph.nodes if node.is_container),
    )
    drawing = pen.new(name, graph_attr={"compound": "true"}, node_attr={"shape": "box", "style": "rounded"})
    _fill(drawing, "", pen)
    for edge in graph.edges:
        _edge(drawing, edge, pen)
    return drawing


def _fill(drawing: Drawing, parent: str, pen: _Pen) -> None:
    for node in pen.inside.get(parent, []):
        number = pen.numbers[node.id]
        label = pen.escape(node.name if node.type in {"Start", "End"} else f"{node.name}\n{node.type}")
        if not node.is_container:
            drawing.node(number, label, shape=_SHAPES.get(node.type, "box"))
            continue
        cluster = pen.new(f"cluster_{number}", graph_attr={"label": label, "style": "rounded"})
        # An edge of Graphviz ends at nodes only: this one stands for the container and is not seen.
        cluster.node(number, "", shape="point", style="invis")
        _fill(cluster, node.id, pen)
        drawing.subgraph(cluster)


def _edge(drawing: Drawing, edge: Edge, pen: _Pen) -> None:
    attributes = {"style": "dashed"} if edge.kind == "catch" else {}
    if edge.label:
        attributes["label"] = pen.escape(edge.label.title)
    if edge.source in pen.containers:
        attributes["ltail"] = f"cluster_{pen.numbers[edge.source]}"
    if edge.target in pen.containers:
        attributes["lhead"] = f"cluster_{pen.numbers[edge.target]}"
    drawing.edge(pen.numbers[edge.source], pen.numbers[edge.target], **attributes)
