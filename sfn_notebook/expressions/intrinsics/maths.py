"""States.MathAdd and MathRandom."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from typing import Final

from sfn_notebook.expressions.intrinsics.function import (
    Function,
    InvalidArgumentsError,
    at_most,
    check_int32,
    need_int,
    need_number,
)
from sfn_notebook.expressions.scope import Scope
from sfn_notebook.values import JSON

_MULTIPLIER: Final = 0x5DEECE66D
_INCREMENT: Final = 0xB
_MASK: Final = (1 << 48) - 1


def _add(arguments: Sequence[JSON], _scope: Scope) -> JSON:
    return add(arguments[0], arguments[1])


def add(first: JSON, second: JSON) -> int:
    """The sum of two numbers, each rounded as Java rounds: half up, so -0.5 + 0.5 is 1."""
    if type(first) is not int:
        first = _java_round(need_number(first))
    if type(second) is not int:
        second = _java_round(need_number(second))
    total = first + second
    if not (-0x80000000 <= first <= 0x7FFFFFFF and -0x80000000 <= second <= 0x7FFFFFFF):
        raise InvalidArgumentsError
    check_int32(total)
    return total


def _java_round(number: float) -> int:
    return number if isinstance(number, int) else floor(number + 0.5)


def _random(arguments: Sequence[JSON], scope: Scope) -> JSON:
    """From the first number up to, not including, the second; the same for the same seed, on AWS and here."""
    start, end = need_int(arguments[0]), need_int(arguments[1])
    if start >= end:
        raise InvalidArgumentsError
    if len(arguments) > 2:
        return _seeded(int(need_number(arguments[2])), start, end)
    return start + int(scope.random() * (end - start))


def _seeded(seed: int, start: int, end: int) -> int:
    """What `new java.util.Random(seed)` gives first between two bounds."""
    state = (seed ^ _MULTIPLIER) & _MASK
    while True:
        state = (state * _MULTIPLIER + _INCREMENT) & _MASK
        number = _accept(state, start, end)
        if number is not None:
            return number


def _accept(state: int, start: int, end: int) -> int | None:
    """The number of one draw, or None if Java would draw again to keep all numbers equally likely."""
    span = end - start
    if span >= 2**31:
        signed = (state >> 16) - (2**32 if state >> 47 else 0)
        return signed if start <= signed < end else None
    bits = state >> 17
    if span & (span - 1) == 0:
        return start + (span * bits >> 31)
    number = bits % span
    return start + number if bits - number + span - 1 < 2**31 else None


FUNCTIONS: Final = (
    Function(name="States.MathAdd", min_arguments=2, max_arguments=2, apply=_add, bound=at_most(11)),
    Function(name="States.MathRandom", min_arguments=2, max_arguments=3, apply=_random, bound=at_most(11)),
)
