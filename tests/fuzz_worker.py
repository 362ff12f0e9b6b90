"""A process that checks cases, and may die of one: `fuzz_worker.py SEED FIRST LAST POSITION_FILE`.

It writes a line of JSON for each case that ends in an undocumented way, and one with counts at the end. The number of
the case that it is at stands in the file, for when it does not come to that.
"""

from __future__ import annotations

import faulthandler
import json
import mmap
import struct
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fuzz_oracle import check_cases

import sfn_notebook as sfn

MOST_SECONDS: Final = 10.0
"""For one case; an expression is given far less by the package itself."""
MOST_MEMORY_BYTES: Final = 3 << 30


def limit_memory() -> None:
    """Let the process die before the machine does."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))


def most_memory_bytes() -> int:
    """What the process has held at most."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def say(message: dict[str, Any]) -> None:
    """Write a line of JSON."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Check each case under a watchdog."""
    seed, first, last = map(int, sys.argv[1:4])
    limit_memory()
    sfn.session()  # names the sandbox of JSONata
    counts: Counter[str] = Counter()
    with Path(sys.argv[4]).open("r+b") as file, mmap.mmap(file.fileno(), 8) as position:
        for number in range(first, last):
            position[:8] = struct.pack("q", number)
            faulthandler.dump_traceback_later(MOST_SECONDS, exit=True)
            try:
                check_cases(seed, range(number, number + 1), counts)
            except Exception as error:  # noqa: BLE001 - whatever it is, it should not be
                say(
                    {
                        "case": number,
                        "error": f"{type(error).__name__}: {error}"[:500],
                        "notes": getattr(error, "__notes__", []),
                    }
                )
            faulthandler.cancel_dump_traceback_later()
    say({"counts": counts, "bytes": most_memory_bytes()})


if __name__ == "__main__":
    main()
