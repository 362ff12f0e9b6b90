"""What `import sfn_notebook` costs, and what the first machine costs on top: CPU of a fresh process, less Python's."""

from __future__ import annotations

import statistics
import subprocess
import sys
from typing import Final

from timing import machine_description, say

LIMIT_SECONDS: Final = 0.25
ROUNDS: Final = 5
_IMPORT: Final = "import sfn_notebook"
_FIRST_RUN: Final = """
import sfn_notebook as sfn
sfn.StateMachine({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}).run()
"""


def main() -> int:
    """The medians of five processes each, after one that compiles."""
    median, first_run = _cpu_seconds(_IMPORT), _cpu_seconds(_FIRST_RUN)
    say(f"import sfn_notebook: {median:.3f} s of CPU (limit {LIMIT_SECONDS}); {machine_description()}")
    say(f"import, and the first run of a machine of one state: {first_run:.3f} s of CPU")
    return int(median >= LIMIT_SECONDS)


def _cpu_seconds(program: str) -> float:
    timed = f"import time; t = time.process_time()\n{program}\nprint(time.process_time() - t)"
    command = [sys.executable, "-c", timed]
    found = [float(subprocess.check_output(command, text=True)) for _ in range(ROUNDS + 1)]  # noqa: S603 - the program is ours
    return statistics.median(found[1:])


if __name__ == "__main__":
    sys.exit(main())
