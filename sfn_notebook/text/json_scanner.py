"""A reader of JSON that knows where everything stands, for when `json.loads` is not enough.

It does not recurse, it reads comments and trailing commas with a warning, and it says what is wrong in the words of
somebody who typed it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf, isfinite
from typing import Final, cast

from sfn_notebook.text import json_refusals as refusals
from sfn_notebook.text.diagnostic import Diagnostic, Path, Severity, Span
from sfn_notebook.text.outline import BrokenText, Extent, Outline
from sfn_notebook.values import JSON, MAX_DEPTH

_BLANK: Final = re.compile(r"[ \t\r\n\ufeff]*")
_COMMENT: Final = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_STRING: Final = re.compile(r'"[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*"')
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?(?![0-9A-Za-z_.+-])")
_CONSTANT: Final = re.compile(r"(?:true|false|null)(?![\w$.+-])")
_CONSTANTS: Final[dict[str, JSON]] = {"true": True, "false": False, "null": None}


@dataclass(slots=True)
class _Frame:
    """An object or array that is being read."""

    container: dict[str, JSON] | list[JSON]
    path: Path
    start: int
    key: str = ""

    def child(self) -> Path:
        step = self.key if isinstance(self.container, dict) else len(self.container)
        return (*self.path, step)

    def add(self, value: JSON) -> None:
        if isinstance(self.container, dict):
            self.container[self.key] = value
        else:
            self.container.append(value)

    @property
    def closer(self) -> str:
        return "}" if isinstance(self.container, dict) else "]"


def scan_json(text: str) -> Outline:
    """The value of a JSON text, the place of every node, and what is wrong with it.

    The value is None if an error kept it from being read to the end.
    """
    return _Scanner(text).run()


class _Scanner:
    """One pass over a text: `step` reads what may stand next and says what may stand after it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.end_of_last = 0
        self.frames: list[_Frame] = []
        self.value: JSON = None
        self.values: dict[Path, Extent] = {}
        self.keys: dict[Path, Extent] = {}
        self.diagnostics: list[Diagnostic] = []
        self.step: Callable[[], None] | None = self.read_value

    def run(self) -> Outline:
        try:
            while self.step is not None:
                self.skip_blank()
                self.step()
            self.skip_blank()
            if self.position < len(self.text):
                raise refusals.no_end(self.spot())
        except BrokenText as broken:
            self.value = None
            self.diagnostics.append(broken.diagnostic)
        return Outline(value=self.value, values=self.values, keys=self.keys, diagnostics=tuple(self.diagnostics))

    def spot(self) -> refusals.Spot:
        spot = refusals.Spot(text=self.text, position=self.position, end_of_last=self.end_of_last)
        if not self.frames:
            return spot
        frame = self.frames[-1]
        return replace(spot, path=frame.path, opened_at=frame.start, closer=frame.closer)

    def skip_blank(self) -> None:
        while True:
            self.position = cast("re.Match[str]", _BLANK.match(self.text, self.position)).end()
            if not self.text.startswith(("//", "/*"), self.position):
                return
            comment = _COMMENT.match(self.text, self.position)
            if comment is None:
                end = self.position + 2
                raise refusals.broken(self.spot(), "SFN101", "the comment is not closed", end, hint='it ends with "*/"')
            self.warn_once("SFN104", "a comment: AWS refuses it", comment.span())
            self.position = comment.end()

    def read_value(self) -> None:
        start = self.position
        match self.text[start : start + 1]:
            case "{" | "[" as opener:
                self.open(opener)
            case '"':
                self.finish(self.read_string(), start)
            case "]" if self.frames and self.frames[-1].closer == "]":
                self.close()
            case _:
                self.finish(self.read_bare(), start)

    def read_bare(self) -> JSON:
        constant = _CONSTANT.match(self.text, self.position)
        if constant is not None:
            self.position = constant.end()
            return _CONSTANTS[constant.group()]
        number = _NUMBER.match(self.text, self.position)
        if number is None:
            raise refusals.no_value(self.spot())
        value = _to_number(number)
        if isinstance(value, float) and not isfinite(value):
            raise refusals.broken(self.spot(), "SFN102", "the number is too large", number.end())
        self.position = number.end()
        return value

    def open(self, opener: str) -> None:
        path = self.frames[-1].child() if self.frames else ()
        if len(self.frames) >= MAX_DEPTH:
            message = f"nested deeper than {MAX_DEPTH} levels"
            raise refusals.broken(self.spot(), "SFN108", message, self.position + 1)
        container: dict[str, JSON] | list[JSON] = {} if opener == "{" else []
        self.frames.append(_Frame(container, path, self.position))
        self.position += 1
        self.step = self.read_key if opener == "{" else self.read_value

    def read_key(self) -> None:
        frame = self.frames[-1]
        start = self.position
        if self.text.startswith("}", start):
            self.close()
            return
        if not self.text.startswith('"', start):
            raise refusals.no_key(self.spot(), is_first=not frame.container)
        frame.key = self.read_string()
        path = frame.child()
        if frame.key in frame.container:
            self.report_duplicate(frame.key, path, (start, self.position))
        self.keys[path] = (start, self.position)
        self.step = self.read_colon

    def read_colon(self) -> None:
        if not self.text.startswith(":", self.position):
            raise refusals.no_colon(self.spot())
        self.position += 1
        self.step = self.read_value

    def read_separator(self) -> None:
        frame = self.frames[-1]
        if self.text.startswith(",", self.position):
            self.end_of_last = self.position
            self.position += 1
            self.step = self.read_key if isinstance(frame.container, dict) else self.read_value
        elif self.text.startswith(frame.closer, self.position):
            self.close()
        else:
            raise refusals.no_separator(self.spot())

    def close(self) -> None:
        comma = self.end_of_last
        if self.frames[-1].container and self.text.startswith(",", comma):
            self.warn_once("SFN105", "a trailing comma: AWS refuses it", (comma, comma + 1))
        frame = self.frames.pop()
        self.position += 1
        self.finish(cast("JSON", frame.container), frame.start)

    def finish(self, value: JSON, start: int) -> None:
        path = self.frames[-1].child() if self.frames else ()
        self.values[path] = (start, self.position)
        self.end_of_last = self.position
        if self.frames:
            self.frames[-1].add(value)
            self.step = self.read_separator
        else:
            self.value = value
            self.step = None

    def read_string(self) -> str:
        match = _STRING.match(self.text, self.position)
        if match is None:
            raise refusals.no_string(self.spot())
        raw = match.group()
        value = self.decode(raw) if "\\" in raw else raw[1:-1]
        self.position = match.end()
        return value

    def decode(self, raw: str) -> str:
        try:
            value = cast("str", json.loads(raw))
        except json.JSONDecodeError:
            raise self.bad_escape(raw) from None
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            end = self.position + len(raw)
            raise refusals.broken(self.spot(), "SFN102", "half of a surrogate pair", end) from None
        return value

    def bad_escape(self, raw: str) -> BrokenText:
        escape = re.search(r'\\(?:u(?![0-9a-fA-F]{4})|[^"\\/bfnrtu])', re.sub(r"\\\\", "  ", raw))
        offset = 0 if escape is None else escape.start()
        spot = replace(self.spot(), position=self.position + offset)
        hint = r"a backslash is written \\; JSON knows \" \\ \/ \b \f \n \r \t and \u with four hex digits"
        return refusals.broken(
            spot, "SFN102", f"unknown escape {raw[offset : offset + 2]}", spot.position + 2, hint=hint
        )

    def report_duplicate(self, key: str, path: Path, extent: Extent) -> None:
        first = self.spot().line(self.keys[path][0])
        duplicate = Diagnostic(
            code="SFN103",
            severity=Severity.ERROR,
            message=f'the key "{key}" stands twice in one object',
            path=path,
            span=Span(start=extent[0], end=extent[1]),
            hint=f"the first is in line {first}",
        )
        self.diagnostics.append(duplicate)

    def warn_once(self, code: str, message: str, extent: Extent) -> None:
        if any(diagnostic.code == code for diagnostic in self.diagnostics):
            return
        spot = replace(self.spot(), position=extent[0])
        found = refusals.finding(spot, code, message, extent[1], hint="what is exported has none")
        self.diagnostics.append(replace(found, severity=Severity.WARNING))


def _to_number(match: re.Match[str]) -> int | float:
    digits = match.group()
    try:
        return float(digits) if match.group(1) or match.group(2) else int(digits)
    except ValueError:  # Python refuses to read integers of thousands of digits
        return inf
