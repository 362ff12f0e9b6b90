"""A diagnostic as a reader sees it: what, where, what would do.

```
SFN203 error: no state "Chek" in this machine
  line 7, column 15   /States/Start/Next
    "Next": "Chek",
            ^^^^^^  did you mean "Check"?
```
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final
from unicodedata import category, east_asian_width

from sfn_notebook.text.diagnostic import Diagnostic, Severity, Span, location
from sfn_notebook.text.source import Source

_WIDEST: Final = 100
_BEFORE_CARET: Final = 60
_COLOURS: Final = {
    Severity.ERROR: "var(--jp-error-color1, #c62828)",
    Severity.WARNING: "var(--jp-warn-color1, #a15c00)",
    Severity.INFO: "var(--jp-info-color1, #00639b)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Excerpt:
    """The line that a span starts in, cut to what fits, and the carets under it."""

    line: str
    carets: str


def render(diagnostic: Diagnostic, source: Source | None = None) -> str:
    """The diagnostic as two to four lines of text."""
    lines = [_headline(diagnostic)]
    if diagnostic.span is None or source is None:
        lines.append(f"  {_place(diagnostic)}")
        lines += [f"    {diagnostic.hint}"] if diagnostic.hint else []
        return "\n".join(lines)
    line, column = source.line_column(diagnostic.span.start)
    excerpt = _excerpt(source, diagnostic.span)
    carets = excerpt.carets if diagnostic.hint is None else f"{excerpt.carets}  {diagnostic.hint}"
    lines += [f"  line {line}, column {column}   {_place(diagnostic)}", f"    {excerpt.line}", f"    {carets}"]
    return "\n".join(lines)


def render_all(diagnostics: Sequence[Diagnostic], source: Source | None = None, most: int = 20) -> str:
    """The diagnostics one below the other; beyond `most` they are only counted."""
    blocks = [render(diagnostic, source) for diagnostic in diagnostics[:most]]
    if len(diagnostics) > most:
        blocks.append(f"and {len(diagnostics) - most} more")
    return "\n".join(blocks)


def render_html(diagnostics: Sequence[Diagnostic], source: Source | None = None, most: int = 20) -> str:
    """The same as one piece of HTML that needs nothing from outside."""
    blocks = [_html_block(diagnostic, source) for diagnostic in diagnostics[:most]]
    if len(diagnostics) > most:
        blocks.append(f"<div>and {len(diagnostics) - most} more</div>")
    return f'<div class="sfn-diagnostics">{"".join(blocks)}</div>'


def _html_block(diagnostic: Diagnostic, source: Source | None) -> str:
    headline, _, rest = render(diagnostic, source).partition("\n")
    colour = _COLOURS[diagnostic.severity]
    return (
        f'<pre style="margin:0 0 .6em;line-height:1.3"><span style="color:{colour};font-weight:bold">'
        f"{escape(headline)}</span>\n{escape(rest)}</pre>"
    )


def _headline(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.code} {diagnostic.severity.value.lower()}: {diagnostic.message}"


def _place(diagnostic: Diagnostic) -> str:
    place = location(diagnostic.path)
    return place if len(place) <= _WIDEST else f"{place[:40]}…{place[-40:]}"


def _excerpt(source: Source, span: Span) -> _Excerpt:
    line_start = source.text.rfind("\n", 0, span.start) + 1
    line = source.text[line_start:].partition("\n")[0].rstrip("\r")
    indent = len(line) - len(line.lstrip())
    first = min(indent, span.start - line_start)
    if span.start - line_start - first > _WIDEST - 20:
        first = span.start - line_start - _BEFORE_CARET
    shown = line[first : first + _WIDEST]
    before = shown[: span.start - line_start - first]
    marked = shown[len(before) : len(before) + span.end - span.start]
    carets = " " * _width(before) + "^" * max(1, _width(marked))
    return _Excerpt(line="".join(_visible(letter) for letter in shown), carets=carets)


def _visible(letter: str) -> str:
    return " " if category(letter).startswith("C") else letter


def _width(text: str) -> int:
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    if category(letter) in {"Mn", "Me"}:
        return 0
    return 2 if east_asian_width(letter) in {"W", "F"} else 1
