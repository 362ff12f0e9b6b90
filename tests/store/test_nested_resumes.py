"""Executions that others have started go on with them from what a store has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nested_machines import starting, waiting
from waiting_machines import activity, create_activity, machine, wait_until

import sfn_notebook as sfn
from sfn_notebook.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "executions.db"


@pytest.fixture
def left(path: Path) -> Iterator[sfn.Session]:
    """A session whose executions are left when it is closed."""
    session = sfn.Session(store=path)
    create_activity(session, "bake")
    session.state_machine(machine(activity("bake")), "child")
    yield session
    session.close()


def begun(session: sfn.Session, pattern: str, **fields: Any) -> sfn.Job:
    job = session.state_machine(machine(starting("child", pattern, **fields)), "parent").start(name="parent")
    wait_until(lambda: session.pending)
    wait_until(lambda: pattern or job.status != "RUNNING")
    return job


def states(session: sfn.Session) -> dict[str, str]:
    return {each.name: each.status for each in session.executions.values()}


def test_a_parent_goes_on_with_the_child_that_it_waits_for(left: sfn.Session, path: Path) -> None:
    begun(left, ".sync:2", ResultSelector={"got.$": "$.Output"})
    left.close()
    with sfn.Session(store=path) as session:
        assert [each.name for each in session.interrupted] == ["parent"]
        (job,) = session.resume()
        (task,) = session.pending
        task.succeed("bread")
        assert job.wait(5).output == {"got": "bread"}
        assert states(session) == {"parent": "SUCCEEDED", "child": "SUCCEEDED"}


def test_a_parent_that_goes_on_can_be_stopped_with_its_child(left: sfn.Session, path: Path) -> None:
    begun(left, ".sync")
    left.close()
    with sfn.Session(store=path) as session:
        (job,) = session.resume("child")
        job.stop()
        assert states(session) == {"parent": "ABORTED", "child": "ABORTED"}


def test_a_child_goes_on_whose_parent_has_ended(left: sfn.Session, path: Path) -> None:
    begun(left, "")
    left.close()
    with sfn.Session(store=path) as session:
        assert [each.name for each in session.interrupted] == ["child"]
        (job,) = session.resume()
        (task,) = session.pending
        task.succeed("bread")
        assert (job.wait(5).name, job.execution.output) == ("child", "bread")


def test_a_child_that_had_ended_before_its_parent_knew_answers_it(left: sfn.Session, path: Path) -> None:
    begun(left, ".sync")
    arn = next(each.arn for each in left.executions.values() if each.name == "child")
    left.close()
    end = (
        "UPDATE execution SET status = 'SUCCEEDED', output = '7', position = NULL, owner = NULL, closed = 1, "
        "stopped = started, event_count = 4 WHERE arn = ?"
    )
    event = '[[[3], [0], ["ExecutionSucceeded"], [""], [[[7]]]], {}, []]'
    with sfn.Session(store=path) as session:
        store = session.account.store
        assert store is not None
        _close_child(store, arn, end, event)
        (job,) = session.resume()
        output: Any = job.wait(5).output
        assert (output["Status"], output["Output"]) == ("SUCCEEDED", "7")


def _close_child(store: Store, arn: str, end: str, event: str) -> None:
    import sqlite3

    connection = sqlite3.connect(store.path)
    with connection:
        (number,) = connection.execute("SELECT id FROM execution WHERE arn = ?", (arn,)).fetchone()
        connection.execute(end, (arn,))
        connection.execute("INSERT INTO stretch VALUES (?, 9, ?)", (number, event))
    connection.close()


def test_one_that_has_ended_is_kept_while_something_inside_it_goes_on(left: sfn.Session) -> None:
    begun(left, "")
    store = left.account.store
    assert store is not None
    assert (store.prune(days=-1), states(left)) == (0, {"parent": "SUCCEEDED", "child": "RUNNING"})
    left.load("child").record.stop()
    assert (store.prune(days=-1), states(left)) == (1, {})


def test_children_are_read_like_all_others(left: sfn.Session, path: Path) -> None:
    left.state_machine(waiting(), "child")
    left.state_machine(machine(starting("child")), "parent").run(name="parent")
    left.close()
    with sfn.Session(store=path) as session:
        assert states(session) == {"parent": "SUCCEEDED", "child": "SUCCEEDED"}
        assert [event["type"] for event in session.load("child").history][-1] == "ExecutionSucceeded"
