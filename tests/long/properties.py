"""The properties of running machines over as many seeds as you like: `properties.py --count 20000 --seed 0 --jobs 2`.

Too long for every change; run it by hand when the engine changed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from running_properties import (
    check_checkpoints,
    check_drivers,
    check_frames_at,
    check_ids,
    check_limit,
    check_written,
    events_of,
)
from running_shares import Shares, shares_of

CHUNK: Final = 100
"""So many seeds share one process that continues their dumps."""


@dataclass(slots=True)
class Found:
    """What was done, and what went wrong."""

    machines: int = 0
    events: int = 0
    dumps: int = 0
    folds: int = 0
    types: Counter[str] = field(default_factory=Counter[str])
    shares: Shares = field(default_factory=Shares)
    failures: list[str] = field(default_factory=list[str])

    def add(self, other: Found) -> None:
        """Take another one's counts."""
        self.machines += other.machines
        self.events += other.events
        self.dumps += other.dumps
        self.folds += other.folds
        self.types.update(other.types)
        self.shares.add(other.shares)
        self.failures.extend(other.failures)


def check(seeds: range) -> Found:
    """All properties of some seeds."""
    found = Found(machines=len(seeds))
    for seed in seeds:
        try:
            check_written(seed)
            check_ids(seed)
            check_limit(seed)
            found.folds += check_frames_at(seed)
            found.events += check_drivers(seed)
            found.types.update(event.type for event in events_of(seed))
            found.shares.add(shares_of(seed))
        except Exception as error:  # noqa: BLE001 - whatever it is, the seed is what is wanted
            found.failures.append(f"seed {seed}: {type(error).__name__}: {str(error)[:300]}")
    try:
        found.dumps = check_checkpoints(seeds)
    except Exception as error:  # noqa: BLE001 - as above
        found.failures.append(f"dumps of {seeds.start} to {seeds.stop - 1}: {str(error)[-600:]}")
    return found


def say(line: str) -> None:
    """Write a line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Check chunk by chunk and print what was counted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0, help="the first one")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no chunk after so many")
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    first, last = arguments.seed, arguments.seed + arguments.count
    chunks = [range(start, min(start + CHUNK, last)) for start in range(first, last, CHUNK)]
    total, started = Found(), time.monotonic()
    with multiprocessing.get_context("spawn").Pool(arguments.jobs) as pool:
        for found in pool.imap_unordered(check, chunks):
            total.add(found)
            for failure in found.failures:
                say(failure)
            if time.monotonic() - started > arguments.seconds:
                break
    say(f"{total.machines} machines, {total.events} events, {total.dumps} dumps continued in another process")
    say(f"{total.folds} times frames_at compared with the live frames")
    say(f"{len(total.types)} types of events: {', '.join(sorted(total.types))}")
    for line in total.shares.lines():
        say(line)
    say(f"{len(total.failures)} failures; {time.monotonic() - started:.0f} s with {arguments.jobs} jobs")
    return int(bool(total.failures))


if __name__ == "__main__":
    sys.exit(main())
