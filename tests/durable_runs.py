"""Kills the process that runs executions, again and again.

At the end every execution must have succeeded with the right output; what was reported is never lost; a piece of work
whose result was kept is not done again; one whose result was not kept may be.
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import sfn_notebook as sfn
from sfn_notebook.values import JSON

LONGEST_LIFE: Final = 0.5
"""So many seconds a process lives at most, from when it has loaded its store."""
_WORKER: Final = Path(__file__).resolve().parent / "durable_worker.py"


@dataclass(slots=True, kw_only=True)
class Found:
    """What was done, and what went wrong."""

    executions: int = 0
    kills: int = 0
    calls: int = 0
    kept: int = 0
    again: int = 0
    events: int = 0
    failures: list[str] = field(default_factory=list[str])

    def __str__(self) -> str:
        counts = f"{self.executions} executions, {self.kills} kills, {self.events} events"
        calls = f"{self.calls} calls, {self.kept} results kept, {self.again} calls made again as theirs was not kept"
        return "\n".join([counts, calls, *self.failures, f"{len(self.failures)} failures"])


def durability(count: int, kills: int, seed: int, folder: Path) -> Found:
    """Run so many executions through so many deaths of their process."""
    chance = random.Random(seed)  # noqa: S311 - a test
    found = Found(executions=count)
    store, journal = folder / "executions.db", folder / "journal"
    generation = 0
    while True:
        command = [sys.executable, str(_WORKER), str(store), str(journal), str(count), str(seed), str(generation)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as worker:
            try:
                if worker.stdout is not None:
                    worker.stdout.readline()
                status = worker.wait(chance.uniform(0.01, LONGEST_LIFE) if found.kills < kills else None)
            except subprocess.TimeoutExpired:
                worker.kill()
                found.kills += 1
                generation += 1
                continue
        if status:
            found.failures.append(f"the process ended with {status}")
        break
    _check_journal(journal, found)
    _check_store(store, journal, found)
    return found


def _lines(journal: Path) -> list[tuple[str, str, str, int]]:
    rows = [line.split() for line in journal.read_text(encoding="utf-8").splitlines()]
    return [(what, name, about, int(generation)) for what, name, about, generation in rows]


def _check_journal(journal: Path, found: Found) -> None:
    """A piece of work is never begun again in a process that came after the one that kept its result."""
    kept: dict[tuple[str, str], int] = {}
    calls: Counter[tuple[str, str]] = Counter()
    for what, name, about, generation in _lines(journal):
        if what == "kept":
            kept.setdefault((name, about), generation)
        elif what == "call":
            calls[name, about] += 1
            if kept.get((name, about), generation) < generation:
                found.failures.append(f"{name}: {about} was done again though its result was kept")
    found.calls, found.kept = sum(calls.values()), len(kept)
    found.again = sum(times - 1 for times in calls.values())


def _check_store(store: Path, journal: Path, found: Found) -> None:
    """Nothing that was reported is missing, and every execution came to its right end."""
    with closing(sqlite3.connect(store)) as connection:
        integrity = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if integrity != "ok":
            found.failures.append(f"the file is damaged: {integrity}")
    reported = {name for what, name, _, _ in _lines(journal) if what == "started"}
    with sfn.Session(store=store) as session:
        executions = {execution.name: execution for execution in session.executions.values()}
        lost = sorted(reported - executions.keys())
        found.failures += [f"{name} was reported, and is not there" for name in lost]
        for name, execution in executions.items():
            found.events += len(execution.history)
            found.failures += [f"{name}: {problem}" for problem in _problems(execution)]
        if len(executions) != found.executions:
            found.failures.append(f"{len(executions)} executions instead of {found.executions}")


def _problems(execution: sfn.Execution) -> list[str]:
    """What is wrong with an execution that should have succeeded."""
    problems: list[str] = []
    if execution.status != "SUCCEEDED":
        problems.append(f"{execution.status} {execution.error}: {execution.cause}")
    ids = [event["id"] for event in execution.history]
    if ids != list(range(1, len(ids) + 1)):
        problems.append("its history has a gap")
    if execution.status == "SUCCEEDED" and _told(execution.output) != _expected(execution.input):
        problems.append(f"the output is {_told(execution.output)}, not {_expected(execution.input)}")
    return problems


def _told(output: Any) -> JSON:
    return {
        "first": output["first"]["Payload"]["item"],
        "each": [each["item"] for each in output["each"]],
        "far": [each["item"] for each in output["far"]],
        "answer": output["answer"],
        "last": output["last"]["Payload"]["item"],
    }


def _expected(given: Any) -> JSON:
    item, items = given["item"], given["items"]
    return {"first": item, "each": items, "far": items, "answer": {"ok": "Ask"}, "last": item}
