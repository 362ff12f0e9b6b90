from __future__ import annotations

import pytest

from sfn_notebook.api import arn
from sfn_notebook.api.errors import ApiError

MACHINE = "arn:aws:states:eu-west-1:999988887777:stateMachine:order"


def test_arns_are_built_from_account_region_and_name() -> None:
    assert arn.state_machine("eu-west-1", "999988887777", "order") == MACHINE


def test_the_arn_of_an_execution_has_its_machine_in_it() -> None:
    assert arn.execution(MACHINE, "one") == "arn:aws:states:eu-west-1:999988887777:execution:order:one"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (MACHINE, ("order", None, None)),
        (f"{MACHINE}:3", ("order", "3", None)),
        (f"{MACHINE}#Sad", ("order", None, "Sad")),
    ],
)
def test_the_arn_of_a_machine_is_read(text: str, parts: tuple[str, str | None, str | None]) -> None:
    found = arn.parse_state_machine(text)
    assert (found.name, found.qualifier, found.test_case) == parts


@pytest.mark.parametrize(
    "text", ["order", "arn:aws:states", "arn:aws:s3:::bucket:a:b", MACHINE.removesuffix("order"), ""]
)
def test_what_is_no_arn_of_step_functions_is_refused(text: str) -> None:
    with pytest.raises(ApiError) as raised:
        arn.parse_state_machine(text)
    assert (raised.value.code, raised.value.message) == ("InvalidArn", f"Invalid Arn: 'Invalid ARN prefix: {text}'")


def test_an_arn_of_another_kind_is_refused() -> None:
    with pytest.raises(ApiError) as raised:
        arn.check_execution(MACHINE)
    assert raised.value.message == "Invalid Arn: 'Resource type not valid in this context: stateMachine'"


def test_an_execution_has_a_name() -> None:
    with pytest.raises(ApiError, match="InvalidArn"):
        arn.check_execution(MACHINE.replace("stateMachine", "execution"))


@pytest.mark.parametrize("text", ["role", "arn:aws:iam::999988887777:user/a", "arn:aws:s3:::role/a", "arn:aws:iam"])
def test_a_role_is_the_arn_of_one(text: str) -> None:
    with pytest.raises(ApiError) as raised:
        arn.check_role(text)
    assert raised.value.message == f"Invalid Role Arn: '{text}'"


def test_a_role_with_a_path_is_taken() -> None:
    assert (
        arn.check_role("arn:aws:iam::999988887777:role/service/steps") == "arn:aws:iam::999988887777:role/service/steps"
    )


@pytest.mark.parametrize("name", ["a b", "a/b", "a:b", "a%b", "a\nb", "a\x85b", "<a>"])
def test_a_name_has_only_characters_that_aws_allows(name: str) -> None:
    with pytest.raises(ApiError) as raised:
        arn.check_name(name)
    assert (raised.value.code, raised.value.message) == ("InvalidName", f"Invalid Name: '{name}'")


@pytest.mark.parametrize("name", ["order-1", "a.b", "Größe_2", "a@b!c=d+e(f)'g'"])
def test_every_other_name_is_taken(name: str) -> None:
    assert arn.check_name(name) == name
