"""A picture of a machine as one self-contained SVG: no style sheet, no script, no address, the same text each time."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from xml.sax.saxutils import escape

from sfn_notebook.views.graph import Edge, Graph, Label, Node, Point
from sfn_notebook.views.outline import CAPTION_SIZE, LABEL_SIZE, NAME_SIZE, TEXT_LEFT
from sfn_notebook.views.palette import ICON_PATHS, PALETTES, SIGN_PATHS, Look, Palette, Theme
from sfn_notebook.views.steps import Status
from sfn_notebook.views.widths import text_width

_FONT: Final = "Amazon Ember, Helvetica Neue, Helvetica, Arial, sans-serif"
_RADIUS: Final = 8
_ARROW: Final = (8, 3.6)
_HEAD: Final = 46
_ICON_AT: Final = 22
_NO_STATUSES: Final[Mapping[str, Status]] = MappingProxyType({})
_NO_BADGES: Final[Mapping[str, str]] = MappingProxyType({})


def to_svg(
    graph: Graph,
    statuses: Mapping[str, Status] = _NO_STATUSES,
    *,
    badges: Mapping[str, str] = _NO_BADGES,
    theme: Theme = "auto-safe",
    title: str = "State machine",
) -> str:
    """The picture as SVG text.

    Args:
        graph: the layout.
        statuses: by id of the box; the others were not reached.
        badges: short texts at the lower right corner, by id of the box: `3 tries`, `7/10`.
        theme: `auto-safe` has no background and can be read on white and on black.
        title: what the picture shows.
    """
    palette = PALETTES[theme]
    parts = [_opening(graph), f"<title>{_text(title)}</title><desc>{_text(_summary(graph, statuses))}</desc>"]
    if palette.background:
        parts.append(f'<rect width="100%" height="100%" rx="6" fill="{palette.background}"/>')
    inner = [node for node in graph.nodes if not node.is_container]
    parts += [_group(node, statuses, badges, palette) for node in graph.nodes if node.is_container]
    parts += [_edge(edge, palette) for edge in graph.edges]
    parts += [_group(node, statuses, badges, palette) for node in inner]
    parts += [_label(edge.label, palette, is_catch=edge.kind == "catch") for edge in graph.edges if edge.label]
    return "".join(parts) + "</svg>"


def _opening(graph: Graph) -> str:
    size = f"{_number(graph.width)} {_number(graph.height)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {size}" width="{_number(graph.width)}" '
        f'height="{_number(graph.height)}" font-family="{_FONT}" fill="none">'
    )


def _summary(graph: Graph, statuses: Mapping[str, Status]) -> str:
    return "; ".join(
        f"{node.name}: {statuses.get(node.id, 'not reached')}" if statuses else node.name
        for node in graph.nodes
        if node.type not in {"Start", "End"}
    )


def _group(node: Node, statuses: Mapping[str, Status], badges: Mapping[str, str], palette: Palette) -> str:
    if node.type in {"Start", "End"}:
        return _mark(node, palette)
    status = statuses.get(node.id, "not reached")
    look, badge = palette.looks[status], badges.get(node.id, "")
    told = f"{node.type} state {node.name}{f', {node.subtitle}' if node.subtitle else ''}"
    title = f"{told}, {status}{f', {badge}' if badge else ''}" if statuses else told
    shape = _container(node, look, palette) if node.is_container else _rectangle(node, look, look.fill)
    parts = [f"<g><title>{_text(title)}</title>", shape, _words(node, look, palette)]
    parts += [_badge(node, badge, look, palette)] if badge else []
    parts += [_sign(node, status, look)] if status in SIGN_PATHS else []
    return "".join(parts) + "</g>"


def _rectangle(node: Node, look: Look, fill: str) -> str:
    parts = [_rounded(node, 0, fill, look)]
    if look.is_double:
        parts.append(_rounded(node, 3, "none", look))
    if node.type == "Map":
        for step in (3.5, 7):
            x, y = node.x + step, node.y + node.height + step
            path = f"M{_number(x + _RADIUS)} {_number(y)}H{_number(node.x + node.width - _RADIUS)}"
            parts.insert(0, f'<path d="{path}" stroke="{look.color}"/>')
    return "".join(parts)


def _rounded(node: Node, inset: float, fill: str, look: Look, opacity: float = 1) -> str:
    clear = f' fill-opacity="{opacity}"' if opacity < 1 else ""
    dashes = f' stroke-dasharray="{look.dashes}" stroke-linecap="round"' if look.dashes else ""
    return (
        f'<rect x="{_number(node.x + inset)}" y="{_number(node.y + inset)}" width="{_number(node.width - 2 * inset)}" '
        f'height="{_number(node.height - 2 * inset)}" rx="{_RADIUS - inset}" fill="{fill}"{clear} '
        f'stroke="{look.color}" stroke-width="{look.width}"{dashes}/>'
    )


def _container(node: Node, look: Look, palette: Palette) -> str:
    """The inside, a head for the name, and the border above both."""
    right, low = node.x + node.width, node.y + _HEAD
    head = (
        f"M{_number(node.x)} {_number(low)}V{_number(node.y + _RADIUS)}a{_RADIUS} {_RADIUS} 0 0 1 {_RADIUS} -{_RADIUS}"
        f"H{_number(right - _RADIUS)}a{_RADIUS} {_RADIUS} 0 0 1 {_RADIUS} {_RADIUS}V{_number(low)}z"
    )
    fill = palette.head if look is palette.looks["not reached"] else look.fill
    back = _rounded(node, 0, palette.inside, look, palette.inside_opacity)
    return f'{back}<path d="{head}" fill="{fill}"/>{_rectangle(node, look, "none")}'


def _words(node: Node, look: Look, palette: Palette) -> str:
    x, top = node.x + TEXT_LEFT, node.y
    color = palette.icon if look is palette.looks["not reached"] else look.color
    return (
        f'<path d="{ICON_PATHS[node.type]}" transform="translate({_number(node.x + _ICON_AT)} {_number(top + 23)})" '
        f'stroke="{color}" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>'
        f'<text x="{_number(x)}" y="{_number(top + 20)}" font-size="{NAME_SIZE}" font-weight="600" '
        f'fill="{palette.text}">{_text(node.label)}</text>'
        f'<text x="{_number(x)}" y="{_number(top + 35.5)}" font-size="{CAPTION_SIZE}" '
        f'fill="{palette.faint}">{_text(node.caption)}</text>'
    )


def _sign(node: Node, status: Status, look: Look) -> str:
    at = f"{_number(node.x + node.width - 4)} {_number(node.y + 3)}"
    return (
        f'<g transform="translate({at})"><circle r="8.5" fill="{look.color}" stroke="{look.fill}" stroke-width="1.5"/>'
        f'<path d="{SIGN_PATHS[status]}" stroke="{look.fill}" stroke-width="1.9" stroke-linecap="round" '
        'stroke-linejoin="round"/></g>'
    )


def _badge(node: Node, badge: str, look: Look, palette: Palette) -> str:
    """Centred on the lower border of a box, or on the line under the head of a container."""
    width = text_width(badge, 10) + 12
    x = node.x + node.width - width - 10
    y = node.y + (_HEAD if node.is_container else node.height) - 6
    return (
        f'<rect x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="16" rx="8" '
        f'fill="{palette.fill}" stroke="{look.color}"/>'
        f'<text x="{_number(x + width / 2)}" y="{_number(y + 11.5)}" font-size="10" font-weight="600" '
        f'text-anchor="middle" fill="{palette.text}">{_text(badge)}</text>'
    )


def _mark(node: Node, palette: Palette) -> str:
    x, y = node.x + node.width / 2, node.y + node.height / 2
    title = f"<g><title>{node.name}</title>"
    if node.label:
        return (
            f'{title}<rect x="{_number(node.x)}" y="{_number(node.y)}" width="{_number(node.width)}" '
            f'height="{_number(node.height)}" rx="{_number(node.height / 2)}" fill="{palette.head}" '
            f'stroke="{palette.edge}" stroke-width="1.2"/><text x="{_number(x)}" y="{_number(y + 4)}" '
            f'font-size="12" text-anchor="middle" fill="{palette.text}">{node.label}</text></g>'
        )
    radius = node.width / 2
    if node.type == "Start":
        return f"{title}{_disc(x, y, radius - 1, palette)}</g>"
    ring = f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius - 0.8)}" stroke="{palette.edge}"/>'
    return f"{title}{ring}{_disc(x, y, radius - 3, palette)}</g>"


def _disc(x: float, y: float, radius: float, palette: Palette) -> str:
    return f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}" fill="{palette.edge}"/>'


def _edge(edge: Edge, palette: Palette) -> str:
    color = palette.catch if edge.kind == "catch" else palette.edge
    return f'<path d="{curve_path(edge.points)}" stroke="{color}" stroke-width="1.5"/>{_arrow(edge.points, color)}'


def curve_path(points: tuple[Point, ...]) -> str:
    """The curve of an edge in SVG's path language."""
    start, *rest = [f"{_number(point.x)} {_number(point.y)}" for point in points]
    return f"M{start}C{' '.join(rest)}"


def _arrow(points: tuple[Point, ...], color: str) -> str:
    """A triangle with its tip at the end of a curve, along its last piece."""
    end, before = points[-1], points[-2]
    length = ((end.x - before.x) ** 2 + (end.y - before.y) ** 2) ** 0.5 or 1
    dx, dy = (end.x - before.x) / length, (end.y - before.y) / length
    back, side = _ARROW
    x, y = end.x - dx * back, end.y - dy * back
    one = f"{_number(x - dy * side)} {_number(y + dx * side)}"
    two = f"{_number(x + dy * side)} {_number(y - dx * side)}"
    return f'<path d="M{_number(end.x)} {_number(end.y)}L{one}L{two}z" fill="{color}"/>'


def _label(label: Label, palette: Palette, *, is_catch: bool) -> str:
    left, top = label.at.x - label.width / 2, label.at.y - label.height / 2
    color = palette.catch if is_catch else palette.edge
    return (
        f'<g><title>{_text(label.title)}</title><rect x="{_number(left)}" y="{_number(top)}" '
        f'width="{_number(label.width)}" height="{_number(label.height)}" rx="{_number(label.height / 2)}" '
        f'fill="{palette.label}" stroke="{color}" stroke-opacity="0.55"/><text x="{_number(label.at.x)}" '
        f'y="{_number(label.at.y + 3.8)}" font-size="{LABEL_SIZE}" text-anchor="middle" '
        f'fill="{palette.text}">{_text(label.text)}</text></g>'
    )


def _number(value: float) -> str:
    """At most one digit after the point, and none that is 0."""
    return f"{value:.1f}".removesuffix(".0")


_CONTROLS: Final = {code: "\ufffd" for code in range(32) if code not in {9, 10, 13}}


def _text(text: str) -> str:
    """A text as the content of an element, without the characters that XML cannot carry."""
    return escape(text.translate(_CONTROLS))
