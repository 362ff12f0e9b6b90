from __future__ import annotations

import json
from typing import Any

import pytest
from api_errors import refused
from fake_account import ARN_OF_ORDER, DEFINITION, MACHINES, ROLE, FakeAccount, with_machine

import sfn_notebook as sfn

FIRST, SECOND = f"{ARN_OF_ORDER}:1", f"{ARN_OF_ORDER}:2"


def created(account: FakeAccount, **more: Any) -> Any:
    return account.client.create_state_machine(name="order", definition=DEFINITION, roleArn=ROLE, **more)


def listed(account: FakeAccount) -> list[str]:
    found = account.client.list_state_machine_versions(stateMachineArn=ARN_OF_ORDER)["stateMachineVersions"]
    return [each["stateMachineVersionArn"] for each in found]


def changed(account: FakeAccount, name: str = "Gone", **more: Any) -> Any:
    definition = DEFINITION.replace("Done", name)
    return account.client.update_state_machine(stateMachineArn=ARN_OF_ORDER, definition=definition, **more)


def test_a_machine_can_be_published_as_it_is_created() -> None:
    account = FakeAccount()
    assert created(account, publish=True, versionDescription="first")["stateMachineVersionArn"] == FIRST
    described = account.client.describe_state_machine(stateMachineArn=FIRST)
    assert (described["stateMachineArn"], described["description"]) == (FIRST, "first")
    assert "description" not in account.client.describe_state_machine(stateMachineArn=ARN_OF_ORDER)


def test_a_description_is_that_of_a_version() -> None:
    account = FakeAccount()
    message = "Version description can only be set when publish is true"
    assert refused(lambda: created(account, versionDescription="first")) == ("ValidationException", message)
    assert account.machines == {}


def test_a_revision_is_published_once() -> None:
    account = with_machine()
    arns = [
        account.client.publish_state_machine_version(stateMachineArn=ARN_OF_ORDER)["stateMachineVersionArn"],
        account.client.publish_state_machine_version(stateMachineArn=ARN_OF_ORDER)["stateMachineVersionArn"],
        created(account, publish=True)["stateMachineVersionArn"],
        account.client.update_state_machine(stateMachineArn=ARN_OF_ORDER, definition=DEFINITION, publish=True)[
            "stateMachineVersionArn"
        ],
    ]
    assert arns == [FIRST] * 4


def test_every_revision_has_its_number_and_the_newest_is_listed_first() -> None:
    account = FakeAccount()
    created(account, publish=True)
    assert changed(account, publish=True)["stateMachineVersionArn"] == SECOND
    assert listed(account) == [SECOND, FIRST]


def test_a_version_does_not_change_with_its_machine() -> None:
    account = FakeAccount()
    created(account, publish=True)
    changed(account)
    assert account.client.describe_state_machine(stateMachineArn=FIRST)["definition"] == DEFINITION


def test_versions_come_in_pages() -> None:
    account = FakeAccount()
    created(account, publish=True)
    changed(account, publish=True)
    client = account.client
    page = client.list_state_machine_versions(stateMachineArn=ARN_OF_ORDER, maxResults=1)
    rest = client.list_state_machine_versions(stateMachineArn=ARN_OF_ORDER, nextToken=page["nextToken"])
    assert [
        each["stateMachineVersionArn"] for each in (*page["stateMachineVersions"], *rest["stateMachineVersions"])
    ] == [
        SECOND,
        FIRST,
    ]


@pytest.mark.parametrize("is_changed", [False, True])
def test_another_revision_than_the_present_one_is_not_published(is_changed: bool) -> None:  # noqa: FBT001 - a parameter
    account = with_machine()
    present = changed(account)["revisionId"] if is_changed else "INITIAL"
    code, message = refused(
        lambda: account.client.publish_state_machine_version(stateMachineArn=ARN_OF_ORDER, revisionId="old")
    )
    assert (code, message) == (
        "ConflictException",
        (
            "Failed to publish the State Machine version for revision old. "
            f"The current State Machine revision is {present}."
        ),
    )
    assert account.client.publish_state_machine_version(stateMachineArn=ARN_OF_ORDER, revisionId=present)


def test_a_machine_has_a_thousand_versions_at_most() -> None:
    account = with_machine()
    for number in range(1_000):
        changed(account, f"S{number}", publish=True)
    full = f"A state machine can have 1000 versions, and '{ARN_OF_ORDER}' has as many: delete one of them first"
    expected = ("ServiceQuotaExceededException", full)
    assert refused(lambda: changed(account, "Last", publish=True)) == expected
    assert "S999" in account.machines[ARN_OF_ORDER].settings.definition
    changed(account, "Last")
    publish = account.client.publish_state_machine_version
    assert refused(lambda: publish(stateMachineArn=ARN_OF_ORDER)) == expected
    account.client.delete_state_machine_version(stateMachineVersionArn=f"{ARN_OF_ORDER}:7")
    assert publish(stateMachineArn=ARN_OF_ORDER)["stateMachineVersionArn"] == f"{ARN_OF_ORDER}:1001"


def test_a_deleted_version_is_gone_and_its_number_too() -> None:
    account = FakeAccount()
    created(account, publish=True)
    for _ in range(2):
        account.client.delete_state_machine_version(stateMachineVersionArn=FIRST)
    assert listed(account) == []
    assert (
        refused(lambda: account.client.describe_state_machine(stateMachineArn=FIRST))[0] == "StateMachineDoesNotExist"
    )
    assert changed(account, publish=True)["stateMachineVersionArn"] == SECOND


def test_deleting_a_machine_deletes_its_versions() -> None:
    account = FakeAccount()
    created(account, publish=True)
    account.client.delete_state_machine(stateMachineArn=ARN_OF_ORDER)
    assert account.publications.versions == {}
    assert created(account, publish=True)["stateMachineVersionArn"] == FIRST


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("update_state_machine", {"stateMachineArn": FIRST, "definition": DEFINITION}),
        ("publish_state_machine_version", {"stateMachineArn": FIRST}),
        ("publish_state_machine_version", {"stateMachineArn": f"{MACHINES}:other"}),
    ],
)
def test_what_is_about_a_machine_takes_no_version(operation: str, parameters: dict[str, Any]) -> None:
    account = FakeAccount()
    created(account, publish=True)
    assert refused(lambda: getattr(account.client, operation)(**parameters)) == (
        "StateMachineDoesNotExist",
        f"State Machine Does Not Exist: '{parameters['stateMachineArn']}'",
    )


def test_a_machine_that_does_not_exist_has_no_list_of_versions() -> None:
    message = f"State Machine Does Not Exist: '{ARN_OF_ORDER}'"
    assert refused(lambda: listed(FakeAccount())) == ("ValidationException", message)


# -- executions of a version
def test_an_execution_of_a_version_says_so() -> None:
    account = FakeAccount()
    created(account, publish=True)
    client = account.client
    plain = client.start_execution(stateMachineArn=ARN_OF_ORDER)["executionArn"]
    pinned = client.start_execution(stateMachineArn=FIRST)["executionArn"]
    described = client.describe_execution(executionArn=pinned)
    assert (described["stateMachineArn"], described["stateMachineVersionArn"]) == (ARN_OF_ORDER, FIRST)
    assert "stateMachineVersionArn" not in client.describe_execution(executionArn=plain)
    found = client.list_executions(stateMachineArn=FIRST)["executions"]
    assert [(each["executionArn"], each["stateMachineVersionArn"]) for each in found] == [(pinned, FIRST)]
    assert len(client.list_executions(stateMachineArn=ARN_OF_ORDER)["executions"]) == 2


def answer(number: int) -> str:
    return json.dumps({"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": number, "End": True}}})


def test_a_version_runs_what_was_published() -> None:
    with sfn.Session() as session:
        client = session.client()
        arn = client.create_state_machine(name="m", definition=answer(1), roleArn=ROLE, publish=True, type="EXPRESS")[
            "stateMachineArn"
        ]
        for number in (2, 3):
            client.update_state_machine(stateMachineArn=arn, definition=answer(number), publish=number == 2)
        outputs = [
            client.start_sync_execution(stateMachineArn=each)["output"] for each in (f"{arn}:1", f"{arn}:2", arn)
        ]
        assert outputs == ["1", "2", "3"]
        history = next(iter(session.executions.values())).history
        assert history[0]["executionStartedEventDetails"]["stateMachineVersionArn"] == f"{arn}:1"
