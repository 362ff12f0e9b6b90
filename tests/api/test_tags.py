from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from api_errors import refused
from fake_account import ARN_OF_ORDER, DEFINITION, EXECUTIONS, MACHINES, ROLE, FakeAccount, with_machine

ARN_OF_WORK = "arn:aws:states:eu-west-1:999988887777:activity:work"
CALLS: list[Callable[[Any, str], object]] = [
    lambda client, arn: client.tag_resource(resourceArn=arn, tags=[]),
    lambda client, arn: client.untag_resource(resourceArn=arn, tagKeys=[]),
    lambda client, arn: client.list_tags_for_resource(resourceArn=arn),
]


def written(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in tags.items()]


def tagged(account: FakeAccount, arn: str = ARN_OF_ORDER, **tags: str) -> FakeAccount:
    account.client.tag_resource(resourceArn=arn, tags=written(tags))
    return account


def listed(account: FakeAccount, arn: str = ARN_OF_ORDER) -> dict[str, str]:
    tags = account.client.list_tags_for_resource(resourceArn=arn)["tags"]
    return {tag["key"]: tag["value"] for tag in tags}


def test_tags_come_to_those_that_there_are() -> None:
    account = tagged(tagged(with_machine(), team="a", stage="dev"), stage="prod", empty="")
    assert list(listed(account).items()) == [("team", "a"), ("stage", "prod"), ("empty", "")]


def test_a_machine_without_tags_has_an_empty_list() -> None:
    assert with_machine().client.list_tags_for_resource(resourceArn=ARN_OF_ORDER)["tags"] == []


def test_tags_are_taken_by_their_keys() -> None:
    account = tagged(with_machine(), team="a", stage="dev")
    account.client.untag_resource(resourceArn=ARN_OF_ORDER, tagKeys=["team", "team", "other"])
    assert listed(account) == {"stage": "dev"}


def test_an_activity_can_be_tagged() -> None:
    account = FakeAccount()
    account.client.create_activity(name="work", tags=written({"team": "a"}))
    assert listed(tagged(account, ARN_OF_WORK, stage="dev"), ARN_OF_WORK) == {"team": "a", "stage": "dev"}


def created(account: FakeAccount, tags: Mapping[str, str]) -> FakeAccount:
    account.client.create_state_machine(name="order", definition=DEFINITION, roleArn=ROLE, tags=written(tags))
    return account


def test_a_machine_is_tagged_as_it_is_created_and_not_when_it_is_created_again() -> None:
    account = created(created(FakeAccount(), {"team": "a"}), {"team": "b"})
    assert listed(account) == {"team": "a"}


def test_an_activity_is_not_tagged_when_it_is_created_again() -> None:
    account = FakeAccount()
    for team in ("a", "b"):
        account.client.create_activity(name="work", tags=written({"team": team}))
    assert listed(account, ARN_OF_WORK) == {"team": "a"}


def test_a_machine_that_takes_the_name_of_a_deleted_one_has_none_of_its_tags() -> None:
    account = created(FakeAccount(), {"team": "a"})
    account.client.delete_state_machine(stateMachineArn=ARN_OF_ORDER)
    assert listed(created(account, {})) == {}


def test_an_activity_that_takes_the_name_of_a_deleted_one_has_none_of_its_tags() -> None:
    account = FakeAccount()
    account.client.create_activity(name="work", tags=written({"team": "a"}))
    account.client.delete_activity(activityArn=ARN_OF_WORK)
    account.client.create_activity(name="work")
    assert listed(account, ARN_OF_WORK) == {}


def test_fifty_tags_are_the_most() -> None:
    account = tagged(with_machine(), **{f"k{number}": "" for number in range(50)})
    assert refused(lambda: tagged(account, one_more=""))[0] == "TooManyTags"
    assert len(listed(tagged(account, k0="again"))) == 50


def test_nothing_is_created_with_too_many_tags() -> None:
    account = FakeAccount()
    tags = written({f"k{number}": "" for number in range(51)})
    given: dict[str, Any] = {"name": "order", "definition": DEFINITION, "roleArn": ROLE, "tags": tags}
    assert refused(lambda: account.client.create_state_machine(**given))[0] == "TooManyTags"
    assert refused(lambda: account.client.create_activity(name="work", tags=tags))[0] == "TooManyTags"
    assert (dict(account.machines), dict(account.activities.by_arn)) == ({}, {})


@pytest.mark.parametrize(
    "tags",
    [
        [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}],
        [{"key": "aws:team", "value": "a"}],
        [{"key": "AWS:team", "value": "a"}],
        [{"key": "a#b", "value": "1"}],
        [{"key": "a", "value": "1;2"}],
        [{"value": "1"}],
        [{"key": "a" * 129, "value": ""}],
        [{"key": "a", "value": "a" * 257}],
    ],
)
def test_a_tag_that_aws_does_not_take_is_refused(tags: list[dict[str, str]]) -> None:
    account = with_machine()
    assert refused(lambda: account.client.tag_resource(resourceArn=ARN_OF_ORDER, tags=tags))[0] == "ValidationException"
    assert listed(account) == {}


def test_letters_of_every_script_and_some_signs_are_taken() -> None:
    tags = {"größe 1": "δ", "a_b.c:d/e=f+g-h@i": "x y"}
    assert listed(created(FakeAccount(), tags)) == tags


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("arn", [f"{MACHINES}:other", f"{ARN_OF_ORDER}:1", ARN_OF_WORK])
def test_what_does_not_exist_has_no_tags(call: Callable[[Any, str], object], arn: str) -> None:
    account = with_machine()
    account.client.publish_state_machine_version(stateMachineArn=ARN_OF_ORDER)
    assert refused(lambda: call(account.client, arn)) == ("ResourceNotFound", f"Resource not found: '{arn}'")


@pytest.mark.parametrize("call", CALLS)
def test_only_machines_and_activities_have_tags(call: Callable[[Any, str], object]) -> None:
    message = "Invalid Arn: 'Resource type not valid in this context: execution'"
    assert refused(lambda: call(with_machine().client, f"{EXECUTIONS}:order:one")) == ("InvalidArn", message)
