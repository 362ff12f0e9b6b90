"""A session with a store finds the machines of the session before it, and all that belongs to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

import sfn_notebook as sfn
from sfn_notebook.store.database import StoreError
from sfn_notebook.store.resources import Resources
from sfn_notebook.values import encode

PASS = encode({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}})
ROLE = "arn:aws:iam::123456789012:role/r"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "executions.db"


def created(client: Any, name: str = "m", **more: Any) -> str:
    return client.create_state_machine(name=name, definition=PASS, roleArn=ROLE, **more)["stateMachineArn"]


def test_a_machine_is_described_and_started_in_the_next_session(path: Path) -> None:
    with sfn.Session(store=path) as session:
        arn = created(session.client(), tags=[{"key": "team", "value": "red"}])
        described = session.client().describe_state_machine(stateMachineArn=arn)
    with sfn.Session(store=path) as session:
        client = session.client()
        again = client.describe_state_machine(stateMachineArn=arn)
        assert {**again, "ResponseMetadata": {}} == {**described, "ResponseMetadata": {}}
        assert client.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "team", "value": "red"}]
        execution = client.start_execution(stateMachineArn=arn)["executionArn"]
        job = session.account.executions[execution].job
        if job is not None:
            job.done.wait(10)
        assert client.describe_execution(executionArn=execution)["status"] == "SUCCEEDED"


def test_versions_and_aliases_are_there_and_numbers_go_on(path: Path) -> None:
    with sfn.Session(store=path) as session:
        client = session.client()
        arn = created(client, publish=True)
        version = client.publish_state_machine_version(stateMachineArn=arn)["stateMachineVersionArn"]
        routing = [{"stateMachineVersionArn": version, "weight": 100}]
        alias = client.create_state_machine_alias(name="PROD", routingConfiguration=routing)["stateMachineAliasArn"]
    with sfn.Session(store=path) as session:
        client = session.client()
        found = client.describe_state_machine_alias(stateMachineAliasArn=alias)
        assert found["routingConfiguration"] == routing
        client.delete_state_machine_alias(stateMachineAliasArn=alias)
        client.delete_state_machine_version(stateMachineVersionArn=version)
    with sfn.Session(store=path) as session:
        client = session.client()
        assert client.list_state_machine_aliases(stateMachineArn=arn)["stateMachineAliases"] == []
        client.update_state_machine(stateMachineArn=arn, roleArn=f"{ROLE}2")
        assert client.publish_state_machine_version(stateMachineArn=arn)["stateMachineVersionArn"] == f"{arn}:2"


def test_activities_are_there_until_they_are_deleted(path: Path) -> None:
    with sfn.Session(store=path) as session:
        kept, gone = (session.client().create_activity(name=name)["activityArn"] for name in ("kept", "gone"))
        session.client().delete_activity(activityArn=gone)
    with sfn.Session(store=path) as session:
        assert [each["activityArn"] for each in session.client().list_activities()["activities"]] == [kept]


def test_a_deleted_machine_stays_deleted(path: Path) -> None:
    with sfn.Session(store=path) as session:
        arn = created(session.client())
        session.client().delete_state_machine(stateMachineArn=arn)
    with sfn.Session(store=path) as session, pytest.raises(ClientError, match="StateMachineDoesNotExist"):
        session.client().describe_state_machine(stateMachineArn=arn)


def test_machines_are_listed_in_the_order_in_which_they_were_made(path: Path) -> None:
    with sfn.Session(store=path) as session:
        for name in ("b", "a", "c"):
            created(session.client(), name)
        session.client().update_state_machine(
            stateMachineArn=session.account.names.machine_arn("b"), roleArn=f"{ROLE}2"
        )
    with sfn.Session(store=path) as session:
        listed = session.client().list_state_machines()["stateMachines"]
        assert [each["name"] for each in listed] == ["b", "a", "c"]


def test_a_machine_that_a_client_deleted_is_not_started_any_more() -> None:
    with sfn.Session() as session:
        machine = session.state_machine(PASS, "m")
        session.client().delete_state_machine(stateMachineArn=machine.arn)
        for start in (machine.run, machine.start):
            with pytest.raises(sfn.UsageError, match='"m" was deleted: evaluate its cell again'):
                start()
        assert session.state_machine(PASS, "m").run().status == "SUCCEEDED"


def test_in_a_session_that_is_closed_nothing_is_started() -> None:
    session = sfn.Session()
    machine, client = session.state_machine(PASS, "m"), session.client()
    execution = machine.run()
    session.close()
    for start in (machine.run, machine.start):
        with pytest.raises(sfn.UsageError, match="the session was closed: open another one"):
            start()
    with pytest.raises(ClientError, match="the session was closed"):
        client.start_execution(stateMachineArn=machine.arn)
    assert client.describe_execution(executionArn=execution.arn)["status"] == "SUCCEEDED"


def test_a_session_whose_store_cannot_be_used_goes_on_in_memory(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sfn.Session() as session:
        machine = session.state_machine(PASS, "m")

        def fail(*_: object) -> None:
            raise StoreError("the disk is full")

        with monkeypatch.context() as broken:
            broken.setattr(Resources, "put", fail)
            with pytest.raises(StoreError, match="the disk is full"):
                session.keep_in(path)
        assert session.store is None
        assert machine.run().status == "SUCCEEDED"
        created(session.client(), "other")
        assert [*session.machines] == ["m", "other"]
        session.keep_in(path)
    with sfn.Session(store=path) as session:
        assert [*session.machines] == ["m", "other"]
