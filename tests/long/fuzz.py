"""Fuzzing of expressions and definitions: `fuzz.py --count 1000000 --seed 1`, or `--seconds 60`.

Each case ends with a value or a documented error, within ten seconds and 3 GB; what does not is printed with its seed
and number, by which `tests/fuzz_oracle.py` makes it again.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fuzz_runs import Found, chunks, fuzz, report


def say(line: str) -> None:
    """Write a line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Check chunk by chunk and print what was counted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no chunk after so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    total, started = Found(), time.monotonic()

    def in_time(numbers: range) -> Found:
        late = time.monotonic() - started > arguments.seconds
        return Found() if late else partial(fuzz, arguments.seed)(numbers)

    with ThreadPoolExecutor(arguments.jobs) as pool:
        for found in pool.map(in_time, chunks(arguments.first, arguments.count)):
            total.add(found)
            for failure in found.failures:
                say(failure)
            if total.cases % 100_000 < 10_000 and found.cases:
                say(f"… {total.cases} cases, {time.monotonic() - started:.0f} s")
    for line in report(total, started):
        say(line)
    return int(bool(total.failures))


if __name__ == "__main__":
    sys.exit(main())
