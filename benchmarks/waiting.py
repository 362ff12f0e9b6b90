"""A thousand executions that wait, on one thread: how much memory they take; with `--store` each is kept in a file."""

from __future__ import annotations

import argparse
import resource
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from timing import machine_description, say
from workloads import waiting

import sfn_notebook as sfn

LIMIT_MB: Final = 100
COUNT: Final = 1000
HOUR: Final = 3600


def main() -> int:
    """Start them on the real clock, let them stand, and look."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--store", action="store_true", help="keep them in a SQLite file in a temporary folder")
    asked = parser.parse_args()
    count: int = asked.count
    before, threads = _peak_mb(), threading.active_count()
    with TemporaryDirectory() as folder, _session(Path(folder, "executions.db") if asked.store else None) as session:
        machine = sfn.StateMachine(waiting(HOUR), session=session)
        jobs = [machine.start({"a": 1}) for _ in range(count)]
        while any(len(job.execution.history) < 6 for job in jobs):
            time.sleep(0.1)
        standing = sum(job.status == "RUNNING" for job in jobs)
        after, more = _peak_mb(), threading.active_count() - threads
    say(f"{standing} executions wait on {more} thread(s): {after:.0f} MB, {before:.0f} MB before them")
    say(machine_description())
    return int(after >= LIMIT_MB or more > (2 if asked.store else 1) or standing < count)


def _session(store: Path | None) -> sfn.Session:
    return sfn.Session(clock="real", store=store)


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024


if __name__ == "__main__":
    sys.exit(main())
