"""Executions that have started others are redriven, forked and repeated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from nested_machines import MACHINES, starting
from waiting_machines import activity, create_activity, machine, wait_until

import sfn_notebook as sfn
from sfn_notebook.errors import UsageError
from sfn_notebook.values import JSON


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session() as opened:
        create_activity(opened, "bake")
        opened.state_machine(machine(activity("bake")), "child")
        yield opened


def unnamed(pattern: str, **fields: Any) -> dict[str, JSON]:
    """A Task that starts an execution without a name."""
    return starting("child", pattern, Parameters={"StateMachineArn": MACHINES + "child", "Input": {}}, **fields)


def begun(session: sfn.Session, definition: dict[str, JSON]) -> sfn.Job:
    """A parent whose child waits for a worker."""
    job = session.state_machine(definition, "parent").start(name="parent")
    wait_until(lambda: session.pending)
    return job


def children(session: sfn.Session) -> list[str]:
    return [each.status for each in session.executions.values() if each.machine_name == "child"]


def test_a_redriven_task_starts_another_execution(session: sfn.Session) -> None:
    job = begun(session, machine(unnamed(".sync")))
    session.pending[0].fail("Burnt")
    wait_until(lambda: job.status == "FAILED")
    again = job.redrive()
    wait_until(lambda: session.pending)
    session.pending[0].succeed("bread")
    assert (again.wait(5).status, children(session)) == ("SUCCEEDED", ["FAILED", "SUCCEEDED"])


def test_a_parent_is_redriven_while_what_it_started_goes_on(session: sfn.Session) -> None:
    failing: JSON = {"Type": "Fail", "Error": "Boom"}
    first = {**unnamed(""), "End": False, "Next": "F"}
    del first["End"]
    job = begun(session, {"StartAt": "S", "States": {"S": first, "F": failing}})
    wait_until(lambda: job.status == "FAILED")
    count = len(job.execution.history) + 1
    session.client().redrive_execution(executionArn=job.execution.arn)
    wait_until(lambda: job.execution.history[-1]["id"] > count and job.status == "FAILED")
    assert children(session) == ["RUNNING"]
    session.pending[0].succeed("bread")
    wait_until(lambda: children(session) == ["SUCCEEDED"])


def test_a_child_that_failed_is_redriven_alone(session: sfn.Session) -> None:
    job = begun(session, machine(unnamed(".sync")))
    session.pending[0].fail("Burnt")
    wait_until(lambda: job.status == "FAILED")
    (child,) = (each for each in session.executions.values() if each.machine_name == "child")
    session.client().redrive_execution(executionArn=child.arn)
    wait_until(lambda: session.pending)
    session.pending[0].succeed("bread")
    wait_until(lambda: children(session) == ["SUCCEEDED"])
    assert job.status == "FAILED"


def test_a_fork_starts_an_execution_of_its_own_where_one_was_waited_for(session: sfn.Session) -> None:
    session.state_machine(machine({"Type": "Succeed"}), "child")
    parent = session.state_machine(machine(unnamed(".sync")), "parent").run()
    (submitted,) = (event["id"] for event in parent.history if event["type"] == "TaskSubmitted")
    fork = parent.fork(submitted)
    assert (fork.status, fork.history[:submitted]) == ("SUCCEEDED", parent.history[:submitted])
    assert children(session) == ["SUCCEEDED", "SUCCEEDED"]


def test_one_that_waited_for_another_cannot_be_repeated(session: sfn.Session) -> None:
    job = begun(session, machine(unnamed(".sync")))
    session.pending[0].succeed("bread")
    with pytest.raises(UsageError, match="event 5 waits for another execution"):
        job.wait(5).repeat()


def test_one_that_only_started_another_can_be_repeated(session: sfn.Session) -> None:
    job = begun(session, machine(unnamed("")))
    wait_until(lambda: job.status == "SUCCEEDED")
    assert job.execution.repeat().history == job.execution.history
    session.pending[0].succeed("bread")
