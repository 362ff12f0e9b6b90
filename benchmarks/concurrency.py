"""W5: a Map of 1,000 tasks that really sleep 10 ms, 10 at a time, against the second that is ideal."""

from __future__ import annotations

import sys
import time
from typing import Any, Final

from contenders import raise_unless_succeeded
from timing import machine_description, say
from workloads import WORKLOADS

import sfn_notebook as sfn

TASK_SECONDS: Final = 0.01
IDEAL_SECONDS: Final = 1.0
LIMIT: Final = 1.15
TRIES: Final = 3


def main() -> int:
    """The best of at most three runs: a busy machine makes any of them slow."""
    best = float("inf")
    for _ in range(TRIES):
        best = min(best, _wall_seconds())
        if best / IDEAL_SECONDS <= LIMIT:
            break
    say(f"W5: {best:.2f} s, {best / IDEAL_SECONDS:.2f} of ideal (limit {LIMIT}); {machine_description()}")
    return int(best / IDEAL_SECONDS > LIMIT)


def _work(event: Any, _context: Any) -> Any:
    time.sleep(TASK_SECONDS)
    return event


def _wall_seconds() -> float:
    workload = WORKLOADS["w5"]
    with sfn.Session() as session:
        session.function("work", _work)
        machine = sfn.StateMachine(workload.definition, session=session)
        started = time.monotonic()
        raise_unless_succeeded(machine.run(workload.payload))
        return time.monotonic() - started


if __name__ == "__main__":
    sys.exit(main())
