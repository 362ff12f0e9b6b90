"""Random machines whose store breaks at a random statement, again and again, against the same without any break.

What breaks is a statement that fails, once or for good, before it is done or after it; or the process is killed there.
Whatever it is, at the end everything is as if nothing had broken: the same history, the same output, the same view.
Nobody is called again whose result was kept.
"""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any, Final

from breaking_store import breaking
from broken_counts import Found
from running_machines import ACCOUNT_ID, FUNCTIONS, REGION, Sample, handler_of, running_machine
from stepping import digest

import sfn_notebook as sfn
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.map_run import MapRun
from sfn_notebook.engine.run import Run
from sfn_notebook.store.database import StoreError

NAME: Final = "once"
START: Final = 1_900_000_000_000_000_000
MOST_BREAKS: Final = 12
PATIENCE_SECONDS: Final = 60
_ARN: Final = f"arn:aws:states:{REGION}:{ACCOUNT_ID}:execution:sample:{NAME}"
_WORKER: Final = Path(__file__).resolve().parent / "broken_worker.py"
_RESULTS: Final = ("Succeeded", "Failed", "TimedOut")
_FAMILIES: Final = ("LambdaFunction", "Task", "Activity")

Key = tuple[str, str, int]
"""One call: the execution, the visit, and which of its attempts."""
Note = Callable[[Key], None]


# -- one session
@contextmanager
def _session(sample_seed: int, note: Note, store: Path | None) -> Generator[sfn.Session]:
    session = sfn.Session(
        account_id=ACCOUNT_ID, region=REGION, clock="logical", seed=sample_seed, start_time=START, store=store
    )
    for name, takes in FUNCTIONS.items():
        session.function(name, _noted(handler_of(name), note), takes=takes)
    try:
        yield session
    finally:
        session.close()


def _noted(handler: Callable[..., Any], note: Note) -> Callable[[Any, Any], Any]:
    def call(event: Any, context: Any) -> Any:
        scheduled = context.control.call
        attempts = [
            each
            for each in scheduled.run.history.events
            if each.path == scheduled.path and each.type.endswith("Scheduled")
        ]
        note((_begun(scheduled.run), scheduled.path, len(attempts)))
        return handler(event, context)

    return call


def whole(seed: int, sample: Sample) -> Run:
    """The execution without any break, and without a store; redriven once if it does not succeed."""
    with _session(seed, lambda _: None, None) as session:
        execution = session.state_machine(sample.definition, "sample").start(sample.payload, name=NAME).wait()
        return execution.record.run if execution.status == "SUCCEEDED" else execution.redrive().record.run


def go_on(seed: int, sample: Sample, store: Path, note: Note, rest: Callable[[], None]) -> Run:
    """Start the execution, resume or redrive it, and wait for its end; the last thing is that `rest` is called.

    Raises:
        StoreError: when the store breaks.
    """
    with _session(seed, note, store) as session:
        try:
            return _redriven(_ended(session, sample)).record.run
        finally:
            rest()


def _ended(session: sfn.Session, sample: Sample) -> sfn.Execution:
    if _ARN not in session.executions:
        job = session.state_machine(sample.definition, "sample").start(sample.payload, name=NAME)
    elif session.executions[_ARN].status != "RUNNING":
        return session.executions[_ARN]
    else:
        (job,) = session.resume(NAME)
    return job.wait(PATIENCE_SECONDS)


def _redriven(execution: sfn.Execution) -> sfn.Execution:
    is_final = execution.status == "SUCCEEDED" or execution.record.run.redrives
    return execution if is_final else execution.redrive()


# -- breaking it
def _break_in_process(seed: int, sample: Sample, store: Path, random: Random, found: Found, note: Note) -> Run | None:
    """One session whose store breaks at some statement; the ended execution, if it was not reached."""
    with breaking() as told:
        told.is_after = random.random() < 0.3
        told.break_at(_chosen(random), for_good=random.random() < 0.5)
        kind = f"{'for good' if told.is_for_good else 'once'} {'after' if told.is_after else 'before'} it"
        try:
            run = go_on(seed, sample, store, note, told.heal)
        except StoreError:
            found.breaks[kind] += 1
            return None
        found.breaks["unnoticed"] += told.has_failed
        return run


def _chosen(random: Random) -> int:
    """Which statement breaks: one of opening the file, of a beginning, or somewhere."""
    return random.randint(1, random.choice((40, 80, 170)))


class Killed:
    """Runs sessions in processes of their own that are killed at some statement."""

    def __init__(self, folder: Path) -> None:
        self._journal = folder / "journal"
        self._worker = subprocess.Popen(
            [sys.executable, str(_WORKER), str(self._journal)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, seed: int, store: Path, at: int, note: Note) -> bool:
        """One session that is killed at that statement; whether it was reached."""
        self._journal.write_text("", encoding="utf-8")
        if self._worker.stdin is None or self._worker.stdout is None:
            raise AssertionError("it has pipes")
        self._worker.stdin.write(f"{seed} {store} {at}\n")
        self._worker.stdin.flush()
        status = int(self._worker.stdout.readline())
        for line in self._journal.read_text(encoding="utf-8").splitlines():
            arn, path, attempt = line.split("\t")
            note((arn, path, int(attempt)))
        if status not in (0, signal.SIGKILL):
            raise AssertionError(f"seed {seed}: the process ended with {status}")
        return status == signal.SIGKILL

    def close(self) -> None:
        """End it."""
        self._worker.communicate()


# -- comparing
def check_broken(seed: int, folder: Path, found: Found, killed: Killed | None = None) -> None:
    """Run one machine through its breaks; raises AssertionError with the seed where anything differs."""
    random, sample = Random(seed), running_machine(seed, has_outsiders=False)  # noqa: S311 - a test
    expected = whole(seed, sample)
    store = folder / f"{seed}.db"
    calls: dict[Key, int] = {}
    run: Run | None = None
    for generation in range(MOST_BREAKS + 1):
        before = _kept(seed, store) if store.exists() else None
        known = Counter(_results(before)) if before is not None else Counter[tuple[str, str]]()
        _check_prefix(seed, before, expected)
        found.resumed += before is not None and before.outcome is None
        made: list[Key] = []
        if generation == MOST_BREAKS:
            run = go_on(seed, sample, store, made.append, lambda: None)
        elif killed is not None and random.random() < 0.5:
            found.breaks["killed"] += killed.run(seed, store, _chosen(random), made.append)
        else:
            run = _break_in_process(seed, sample, store, random, found, made.append)
        _forget_owners(store)
        _check_calls(seed, made, known, calls, found)
        if run is not None:
            break
    if run is None:
        raise AssertionError("the last generation is not broken")
    _check_same(f"seed {seed}: resumed", run, expected)
    read = _kept(seed, store)
    if read is None:
        raise AssertionError(f"seed {seed}: it is not kept")
    _check_same(f"seed {seed}: read", read, expected)
    found.machines, found.events = found.machines + 1, found.events + len(read.history.events)
    found.children += sum(len(each.rows) for each in read.map_runs)
    _remove(store)


def _forget_owners(store: Path) -> None:
    """Sessions that broke off in this process look as if they were there."""
    with closing(sqlite3.connect(store)) as connection, suppress(sqlite3.OperationalError):  # no table yet
        connection.execute("DELETE FROM owner")
        connection.commit()


def _remove(store: Path) -> None:
    for path in store.parent.glob(f"{store.name}*"):
        path.unlink()


def _kept(seed: int, store: Path) -> Run | None:
    """What a store has of the execution; None if nothing."""
    with _session(seed, lambda _: None, store) as session:
        return session.executions[_ARN].record.run if _ARN in session.executions else None


def _check_prefix(seed: int, kept: Run | None, expected: Run) -> None:
    """What is kept at a break is how it goes without one."""
    if kept is not None:
        count = len(kept.history.events)
        assert kept.history.events == expected.history.events[:count], f"seed {seed}: kept {count} events"


def _check_calls(
    seed: int, made: Sequence[Key], known: Counter[tuple[str, str]], calls: dict[Key, int], found: Found
) -> None:
    """Nothing is called whose result was kept before this generation, and nothing twice in one."""
    assert len(set(made)) == len(made), f"seed {seed}: called twice by one process"
    for arn, path, attempt in made:
        assert known[arn, path] < attempt, f"seed {seed}: {path} was called again though its result was kept"
        found.calls += 1
        found.again += (arn, path, attempt) in calls
        calls[arn, path, attempt] = 1


def _results(run: Run) -> Iterable[tuple[str, str]]:
    """The visits of whose calls the results are kept, one for each."""
    for arn, events in _histories(run):
        yield from ((arn, each.path) for each in events if _is_result(each.type))


def _is_result(type_name: str) -> bool:
    return type_name.startswith(_FAMILIES) and type_name.endswith(_RESULTS)


def _begun(run: Run) -> str:
    """What stands for an execution: an Express one begins anew with each redrive."""
    arn = run.identity.execution_arn
    return f"{arn}~{run.redrives}" if run.identity.is_express else arn


def _histories(run: Run) -> Iterable[tuple[str, Sequence[Event]]]:
    yield _begun(run), run.history.events
    for map_run in run.map_runs:
        yield from _histories_of(map_run)


def _histories_of(map_run: MapRun) -> Iterable[tuple[str, Sequence[Event]]]:
    for row in map_run.rows.values():
        yield f"{row.execution_arn}~{row.redrives}" if map_run.is_express else row.execution_arn, row.events or ()
        for inner in row.map_runs:
            yield from _histories_of(inner)
    for child in map_run.live.values():
        yield from _histories(child)


def _check_same(where: str, run: Run, expected: Run) -> None:
    pairs = zip(run.history.events, expected.history.events, strict=False)
    differs = next((each.id for each, other in pairs if each != other), None)
    if differs is not None:
        one, other = run.history.events[differs - 1], expected.history.events[differs - 1]
        raise AssertionError(f"{where}: event {differs} is {one}, and not {other}")
    assert len(run.history.events) == len(expected.history.events), f"{where}: the history has another length"
    assert run.outcome == expected.outcome, f"{where}: {run.outcome}, not {expected.outcome}"
    assert run.inspections == expected.inspections, f"{where}: {_differing(run.inspections, expected.inspections)}"
    assert run.printed == expected.printed, f"{where}: printed differs"
    for tree, other in zip(_trees(run.map_runs), _trees(expected.map_runs), strict=True):
        assert tree == other, f"{where}: a Map Run is {tree}, and not {other}"


def _differing(one: dict[int, Any], other: dict[int, Any]) -> str:
    visits = [visit for visit in sorted(one.keys() | other.keys()) if one.get(visit) != other.get(visit)]
    return f"stages of {visits} differ: {one.get(visits[0])} is not {other.get(visits[0])}"


def _trees(map_runs: Sequence[MapRun]) -> list[Any]:
    return [_tree(each) for each in map_runs]


def _tree(map_run: MapRun) -> Any:
    rows = [
        (
            *(row.index, row.execution_arn, row.status, row.input, row.output, row.error, row.cause, row.started),
            *(row.stopped, row.items, row.event_count, row.seed, digest(row.events or ()), _trees(row.map_runs)),
        )
        for _, row in sorted(map_run.rows.items())
    ]
    return map_run.arn, map_run.status, map_run.started, map_run.stopped, map_run.counts(), rows
