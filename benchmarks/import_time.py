"""What `import sfn_notebook` costs: CPU of a fresh process, less what Python itself needs."""

from __future__ import annotations

import statistics
import subprocess
import sys
from typing import Final

from timing import machine_description, say

LIMIT_SECONDS: Final = 0.25
ROUNDS: Final = 5
_PROGRAM: Final = "import time; t = time.process_time(); import sfn_notebook; print(time.process_time() - t)"


def main() -> int:
    """The median of five imports, after one that compiles."""
    found = [_import_seconds() for _ in range(ROUNDS + 1)][1:]
    median = statistics.median(found)
    say(f"import sfn_notebook: {median:.3f} s of CPU (limit {LIMIT_SECONDS}); {machine_description()}")
    return int(median >= LIMIT_SECONDS)


def _import_seconds() -> float:
    written = subprocess.check_output([sys.executable, "-c", _PROGRAM], text=True)  # noqa: S603 - the program is ours
    return float(written)


if __name__ == "__main__":
    sys.exit(main())
