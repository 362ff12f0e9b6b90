"""Fuzzing of the endpoint: `fuzz_http.py --count 10000 --seed 1`.

Calls of every operation with spoilt parameters, bodies that are no JSON, requests that are no calls, and bytes that are
no HTTP, four at a time. Each is answered, or hung up on where it is no request, within half a minute; none is answered
by a 5xx; and the server is there at the end. What goes wrong is printed with its seed and number.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fuzz_http_runs import fuzz


def say(line: str) -> None:
    """Write a line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Fuzz and print what was counted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", type=Path, help="the file in which the server keeps its executions")
    arguments = parser.parse_args()
    started = time.monotonic()
    fuzzed = fuzz(arguments.seed, arguments.count, arguments.store)
    for name, counts in (("sent", fuzzed.kinds), ("statuses", fuzzed.statuses), ("errors", fuzzed.errors)):
        say(f"{name}: {', '.join(f'{key} {count}' for key, count in counts.most_common())}")
    for failure in fuzzed.failures:
        say(failure)
    seconds = time.monotonic() - started
    say(f"{fuzzed.cases} cases, {fuzzed.hung_up} hung up on, {len(fuzzed.failures)} failures, {seconds:.0f} s")
    return int(bool(fuzzed.failures))


if __name__ == "__main__":
    sys.exit(main())
