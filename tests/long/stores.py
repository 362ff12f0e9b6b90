"""Breaks the store of random machines again and again: `stores.py --count 2000 --seed 1 --jobs 2`.

A statement fails, or the process is killed there, and the execution is resumed in a new session, until it has ended.
Then everything must be as it is without any break: see `broken_stores`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from broken_counts import Found
from broken_stores import Killed, check_broken

CHUNK: Final = 20


def check(seeds: range) -> Found:
    """Some machines, in a folder of their own."""
    warnings.simplefilter("ignore")  # a file whose beginning breaks goes without a log
    found = Found()
    with tempfile.TemporaryDirectory() as folder:
        killed = Killed(Path(folder))
        for seed in seeds:
            try:
                check_broken(seed, Path(folder), found, killed)
            except Exception as error:  # noqa: BLE001 - whatever it is, the seed is what is wanted
                found.failures.append(f"seed {seed}: {type(error).__name__}: {str(error)[:300]}")
        killed.close()
    return found


def say(line: str) -> None:
    """Write a line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Check chunk by chunk and print what was counted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0, help="the first one")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no chunk after so many")
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    first, last = asked.seed, asked.seed + asked.count
    chunks = [range(start, min(start + CHUNK, last)) for start in range(first, last, CHUNK)]
    total, started = Found(), time.monotonic()
    with multiprocessing.get_context("spawn").Pool(asked.jobs) as pool:
        for found in pool.imap_unordered(check, chunks):
            total.add(found)
            for failure in found.failures:
                say(failure)
            if time.monotonic() - started > asked.seconds:
                break
    say(f"{total}\n{time.monotonic() - started:.0f} s with {asked.jobs} jobs")
    return int(bool(total.failures))


if __name__ == "__main__":
    sys.exit(main())
