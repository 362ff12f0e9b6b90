"""Damages the file of a store in every way, and uses all that a session has of it: `damage.py --count 5000 --seed 1`.

Each call works, or raises an error of ours: see `damaged_stores`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from damaged_stores import Found, check_damaged, whole_file

CHUNK: Final = 100


def check(seeds: range) -> Found:
    """Damage a file of this process so often."""
    found = Found()
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.db"
        whole_file(whole)
        for seed in seeds:
            check_damaged(seed, whole, Path(folder), found)
    return found


def main() -> int:
    """Check chunk by chunk and print what was counted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=0, help="the first one")
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    first, last = asked.seed, asked.seed + asked.count
    chunks = [range(start, min(start + CHUNK, last)) for start in range(first, last, CHUNK)]
    total, started = Found(), time.monotonic()
    with multiprocessing.get_context("spawn").Pool(asked.jobs) as pool:
        for found in pool.imap_unordered(check, chunks):
            total.add(found)
    sys.stdout.write(f"{total}\n{time.monotonic() - started:.0f} s with {asked.jobs} jobs\n")
    return int(bool(total.failures))


if __name__ == "__main__":
    sys.exit(main())
