"""Two sessions on one store, as two processes have it, have the same machines, versions, aliases, activities, tags."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from botocore.exceptions import ClientError

import sfn_notebook as sfn
from sfn_notebook.store import owners
from sfn_notebook.values import JSON, encode

ROLE = "arn:aws:iam::123456789012:role/r"
WORK = "arn:aws:lambda:us-east-1:123456789012:function:work"


def passing(result: int) -> str:
    return encode({"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": result, "End": True}}})


TWO_TASKS = encode(
    {
        "StartAt": "First",
        "States": {
            "First": {"Type": "Task", "Resource": WORK, "Next": "Second"},
            "Second": {"Type": "Pass", "End": True},
        },
    }
)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[sfn.Session, sfn.Session]]:
    with sfn.Session(store=tmp_path / "db") as one, sfn.Session(store=tmp_path / "db") as other:
        yield one, other


def created(client: Any, **more: Any) -> str:
    given = {"name": "m", "definition": passing(1), "roleArn": ROLE, **more}
    return client.create_state_machine(**given)["stateMachineArn"]


def ended(session: sfn.Session, arn: str) -> sfn.Execution:
    job = session.account.executions[arn].job
    assert job is not None
    job.done.wait(10)
    return session.executions[arn]


def output(session: sfn.Session, arn: str) -> object:
    return ended(session, arn).output


def test_a_machine_of_the_other_one_is_described_listed_and_started(two: tuple[sfn.Session, sfn.Session]) -> None:
    arn = created(two[0].client())
    client = two[1].client()
    assert client.describe_state_machine(stateMachineArn=arn)["definition"] == passing(1)
    assert [each["name"] for each in client.list_state_machines()["stateMachines"]] == ["m"]
    started = client.start_execution(stateMachineArn=arn, name="e")["executionArn"]
    assert output(two[1], started) == 1


def test_a_name_is_taken_by_the_other_ones_machine(two: tuple[sfn.Session, sfn.Session]) -> None:
    arn = created(two[0].client())
    assert created(two[1].client()) == arn
    with pytest.raises(ClientError, match="StateMachineAlreadyExists"):
        created(two[1].client(), definition=passing(2))


def test_what_the_other_one_updated_is_what_is_started(two: tuple[sfn.Session, sfn.Session]) -> None:
    arn = created(two[0].client())
    assert two[0].client().describe_state_machine(stateMachineArn=arn)["definition"] == passing(1)
    two[1].client().update_state_machine(stateMachineArn=arn, definition=passing(2))
    started = two[0].client().start_execution(stateMachineArn=arn)["executionArn"]
    assert output(two[0], started) == 2


def test_a_machine_that_the_other_one_made_anew_is_the_new_one(two: tuple[sfn.Session, sfn.Session]) -> None:
    one, other = (each.client() for each in two)
    arn = created(one)
    assert output(two[0], one.start_execution(stateMachineArn=arn)["executionArn"]) == 1
    other.delete_state_machine(stateMachineArn=arn)
    assert created(other, definition=passing(3)) == arn
    started = one.start_execution(stateMachineArn=arn)["executionArn"]
    assert output(two[0], started) == 3


def test_a_version_number_is_given_once(two: tuple[sfn.Session, sfn.Session]) -> None:
    one, other = (each.client() for each in two)
    arn = created(one)
    first = one.publish_state_machine_version(stateMachineArn=arn)["stateMachineVersionArn"]
    other.update_state_machine(stateMachineArn=arn, definition=passing(2))
    second = other.publish_state_machine_version(stateMachineArn=arn)["stateMachineVersionArn"]
    assert [first, second] == [f"{arn}:1", f"{arn}:2"]
    routing = [{"stateMachineVersionArn": second, "weight": 100}]
    alias = one.create_state_machine_alias(name="PROD", routingConfiguration=routing)["stateMachineAliasArn"]
    assert other.describe_state_machine_alias(stateMachineAliasArn=alias)["routingConfiguration"] == routing
    with pytest.raises(ClientError, match="ConflictException"):
        other.delete_state_machine_version(stateMachineVersionArn=second)


def test_tags_of_both_are_kept(two: tuple[sfn.Session, sfn.Session]) -> None:
    one, other = (each.client() for each in two)
    arn = one.create_activity(name="a", tags=[{"key": "k0", "value": "0"}])["activityArn"]
    other.tag_resource(resourceArn=arn, tags=[{"key": "k1", "value": "1"}])
    one.tag_resource(resourceArn=arn, tags=[{"key": "k2", "value": "2"}])
    assert [each["key"] for each in other.list_tags_for_resource(resourceArn=arn)["tags"]] == ["k0", "k1", "k2"]


def test_a_deleted_activity_is_gone_for_the_other_one(two: tuple[sfn.Session, sfn.Session]) -> None:
    one, other = (each.client() for each in two)
    arn = one.create_activity(name="a")["activityArn"]
    assert other.describe_activity(activityArn=arn)["name"] == "a"
    one.delete_activity(activityArn=arn)
    with pytest.raises(ClientError, match="ActivityDoesNotExist"):
        other.describe_activity(activityArn=arn)


def test_a_machine_stays_as_long_as_the_other_one_runs_it(two: tuple[sfn.Session, sfn.Session]) -> None:
    one, other = two
    go_on = Event()

    def work(_: object) -> bool:
        return go_on.wait(10)

    one.function("work", work)
    arn = created(one.client(), definition=TWO_TASKS)
    started = one.client().start_execution(stateMachineArn=arn)["executionArn"]
    other.client().delete_state_machine(stateMachineArn=arn)
    assert other.client().describe_state_machine(stateMachineArn=arn)["status"] == "DELETING"
    assert one.client().describe_state_machine(stateMachineArn=arn)["status"] == "DELETING"
    go_on.set()
    execution = ended(one, started)
    assert (execution.status, execution.cause) == ("FAILED", "State machine m has been deleted.")
    with pytest.raises(ClientError, match="StateMachineDoesNotExist"):
        other.client().describe_state_machine(stateMachineArn=arn)


def test_an_execution_fails_though_nobody_asks_its_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(owners, "BEAT_SECONDS", 0.01)
    with sfn.Session(store=tmp_path / "db") as one, sfn.Session(store=tmp_path / "db") as other:
        waits: dict[str, JSON] = {
            f"W{number}": {"Type": "Wait", "Seconds": 1, "Next": f"W{number + 1}"} for number in range(500)
        }
        machine = sfn.StateMachine(
            {"StartAt": "W0", "States": {**waits, "W500": {"Type": "Succeed"}}}, name="m", session=one
        )
        job = machine.start(clock="x60")
        other.client().delete_state_machine(stateMachineArn=machine.arn)
        job.wait(10)
        assert job.execution.cause == "State machine m has been deleted."


def test_of_a_change_that_breaks_off_nothing_is_kept(two: tuple[sfn.Session, sfn.Session]) -> None:
    one, other = two
    arn = created(one.client())

    def break_off() -> None:
        with one.account.changing():
            one.account.tags.add(arn, {"a": "1"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert one.client().list_tags_for_resource(resourceArn=arn)["tags"] == []
    assert other.client().list_tags_for_resource(resourceArn=arn)["tags"] == []


def test_of_what_both_do_at_the_same_time_nothing_is_lost(two: tuple[sfn.Session, sfn.Session]) -> None:
    arn = created(two[0].client())

    def publish(session: sfn.Session, first: int) -> list[str]:
        client, made = session.client(), list[str]()
        for number in range(first, first + 15):
            client.tag_resource(resourceArn=arn, tags=[{"key": str(number), "value": ""}])
            answer = client.update_state_machine(stateMachineArn=arn, definition=passing(number), publish=True)
            made.append(answer["stateMachineVersionArn"])
        return made

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(publish, two, (100, 200)))
    assert sorted(len(each) for each in made) == [15, 15]
    assert {*made[0], *made[1]} == {f"{arn}:{number}" for number in range(1, 31)}
    for session in two:
        assert len(session.client().list_tags_for_resource(resourceArn=arn)["tags"]) == 30
        assert len(session.client().list_state_machine_versions(stateMachineArn=arn)["stateMachineVersions"]) == 30
