"""Why a text is not JSON, in the words of somebody who typed it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from sfn_notebook.text import jackson
from sfn_notebook.text.diagnostic import Diagnostic, Fix, Path, Severity, Span
from sfn_notebook.text.outline import BrokenText

_STRING: Final = re.compile(r'"[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*"')
_OPEN_STRING: Final = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*')
_WORD: Final = re.compile(r"[A-Za-z_$0-9.+-][\w$.+-]*")
_WORD_HINTS: Final = {
    "True": "JSON writes true",
    "TRUE": "JSON writes true",
    "False": "JSON writes false",
    "FALSE": "JSON writes false",
    "None": "JSON writes null",
    "NULL": "JSON writes null",
    "undefined": "JSON writes null",
}
_NOT_NUMBERS: Final = frozenset({"NaN", "Infinity", "-Infinity", "+Infinity"})
_LONGEST_QUOTE: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a reader stands.

    Attributes:
        end_of_last: behind the last value or bracket that was read.
        path, opened_at, closer: of the object or array that is open; () , None and "" at the top.
    """

    text: str
    position: int
    end_of_last: int
    path: Path = ()
    opened_at: int | None = None
    closer: str = ""

    @property
    def character(self) -> str:
        """The next character; "" at the end."""
        return self.text[self.position : self.position + 1]

    def line(self, position: int) -> int:
        """The line of a position, from 1."""
        return 1 + self.text.count("\n", 0, position)

    def word(self) -> str:
        """The bare word that stands here, "" for none."""
        match = _WORD.match(self.text, self.position)
        return "" if match is None else match.group()

    def end_of_found(self) -> int:
        """Behind the token that stands here, for a caret under it."""
        match = _STRING.match(self.text, self.position) or _WORD.match(self.text, self.position)
        return self.position + 1 if match is None else min(match.end(), self.position + _LONGEST_QUOTE)

    def found(self) -> str:
        """The token that stands here, in quotes."""
        found = self.text[self.position : self.end_of_found()]
        return found if found.startswith('"') else f'"{found}"'


def broken(
    spot: Spot, code: str, message: str, end: int, *, hint: str | None = None, said: str | None = None
) -> BrokenText:
    """An error from where the reader stands up to `end`."""
    return BrokenText(finding(spot, code, message, end, hint=hint, said=said))


def finding(
    spot: Spot, code: str, message: str, end: int, *, hint: str | None = None, said: str | None = None
) -> Diagnostic:
    """The diagnostic of an error; `said` is what AWS says, if that is known better than by the character."""
    said = said or jackson.unexpected(spot.text, spot.position)
    return Diagnostic(
        code=code,
        severity=Severity.ERROR,
        message=message,
        path=spot.path,
        span=Span(start=spot.position, end=end),
        hint=hint,
        aws_code="INVALID_JSON_DESCRIPTION",
        aws_message=said,
        aws_location=jackson.place(said),
    )


def no_value(spot: Spot) -> BrokenText:
    """Something stands here that is no value."""
    word = spot.word()
    end = spot.position + len(word)
    if word in _NOT_NUMBERS:
        return broken(spot, "SFN102", f"{word} is not JSON", end, hint="a number is finite")
    if word and (word[0].isdigit() or word[0] in "-+."):
        hint = "for example 7, -0.5 or 1e3, without leading zeros"
        return broken(spot, "SFN102", f'"{word}" is not a number of JSON', end, hint=hint)
    hint = _WORD_HINTS.get(word) or _quote_hint(spot, "a string stands in double quotes")
    said = jackson.unrecognized(spot.text, spot.position, word) if word else None
    return _unexpected(spot, "a value", hint, said)


def no_key(spot: Spot, *, is_first: bool) -> BrokenText:
    """Something stands here that is no key."""
    expected = 'a key in double quotes or "}"' if is_first else "a key in double quotes"
    said = jackson.unexpected(spot.text, spot.position, "was expecting double-quote to start field name")
    return _unexpected(spot, expected, _quote_hint(spot, "a key stands in double quotes"), said)


def no_colon(spot: Spot) -> BrokenText:
    """No colon behind a key."""
    said = jackson.unexpected(spot.text, spot.position, "was expecting a colon to separate field name and value")
    return _unexpected(spot, '":"', 'a key and its value are separated by ":"', said)


def no_separator(spot: Spot) -> BrokenText:
    """Neither a comma nor the closing bracket behind a member."""
    character = spot.character
    hint = fix = None
    if character in {"{", "[", '"'} or character.isalnum():
        hint = "a comma is missing before it"
        fix = Fix(title="insert a comma", span=Span(start=spot.end_of_last, end=spot.end_of_last), text=",")
    elif character in {"}", "]"}:
        hint = f'"{spot.closer}" closes the bracket of line {spot.line(spot.opened_at or 0)}'
    kind = "Object" if spot.closer == "}" else "Array"
    said = jackson.unexpected(spot.text, spot.position, f"was expecting comma to separate {kind} entries")
    return _unexpected(spot, f'"," or "{spot.closer}"', hint, said, fix)


def no_string(spot: Spot) -> BrokenText:
    """A string begins here and does not end."""
    match = _OPEN_STRING.match(spot.text, spot.position)
    end = spot.position + 1 if match is None else match.end()
    if spot.text[end : end + 1] not in {"", "\n", "\r", "\\"}:
        return broken(spot, "SFN102", "a control character in a string", end + 1, hint=r"a tab is written \t")
    hint = r"it ends with a double quote; a new line in it is written \n"
    return broken(spot, "SFN101", "the string is not closed in its line", end, hint=hint)


def no_end(spot: Spot) -> BrokenText:
    """Something follows where the text should end."""
    return broken(spot, "SFN101", f"expected the end of the text, found {spot.found()}", spot.end_of_found())


def _unexpected(spot: Spot, expected: str, hint: str | None, said: str | None, fix: Fix | None = None) -> BrokenText:
    if spot.position >= len(spot.text):
        return _too_early(spot)
    found = finding(spot, "SFN101", f"expected {expected}, found {spot.found()}", spot.end_of_found(), said=said)
    return BrokenText(replace(found, hint=hint, fix=fix))


def _too_early(spot: Spot) -> BrokenText:
    if spot.opened_at is None:
        return BrokenText(empty_text())
    opener = spot.text[spot.opened_at]
    position = max(spot.end_of_last - 1, spot.opened_at)
    message = f'the text ends before "{opener}" of line {spot.line(spot.opened_at)} is closed'
    said = jackson.unexpected(spot.text, len(spot.text))
    at = replace(spot, position=position)
    return broken(at, "SFN101", message, position + 1, hint=f'"{spot.closer}" is missing', said=said)


def empty_text() -> Diagnostic:
    """Nothing stands in the text but blanks and comments."""
    return Diagnostic(
        code="SFN100",
        severity=Severity.ERROR,
        message="the text is empty",
        span=Span(start=0, end=0),
        hint='a state machine begins with {"StartAt": …, "States": …}',
        aws_code="SCHEMA_VALIDATION_FAILED",
        aws_message="Definition must be a valid JSON object",
        aws_location="null",
    )


def _quote_hint(spot: Spot, otherwise: str) -> str | None:
    character = spot.character
    if character in {"'", "`", "\u201c", "\u201d"}:
        return 'a string uses double quotes: "'
    if character == "#":
        return "a comment starts with //"
    return otherwise if character.isalnum() or character in {"_", "$"} else None
