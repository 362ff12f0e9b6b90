"""What a JSONPath is made of, as data, and the three ways in which one can go wrong.

The semantics of this engine are those of Jayway JsonPath 2.0.0: of all versions measured, the one that gives the
answers of AWS Step Functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias


class PathSyntaxError(ValueError):
    """A text that is no path.

    Attributes:
        position: where, in characters from the start of the text.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


class PathFailure(Exception):
    """A path that finds nothing in a document; the text is the one that AWS shows.

    Attributes:
        text: `No results for path: $['x']`.
        is_past_the_end: whether only the last step fails, an index behind the end of an array.
    """

    def __init__(self, text: str, *, is_past_the_end: bool = False) -> None:
        super().__init__(text)
        self.text = text
        self.is_past_the_end = is_past_the_end


class NoResult(PathFailure):
    """Nothing is there. A wildcard over an array skips such an item."""


class WrongType(PathFailure):
    """A step does not fit what is there: an index into an object. Nothing skips that."""


@dataclass(frozen=True, slots=True)
class Key:
    """`.name` or `['name']`."""

    name: str


@dataclass(frozen=True, slots=True)
class Keys:
    """`['a','b']`: one object with the members of these names."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """`[3]`; a negative one finds nothing."""

    index: int


@dataclass(frozen=True, slots=True)
class Indexes:
    """`[0,2]`."""

    indexes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FromEnd:
    """`[(@.length-1)]`."""

    offset: int


@dataclass(frozen=True, slots=True)
class Slice:
    """`[1:3]`, `[1:]`, `[:3]`; a third number is read and means nothing."""

    start: int | None
    stop: int | None


@dataclass(frozen=True, slots=True)
class Wildcard:
    """`[*]` or `.*`."""


@dataclass(frozen=True, slots=True)
class Scan:
    """`..`."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One term of a filter.

    Attributes:
        operator: `exists` and `missing` have no right side.
    """

    left: Operand
    operator: Literal["==", "!=", "<", "<=", ">", ">=", "=~", "exists", "missing"]
    right: Operand = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """`[?(…)]`: alternatives, each of them terms that all must hold."""

    alternatives: tuple[tuple[Comparison, ...], ...]


Step: TypeAlias = Key | Keys | Index | Indexes | FromEnd | Slice | Wildcard | Scan | Filter

DEFINITE: Final = (Key, Keys, Index, FromEnd)
"""Steps that lead to one place."""


@dataclass(frozen=True, slots=True)
class Path:
    """A parsed path.

    Attributes:
        text: as it was written.
        steps: behind `$`.
        is_root: False for a path of a filter that starts with `@`.
    """

    text: str
    steps: tuple[Step, ...]
    is_root: bool = True

    @property
    def is_definite(self) -> bool:
        """Whether the result is one value, not a list of the values found."""
        return all(isinstance(step, DEFINITE) for step in self.steps)


Operand: TypeAlias = "str | Path | re.Pattern[str]"


_TEXTS: Final[dict[type[Step], Callable[[Any], str]]] = {
    Key: lambda step: f"['{step.name}']",
    Keys: lambda step: "[" + ", ".join(f"'{name}'" for name in step.names) + "]",
    Index: lambda step: f"[{step.index}]",
    Indexes: lambda step: "[" + ",".join(map(str, step.indexes)) + "]",
    FromEnd: lambda step: f"[@.size()-{step.offset}]",
    Slice: lambda step: f"[{'' if step.start is None else step.start}:{'' if step.stop is None else step.stop}]",
    Wildcard: lambda _step: "[*]",
    Scan: lambda _step: "..",
    Filter: lambda _step: "[?]",
}


def step_text(step: Step) -> str:
    """A step as Jayway writes it in its messages."""
    return _TEXTS[type(step)](step)


def steps_text(steps: tuple[Step, ...]) -> str:
    """Steps as Jayway writes them in its messages: `['a'][0]`."""
    return "".join(map(step_text, steps))
