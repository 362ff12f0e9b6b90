"""The state machine of an execution, as it was when that started."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from api_errors import refused

import sfn_notebook as sfn

ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:order"
ROLE = "arn:aws:iam::123456789012:role/tests"


def definition(variable: str) -> str:
    first = {"Type": "Pass", "Assign": {variable: 1}, "Next": "Read"}
    read = {"Type": "Pass", "InputPath": f"${variable}", "End": True}
    return json.dumps({"StartAt": "First", "States": {"First": first, "Read": read}})


@pytest.fixture
def client() -> Iterator[Any]:
    with sfn.Session() as session:
        made = session.client()
        made.create_state_machine(name="order", definition=definition("a"), roleArn=ROLE)
        yield made


def described(client: Any, arn: str, **more: Any) -> dict[str, Any]:
    found = client.describe_state_machine_for_execution(executionArn=arn, **more)
    return {key: value for key, value in found.items() if key != "ResponseMetadata"}


def started(client: Any) -> str:
    return str(client.start_execution(stateMachineArn=ARN)["executionArn"])


def test_the_machine_of_an_execution_is_described(client: Any) -> None:
    found = described(client, started(client))
    assert found.pop("updateDate") == client.describe_state_machine(stateMachineArn=ARN)["creationDate"]
    assert found == {
        "stateMachineArn": ARN,
        "name": "order",
        "definition": definition("a"),
        "roleArn": ROLE,
        "loggingConfiguration": {"level": "OFF", "includeExecutionData": False},
        "tracingConfiguration": {"enabled": False},
        "encryptionConfiguration": {"type": "AWS_OWNED_KEY"},
        "variableReferences": {"Read": ["a"]},
    }


def test_an_execution_keeps_the_machine_with_which_it_started(client: Any) -> None:
    first = client.update_state_machine(stateMachineArn=ARN, roleArn=f"{ROLE}2")["revisionId"]
    arn = started(client)
    client.update_state_machine(stateMachineArn=ARN, definition=definition("b"), roleArn=ROLE)
    found = described(client, arn)
    assert (found["revisionId"], found["roleArn"]) == (first, f"{ROLE}2")
    assert (found["definition"], found["variableReferences"]) == (definition("a"), {"Read": ["a"]})


def test_it_is_described_after_its_machine_was_deleted(client: Any) -> None:
    arn = started(client)
    client.delete_state_machine(stateMachineArn=ARN)
    assert described(client, arn)["definition"] == definition("a")


def test_only_metadata_are_described_on_request(client: Any) -> None:
    found = described(client, started(client), includedData="METADATA_ONLY")
    assert not {"definition", "variableReferences"} & set(found)


def test_an_execution_that_does_not_exist_is_refused(client: Any) -> None:
    arn = f"{ARN}:none".replace(":stateMachine:", ":execution:")
    message = f"Execution Does Not Exist: '{arn}'"
    assert refused(lambda: described(client, arn)) == ("ExecutionDoesNotExist", message)


def test_the_arn_of_a_machine_is_refused(client: Any) -> None:
    message = "Invalid Arn: 'Resource type not valid in this context: stateMachine'"
    assert refused(lambda: described(client, ARN)) == ("InvalidArn", message)
