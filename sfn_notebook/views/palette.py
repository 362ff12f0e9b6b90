"""The colours and signs of a picture; a status is never said by colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from sfn_notebook.views.steps import Status

Theme: TypeAlias = Literal["auto-safe", "light", "dark", "page"]
"""Without a background and readable on white and on black; on white; on black; in the colours of the page around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one status looks: colour of border and sign, fill of the box, width and dashes of the border."""

    color: str
    fill: str
    width: float
    dashes: str = ""
    is_double: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of one theme.

    Attributes:
        background: of the whole picture; "" for none.
        text, faint: of names and of captions.
        edge, catch: of arrows; both can be told from white and from black.
        fill, inside, head: of boxes, and of the inside and the head of containers.
        label: of the boxes of labels.
        looks: by status.
    """

    background: str
    text: str
    faint: str
    edge: str
    catch: str
    fill: str
    inside: str
    inside_opacity: float
    head: str
    label: str
    icon: str
    looks: Mapping[Status, Look]


def _looks(colors: Mapping[Status, str], fills: Mapping[Status, str]) -> Mapping[Status, Look]:
    borders: Mapping[Status, tuple[float, str, bool]] = {
        "in progress": (2, "7 4", False),
        "succeeded": (1.6, "", False),
        "failed": (2.5, "", False),
        "caught error": (1.4, "", True),
        "cancelled": (2, "0.1 4", False),
        "not reached": (1, "", False),
    }
    return MappingProxyType(
        {
            status: Look(color=colors[status], fill=fills[status], width=width, dashes=dashes, is_double=is_double)
            for status, (width, dashes, is_double) in borders.items()
        }
    )


_LIGHT: Final[Mapping[Status, str]] = {
    "in progress": "#0972d3",
    "succeeded": "#037f0c",
    "failed": "#d91515",
    "caught error": "#b25f00",
    "cancelled": "#5f6b7a",
    "not reached": "#9aa5b1",
}
_LIGHT_FILLS: Final[Mapping[Status, str]] = {
    "in progress": "#eaf4ff",
    "succeeded": "#ecf8ed",
    "failed": "#fff0f0",
    "caught error": "#fff4e5",
    "cancelled": "#f0f2f4",
    "not reached": "#ffffff",
}
_DARK: Final[Mapping[Status, str]] = {
    "in progress": "#539fe5",
    "succeeded": "#29ad32",
    "failed": "#ff5d64",
    "caught error": "#ffa726",
    "cancelled": "#9ba7b6",
    "not reached": "#5f6b7a",
}
_DARK_FILLS: Final[Mapping[Status, str]] = {
    "in progress": "#12283f",
    "succeeded": "#122b16",
    "failed": "#3a1719",
    "caught error": "#38270f",
    "cancelled": "#22272e",
    "not reached": "#1c2128",
}


def _light(background: str, edge: str, catch: str, inside: str, opacity: float) -> Palette:
    return Palette(
        background=background,
        text="#16191f",
        faint="#56616d",
        edge=edge,
        catch=catch,
        fill="#ffffff",
        inside=inside,
        inside_opacity=opacity,
        head="#f4f6f9",
        label="#ffffff",
        icon="#545b64",
        looks=_looks(_LIGHT, _LIGHT_FILLS),
    )


def named_colors(palette: Palette) -> dict[str, str]:
    """The colours by the names that style sheets have for them, each behind `--sfn-`."""
    names = ("text", "faint", "edge", "catch", "fill", "head", "label", "icon")
    colors = {name: str(getattr(palette, name)) for name in names}
    for status, look in palette.looks.items():
        name = status.replace(" ", "-")
        colors |= {name: look.color, f"{name}-fill": look.fill}
    return colors


def _of_the_page(palette: Palette) -> Palette:
    """The colours that a style sheet gives, and those of a palette where there is none."""
    named = {name: f"var(--sfn-{name},{color})" for name, color in named_colors(palette).items()}
    looks = {
        status: replace(look, color=named[status.replace(" ", "-")], fill=named[f"{status.replace(' ', '-')}-fill"])
        for status, look in palette.looks.items()
    }
    own = {name: color for name, color in named.items() if hasattr(palette, name)}
    return replace(palette, looks=MappingProxyType(looks), **own)


_AUTO_SAFE: Final = _light("", "#7b8794", "#b9792f", "#8794a3", 0.1)
PALETTES: Final[Mapping[Theme, Palette]] = MappingProxyType(
    {
        "auto-safe": _AUTO_SAFE,
        "page": _of_the_page(_AUTO_SAFE),
        "light": _light("#ffffff", "#6b7682", "#b25f00", "#f8f9fb", 1),
        "dark": Palette(
            background="#111418",
            text="#e9ebed",
            faint="#a4afbb",
            edge="#8d99a6",
            catch="#d9963b",
            fill="#1c2128",
            inside="#161a20",
            inside_opacity=1,
            head="#21272f",
            label="#21272f",
            icon="#b6bec9",
            looks=_looks(_DARK, _DARK_FILLS),
        ),
    }
)

SIGNS: Final[Mapping[Status, str]] = MappingProxyType(
    {
        "in progress": "…",
        "succeeded": "✓",
        "failed": "✕",
        "caught error": "!",
        "cancelled": "⊘",
        "not reached": "·",
    }
)
"""The sign of each status in a text."""

SIGN_PATHS: Final[Mapping[Status, str]] = MappingProxyType(
    {
        "in progress": "M-3.6 0h.1M0 0h.1M3.6 0h.1",
        "succeeded": "M-3.6 .2L-1.1 2.8L3.7 -2.6",
        "failed": "M-2.8 -2.8L2.8 2.8M2.8 -2.8L-2.8 2.8",
        "caught error": "M0 -4V.9M0 3.7v.1",
        "cancelled": "M-3.9 0a3.9 3.9 0 1 0 7.8 0a3.9 3.9 0 1 0 -7.8 0M-2.7 2.7L2.7 -2.7",
    }
)
"""The same signs as strokes around (0, 0); none where a state was not reached."""

ICON_PATHS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Pass": "M-6 0H5M1 -4L5 0L1 4",
        "Task": "M-5 6L1.2 -6H-2.6M-.9 -2L5.4 6H2.8",
        "Choice": "M0 -6.5L6.5 0L0 6.5L-6.5 0ZM-2 -1.4A2 2 0 1 1 .6 .4L0 1.2M0 3.3v.1",
        "Wait": "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M0 -3.4V0L2.4 1.8",
        "Succeed": "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M-2.6 .2L-.7 2.2L2.8 -1.9",
        "Fail": "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M-2.1 -2.1L2.1 2.1M2.1 -2.1L-2.1 2.1",
        "Parallel": "M-6 -5V5M0 -5V5M6 -5V5M-6 -5H6M-6 5H6",
        "Map": "M-6 -6H2V2H-6ZM2 -3H5V5H-3V2",
    }
)
"""A small sign for each type of state, as strokes around (0, 0)."""
