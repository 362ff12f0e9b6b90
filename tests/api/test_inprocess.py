from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from api_errors import refused
from botocore import session as botocore_session
from botocore.client import BaseClient
from botocore.exceptions import ParamValidationError
from fake_account import ARN_OF_ORDER, DEFINITION, NOON, ROLE, FakeAccount, with_machine
from moto import mock_aws

from sfn_notebook.api.inprocess import client
from sfn_notebook.api.wire import Parameters
from sfn_notebook.errors import UsageError

BOGUS = {
    "AWS_ACCESS_KEY_ID": "bogus",
    "AWS_CA_BUNDLE": "/nowhere",
    "AWS_CONFIG_FILE": "/nowhere",
    "AWS_DATA_PATH": "/nowhere",
    "AWS_DEFAULTS_MODE": "bogus",
    "AWS_DEFAULT_REGION": "mars-1",
    "AWS_ENDPOINT_URL": "http://192.0.2.1:1",
    "AWS_ENDPOINT_URL_SFN": "http://192.0.2.1:1",
    "AWS_MAX_ATTEMPTS": "many",
    "AWS_PROFILE": "bogus",
    "AWS_RETRY_MODE": "bogus",
    "AWS_USE_FIPS_ENDPOINT": "true",
    "HTTPS_PROXY": "http://192.0.2.1:1",
}


def no_output(_: str, __: Parameters) -> Mapping[str, object]:
    return {}


def test_the_client_is_a_genuine_one_of_botocore() -> None:
    made = client(no_output, "eu-west-1")
    assert isinstance(made, BaseClient)
    assert (made.meta.region_name, made.meta.service_model.service_name) == ("eu-west-1", "stepfunctions")


def test_a_call_reaches_the_operation_and_its_answer_comes_back() -> None:
    created = FakeAccount().client.create_state_machine(name="order", definition=DEFINITION, roleArn=ROLE)
    created.pop("ResponseMetadata")
    assert created == {
        "stateMachineArn": ARN_OF_ORDER,
        "creationDate": dt.datetime.fromtimestamp(NOON / 1e9, dt.UTC),
    }


def test_an_answer_has_a_request_id_and_a_status() -> None:
    metadata = with_machine().client.list_state_machines()["ResponseMetadata"]
    assert (metadata["HTTPStatusCode"], len(metadata["RequestId"]), metadata["RetryAttempts"]) == (200, 36, 0)


def test_an_error_is_raised_as_the_exception_of_its_name() -> None:
    made = FakeAccount().client
    with pytest.raises(made.exceptions.StateMachineDoesNotExist) as raised:
        made.describe_state_machine(stateMachineArn=ARN_OF_ORDER)
    assert str(raised.value) == (
        "An error occurred (StateMachineDoesNotExist) when calling the DescribeStateMachine operation: "
        f"State Machine Does Not Exist: '{ARN_OF_ORDER}'"
    )


def test_an_error_has_the_members_of_its_shape_beside_those_of_all_errors() -> None:
    made = FakeAccount().client
    with pytest.raises(made.exceptions.StateMachineDoesNotExist) as raised:
        made.describe_state_machine(stateMachineArn=ARN_OF_ORDER)
    found = raised.value.response
    assert found["message"] == found["Error"]["Message"]
    assert (found["ResponseMetadata"]["HTTPStatusCode"], found["ResponseMetadata"]["RetryAttempts"]) == (400, 0)


def test_botocore_checks_parameters_itself() -> None:
    with pytest.raises(ParamValidationError):
        FakeAccount().client.describe_state_machine(stateMachineArn=7)


def test_a_bug_in_an_operation_is_raised_once_as_it_is() -> None:
    calls: list[str] = []

    def broken(name: str, _: Parameters) -> Mapping[str, object]:
        calls.append(name)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        client(broken, "eu-west-1").list_state_machines()
    assert calls == ["ListStateMachines"]


def test_another_kind_of_exception_passes_through() -> None:
    def interrupted(_: str, __: Parameters) -> Mapping[str, object]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        client(interrupted, "eu-west-1").list_state_machines()


def test_two_clients_answer_for_their_own_accounts() -> None:
    full, empty = with_machine(), FakeAccount()
    found = [len(account.client.list_state_machines()["stateMachines"]) for account in (full, empty)]
    assert found == [1, 0]


@pytest.mark.parametrize("environment", [{}, BOGUS])
def test_the_environment_changes_nothing(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    from sfn_notebook.api import inprocess

    inprocess._botocore_session.cache_clear()  # pyright: ignore[reportPrivateUsage] - it was made under the tests' own environment
    for name in BOGUS:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert len(with_machine().client.list_state_machines()["stateMachines"]) == 1


def test_it_answers_beside_moto_and_leaves_nothing_there() -> None:
    with mock_aws():
        inside = with_machine().client.list_state_machines()["stateMachines"]
        of_moto: Any = botocore_session.get_session().create_client("stepfunctions", region_name="eu-west-1")
        motos = of_moto.list_state_machines()["stateMachines"]
    assert (len(inside), len(motos)) == (1, 0)


def test_a_client_from_before_moto_answers_under_it() -> None:
    account = with_machine()
    before = account.client
    with mock_aws():
        assert len(before.list_state_machines()["stateMachines"]) == 1


def test_a_call_with_a_host_prefix_is_answered_too() -> None:
    code, message = refused(lambda: with_machine().client.start_sync_execution(stateMachineArn=ARN_OF_ORDER))
    assert (code, message) == (
        "StateMachineTypeNotSupported",
        "This operation is not supported by this type of state machine",
    )


def test_a_paginator_goes_through_all_pages() -> None:
    account = with_machine()
    made = account.client
    for number in range(5):
        made.create_state_machine(name=f"m{number}", definition=DEFINITION, roleArn=ROLE)
    pages = made.get_paginator("list_state_machines").paginate(PaginationConfig={"PageSize": 2})
    assert [[each["name"] for each in page["stateMachines"]] for page in pages] == [
        ["order", "m0"],
        ["m1", "m2"],
        ["m3", "m4"],
    ]


def test_another_service_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match='no client for "sqs"'):
        client(no_output, "eu-west-1", "sqs")
