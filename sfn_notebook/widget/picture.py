"""The plain picture that a view leaves in an output of its own, for readers without a kernel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sfn_notebook.views.graph import Graph
from sfn_notebook.views.steps import Status
from sfn_notebook.views.svg import to_svg
from sfn_notebook.widget.packing import stored_bytes

SVG: Final = "image/svg+xml"
TEXT: Final = "text/plain"
MOST_BYTES: Final = 120_000


def picture(view: str, graph: Graph, statuses: Mapping[str, Status], badges: Mapping[str, str], title: str) -> str:
    """The graph as SVG that carries the id of its view; "" if it is too large for a notebook."""
    svg = to_svg(graph, statuses, badges=badges, title=title)
    marked = svg.replace("<svg ", f'<svg data-view="{view}" ', 1)
    return marked if stored_bytes(marked) <= MOST_BYTES else ""


def bundle(svg: str, text: str) -> dict[str, str]:
    """An output: the picture, and the text for those who show no pictures."""
    return {SVG: svg, TEXT: text} if svg else {TEXT: text}
