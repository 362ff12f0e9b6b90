"""Measuring: several contenders in turn, so that a noisy machine disturbs them alike."""

from __future__ import annotations

import gc
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from math import ceil
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

Action: TypeAlias = "Callable[[], Any]"
SHORTEST_SECONDS: Final = 0.03
"""A measurement repeats its action until it takes about as long."""
LONG_SECONDS: Final = 4.0
"""What takes longer is measured once."""


class Spent(NamedTuple):
    """Seconds: CPU of the whole process, all threads together, and of the clock on the wall."""

    cpu: float
    wall: float


Measure: TypeAlias = "Callable[[int], Spent]"
"""The mean of so many runs."""


def say(line: str) -> None:
    """Write a line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def measuring(action: Action) -> Measure:
    """How an action of this process is measured; collecting its garbage is included, that of others is not."""

    def measure(runs: int) -> Spent:
        gc.collect()
        cpu, wall = time.process_time(), time.perf_counter()
        for _ in range(runs):
            action()
        return Spent((time.process_time() - cpu) / runs, (time.perf_counter() - wall) / runs)

    return measure


def medians(measures: Sequence[Measure], rounds: int) -> list[Spent]:
    """The medians of `rounds` measurements each, taken in turn."""
    found = _measured(measures, rounds)
    return [Spent(*(statistics.median(times) for times in zip(*each, strict=True))) for each in found]


def median_cpu_seconds(actions: Sequence[Action], rounds: int) -> list[float]:
    """The median of `rounds` measurements of each action, taken in turn."""
    return [spent.cpu for spent in medians([measuring(action) for action in actions], rounds)]


def best_cpu_seconds(actions: Sequence[Action], rounds: int) -> list[float]:
    """The least of `rounds` measurements of each action, taken in turn."""
    return [min(each).cpu for each in _measured([measuring(action) for action in actions], rounds)]


def _measured(measures: Sequence[Measure], rounds: int) -> list[list[Spent]]:
    first = [measure(1) for measure in measures]
    repeats = [ceil(SHORTEST_SECONDS / max(*spent, 1e-6)) for spent in first]
    found: list[list[Spent]] = [[spent] if max(spent) > LONG_SECONDS else [] for spent in first]
    for _ in range(rounds):
        for number, measure in enumerate(measures):
            if max(first[number]) <= LONG_SECONDS:
                found[number].append(measure(repeats[number]))
    return found


def machine_description() -> str:
    """Processor, cores, system and Python, in one line."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, {python}; load {load}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
