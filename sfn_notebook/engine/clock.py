"""Kinds of time, and the only place that reads the system's clocks."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from sfn_notebook.errors import UsageError

SECOND: Final = 1_000_000_000
LOGICAL_START: Final = 946_684_800 * SECOND
"""Where a logical clock starts: 2000-01-01T00:00:00Z."""
Mode: TypeAlias = Literal["virtual", "real", "scaled", "logical"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How the time of a run passes.

    Attributes:
        mode: `virtual` jumps over waiting and keeps real time while a call runs; `real` is the wall clock; `scaled`
            runs `factor` times as fast while nothing runs; `logical` counts declared durations only.
        factor: of `scaled`; 1 otherwise.
    """

    mode: Mode = "virtual"
    factor: float = 1.0

    def real_seconds(self, nanoseconds: int) -> float:
        """How long to wait really for a stretch of the run's time in which no call runs."""
        return nanoseconds / SECOND / self.factor if self.mode in ("real", "scaled") else 0.0


def parse_clock(text: object) -> Clock:
    """`virtual`, `real`, `logical`, or `x60` for sixty times as fast.

    Raises:
        UsageError: for anything else.
    """
    if text == "virtual":
        return Clock(mode="virtual")
    if text == "real":
        return Clock(mode="real")
    if text == "logical":
        return Clock(mode="logical")
    scaled = re.fullmatch(r"x(\d+(?:\.\d+)?)", text) if isinstance(text, str) else None
    if scaled and float(scaled[1]) > 0:
        return Clock(mode="scaled", factor=float(scaled[1]))
    raise UsageError(f'no clock "{text}": expected virtual, real, logical, or x60 for sixty times as fast')


def wall_nanoseconds() -> int:
    """The system's time, in nanoseconds since the epoch."""
    return time.time_ns()


def steady_nanoseconds() -> int:
    """A reading of the system's clock that never jumps."""
    return time.monotonic_ns()
