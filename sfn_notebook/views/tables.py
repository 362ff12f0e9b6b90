"""Tables under headings: as text, and as HTML that needs nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

_WIDEST: Final = 60
_WIDEST_HTML: Final = 256
_CELL: Final = "text-align:left;white-space:pre-wrap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under headings.

    Attributes:
        nothing: what stands there if there are no rows.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    nothing: str = "none"

    def __repr__(self) -> str:
        if not self.rows:
            return f"{self.title}: {self.nothing}"
        lines = [self.columns, *([_clip(cell) for cell in row] for row in self.rows)]
        widths = [max(len(line[index]) for line in lines) for index in range(len(self.columns))]
        texts = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
        return "\n".join([self.title, *(f"  {text}".rstrip() for text in texts)])

    def _repr_html_(self) -> str:
        title = f"<caption style='text-align:left;font-weight:bold'>{escape(self.title)}</caption>"
        if not self.rows:
            return f"<table>{title}<tr><td>{escape(self.nothing)}</td></tr></table>"
        head = "".join(f"<th style='{_CELL}'>{escape(name)}</th>" for name in self.columns)
        body = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in self.rows)
        return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(text: str) -> str:
    return f"<td style='{_CELL}'>{escape(_cut(text, _WIDEST_HTML))}</td>"


def _clip(text: str) -> str:
    return _cut(text.replace("\n", " "), _WIDEST)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
