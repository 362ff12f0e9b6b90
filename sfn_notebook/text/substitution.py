"""Definition substitutions: `${Name}` in the body is replaced before the text is read.

Spec: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-sam-sfn.html
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sfn_notebook.text.diagnostic import Diagnostic, Severity, Span
from sfn_notebook.text.suggest import did_you_mean
from sfn_notebook.values import encode

_NAME: Final = re.compile(r"\$\{([A-Za-z0-9_]+)\}")
_STRINGS_OF_JSON: Final = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:[^"\\]|\\.)*"', re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Substituted:
    """A text with its names replaced.

    Attributes:
        text: what is read.
        diagnostics: one for each name that nobody knows; it stays in the text.
        cuts: for each replacement its start in `text`, and start and end in the original.
    """

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()
    cuts: tuple[tuple[int, int, int, int], ...] = ()

    def to_original(self, position: int) -> int:
        """Where a character of `text` stands in the original; inside a replacement, where its name starts."""
        index = bisect_right(self.cuts, position, key=lambda cut: cut[0]) - 1
        if index < 0:
            return position
        _, end, original_start, original_end = self.cuts[index]
        return original_start if position < end else original_end + position - end


def substitute(text: str, values: Mapping[str, str], *, is_json: bool) -> Substituted:
    """Replace every `${Name}`; within a string of JSON the value is escaped, elsewhere it is taken as it is."""
    strings = [match.span() for match in _STRINGS_OF_JSON.finditer(text)] if is_json else []
    pieces: list[str] = []
    cuts: list[tuple[int, int, int, int]] = []
    diagnostics: list[Diagnostic] = []
    copied = length = 0
    for match in _NAME.finditer(text):
        if match.group(1) not in values:
            diagnostics.append(_unknown(match, values))
            continue
        value = values[match.group(1)]
        if _is_inside(strings, match.start()):
            value = encode(value)[1:-1]
        start = length + match.start() - copied
        pieces += [text[copied : match.start()], value]
        copied, length = match.end(), start + len(value)
        cuts.append((start, length, match.start(), match.end()))
    pieces.append(text[copied:])
    return Substituted(text="".join(pieces), diagnostics=tuple(diagnostics), cuts=tuple(cuts))


def _is_inside(strings: list[tuple[int, int]], position: int) -> bool:
    index = bisect_right(strings, position, key=lambda extent: extent[0]) - 1
    return index >= 0 and position < strings[index][1]


def _unknown(match: re.Match[str], values: Mapping[str, str]) -> Diagnostic:
    return Diagnostic(
        code="SFN107",
        severity=Severity.ERROR,
        message=f"no substitution for {match.group()}",
        span=Span(start=match.start(), end=match.end()),
        hint=did_you_mean(match.group(1), values) or _known(values),
    )


def _known(values: Mapping[str, str]) -> str:
    return "known are " + ", ".join(list(values)[:8]) if values else "none are given"
