"""What is wrong with a text, as a value: code, severity, message, place, mend."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Path: TypeAlias = "tuple[str | int, ...]"
"""Where a node stands: keys and indexes from the top, `("States", "Check", "Choices", 0, "Next")`."""


class Severity(StrEnum):
    """How bad it is; an ERROR keeps the definition from running."""

    ERROR = "ERROR"
    WARNING = "WARNING"
    INFO = "INFO"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of the source text, in characters; `end` is behind the last one."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A mend that a tool can apply: put `text` in the place of `span`."""

    title: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding.

    Attributes:
        code: ours, `SFN203`; stable.
        message: what, with the user's text quoted; lower case, no full stop.
        span: None where the text has no such place (a value that was given as a dict).
        hint: what would do, for instance `did you mean "Check"?`.
        aws_code: the code that ValidateStateMachineDefinition gives, None where AWS is silent.
        aws_message: AWS's words for it, None where AWS is silent.
        aws_location: where AWS says it stands, if that is not `path`; "null" where AWS names no place.
        is_about_key: the field's being there is what is wrong: the caret stands under its name, not under its value.
    """

    code: str
    severity: Severity
    message: str
    path: Path = ()
    span: Span | None = None
    hint: str | None = None
    fix: Fix | None = None
    aws_code: str | None = None
    aws_message: str | None = None
    aws_location: str | None = None
    is_about_key: bool = False


def location(path: Path) -> str:
    """The path as AWS writes it: `/States/Check/Choices[0]/Next`, and `/` for the top."""
    parts = [f"[{step}]" if isinstance(step, int) else f"/{step}" for step in path]
    return "".join(parts) or "/"
