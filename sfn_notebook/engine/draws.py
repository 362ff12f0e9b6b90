"""Randomness that repeats: every draw is a hash of what asks for it, never the next of a stream."""

from __future__ import annotations

import uuid
from hashlib import blake2b
from typing import Final

_MANTISSA_BITS: Final = 53


def derive(seed: int, *names: str | int) -> int:
    """A seed made from a seed and some names: 64 bits."""
    return int.from_bytes(_digest(seed, names, 8))


def draw(seed: int, *names: str | int) -> float:
    """A number, 0 ≤ n < 1, evenly spread."""
    return (derive(seed, *names) >> (64 - _MANTISSA_BITS)) / (1 << _MANTISSA_BITS)


def draw_uuid(seed: int, *names: str | int) -> str:
    """A version 4 UUID."""
    return str(uuid.UUID(bytes=_digest(seed, names, 16), version=4))


def _digest(seed: int, names: tuple[str | int, ...], size: int) -> bytes:
    text = "\0".join(map(str, names))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size, key=seed.to_bytes(8)).digest()
