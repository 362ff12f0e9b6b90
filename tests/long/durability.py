"""Kills the process that runs executions, again and again: `durability.py --count 200 --kills 20 --seed 1`.

At the end every execution must have succeeded with the right output; what was reported is never lost; a piece of work
whose result was kept is not done again; one whose result was not kept may be.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from durable_runs import durability


def main() -> None:
    """Print what was found; the exit status says whether anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200, help="executions in flight")
    parser.add_argument("--kills", type=int, default=20, help="how often the process dies")
    parser.add_argument("--seed", type=int, default=1, help="of when it dies")
    asked = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        found = durability(asked.count, asked.kills, asked.seed, Path(folder))
    print(f"{found}, {time.monotonic() - started:.0f} s")  # noqa: T201 - what it is for
    sys.exit(bool(found.failures))


if __name__ == "__main__":
    main()
