"""The functions that AWS adds to JSONata.

Spec: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from sfn_notebook.expressions.java_random import first_double
from sfn_notebook.expressions.scope import Draws
from sfn_notebook.values import JSON, NotJsonError, decode

Function: TypeAlias = "Callable[..., Any]"

MEMORY: Final = "Expression evaluation memory limit exceeded: Check for excessive memory usage"
MOST_MEMBERS: Final = 873_782
"""The longest array that AWS makes room for (measured 2026-08 by third parties with `[1..n]`)."""

_ALGORITHMS: Final = MappingProxyType(
    {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
)


class FunctionError(Exception):
    """What a function of AWS's does not take.

    Attributes:
        code: JSONata's code of the error; None where there is none.
    """

    def __init__(self, code: str | None, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def _mismatch(name: str, argument: int) -> FunctionError:
    return FunctionError("T0410", f'Argument {argument} of function "{name}" does not match function signature')


def partition(draws: Draws, array: list[JSON] | None, size: float | None) -> list[JSON] | None:
    """The array in pieces of a size, which is rounded down."""
    del draws
    if array is None or size is None:
        return None
    length = math.floor(size)
    if length < 1:
        raise _mismatch("partition", 2)
    return [array[first : first + length] for first in range(0, len(array), length)]


def range_(draws: Draws, first: float | None, last: float | None, delta: float | None) -> JSON:
    """Whole numbers from the first on, up to the last one if they hit it; a single one is no array (recorded)."""
    del draws
    if first is None or last is None or delta is None:
        return None
    start, end, step = math.floor(first), math.floor(last), math.floor(delta)
    if step == 0:
        raise _mismatch("range", 3)
    numbers = range(start, end + (1 if step > 0 else -1), step)
    if len(numbers) > MOST_MEMBERS:
        raise FunctionError(None, MEMORY)
    if not numbers:
        return None
    return list[JSON](numbers) if len(numbers) > 1 else numbers[0]


def hash_(draws: Draws, text: str | None, algorithm: str | None) -> str | None:
    """The digest of a text, in hexadecimal digits."""
    del draws
    if text is None or algorithm is None:
        return None
    if algorithm not in _ALGORITHMS:
        raise _mismatch("hash", 2)
    return hashlib.new(_ALGORITHMS[algorithm], text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def random(draws: Draws, seed: float | None = None) -> float:
    """A number, 0 ≤ n < 1: with a seed always the same one."""
    return draws.random() if seed is None else first_double(math.floor(seed))


def uuid(draws: Draws) -> str:
    """A version 4 UUID."""
    return draws.uuid()


def parse(draws: Draws, text: str | None) -> JSON:
    """The value of a JSON text, in an object: so that null is told from nothing."""
    del draws
    if text is None:
        return None
    try:
        return {"value": decode(text)}
    except NotJsonError as error:
        raise FunctionError(None, f"Unable to parse the argument of the function parse: {error}") from None


FUNCTIONS: Final[Mapping[str, tuple[str, Function, str]]] = MappingProxyType(
    {
        "partition": ("partition", partition, "<an:a>"),
        "range": ("range", range_, "<nnn:x>"),
        "hash": ("hash", hash_, "<ss:s>"),
        "random": ("random", random, "<n?:n>"),
        "uuid": ("uuid", uuid, "<:s>"),
        "parse": ("parse", parse, "<s:x>"),
    }
)
"""By the name in an expression: the name it is registered by, what does it, and JSONata's signature."""
