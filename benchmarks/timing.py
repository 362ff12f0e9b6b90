"""Measuring CPU: several contenders in turn, so that a noisy machine disturbs them alike."""

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
from typing import Any, Final, TypeAlias

Action: TypeAlias = "Callable[[], Any]"
SHORTEST_SECONDS: Final = 0.03
"""A measurement repeats its action until it takes about as long."""


def say(line: str) -> None:
    """Write a line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def cpu_seconds(action: Action, repeat: int = 1) -> float:
    """Process CPU of one action, all threads together, collecting garbage included; the mean of `repeat`."""
    gc.collect()
    started = time.process_time()
    for _ in range(repeat):
        action()
    return (time.process_time() - started) / repeat


def median_cpu_seconds(actions: Sequence[Action], rounds: int) -> list[float]:
    """The median of `rounds` measurements of each action, taken in turn."""
    return [statistics.median(found) for found in _measure(actions, rounds)]


def best_cpu_seconds(actions: Sequence[Action], rounds: int) -> list[float]:
    """The least of `rounds` measurements of each action, taken in turn."""
    return [min(found) for found in _measure(actions, rounds)]


def _measure(actions: Sequence[Action], rounds: int) -> list[list[float]]:
    repeats = [ceil(SHORTEST_SECONDS / max(cpu_seconds(action), 1e-6)) for action in actions]
    found: list[list[float]] = [[] for _ in actions]
    for _ in range(rounds):
        for number, action in enumerate(actions):
            found[number].append(cpu_seconds(action, repeats[number]))
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
