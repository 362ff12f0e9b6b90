"""Stores with 20,000 executions that have ended, and with 1,000 that were interrupted: how long what is asked takes.

Before that an inline Map of 5,000 calls, which is kept again and again while it goes on, with a store and without.
Each store is filled by a process of its own; the second one ends without a word, so that its executions can be resumed.
Figures are of the time on the wall, the least of some where nothing is changed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from contenders import QUOTAS_WITHOUT_EVENTS
from timing import machine_description, say
from workloads import FUNCTION, ORDER, map_of, waiting

import sfn_notebook as sfn

COUNT: Final = 20_000
CALLS: Final = 5_000
INTERRUPTED: Final = 1_000
PAGE: Final = 100
TRIES: Final = 5
HOUR: Final = 3600


def main() -> int:
    """Fill the stores, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--interrupted", type=int, default=INTERRUPTED)
    parser.add_argument("--fill", type=Path, help="only fill this store")
    parser.add_argument("--leave", type=Path, help="only leave executions in this store")
    asked = parser.parse_args()
    if asked.fill:
        fill(asked.fill, asked.count)
    elif asked.leave:
        leave(asked.leave, asked.interrupted)
    else:
        with TemporaryDirectory() as folder:
            fill(Path(folder, "warm.db"), 1)  # imports what is needed
            say("| a store | figure |\n|---|--:|")
            _map_calls(Path(folder))
            _ask(Path(folder, "ended.db"), asked.count)
            _resume(Path(folder, "interrupted.db"), asked.interrupted)
        say(f"\n{machine_description()}")
    return 0


def fill(path: Path, count: int) -> None:
    """Run executions of `ORDER` to their ends."""
    with sfn.Session(store=path) as session:
        machine = sfn.StateMachine(ORDER.definition, "order", session=session)
        for number in range(count):
            machine.run(ORDER.payload, name=f"order-{number}")


def leave(path: Path, count: int) -> None:
    """Leave executions as they wait, as a process that is killed does."""
    session = sfn.Session(store=path, clock="real")
    machine = sfn.StateMachine(waiting(HOUR), "waiting", session=session)
    jobs = [machine.start({"a": number}) for number in range(count)]
    while any(len(job.execution.history) < 6 for job in jobs):
        time.sleep(0.1)
    os._exit(0)


def _map_calls(folder: Path) -> None:
    """A Map that calls a function for each item: what a store adds, in the CPU time of the process."""
    found: dict[bool, list[float]] = {False: [], True: []}
    for number in range(TRIES):
        for is_kept, seconds in found.items():
            seconds.append(_map_seconds(folder / f"map-{number}.db" if is_kept else None))
    without, with_store = (statistics.median(seconds) for seconds in found.values())
    _say(f"an inline Map of {CALLS:,} calls, {with_store / without:.2f} times as long as without a store", with_store)


def _map_seconds(path: Path | None) -> float:
    call = {"Type": "Task", "Resource": FUNCTION}
    with sfn.Session(store=path, quotas=QUOTAS_WITHOUT_EVENTS) as session:
        session.function("work", _same)
        machine = sfn.StateMachine(map_of(call), session=session)
        machine.run({"items": [1]})
        started = time.process_time()
        execution = machine.run({"items": list(range(CALLS))})
        spent = time.process_time() - started
    if execution.output != list(range(CALLS)):
        raise RuntimeError("another output than expected")
    return spent


def _same(event: Any) -> Any:
    return event


def _in_a_process(*arguments: object) -> None:
    subprocess.run([sys.executable, __file__, *map(str, arguments)], check=True)  # noqa: S603 - this program


def _ask(path: Path, count: int) -> None:
    """What is asked of a store whose executions have ended."""
    started = time.perf_counter()
    _in_a_process("--fill", path, "--count", count)
    _say(f"run {count:,} executions, one after another", time.perf_counter() - started)
    say(f"| its size, for each execution | {path.stat().st_size / count / 1024:.1f} KiB |")
    started = time.perf_counter()
    with sfn.Session(store=path) as session:
        _say("open it", time.perf_counter() - started)
        client = session.client("stepfunctions")
        machine = sfn.StateMachine(ORDER.definition, "order", session=session)
        name = f"order-{count // 2}"
        arn = session.load(name).arn

        def page(**more: Any) -> Any:
            return client.list_executions(stateMachineArn=machine.arn, maxResults=PAGE, **more)

        token = page()["nextToken"]
        _say(f"list the {PAGE} newest", _best(page))
        _say("list the next page", _best(lambda: page(nextToken=token)))
        _say(f"list the {PAGE} newest that failed: there is none", _best(lambda: page(statusFilter="FAILED")))
        _say("find one by its name", _best(lambda: session.find(name)))
        for operation in ("describe_execution", "get_execution_history"):
            call = getattr(client, operation)
            _say(f"{operation}, read anew", _best(lambda call=call: _anew(session, lambda: call(executionArn=arn))))
        _say("ask what was interrupted: nothing", _best(lambda: session.interrupted))
        _say("count them", _best(lambda: len(session.executions)))
        _say("prune it: nothing is old", _best(lambda: _prune(session)))


def _prune(session: sfn.Session) -> None:
    if (store := session.account.store) is not None:
        store.prune()


def _anew(session: sfn.Session, act: Callable[[], object]) -> None:
    """Do something with nothing in memory that has been read before."""
    session.account.executions.forget_ended()
    act()


def _resume(path: Path, count: int) -> None:
    """What a store takes whose executions were interrupted."""
    started = time.perf_counter()
    _in_a_process("--leave", path, "--interrupted", count)
    _say(f"start {count:,} executions that wait, one after another", time.perf_counter() - started)
    with sfn.Session(store=path, clock="real") as session:
        _say("ask what was interrupted: all of them", _best(lambda: session.interrupted))
        started = time.perf_counter()
        jobs = session.resume()
        standing = sum(job.status == "RUNNING" for job in jobs)
        _say(f"resume {standing:,}", time.perf_counter() - started)


def _best(act: Callable[[], object]) -> float:
    """The least of some times that something takes."""
    times: list[float] = []
    for _ in range(TRIES):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return min(times)


def _say(what: str, seconds: float) -> None:
    say(f"| {what} | {seconds:.1f} s |" if seconds >= 1 else f"| {what} | {seconds * 1e3:.1f} ms |")


if __name__ == "__main__":
    sys.exit(main())
