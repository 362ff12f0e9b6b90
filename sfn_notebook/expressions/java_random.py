"""The numbers of `java.util.Random`, which is what AWS draws from when a seed is given.

Algorithm: https://docs.oracle.com/javase/8/docs/api/java/util/Random.html
"""

from __future__ import annotations

from typing import Final

_MULTIPLIER: Final = 0x5DEECE66D
_INCREMENT: Final = 0xB
_MASK: Final = (1 << 48) - 1


def first_double(seed: int) -> float:
    """What `new Random(seed).nextDouble()` gives, 0 ≤ n < 1; the seed counts modulo 2^64."""
    state = (seed ^ _MULTIPLIER) & _MASK
    high, state = _next(state, 26)
    low, _ = _next(state, 27)
    return ((high << 27) + low) / (1 << 53)


def _next(state: int, bits: int) -> tuple[int, int]:
    state = (state * _MULTIPLIER + _INCREMENT) & _MASK
    return state >> (48 - bits), state
