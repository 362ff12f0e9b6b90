"""The rows of the tables: what was measured of one workload, and what of it is missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from workloads import Workload

GATED: Final = ("w1_1000", "w1_100_params", "w2_1000", "w2_6000", "w3_1000", "w3_10000", "w4")
GATE_ALONE: Final = 0.35
GATE_WITH_HISTORY: Final = 1 / 3
GATE_IDEAL: Final = 1.15
IDEAL_SECONDS: Final = 1.0
"""Of W5: a thousand times 10 ms, ten at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """CPU seconds of one workload.

    Attributes:
        bare: None where the bare loop does not know the language.
        peers: by name; a text says why there is no figure.
    """

    name: str
    workload: Workload
    alone: float
    with_history: float
    bare: float | None
    peers: Mapping[str, float | str]

    @property
    def is_missed(self) -> bool:
        """Whether a gate is."""
        if self.name not in GATED or self.bare is None:
            return False
        return self.bare / self.alone < GATE_ALONE or self.bare / self.with_history < GATE_WITH_HISTORY

    @property
    def is_behind(self) -> bool:
        """Whether a peer is faster."""
        return any(isinstance(seconds, float) and seconds < self.alone for seconds in self.peers.values())

    def __str__(self) -> str:
        count, loop = self.workload.transitions, self.bare
        ratios = ["", ""] if loop is None else [f"{loop / self.alone:.2f}", f"{loop / self.with_history:.2f}"]
        cells = [
            f"{self.name}: {self.workload.title}",
            f"{count / self.alone:,.0f}",
            ratios[0],
            f"{count / self.with_history:,.0f}",
            ratios[1] + (" MISSED" if self.is_missed else ""),
            *(_times(seconds, self.alone) for seconds in self.peers.values()),
        ]
        return f"| {' | '.join(cells)} |"


@dataclass(frozen=True, slots=True, kw_only=True)
class WallRow:
    """Seconds on the wall of a workload whose tasks really sleep; see `Row`."""

    name: str
    workload: Workload
    ours: float
    bare: float | None
    peers: Mapping[str, float | str]

    @property
    def is_missed(self) -> bool:
        """Whether it takes too long."""
        return self.ours / IDEAL_SECONDS > GATE_IDEAL

    @property
    def is_behind(self) -> bool:
        """Whether a peer is faster."""
        return any(isinstance(seconds, float) and seconds < self.ours for seconds in self.peers.values())

    def __str__(self) -> str:
        shown = [seconds if isinstance(seconds, str) else f"{seconds:.2f} s" for seconds in self.peers.values()]
        cells = [
            f"{self.name}: {self.workload.title}",
            f"{IDEAL_SECONDS:.2f} s",
            f"{self.ours:.2f} s" + (" MISSED" if self.is_missed else ""),
            "" if self.bare is None else f"{self.bare:.2f} s",
            *shown,
        ]
        return f"| {' | '.join(cells)} |"


def header(peers: Sequence[str]) -> str:
    """The head of the table of rows."""
    names = ["workload", "states/s alone", "of bare loop", "with history", "of bare loop"]
    return _header([*names, *(f"times {peer}" for peer in peers)])


def wall_header(peers: Sequence[str]) -> str:
    """The head of the table of rows on the wall."""
    return "\n" + _header(["on the wall", "ideal", "sfn_notebook", "bare loop", *peers])


def _header(names: Sequence[str]) -> str:
    return f"| {' | '.join(names)} |\n|---|{'--:|' * (len(names) - 1)}"


def _times(seconds: float | str, ours: float) -> str:
    """How many times as fast as a peer this package is."""
    if isinstance(seconds, str):
        return seconds
    return f"{seconds / ours:,.1f}" if seconds / ours < 10 else f"{seconds / ours:,.0f}"
