from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from sfn_notebook.errors import UsageError
from sfn_notebook.integrations import function_name
from sfn_notebook.integrations.functions import Function, Functions

HERE = "arn:aws:lambda:eu-west-1:999988887777:function:charge"


def charge(event: object, context: object) -> object:
    return event, context


def find(functions: Functions, text: str) -> Function | None:
    parsed = function_name.parse(text)
    assert parsed is not None
    return functions.find(parsed)


@pytest.mark.parametrize(
    "wanted",
    [
        "charge",
        "charge:PROD",
        "charge:7",
        "charge:$LATEST",
        HERE,
        f"{HERE}:PROD",
        "999988887777:function:charge",
        "999988887777:function:charge:3",
        "function:charge",
        "arn:aws-cn:lambda:cn-north-1:999988887777:function:charge",
    ],
)
def test_a_function_registered_by_its_name_answers_for_every_form_of_it(wanted: str) -> None:
    functions = Functions()
    functions.register("charge", charge)
    found = find(functions, wanted)
    assert found is not None
    assert found.handler is charge


def test_a_function_registered_by_its_arn_answers_for_no_other_account() -> None:
    functions = Functions()
    functions.register(HERE, charge)
    assert find(functions, HERE.replace("9999", "1111")) is None


def test_a_function_registered_by_its_arn_answers_for_its_aliases() -> None:
    functions = Functions()
    functions.register(HERE, charge)
    assert find(functions, f"{HERE}:PROD") is not None


def test_a_function_registered_for_an_alias_answers_for_that_alias_only() -> None:
    functions = Functions()
    functions.register("charge:PROD", charge)
    assert (find(functions, "charge:PROD") is None, find(functions, "charge:TEST") is None) == (False, True)


def test_the_arn_goes_before_the_name() -> None:
    functions = Functions()
    functions.register("charge", lambda: "by name")
    functions.register(HERE, lambda: "by ARN")
    found = find(functions, HERE)
    assert found is not None
    assert found.handler() == "by ARN"


def test_a_later_registration_replaces_the_earlier_one() -> None:
    functions = Functions()
    functions.register("charge", charge)
    functions.register("charge", print)
    found = find(functions, "charge")
    assert found is not None
    assert found.handler is print


def test_the_parent_is_read_after_the_own_functions() -> None:
    parent = Functions()
    parent.register("charge", print)
    parent.register("ship", print)
    child = Functions(parent)
    child.register("charge", charge)
    found = [find(child, "charge"), find(child, "ship"), find(parent, "charge")]
    assert [each.handler if each else None for each in found] == [charge, print, print]


def test_names_are_listed_once_with_those_of_the_parent() -> None:
    parent = Functions()
    parent.register("ship", print)
    child = Functions(parent)
    child.register("charge", charge)
    child.register(HERE, charge)
    assert child.names() == ["charge", "ship"]


def test_a_similar_name_is_suggested() -> None:
    functions = Functions()
    functions.register("charge", charge)
    assert (functions.suggest("chrage"), functions.suggest("refund")) == ("charge", None)


@pytest.mark.parametrize("name", ["", "a b", "arn:aws:lambda:charge", "arn:aws:s3:::bucket", "charge:a:b", "${Name}"])
def test_a_name_that_lambda_would_not_take_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="not the name or the ARN"):
        Functions().register(name, charge)


@pytest.mark.parametrize("takes", [-1.0, float("nan"), float("inf")])
def test_a_declared_duration_is_a_number_of_seconds(takes: float) -> None:
    with pytest.raises(UsageError, match="not a number of seconds"):
        Functions().register("charge", charge, takes=takes)


def test_a_declared_duration_is_kept_in_nanoseconds() -> None:
    assert Functions().register("charge", charge, takes=1.5).takes_nanoseconds == 1_500_000_000


class Handlers:
    def method(self, event: object) -> object:
        return event

    def __call__(self, event: object, context: object) -> object:
        return event, context


class AsyncHandler:
    async def __call__(self, event: object) -> object:
        return event


async def async_charge(event: object) -> object:
    return event


def event_only(event: object) -> object:
    return event


def context_at_will(event: object, context: object = None) -> object:
    return event, context


def anything(*arguments: object) -> object:
    return arguments


def event_and_options(event: object, **options: object) -> object:
    return event, options


def three(first: object, event: object, context: object) -> object:
    return first, event, context


@pytest.mark.parametrize(
    ("handler", "count"),
    [
        (charge, 2),
        (lambda: None, 0),
        (event_only, 1),
        (context_at_will, 2),
        (anything, 2),
        (event_and_options, 1),
        (Handlers().method, 1),
        (Handlers(), 2),
        (partial(three, 1), 2),
        (vars, 1),
        (async_charge, 1),
    ],
)
def test_a_handler_is_called_with_as_many_arguments_as_it_takes(handler: Callable[..., object], count: int) -> None:
    assert Functions().register("charge", handler).argument_count == count


@pytest.mark.parametrize(
    ("handler", "is_async"),
    [(charge, False), (async_charge, True), (partial(async_charge), True), (AsyncHandler(), True), (Handlers(), False)],
)
def test_coroutine_functions_are_known_at_registration(handler: Callable[..., object], is_async: bool) -> None:  # noqa: FBT001 - a parameter of the table
    assert Functions().register("charge", handler).is_async == is_async


def keyword_only(event: object, *, tax: float) -> object:
    return event, tax


@pytest.mark.parametrize(
    ("handler", "message"),
    [(three, "needs 3 arguments"), (keyword_only, "keyword-only"), ("charge", "a str, not a function")],
)
def test_a_handler_that_cannot_be_called_as_lambda_does_is_refused(
    handler: Callable[..., object], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        Functions().register("charge", handler)
