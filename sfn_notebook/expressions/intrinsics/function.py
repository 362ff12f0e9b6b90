"""What an intrinsic function is to the compiler, and how it says that its arguments are wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sfn_notebook.expressions.scope import Scope
from sfn_notebook.values import JSON


class InvalidArgumentsError(Exception):
    """Arguments that a function cannot take.

    Attributes:
        detail: AWS's addition to its general sentence, where it has one.
    """

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Bound:
    """An upper bound, in bytes of compact JSON: `literal_bytes` and `references` times the bytes of `$`.

    Attributes:
        references: None where there is no such bound.
    """

    literal_bytes: int
    references: int | None = 0


Apply: TypeAlias = "Callable[[Sequence[JSON], Scope], JSON]"
"""From the arguments, as many as the function takes, to the result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One intrinsic function.

    Attributes:
        name: `States.MathAdd`.
        min_arguments, max_arguments: None as max_arguments is any number.
        apply: raises InvalidArgumentsError.
        bound: of the result, from the bounds of the arguments.
    """

    name: str
    min_arguments: int
    max_arguments: int | None
    apply: Apply
    bound: Callable[[Sequence[Bound]], Bound]

    def takes(self, count: int) -> bool:
        """Whether it can be called with so many arguments."""
        return self.min_arguments <= count and (self.max_arguments is None or count <= self.max_arguments)


def at_most(literal_bytes: int) -> Callable[[Sequence[Bound]], Bound]:
    """A bound that does not depend on the arguments."""
    bound = Bound(literal_bytes)
    return lambda _arguments: bound


def total(arguments: Sequence[Bound], factor: int = 1, extra_bytes: int = 0) -> Bound:
    """So many times the arguments together, and some bytes."""
    literal_bytes = extra_bytes
    references = 0
    for argument in arguments:
        if argument.references is None:
            return Bound(0, None)
        literal_bytes += factor * argument.literal_bytes
        references += factor * argument.references
    return Bound(literal_bytes, references)


def need_text(value: JSON) -> str:
    """The argument, which must be a text."""
    if not isinstance(value, str):
        raise InvalidArgumentsError
    return value


def need_array(value: JSON) -> list[JSON]:
    """The argument, which must be an array."""
    if not isinstance(value, list):
        raise InvalidArgumentsError
    return value


def need_number(value: JSON) -> int | float:
    """The argument, which must be a number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InvalidArgumentsError
    return value


def need_int(value: JSON) -> int:
    """The whole part of the argument, which must be a number of 32 bits.

    AWS documents rounding; observed in 2026, it drops the fraction for all functions but MathAdd.
    """
    number = int(need_number(value))
    check_int32(number)
    return number


def check_int32(number: int) -> None:
    """Raise InvalidArgumentsError for a whole number of more than 32 bits."""
    if not -(2**31) <= number < 2**31:
        raise InvalidArgumentsError
