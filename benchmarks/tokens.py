"""Executions that wait for callbacks, in one process: how much memory they take, and how fast they are answered.

With `--store` each of them is kept in a file.
"""

from __future__ import annotations

import argparse
import resource
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from timing import machine_description, say

import sfn_notebook as sfn

LIMIT_MB: Final = 300
COUNT: Final = 5000
ASK: Final[dict[str, Any]] = {
    "StartAt": "Ask",
    "States": {
        "Ask": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Parameters": {"FunctionName": "ask", "Payload": {"token.$": "$$.Task.Token", "order.$": "$.order"}},
            "HeartbeatSeconds": 86_400,
            "End": True,
        }
    },
}


def main() -> int:
    """Start them, let them stand, look, and answer every one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--store", action="store_true", help="keep them in a SQLite file in a temporary folder")
    given = parser.parse_args()
    count: int = given.count
    before, threads = _peak_mb(), threading.active_count()
    with (
        TemporaryDirectory() as folder,
        sfn.Session(store=Path(folder, "executions.db") if given.store else None) as session,
    ):
        session.function("ask", lambda: "asked")
        machine = sfn.StateMachine(ASK, session=session)
        started = time.perf_counter()
        jobs = [machine.start({"order": number}) for number in range(count)]
        while any(len(job.execution.history) < 5 for job in jobs):
            time.sleep(0.1)
        waiting = time.perf_counter()
        pending = session.pending
        listed = time.perf_counter()
        after, more = _peak_mb(), _engine_threads(threads)
        asked = time.perf_counter()
        for task in pending:
            task.succeed({"by": task.execution_name})
        succeeded = sum(job.wait(60).status == "SUCCEEDED" for job in jobs)
        answered = time.perf_counter()
    say(
        f"{len(pending)} executions wait for callbacks on {more} thread(s): {after:.0f} MB, {before:.0f} MB before them"
    )
    spent = (waiting - started, listed - waiting, answered - asked)
    say("started in {:.1f} s, listed in {:.1f} s, answered in {:.1f} s".format(*spent))
    say(machine_description())
    return int(after >= LIMIT_MB or succeeded < count)


def _engine_threads(before: int) -> int:
    """Threads that are left once the functions' own have ended, which they do after a second without work."""
    time.sleep(2)
    return threading.active_count() - before


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024


if __name__ == "__main__":
    sys.exit(main())
