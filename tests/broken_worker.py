"""Runs sessions that are killed at a statement of their store: `broken_worker.py JOURNAL`.

Each line of its input, `SEED STORE AT`, is a process of its own, a copy of this one, which has no threads; its answer
is the signal or the status with which that ended. Each line of the journal is one call.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from breaking_store import breaking
from broken_stores import Key, go_on
from running_machines import running_machine


def _run(seed: int, store: Path, at: int, journal: Path) -> None:
    file = os.open(journal, os.O_WRONLY | os.O_APPEND)

    def note(key: Key) -> None:
        os.write(file, ("\t".join(map(str, key)) + "\n").encode())

    with breaking() as told:
        told.break_at(at, lambda: os.kill(os.getpid(), signal.SIGKILL))
        go_on(seed, running_machine(seed, has_outsiders=False), store, note, lambda: None)


def main() -> None:
    """Answer each line."""
    journal = Path(sys.argv[1])
    for line in sys.stdin:
        seed, store, at = line.split()
        child = os.fork()
        if not child:
            status = 1
            try:
                _run(int(seed), Path(store), int(at), journal)
                status = 0
            finally:
                os._exit(status)
        _, ended = os.waitpid(child, 0)
        print(os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else os.WEXITSTATUS(ended), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
