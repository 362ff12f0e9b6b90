"""How much an evaluation may take: a little here, and more where it can do no harm.

jlens bounds time, steps, and the size of each value, but not how many values there are, nor how deep they are nested,
nor what it costs to look at a value that holds another one many times; so an expression may ask for more than there
is, and the library then hangs, or ends the process. Most expressions have no way to do so, and are done after a few
steps: they are evaluated where they are. All others are evaluated by a sandbox: a process of its own, which may die.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from sfn_notebook.expressions.jsonata_engine import Nothing
from sfn_notebook.expressions.jsonata_functions import MOST_MEMBERS
from sfn_notebook.expressions.scope import Draws
from sfn_notebook.values import JSON

_COMMON: Final = {"max_depth": 100}  # AWS fails at about 100 levels (measured 2026-08 by third parties)
FEW: Final[Mapping[str, Any]] = MappingProxyType(
    {
        **_COMMON,
        "max_array_length": 20_000,
        "max_string_length": 262_144,
        "max_result_size": 524_288,
        "max_steps": 20_000,  # a level of nesting takes three; some 50,000 levels overflow a stack of 8 MB
        "timeout": 0.25,  # for regular expressions, which count no steps
    }
)
"""What an evaluation may take that cannot be stopped from outside."""
ALL: Final[Mapping[str, Any]] = MappingProxyType(
    {
        **_COMMON,
        "max_array_length": MOST_MEMBERS,
        "max_string_length": 16_777_216,  # no value of a state may have more than 262,144 bytes
        "max_result_size": 16_777_216,
        "max_steps": 2_000_000,  # a quarter of a second
        "timeout": 1.0,
    }
)
"""What an evaluation may take at most."""

_GROWING: Final = re.compile(r"~>|\.\.|[|λ]|[)}]\s*\(|\$(?:reduce|replace|pad)\b")
"""Calls of what was made, and what makes much out of little."""
_MULTIPLYING: Final = re.compile(r":=|[\w`.\])}]\s*\{|\.\s*[(\[]")
"""What makes a value that the next one may hold many times: `:=`, `.{`, `.(`, `.[`, and grouping."""
_FUNCTION: Final = re.compile(r"\bfunction\s*\(([^)]*)\)")
_MOST_MULTIPLYING: Final = 3
_MOST_NAMES: Final = 32


def is_tame(text: str) -> bool:
    """Whether an expression, by its text, cannot make so much that looking at it takes more than FEW gives."""
    functions = _FUNCTION.findall(text)
    if len(functions) > 1 or len(_MULTIPLYING.findall(text)) > _MOST_MULTIPLYING or text.count("$") > _MOST_NAMES:
        return False
    may_recurse = bool(functions) and (":=" in text or any(_calls(text, names) for names in functions))
    return not may_recurse and _GROWING.search(text) is None


def _calls(text: str, parameters: str) -> bool:
    """Whether one of the parameters of a function is called."""
    names = [re.escape(name.strip()) for name in parameters.split(",") if name.strip()]
    return bool(names) and re.search(rf"(?:{'|'.join(names)})\s*\(", text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An evaluation, as the sandbox gets it: all of it is JSON.

    Attributes:
        text: the expression without its marks.
        document: the input; None where `$states` is among the bindings.
        now: milliseconds since the epoch.
    """

    text: str
    document: JSON
    bindings: Mapping[str, JSON]
    now: int


Sandbox: TypeAlias = "Callable[[Request, Draws], JSON | Nothing]"
"""Evaluates within ALL, and within bounds of its own on memory; raises JsonataError."""


@dataclass(slots=True)
class Replay:
    """Draws that can be made again: an evaluation that is made anew sees the same."""

    source: Draws
    drawn: list[tuple[str, Any]] = field(default_factory=list[tuple[str, Any]])
    position: int = 0

    def random(self) -> float:
        """The next number, 0 ≤ n < 1."""
        return float(self._next("random", self.source.random))

    def uuid(self) -> str:
        """The next version 4 UUID."""
        return str(self._next("uuid", self.source.uuid))

    def rewind(self) -> None:
        """Begin anew."""
        self.position = 0

    def _next(self, kind: str, draw: Callable[[], Any]) -> Any:
        if self.position == len(self.drawn):
            self.drawn.append((kind, draw()))
        found = self.drawn[self.position]
        self.position += 1
        return found[1]


@dataclass(slots=True)
class _Registered:
    sandbox: Sandbox | None = None


_registered: Final = _Registered()


def register_sandbox(sandbox: Sandbox | None) -> None:
    """Name what evaluates the expressions that are not tame or take more than FEW; without one, that is done here."""
    _registered.sandbox = sandbox


def sandbox() -> Sandbox | None:
    """What was registered."""
    return _registered.sandbox
