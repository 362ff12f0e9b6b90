from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from api_errors import refused
from fake_account import ARN_OF_ORDER, FakeAccount, at

ARN_OF_WORK = "arn:aws:states:eu-west-1:999988887777:activity:work"
CALLS: list[Callable[[Any, str], object]] = [
    lambda client, arn: client.describe_activity(activityArn=arn),
    lambda client, arn: client.delete_activity(activityArn=arn),
    lambda client, arn: client.get_activity_task(activityArn=arn),
]


def with_activity(name: str = "work") -> FakeAccount:
    account = FakeAccount()
    account.client.create_activity(name=name)
    return account


def test_an_activity_is_described_as_it_was_created() -> None:
    described = with_activity().client.describe_activity(activityArn=ARN_OF_WORK)
    assert {key: value for key, value in described.items() if key != "ResponseMetadata"} == {
        "activityArn": ARN_OF_WORK,
        "name": "work",
        "creationDate": at(0),
        "encryptionConfiguration": {"type": "AWS_OWNED_KEY"},
    }


def test_creating_an_activity_again_gives_the_one_that_there_is() -> None:
    account = with_activity()
    before = account.activities.by_arn[ARN_OF_WORK]
    assert account.client.create_activity(name="work")["activityArn"] == ARN_OF_WORK
    assert account.activities.by_arn[ARN_OF_WORK] is before


@pytest.mark.parametrize("name", ["a b", "a:b", "a/b", "a&b", "a|b", "\x7f", "\uffff"])
def test_a_name_with_forbidden_characters_is_refused(name: str) -> None:
    account = FakeAccount()
    assert refused(lambda: account.client.create_activity(name=name)) == ("InvalidName", f"Invalid Name: '{name}'")
    assert dict(account.activities.by_arn) == {}


def test_a_name_has_at_most_eighty_characters() -> None:
    code, message = refused(lambda: FakeAccount().client.create_activity(name="a" * 81))
    assert (code, message.partition("constraint: ")[2]) == (
        "ValidationException",
        "Member must have length less than or equal to 80",
    )


def test_a_key_of_your_own_is_refused_by_name() -> None:
    key = {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "alias/mine"}
    code, message = refused(lambda: FakeAccount().client.create_activity(name="work", encryptionConfiguration=key))
    assert code == "ValidationException"
    assert "encryptionConfiguration" in message


def test_the_key_of_aws_is_taken() -> None:
    answer = FakeAccount().client.create_activity(name="work", encryptionConfiguration={"type": "AWS_OWNED_KEY"})
    assert answer["activityArn"] == ARN_OF_WORK


def test_activities_are_listed_in_pages() -> None:
    account = FakeAccount()
    for name in ("one", "two", "three"):
        account.client.create_activity(name=name)
    first = account.client.list_activities(maxResults=2)
    last = account.client.list_activities(maxResults=2, nextToken=first["nextToken"])
    assert [each["name"] for each in first["activities"]] == ["one", "two"]
    assert [each["name"] for each in last["activities"]] == ["three"]
    assert "nextToken" not in last


@pytest.mark.parametrize("call", [CALLS[0], CALLS[2]])
def test_an_activity_that_was_deleted_does_not_exist(call: Callable[[Any, str], object]) -> None:
    account = with_activity()
    account.client.delete_activity(activityArn=ARN_OF_WORK)
    message = f"Activity Does Not Exist: '{ARN_OF_WORK}'"
    assert refused(lambda: call(account.client, ARN_OF_WORK)) == ("ActivityDoesNotExist", message)


def test_deleting_what_does_not_exist_does_nothing() -> None:
    account = FakeAccount()
    account.client.delete_activity(activityArn=ARN_OF_WORK)
    assert dict(account.activities.by_arn) == {}


@pytest.mark.parametrize("call", CALLS)
def test_an_arn_of_another_kind_is_refused(call: Callable[[Any, str], object]) -> None:
    assert refused(lambda: call(with_activity().client, ARN_OF_ORDER)) == (
        "InvalidArn",
        "Invalid Arn: 'Resource type not valid in this context: stateMachine'",
    )


@pytest.mark.parametrize("call", CALLS)
def test_what_is_no_arn_is_refused(call: Callable[[Any, str], object]) -> None:
    message = "Invalid Arn: 'Invalid ARN prefix: work'"
    assert refused(lambda: call(with_activity().client, "work")) == ("InvalidArn", message)


def test_the_activity_of_another_region_does_not_exist() -> None:
    elsewhere = ARN_OF_WORK.replace("eu-west-1", "us-east-1")
    found = refused(lambda: with_activity().client.describe_activity(activityArn=elsewhere))
    assert found == ("ActivityDoesNotExist", f"Activity Does Not Exist: '{elsewhere}'")
