from __future__ import annotations

from typing import Any

import pytest
from api_errors import refused
from fake_account import ARN_OF_ORDER, DEFINITION, MACHINES, ROLE, FakeAccount, with_machine


def created(account: FakeAccount, **changes: Any) -> Any:
    return account.client.create_state_machine(
        **{"name": "order", "definition": DEFINITION, "roleArn": ROLE, **changes}
    )


def test_a_machine_is_described_as_it_was_created() -> None:
    described = with_machine().client.describe_state_machine(stateMachineArn=ARN_OF_ORDER)
    assert {key: value for key, value in described.items() if key not in ("ResponseMetadata", "creationDate")} == {
        "stateMachineArn": ARN_OF_ORDER,
        "name": "order",
        "status": "ACTIVE",
        "definition": DEFINITION,
        "roleArn": ROLE,
        "type": "STANDARD",
        "loggingConfiguration": {"level": "OFF", "includeExecutionData": False},
        "tracingConfiguration": {"enabled": False},
        "encryptionConfiguration": {"type": "AWS_OWNED_KEY"},
    }


def test_only_metadata_are_described_on_request() -> None:
    described = with_machine().client.describe_state_machine(stateMachineArn=ARN_OF_ORDER, includedData="METADATA_ONLY")
    assert "definition" not in described


def test_creating_the_same_machine_again_changes_nothing() -> None:
    account = with_machine()
    assert created(account)["creationDate"] == created(account, roleArn=f"{ROLE}2")["creationDate"]
    assert account.machines[ARN_OF_ORDER].settings.role_arn == ROLE


def test_another_machine_of_the_same_name_is_refused() -> None:
    assert refused(lambda: created(with_machine(), definition=DEFINITION.replace(" ", ""))) == (
        "StateMachineAlreadyExists",
        f"State Machine Already Exists: '{ARN_OF_ORDER}'",
    )


def test_a_definition_that_the_account_refuses_is_refused() -> None:
    assert refused(lambda: created(FakeAccount(), definition="{}"))[0] == "InvalidDefinition"


def test_a_name_with_forbidden_characters_is_refused() -> None:
    assert refused(lambda: created(FakeAccount(), name="a b")) == ("InvalidName", "Invalid Name: 'a b'")


def test_a_role_that_is_none_is_refused() -> None:
    assert refused(lambda: created(FakeAccount(), roleArn="admin")) == ("InvalidArn", "Invalid Role Arn: 'admin'")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"tracingConfiguration": {"enabled": True}}, "tracing (tracingConfiguration)"),
        (
            {"encryptionConfiguration": {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "k"}},
            "encryption with a key of your own (encryptionConfiguration)",
        ),
    ],
)
def test_what_is_not_supported_yet_is_refused_by_name(changes: dict[str, Any], what: str) -> None:
    account = FakeAccount()
    assert refused(lambda: created(account, **changes)) == (
        "ValidationException",
        f"sfn_notebook: {what} is not supported yet",
    )
    assert account.machines == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "STANDARD", "publish": False, "tags": []},
        {"loggingConfiguration": {"level": "OFF"}, "tracingConfiguration": {"enabled": False}},
        {"encryptionConfiguration": {"type": "AWS_OWNED_KEY"}},
    ],
)
def test_what_says_the_default_is_taken(changes: dict[str, Any]) -> None:
    assert created(FakeAccount(), **changes)["stateMachineArn"] == ARN_OF_ORDER


def test_machines_are_listed_oldest_first() -> None:
    account = with_machine()
    created(account, name="another")
    listed = account.client.list_state_machines()["stateMachines"]
    assert [(each["name"], sorted(each)) for each in listed] == [
        (name, ["creationDate", "name", "stateMachineArn", "type"]) for name in ("order", "another")
    ]


def test_machines_are_listed_in_pages() -> None:
    account = with_machine()
    for name in ("second", "third"):
        created(account, name=name)
    first = account.client.list_state_machines(maxResults=2)
    last = account.client.list_state_machines(maxResults=2, nextToken=first["nextToken"])
    pages = [[each["name"] for each in page["stateMachines"]] for page in (first, last)]
    assert (pages, "nextToken" in last) == ([["order", "second"], ["third"]], False)


def test_an_update_makes_a_new_revision() -> None:
    account = with_machine()
    definition = DEFINITION.replace("Done", "End")
    updated = account.client.update_state_machine(stateMachineArn=ARN_OF_ORDER, definition=definition)
    described = account.client.describe_state_machine(stateMachineArn=ARN_OF_ORDER)
    assert (described["definition"], described["roleArn"]) == (definition, ROLE)
    assert described["revisionId"] == updated["revisionId"]
    assert described["creationDate"] < updated["updateDate"]


def test_an_update_of_the_role_keeps_the_definition() -> None:
    account = with_machine()
    account.client.update_state_machine(stateMachineArn=ARN_OF_ORDER, roleArn=f"{ROLE}2")
    settings = account.machines[ARN_OF_ORDER].settings
    assert (settings.definition, settings.role_arn) == (DEFINITION, f"{ROLE}2")


def test_an_update_that_changes_nothing_makes_no_revision() -> None:
    updated = with_machine().client.update_state_machine(stateMachineArn=ARN_OF_ORDER, roleArn=ROLE)
    assert "revisionId" not in updated


def test_an_update_needs_something_to_update() -> None:
    code, _ = refused(lambda: with_machine().client.update_state_machine(stateMachineArn=ARN_OF_ORDER))
    assert code == "MissingRequiredParameter"


def test_a_machine_that_was_deleted_is_gone_and_can_be_deleted_again() -> None:
    account = with_machine()
    for _ in range(2):
        account.client.delete_state_machine(stateMachineArn=ARN_OF_ORDER)
    assert account.machines == {}


def test_deleting_a_version_leaves_the_machine_alone() -> None:
    account = with_machine()
    account.client.delete_state_machine(stateMachineArn=f"{ARN_OF_ORDER}:1")
    assert list(account.machines) == [ARN_OF_ORDER]


@pytest.mark.parametrize("arn", [f"{MACHINES}:other", f"{ARN_OF_ORDER}:1"])
def test_a_machine_that_does_not_exist_cannot_be_described(arn: str) -> None:
    assert refused(lambda: with_machine().client.describe_state_machine(stateMachineArn=arn)) == (
        "StateMachineDoesNotExist",
        f"State Machine Does Not Exist: '{arn}'",
    )


VARIABLES = '{"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$x", "End": true}}}'


def test_the_variables_that_each_state_reads_are_described() -> None:
    account = FakeAccount()
    created(account, definition=VARIABLES)
    described = account.client.describe_state_machine(stateMachineArn=ARN_OF_ORDER)
    assert described["variableReferences"] == {"A": ["x"]}


def test_variables_are_left_out_with_the_definition() -> None:
    account = FakeAccount()
    created(account, definition=VARIABLES)
    described = account.client.describe_state_machine(stateMachineArn=ARN_OF_ORDER, includedData="METADATA_ONLY")
    assert not {"definition", "variableReferences"} & set(described)


@pytest.mark.parametrize("operation", ["describe", "delete", "update", "list_versions", "list_aliases", "publish"])
def test_a_map_state_is_no_machine(operation: str) -> None:
    names = {"list_versions": "list_state_machine_versions", "list_aliases": "list_state_machine_aliases"}
    name = names.get(operation, f"{operation}_state_machine{'_version' if operation == 'publish' else ''}")
    call = getattr(with_machine().client, name)
    code, message = refused(lambda: call(stateMachineArn=f"{ARN_OF_ORDER}/each"))
    assert (code, f"{ARN_OF_ORDER}/each" in message) == ("ValidationException", True)
