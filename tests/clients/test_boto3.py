"""boto3, as a program uses it: `boto3.client("stepfunctions", endpoint_url=…)`."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any, Final

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from served_order import DEFINITION, EVENTS, NOBODY, REGION, ROLE, TOKEN

from sfn_notebook.session.endpoint import Endpoint

BOTO3: Final[Any] = import_module("boto3")  # it has no types of its own


def connected(endpoint: Endpoint, token: str = TOKEN) -> Any:
    return BOTO3.client(
        "stepfunctions",
        endpoint_url=endpoint.url,
        region_name=REGION,
        aws_access_key_id=token,
        aws_secret_access_key="anything",  # noqa: S106 - the server does not look at it
        config=Config(inject_host_prefix=False, retries={"total_max_attempts": 1}),
    )


@pytest.fixture(scope="module")
def client(endpoint: Endpoint) -> Any:
    return connected(endpoint)


@pytest.fixture(scope="module")
def ended(client: Any) -> str:
    """The ARN of an execution that has ended."""
    machine = client.create_state_machine(name="order", definition=DEFINITION, roleArn=ROLE)["stateMachineArn"]
    started = client.start_execution(stateMachineArn=machine, name="first", input='{"n": 1}')["executionArn"]
    while client.describe_execution(executionArn=started)["status"] == "RUNNING":
        pass
    return started


def test_an_execution_is_described(client: Any, ended: str) -> None:
    found = client.describe_execution(executionArn=ended)
    assert (found["status"], json.loads(found["output"])) == ("SUCCEEDED", {"next": 2})
    assert (found["stopDate"] - found["startDate"]).total_seconds() == 86_400


def test_its_history_comes_in_pages(client: Any, ended: str) -> None:
    pages = list(client.get_paginator("get_execution_history").paginate(executionArn=ended, maxResults=4))
    assert [[event["type"] for event in page["events"]] for page in pages] == [list(EVENTS[:4]), list(EVENTS[4:])]


def test_an_error_is_an_exception_of_its_own_type(client: Any) -> None:
    with pytest.raises(client.exceptions.ExecutionDoesNotExist) as raised:
        client.describe_execution(executionArn=NOBODY)
    assert raised.value.response["Error"]["Message"] == f"Execution Does Not Exist: '{NOBODY}'"
    assert len(raised.value.response["ResponseMetadata"]["RequestId"]) == 36


def test_an_express_machine_runs_while_the_caller_waits(client: Any) -> None:
    express = DEFINITION.replace("86400", "5")
    machine = client.create_state_machine(name="fast", definition=express, roleArn=ROLE, type="EXPRESS")
    found = client.start_sync_execution(stateMachineArn=machine["stateMachineArn"], input='{"n": 2}')
    assert (found["status"], json.loads(found["output"])) == ("SUCCEEDED", {"next": 3})
    assert found["billingDetails"]["billedDurationInMilliseconds"] == 5_000


def test_the_access_key_id_is_the_token(endpoint: Endpoint) -> None:
    with pytest.raises(ClientError, match="UnrecognizedClientException") as raised:
        connected(endpoint, "guessed").list_state_machines()
    assert raised.value.response.get("ResponseMetadata", {})["HTTPStatusCode"] == 403
