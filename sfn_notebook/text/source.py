"""A definition as text: its value, and where each node of it stands."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import isfinite
from typing import Literal, TypeAlias, cast

from sfn_notebook.text.diagnostic import Diagnostic, Fix, Path, Severity, Span
from sfn_notebook.text.json_scanner import scan_json
from sfn_notebook.text.outline import Outline
from sfn_notebook.text.substitution import Substituted, substitute
from sfn_notebook.text.yaml_reader import read_yaml
from sfn_notebook.values import JSON, NotJsonError, check_depth

Format: TypeAlias = Literal["json", "yaml"]


class Source:
    """A text that was read.

    Attributes:
        name: what the user calls it: a file, `<cell>`.
        text: as the user wrote it, before substitutions; spans count in it.
        value: None also where the text could not be read; then a diagnostic is an ERROR.
        diagnostics: what reading found.
    """

    __slots__ = ("_line_starts", "_outline", "_read", "diagnostics", "format", "name", "text", "value")

    def __init__(self, *, name: str, text: str, format: Format, read: Substituted, outline: Outline | None) -> None:  # noqa: A002 - the word that users type
        self.name = name
        self.text = text
        self.format: Format = format
        self.value: JSON = None
        self.diagnostics: tuple[Diagnostic, ...] = read.diagnostics
        self._read = read
        self._outline = outline
        self._line_starts: list[int] | None = None

    def span(self, path: Path, *, key: bool = False) -> Span:
        """Where the value at a path stands, or its key; for a path that is not in the text, the nearest node above."""
        outline = self._scanned()
        while path not in outline.values and path:
            path, key = path[:-1], False
        extent = (outline.keys.get(path) if key else None) or outline.values.get(path, (0, 0))
        return Span(start=self._read.to_original(extent[0]), end=self._read.to_original(extent[1]))

    def line_column(self, offset: int) -> tuple[int, int]:
        """Line and column of a character, both from 1."""
        if self._line_starts is None:
            self._line_starts = [0, *(index + 1 for index, letter in enumerate(self.text) if letter == "\n")]
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def _scanned(self) -> Outline:
        if self._outline is None:
            self._outline = scan_json(self._read.text)
        return self._outline


def read_source(
    text: str,
    name: str = "<cell>",
    format: Format | None = None,  # noqa: A002 - the word that users type
    substitutions: Mapping[str, str] | None = None,
) -> Source:
    """Read JSON or YAML.

    Args:
        text: the definition.
        name: what to call it.
        format: None guesses: a text that begins with `{` is JSON.
        substitutions: values for `${Name}`; None leaves such text alone.
    """
    format = format or guess_format(text)  # noqa: A001 - as above
    is_json = format == "json"
    read = Substituted(text=text) if substitutions is None else substitute(text, substitutions, is_json=is_json)
    broken = read.diagnostics or _half_of_a_pair(read)
    if broken:
        read = replace(read, diagnostics=broken)
        return Source(name=name, text=text, format=format, read=read, outline=Outline())
    outline, value = _read_json(read.text) if is_json else (read_yaml(read.text), None)
    source = Source(name=name, text=text, format=format, read=read, outline=outline)
    source.value = value if outline is None else outline.value
    source.diagnostics = () if outline is None else tuple(_moved(found, read) for found in outline.diagnostics)
    return source


def _half_of_a_pair(read: Substituted) -> tuple[Diagnostic, ...]:
    """What no encoding can carry, so no file and no history."""
    try:
        read.text.encode("utf-8")
    except UnicodeEncodeError as error:
        span = _move(Span(start=error.start, end=error.end), read)
        return (Diagnostic(code="SFN102", severity=Severity.ERROR, message="half of a surrogate pair", span=span),)
    return ()


def guess_format(text: str) -> Format:
    """JSON if the first thing in the text is a brace, a bracket, a string or a comment of JSON; else YAML."""
    start = text.lstrip(" \t\r\n\ufeff")[:2]
    return "json" if start[:1] in {"{", '"'} or start in {"//", "/*", ""} else "yaml"


def locate(diagnostics: Iterable[Diagnostic], source: Source | None) -> tuple[Diagnostic, ...]:
    """The diagnostics with the span of their path, where they have none yet."""
    if source is None:
        return tuple(diagnostics)
    return tuple(found if found.span else replace(found, span=_span_of(found, source)) for found in diagnostics)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether one of them keeps the definition from running."""
    return any(found.severity is Severity.ERROR for found in diagnostics)


def _span_of(found: Diagnostic, source: Source) -> Span:
    span = source.span(found.path)
    if found.is_about_key or source.text[span.start : span.start + 1] in {"{", "["} or _is_long(source, span):
        return source.span(found.path, key=True)
    return span


def _is_long(source: Source, span: Span) -> bool:
    return source.line_column(span.start)[0] != source.line_column(span.end)[0]


def _moved(found: Diagnostic, read: Substituted) -> Diagnostic:
    if not read.cuts:
        return found
    span = None if found.span is None else _move(found.span, read)
    fix = (
        None if found.fix is None else Fix(title=found.fix.title, span=_move(found.fix.span, read), text=found.fix.text)
    )
    return replace(found, span=span, fix=fix)


def _move(span: Span, read: Substituted) -> Span:
    return Span(start=read.to_original(span.start), end=read.to_original(span.end))


class _Odd(Exception):
    """The text needs the scanner: something in it is wrong, or may be."""


def _read_json(text: str) -> tuple[Outline | None, JSON]:
    try:
        value = cast("JSON", json.loads(text, object_pairs_hook=_members, parse_constant=_refuse, parse_float=_finite))
        check_depth(value)
    except (_Odd, ValueError, RecursionError, NotJsonError):
        return scan_json(text), None
    return (scan_json(text), None) if "\\ud" in text or "\\uD" in text else (None, value)


def _members(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _Odd
    return members


def _refuse(_name: str) -> JSON:
    raise _Odd


def _finite(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise _Odd
    return number
