"""Tables under headings: as text, and as HTML that needs nothing from outside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

_WIDEST: Final = 60
_WIDEST_HTML: Final = 256
_CELL: Final = "text-align:left;white-space:pre-wrap"
_NUMBER: Final = "text-align:right;white-space:nowrap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under headings.

    Attributes:
        nothing: what stands there if there are no rows.
        numbers: the columns that hold numbers, which stand to the right.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    nothing: str = "none"
    numbers: Collection[int] = ()

    def __repr__(self) -> str:
        if not self.rows:
            return f"{self.title}: {self.nothing}"
        lines = [self.columns, *([_clip(cell) for cell in row] for row in self.rows)]
        widths = [max(len(line[index]) for line in lines) for index in range(len(self.columns))]
        texts = ["  ".join(map(self._aligned, line, range(len(widths)), widths)) for line in lines]
        return "\n".join([self.title, *(f"  {text}".rstrip() for text in texts)])

    def _aligned(self, cell: str, column: int, width: int) -> str:
        return cell.rjust(width) if column in self.numbers else cell.ljust(width)

    def to_html(self) -> str:
        """The table as HTML."""
        title = f"<caption style='text-align:left;font-weight:bold'>{escape(self.title)}</caption>"
        if not self.rows:
            return f"<table>{title}<tr><td>{escape(self.nothing)}</td></tr></table>"
        head = "".join(map(self._cell, ["th"] * len(self.columns), self.columns, range(len(self.columns))))
        rows = ("".join(map(self._cell, ["td"] * len(row), row, range(len(row)))) for row in self.rows)
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _cell(self, tag: str, text: str, column: int) -> str:
        style = _NUMBER if column in self.numbers else _CELL
        return f"<{tag} style='{style}'>{escape(_cut(text, _WIDEST_HTML))}</{tag}>"

    def _repr_html_(self) -> str:
        return self.to_html()


def _clip(text: str) -> str:
    return _cut(text.replace("\n", " "), _WIDEST)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
