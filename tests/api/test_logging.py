"""loggingConfiguration: what is taken, and how it is described."""

from __future__ import annotations

from typing import Any

import pytest
from api_errors import refused
from fake_account import ARN_OF_ORDER, DEFINITION, ROLE, FakeAccount

LOGS = "arn:aws:logs:eu-west-1:999988887777:log-group"
GROUP = f"{LOGS}:g:*"


def to(arn: str) -> dict[str, Any]:
    return {"cloudWatchLogsLogGroup": {"logGroupArn": arn}}


def created(account: FakeAccount, **logging: Any) -> Any:
    return account.client.create_state_machine(
        name="order", definition=DEFINITION, roleArn=ROLE, loggingConfiguration=logging
    )


def described(account: FakeAccount) -> dict[str, Any]:
    found: dict[str, Any] = account.client.describe_state_machine(stateMachineArn=ARN_OF_ORDER)["loggingConfiguration"]
    return found


@pytest.mark.parametrize("level", ["ALL", "ERROR", "FATAL", "OFF"])
def test_a_configuration_is_described_as_it_was_given(level: str) -> None:
    account = FakeAccount(log_groups={GROUP})
    logging = {"level": level, "includeExecutionData": True, "destinations": [to(GROUP)]}
    created(account, **logging)
    assert described(account) == logging


@pytest.mark.parametrize("logging", [{}, {"level": "OFF"}, {"includeExecutionData": False}, {"destinations": []}])
def test_without_a_level_nothing_is_logged(logging: dict[str, Any]) -> None:
    account = FakeAccount()
    created(account, **logging)
    assert described(account) == {"level": "OFF", "includeExecutionData": False}


@pytest.mark.parametrize(
    "logging",
    [
        {"level": "ERROR"},
        {"level": "ALL", "destinations": []},
        {"level": "FATAL", "destinations": [to(GROUP), to(GROUP)]},
        {"destinations": [to(GROUP), to(GROUP)]},
    ],
)
def test_logging_needs_one_destination(logging: dict[str, Any]) -> None:
    account = FakeAccount(log_groups={GROUP})
    assert refused(lambda: created(account, **logging)) == (
        "InvalidLoggingConfiguration",
        "Invalid Logging Configuration: Must specify exactly one Log Destination.",
    )
    assert account.machines == {}


@pytest.mark.parametrize("destination", [to(f"{LOGS}:other:*"), to("g"), {"cloudWatchLogsLogGroup": {}}, {}])
def test_the_log_group_must_be_there(destination: dict[str, Any]) -> None:
    account = FakeAccount(log_groups={GROUP})
    assert refused(lambda: created(account, level="ALL", destinations=[destination])) == (
        "InvalidLoggingConfiguration",
        "Invalid Logging Configuration: Log Destination not found.",
    )


def test_an_update_of_logging_is_a_new_revision_and_keeps_the_rest() -> None:
    account = FakeAccount(log_groups={GROUP})
    client = account.client
    created(account, level="ALL", destinations=[to(GROUP)])
    logging = {"level": "FATAL", "includeExecutionData": False, "destinations": [to(GROUP)]}
    updated = client.update_state_machine(stateMachineArn=ARN_OF_ORDER, loggingConfiguration=logging)
    assert "revisionId" in updated
    client.update_state_machine(stateMachineArn=ARN_OF_ORDER, roleArn=f"{ROLE}2")
    assert described(account) == logging


def test_an_update_that_is_wrong_changes_nothing() -> None:
    account = FakeAccount(log_groups={GROUP})
    created(account, level="ALL", destinations=[to(GROUP)])
    wrong = {"level": "ALL"}
    client = account.client
    code, _ = refused(lambda: client.update_state_machine(stateMachineArn=ARN_OF_ORDER, loggingConfiguration=wrong))
    assert (code, described(account)["destinations"]) == ("InvalidLoggingConfiguration", [to(GROUP)])


def test_another_configuration_is_another_machine() -> None:
    account = FakeAccount(log_groups={GROUP})
    created(account)
    assert refused(lambda: created(account, level="ALL", destinations=[to(GROUP)]))[0] == "StateMachineAlreadyExists"
