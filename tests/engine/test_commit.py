"""Nothing is seen, and no function is called, before what led to it was kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from small_machines import echo, one, row, task, wait

import sfn_notebook as sfn
from sfn_notebook.engine.drivers.background import ENGINE
from sfn_notebook.engine.ports import JournalError
from sfn_notebook.engine.run import Run


class Kept:
    """A journal in memory that fails from a commit on; what it was given, as `execution: first-last event`."""

    def __init__(self, fails_at: int | None = None) -> None:
        self.commits: list[list[str]] = []
        self._fails_at = fails_at

    def commit(self, runs: Sequence[Run]) -> None:
        if len(self.commits) == self._fails_at:
            raise JournalError("the disk is full")
        self.commits.append([_span(run) for run in runs])

    def leave(self, runs: Sequence[Run]) -> None:
        pass

    @property
    def last(self) -> int:
        return int(self.commits[-1][-1].rpartition("-")[2]) if self.commits else 0


def _span(run: Run) -> str:
    history = run.history
    return f"{run.identity.execution_name}: {history.published + 1}-{len(history.events)}"


def _session(journal: Kept) -> sfn.Session:
    session = sfn.Session()
    session.account.journal = journal
    return session


def _in_background(machine: sfn.StateMachine, name: str) -> sfn.Execution:
    return machine.start({}, name=name).wait(10)


def _awaited(machine: sfn.StateMachine, name: str) -> sfn.Execution:
    return asyncio.run(machine.run_async({}, name=name))


def _run(machine: sfn.StateMachine, name: str) -> sfn.Execution:
    return machine.run({}, name=name)


DRIVERS = pytest.mark.parametrize("drive", [_run, _awaited, _in_background])
Drive = Callable[[sfn.StateMachine, str], sfn.Execution]


@DRIVERS
def test_a_function_is_called_after_its_start_was_kept(drive: Drive) -> None:
    journal = Kept()
    session = _session(journal)
    seen: list[int] = []

    def look(_: object) -> None:
        seen.append(journal.last)

    session.function("look", look)
    machine = session.state_machine(row(Before={"Type": "Pass"}, Look=task("look")))
    execution = drive(machine, "x")
    started = next(event["id"] for event in execution.history if event["type"] == "LambdaFunctionStarted")
    assert seen == [started]


@DRIVERS
def test_every_event_is_kept_once_and_in_order(drive: Drive) -> None:
    journal = Kept()
    session = _session(journal)
    session.function("work", echo)
    machine = session.state_machine(row(A=task("work"), B=wait(5), C=task("work")))
    execution = drive(machine, "x")
    spans = [span.removeprefix("x: ").split("-") for spans in journal.commits for span in spans]
    assert [int(first) for first, _ in spans] == [1, *(int(last) + 1 for _, last in spans[:-1])]
    assert int(spans[-1][1]) == len(execution.history)


@DRIVERS
def test_what_cannot_be_kept_is_neither_seen_nor_acted_on(drive: Drive) -> None:
    session = _session(Kept(fails_at=0))
    called: list[object] = []
    session.function("work", called.append)
    machine = session.state_machine(one(task("work")))
    with pytest.raises(JournalError, match="the disk is full"):
        drive(machine, "x")
    assert called == []


@DRIVERS
def test_an_execution_that_cannot_be_kept_stands_where_it_was_last_kept(drive: Drive) -> None:
    session = _session(Kept(fails_at=1))
    session.function("work", echo)
    machine = session.state_machine(row(A=task("work"), B=task("work")))
    with pytest.raises(JournalError):
        drive(machine, "x")
    execution = next(iter(session.executions.values()))
    types: list[Any] = [event["type"] for event in execution.history]
    assert (execution.status, types[-1]) == ("RUNNING", "LambdaFunctionStarted")


def test_executions_in_the_background_are_kept_together() -> None:
    journal = Kept()
    session = _session(journal)
    machine = session.state_machine(one({"Type": "Pass", "End": True}))
    executions = [machine.open({}, name=f"x{number}") for number in range(200)]
    jobs = [ENGINE.start(execution.record.run.domain) for execution in executions]
    for job in jobs:
        job.done.wait(10)
    assert sum(map(len, journal.commits)) == 200
    assert len(journal.commits) < 200
