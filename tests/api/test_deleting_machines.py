"""A state machine that is deleted while executions of it run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from api_errors import refused
from mapping import FUNCTION, MACHINES, Work, around, machine, mapped, task

import sfn_notebook as sfn
from sfn_notebook.session.job import Job
from sfn_notebook.values import JSON

ROLE = "arn:aws:iam::123456789012:role/tests"
VERSION, ALIAS = f"{MACHINES}:1", f"{MACHINES}:live"
PASS: dict[str, JSON] = {"Type": "Pass", "End": True}
ROUTES = [{"stateMachineVersionArn": VERSION, "weight": 100}]
GONE = {"error": "States.Runtime", "cause": "State machine orders has been deleted."}
Held = tuple[sfn.Session, Work, Job]


@pytest.fixture
def held() -> Iterator[Held]:
    """A session with an execution of a machine that has been deleted; it waits in a Task, with a state after it."""
    with sfn.Session(seed=1) as session:
        work = Work(session, held=[1])
        states: JSON = {"Each": {"Type": "Task", "Resource": FUNCTION, "Next": "After"}, "After": PASS}
        job = session.state_machine({"StartAt": "Each", "States": states}, "orders").start(1)
        work.wait_for(1)
        client = session.client()
        client.publish_state_machine_version(stateMachineArn=MACHINES)
        client.create_state_machine_alias(name="live", routingConfiguration=ROUTES)
        client.delete_state_machine(stateMachineArn=MACHINES)
        yield session, work, job
        work.let_go()


def finished(held: Held) -> sfn.Execution:
    _, work, job = held
    work.let_go()
    return job.wait(20)


def status(session: sfn.Session, arn: str = MACHINES) -> str:
    return str(session.client().describe_state_machine(stateMachineArn=arn)["status"])


def test_a_machine_is_deleting_while_an_execution_runs(held: Held) -> None:
    session, *_ = held
    assert (status(session), status(session, VERSION)) == ("DELETING", "DELETING")
    assert [each["name"] for each in session.client().list_state_machines()["stateMachines"]] == ["orders"]


def test_a_machine_is_gone_when_its_last_execution_has_ended(held: Held) -> None:
    session, *_ = held
    finished(held)
    assert session.client().list_state_machines()["stateMachines"] == []
    assert refused(lambda: status(session, VERSION))[0] == "StateMachineDoesNotExist"


def test_an_execution_fails_before_it_enters_the_next_state(held: Held) -> None:
    execution = finished(held)
    assert (execution.status, {"error": execution.error, "cause": execution.cause}) == ("FAILED", GONE)
    assert [event["type"] for event in execution.history][-2:] == ["TaskStateExited", "ExecutionFailed"]


def test_an_execution_that_is_stopped_lets_its_machine_go(held: Held) -> None:
    session, _, job = held
    session.client().stop_execution(executionArn=job.execution.arn)
    assert session.client().list_state_machines()["stateMachines"] == []


CALLS: list[Callable[[Any], object]] = [
    lambda client: client.start_execution(stateMachineArn=MACHINES),
    lambda client: client.start_execution(stateMachineArn=VERSION),
    lambda client: client.start_execution(stateMachineArn=ALIAS),
    lambda client: client.create_state_machine(name="orders", definition=one(), roleArn=ROLE),
    lambda client: client.update_state_machine(stateMachineArn=MACHINES, roleArn=ROLE),
    lambda client: client.publish_state_machine_version(stateMachineArn=MACHINES),
    lambda client: client.create_state_machine_alias(name="other", routingConfiguration=ROUTES),
    lambda client: client.update_state_machine_alias(stateMachineAliasArn=ALIAS, description="d"),
    lambda client: client.list_state_machine_aliases(stateMachineArn=MACHINES),
]


def one() -> str:
    return json.dumps({"StartAt": "P", "States": {"P": PASS}})


@pytest.mark.parametrize("call", CALLS)
def test_a_machine_that_is_being_deleted_takes_nothing_new(held: Held, call: Callable[[Any], object]) -> None:
    session, *_ = held
    message = f"State Machine is being deleted: '{MACHINES}'"
    assert refused(lambda: call(session.client())) == ("StateMachineDeleting", message)


def test_its_executions_can_be_listed_and_it_can_be_deleted_again(held: Held) -> None:
    session, _, job = held
    client = session.client()
    client.delete_state_machine(stateMachineArn=MACHINES)
    listed = client.list_executions(stateMachineArn=MACHINES)["executions"]
    assert [each["executionArn"] for each in listed] == [job.execution.arn]


def test_its_name_can_be_used_again_when_it_is_gone(held: Held) -> None:
    session, *_ = held
    finished(held)
    client = session.client()
    client.create_state_machine(name="orders", definition=one(), roleArn=ROLE)
    assert status(session) == "ACTIVE"
    assert client.list_state_machine_versions(stateMachineArn=MACHINES)["stateMachineVersions"] == []


def test_a_cell_that_is_run_again_replaces_what_is_being_deleted(held: Held) -> None:
    session, *_ = held
    machine(session, PASS)
    assert status(session) == "ACTIVE"
    assert finished(held).status == "FAILED"
    assert status(session) == "ACTIVE"


def test_a_machine_whose_executions_have_ended_is_gone_at_once() -> None:
    with sfn.Session() as session:
        execution = machine(session, PASS).run()
        session.client().delete_state_machine(stateMachineArn=MACHINES)
        assert session.client().list_state_machines()["stateMachines"] == []
        assert session.client().describe_execution(executionArn=execution.arn)["status"] == "SUCCEEDED"


def test_what_ends_in_the_state_where_it_stands_succeeds() -> None:
    with sfn.Session() as session:
        work = Work(session, held=[1])
        job = machine(session, task()).start(1)
        work.wait_for(1)
        session.client().delete_state_machine(stateMachineArn=MACHINES)
        work.let_go()
        assert job.wait(20).status == "SUCCEEDED"


def test_the_children_of_a_map_run_fail_too() -> None:
    with sfn.Session() as session:
        work = Work(session, held=[1])
        first: JSON = {"Type": "Task", "Resource": FUNCTION, "Next": "After"}
        job = machine(session, mapped(around(First=first, After=PASS), ToleratedFailureCount=1)).start([1])
        work.wait_for(1)
        session.client().delete_state_machine(stateMachineArn=MACHINES)
        work.let_go()
        (child,) = job.wait(20).map_runs[0].children
        assert {"error": child.error, "cause": child.cause} == GONE


def test_what_a_cell_waits_for_fails_too() -> None:
    with sfn.Session() as session:

        def work(_: object) -> None:
            session.client().delete_state_machine(stateMachineArn=MACHINES)

        session.function("work", work)
        states: JSON = {"Each": {"Type": "Task", "Resource": FUNCTION, "Next": "After"}, "After": PASS}
        execution = session.state_machine({"StartAt": "Each", "States": states}, "orders").run()
        assert execution.cause == GONE["cause"]


def test_an_express_machine_is_gone_at_once() -> None:
    with sfn.Session() as session:
        work = Work(session, held=[1])
        definition: JSON = {"StartAt": "Each", "States": {"Each": {**task(), "End": False, "Next": "P"}, "P": PASS}}
        job = session.state_machine(definition, "orders", type="EXPRESS").start(1)
        work.wait_for(1)
        session.client().delete_state_machine(stateMachineArn=MACHINES)
        assert session.client().list_state_machines()["stateMachines"] == []
        work.let_go()
        assert job.wait(20).status == "SUCCEEDED"
