"""What an expression can reach besides its input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

from sfn_notebook.values import JSON


class Draws(Protocol):
    """The randomness of the place where an expression stands."""

    def random(self) -> float:
        """The next number of the run's randomness, 0 ≤ n < 1."""
        ...

    def uuid(self) -> str:
        """The next version 4 UUID of the run's randomness."""
        ...


class Scope(Draws, Protocol):
    """The context object, the variables and the randomness of the place where an expression stands."""

    @property
    def context(self) -> JSON:
        """The context object, `$$`; built when it is first read."""
        ...

    @property
    def variables(self) -> Mapping[str, JSON]:
        """The variables that can be read here."""
        ...

    @property
    def now(self) -> int:
        """The time of the run, in nanoseconds since the epoch."""
        ...


Reader: TypeAlias = "Callable[[JSON, Scope], JSON]"
"""A compiled expression: from `$` and the scope to a value, which is shared and must not be changed.

In JSONata the first argument is `$states` without its context: an object with `input`, and with `result` or
`errorOutput` where the field may read it. It raises StateError as AWS would report it, without the prefix that names
the state.
"""
