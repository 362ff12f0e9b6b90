"""How wide a text will be drawn, from a small table instead of a font."""

from __future__ import annotations

from itertools import accumulate, takewhile
from typing import Final

_GROUPS: Final = {
    0.24: "ijlI|'",
    0.3: "!.,:;ft()[]/\\ `r",
    0.38: '-"*{}^',
    0.52: "Jcksvxyz?",
    0.6: "abdeghnopqu0123456789$_#L+<>=~FTZ",
    0.7: "ABEKPSVXYCDHNRU&",
    0.8: "GOQ",
    0.9: "mMw%W@",
}
_WIDTHS: Final = {character: width for width, characters in _GROUPS.items() for character in characters}
_OTHER: Final = 0.66
_WIDE: Final = 1.04  # of an ideograph or an emoji
_FIRST_WIDE: Final = "\u1100"
ELLIPSIS: Final = "…"


def text_width(text: str, size: float = 12) -> float:
    """Pixels that a text takes in a common sans-serif font of that size; rather too many than too few."""
    return size * sum(map(_character_width, text))


def shorten(text: str, width: float, size: float = 12) -> str:
    """The text, or as much of it as fits into `width` pixels with an ellipsis at its end."""
    if text_width(text, size) <= width:
        return text
    room = width - text_width(ELLIPSIS, size)
    ends = accumulate(size * _character_width(character) for character in text)
    kept = sum(1 for _ in takewhile(lambda end: end <= room, ends))
    return text[:kept].rstrip() + ELLIPSIS


def _character_width(character: str) -> float:
    known = _WIDTHS.get(character)
    if known is not None:
        return known
    return _OTHER if character < _FIRST_WIDE or character == ELLIPSIS else _WIDE
