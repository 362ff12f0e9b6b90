"""What holds for every machine, checked for one seed; each check raises AssertionError with the seed."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from running_machines import ACCOUNT_ID, FUNCTIONS, REGION, Sample, handler_of, running_machine
from running_tokens import OutsideMachine
from stepping import begin, digest, dump_line, finish, stops

import sfn_notebook as sfn
from sfn_notebook.asl.check import check
from sfn_notebook.asl.parse import parse
from sfn_notebook.asl.write import write
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.frame import RETRYING, Frame
from sfn_notebook.engine.history import CLOSING
from sfn_notebook.engine.positions import Position, frames_at, positions
from sfn_notebook.engine.quotas import Quotas

MOST_STOPS: Final = 40
"""Of a long run, so many quiescent points are dumped, spread evenly."""
_STEPPING: Final = Path(__file__).parent / "stepping.py"


def check_drivers(seed: int) -> int:
    """All drivers give the same history in logical time; gives the number of its events."""
    sample = running_machine(seed)
    blocking = _on_driver(sample, seed, "run")
    for name in ("run_async", "start"):
        assert _on_driver(sample, seed, name) == blocking, f"seed {seed}: {name} differs from run"
    return len(blocking)


def _on_driver(sample: Sample, seed: int, driver: str) -> list[dict[str, Any]]:
    with sfn.Session(
        account_id=ACCOUNT_ID, region=REGION, clock="logical", seed=seed, start_time=1_900_000_000_000_000_000
    ) as session:
        for name, takes in FUNCTIONS.items():
            session.function(name, handler_of(name), takes=takes)
        machine = OutsideMachine(sample.definition, "sample", session=session)
        if driver == "run":
            return machine.run(sample.payload).history
        if driver == "start":
            return machine.start(sample.payload).wait().history
        return asyncio.run(machine.run_async(sample.payload)).history


def check_ids(seed: int) -> None:
    """Ids have no gap, every parent comes before, and time never goes back."""
    events = finish(begin(running_machine(seed), seed))
    assert [event.id for event in events] == list(range(1, len(events) + 1)), f"seed {seed}: ids"
    assert all(0 <= event.previous_event_id < event.id for event in events), f"seed {seed}: parents"
    times = [event.timestamp for event in events]
    assert times == sorted(times), f"seed {seed}: time goes back"
    roots = [event.type for event in events if event.previous_event_id == 0]
    assert roots[0] == "ExecutionStarted", f"seed {seed}: {roots}"
    assert len(roots) <= 3, f"seed {seed}: more than one tree: {roots}"


def dumps_of(seed: int) -> tuple[str, list[str]]:
    """The digest of the whole history, and a dump of each quiescent point on the way."""
    run = begin(running_machine(seed), seed)
    lines = [dump_line(seed, run) for _ in stops(run.domain) if run.outcome is None]
    step = max(1, len(lines) // MOST_STOPS)
    return digest(run.history.events), lines[::step]


def check_checkpoints(seeds: Sequence[int]) -> int:
    """Dumps of these seeds, continued in one new process, give the same histories; gives their number."""
    expected: list[str] = []
    lines: list[str] = []
    for seed in seeds:
        whole, dumps = dumps_of(seed)
        lines += dumps
        expected += [f"{seed} {whole}"] * len(dumps)
    text = "".join(f"{line}\n" for line in lines)
    found = subprocess.run([sys.executable, str(_STEPPING)], input=text, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    actual = found.stdout.split("\n")[:-1]
    for number, (wanted, given) in enumerate(zip(expected, actual, strict=True)):
        seed, whole = wanted.split()
        assert given == whole, f"seed {seed}: dump {number - expected.index(wanted)} goes on differently"
    return len(lines)


def check_frames_at(seed: int) -> int:
    """Wherever everything stands still, the frames folded from events equal the live ones; gives how often."""
    run = begin(running_machine(seed), seed)
    compared = 0
    for _ in stops(run.domain):
        if run.root is not None and run.domain.is_settled:
            events = run.history.events
            folded = frames_at(events, len(events))
            (live,) = positions([run.root])
            assert comparable(folded, run.root) == comparable(live, run.root), f"seed {seed}: event {len(events)}"
            compared += 1
    return compared


def comparable(position: Position, frame: Frame) -> dict[str, Any]:
    """A position without what no event tells: how a state that waits for its retry failed, and the end of a branch.

    Where everything stands still, a branch that is not inside a state is at its end: its output is a result.
    """
    known = {
        "path": position.path,
        "index": position.index,
        "state": position.state,
        "visit": position.visit_path,
        "input": position.input,
        "entered": position.entered_event_id,
        "variables": position.variables,
        "visits": position.visits,
    }
    if frame.phase == RETRYING:
        return known
    ended = {index: inner.input for index, inner in position.live.items() if not inner.is_inside}
    live = frame.live or {}
    return {
        **known,
        "failures": position.failures,
        "started": position.started,
        "results": {**position.results, **ended},
        "live": {
            index: comparable(inner, live[index])
            for index, inner in position.live.items()
            if inner.is_inside and index in live
        },
        "indexes": sorted(index for index, inner in position.live.items() if inner.is_inside),
    }


def check_written(seed: int) -> None:
    """What is written reads as the same definition, and is written the same again; no diagnostic is an error."""
    checked = check(running_machine(seed).definition)
    assert checked.definition is not None, f"seed {seed}: {checked.errors}"
    written = write(checked.definition)
    assert parse(written).definition == checked.definition, f"seed {seed}: parse(write(d)) is another definition"
    assert write(checked.definition) == written, f"seed {seed}: write changes its mind"


def check_limit(seed: int) -> None:
    """A history that has no more room is closed by its last event, wherever that happens."""
    limit = seed % 60 + 3
    run = begin(running_machine(seed), seed, Quotas(events=limit))
    events = finish(run)
    assert len(events) <= limit, f"seed {seed}: {len(events)} events, {limit} are allowed"
    closing = [event.id for event in events if event.type in CLOSING]
    assert closing == [len(events)], f"seed {seed}: closed by events {closing} of {len(events)}"


def events_of(seed: int) -> Sequence[Event]:
    """The whole history of a seed."""
    return finish(begin(running_machine(seed), seed))
