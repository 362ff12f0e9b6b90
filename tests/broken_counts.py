"""What was done to random machines whose store breaks, and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Found:
    """What was done, and what went wrong."""

    machines: int = 0
    breaks: Counter[str] = field(default_factory=Counter[str])
    resumed: int = 0
    events: int = 0
    children: int = 0
    calls: int = 0
    again: int = 0
    failures: list[str] = field(default_factory=list[str])

    def add(self, other: Found) -> None:
        """Take another one's counts."""
        self.machines += other.machines
        self.breaks.update(other.breaks)
        self.resumed += other.resumed
        self.events += other.events
        self.children += other.children
        self.calls += other.calls
        self.again += other.again
        self.failures.extend(other.failures)

    def __str__(self) -> str:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.breaks.items()))
        counts = f"{self.machines} machines, {self.events} events, {self.children} children of Map Runs"
        breaks = f"{self.breaks.total()} breaks ({kinds}), after which {self.resumed} executions were resumed"
        calls = f"{self.calls} calls, {self.again} made again as their results were not kept"
        return "\n".join([counts, breaks, calls, f"{len(self.failures)} failures"])
