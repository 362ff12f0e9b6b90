"""What a session does when its store fails: it says so, nothing is half done, and all the rest goes on."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import sfn_notebook as sfn
from sfn_notebook.engine.ports import JournalError
from sfn_notebook.store.database import StoreError
from sfn_notebook.store.store import Store

ARN = "arn:aws:lambda:us-east-1:123456789012:function:"
PASS: dict[str, Any] = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}


def task(name: str, **fields: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": ARN + name, **fields}


def _answer(value: Any) -> Callable[[object], Any]:
    return lambda _: value


GROWING: dict[str, Any] = {
    "StartAt": "First",
    "States": {
        "First": task("grow", ResultPath="$.first", Next="Wait"),
        "Wait": {"Type": "Wait", "Seconds": 60, "Next": "Second"},
        "Second": task("grow", ResultPath="$.second", Next="Each"),
        "Each": {
            "Type": "Map",
            "ItemsPath": "$.items",
            "ItemProcessor": {"StartAt": "Work", "States": {"Work": task("grow", End=True)}},
            "ResultPath": "$.each",
            "End": True,
        },
    },
}
GIVEN: dict[str, Any] = {"items": [1, 2, 3]}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "executions.db"


@pytest.fixture
def session(path: Path) -> Iterator[sfn.Session]:
    with sfn.Session(store=path) as session:
        yield session


def store_of(session: sfn.Session) -> Store:
    store = session.account.store
    assert store is not None
    return store


# -- a disk that is full
def _run(machine: sfn.StateMachine) -> sfn.Execution:
    return machine.run(GIVEN)


def _start(machine: sfn.StateMachine) -> sfn.Execution:
    return machine.start(GIVEN).wait(30)


def _run_async(machine: sfn.StateMachine) -> sfn.Execution:
    return asyncio.run(machine.run_async(GIVEN))


def _pages(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA page_count").fetchone()[0]


@pytest.mark.slow
@pytest.mark.parametrize("drive", [_run, _start, _run_async])
def test_wherever_the_disk_is_full_what_was_kept_goes_on_once_there_is_room(
    tmp_path: Path, drive: Callable[[sfn.StateMachine], sfn.Execution]
) -> None:
    resumed = [_fill_up(tmp_path / f"{room}.db", room, drive) for room in range(0, 42, 3)]
    assert sum(resumed) > 3


def _fill_up(path: Path, room: int, drive: Callable[[sfn.StateMachine], sfn.Execution]) -> int:
    """Run until the disk is full, make room, and let go on what was kept; gives how many were resumed."""
    with sfn.Session(store=path) as session:
        session.function("grow", _answer("x" * 20_000))
        machine = session.state_machine(GROWING, "m")
        earlier = session.state_machine(PASS, "earlier").run({})
        store_of(session).limit_pages(_pages(path) + room)
        with pytest.raises(StoreError, match="the disk is full"):
            drive(machine)
        assert session.load(earlier.name).history == earlier.history
        store_of(session).limit_pages(1_000_000)
        jobs = session.resume()
        for job in jobs:
            execution = job.wait(30)
            assert [event["id"] for event in execution.history] == list(range(1, len(execution.history) + 1))
            output: Any = execution.output
            assert len(output["each"]) == 3
        assert session.interrupted == ()
        assert {execution.status for execution in session.executions.values()} == {"SUCCEEDED"}
    return len(jobs)


def test_the_engine_serves_other_sessions_while_a_disk_is_full(session: sfn.Session) -> None:
    store_of(session).limit_pages(1)
    machine = session.state_machine(PASS, "m")
    with pytest.raises(StoreError, match="the disk is full"):
        machine.start({"text": "x" * 200_000})
    other = sfn.Session()
    assert other.state_machine(PASS, "m").start({}).wait(30).status == "SUCCEEDED"


def test_an_execution_that_was_never_kept_is_not_there(session: sfn.Session) -> None:
    machine = session.state_machine(PASS, "m")
    store_of(session).limit_pages(1)
    with pytest.raises(StoreError, match="the disk is full"):
        machine.run({"text": "x" * 200_000}, name="large")
    assert (list(session.executions), session.find("large"), session.interrupted) == ([], [], ())
    store_of(session).limit_pages(1_000_000)
    assert machine.run({"text": "x" * 200_000}, name="large").status == "SUCCEEDED"


# -- an execution that somebody else has taken
def _take_away(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE execution SET owner = 99")
        connection.commit()


def test_an_execution_that_somebody_else_has_taken_is_shown_as_it_is_there(session: sfn.Session, path: Path) -> None:
    called, over = threading.Event(), threading.Event()

    def hang(_: object) -> None:
        called.set()
        over.wait(60)

    session.function("work", hang)
    job = session.state_machine({"StartAt": "W", "States": {"W": task("work", End=True)}}, "m").start({})
    assert called.wait(10)
    _take_away(path)
    over.set()
    with pytest.raises(JournalError, match="another process has taken over the execution"):
        job.wait(10)
    arn = job.execution.arn
    assert session.executions[arn].record is not job.execution.record
    assert [event["type"] for event in session.executions[arn].history][-1] == "LambdaFunctionStarted"
    assert session.account.executions.running_here == []


# -- times that SQLite cannot hold
def test_an_execution_may_start_in_a_distant_future(session: sfn.Session) -> None:
    machine = session.state_machine(PASS, "m")
    execution = machine.run({}, start_time=2**63 + 1_000_000_000)
    assert (execution.status, execution.start_date.year) == ("SUCCEEDED", 2262)
    machine.start({}, start_time=2**63 + 1_000_000_000).wait(10)
    assert {each.status for each in session.executions.values()} == {"SUCCEEDED"}


# -- resuming
def _left(path: Path, names: list[str], **options: Any) -> None:
    called, over = threading.Semaphore(0), threading.Event()

    def hang(_: object) -> None:
        called.release()
        over.wait(60)

    with sfn.Session(store=path) as session:
        session.function("work", hang)
        machine = session.state_machine({"StartAt": "W", "States": {"W": task("work", End=True)}}, "m", **options)
        for name in names:
            machine.start({}, name=name)
            assert called.acquire(timeout=10)
    over.set()


def test_the_end_of_an_express_execution_that_was_interrupted_can_be_waited_for(path: Path) -> None:
    _left(path, ["x"], type="EXPRESS")
    with sfn.Session(store=path) as session:
        session.function("work", _answer(None))
        (job,) = session.resume()
        assert (job.wait(10).status, job.execution.error) == ("FAILED", "Interrupted")
        assert session.interrupted == ()


def test_one_that_cannot_be_resumed_does_not_keep_others_from_it(path: Path) -> None:
    _left(path, ["damaged", "whole"])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE execution SET position = 'no JSON' WHERE name = 'damaged'")
        connection.commit()
    with sfn.Session(store=path) as session:
        session.function("work", _answer("done"))
        with pytest.warns(RuntimeWarning, match="execution damaged was not resumed: .* the file is damaged"):
            (job,) = session.resume()
        assert (job.execution.name, job.wait(10).output) == ("whole", "done")
        assert [execution.name for execution in session.interrupted] == ["damaged"]
        with pytest.raises(StoreError, match="the file is damaged"):
            session.resume("damaged")


def test_an_execution_is_found_by_its_very_name_whatever_else_begins_so(session: sfn.Session, path: Path) -> None:
    machine = session.state_machine(PASS, "m")
    for name in ("order", *(f"order-{number}" for number in range(12))):
        machine.run({}, name=name)
    with sfn.Session(store=path) as other:
        assert other.load("order").name == "order"
