from __future__ import annotations

from base64 import b64encode

import pytest
from task_calls import (
    ACCOUNT,
    ARN,
    REGION,
    REQUEST_ID,
    Control,
    answer,
    failed,
    invoke,
    registry,
)

from sfn_notebook.integrations.lambda_context import LambdaContext
from sfn_notebook.values import JSON


def seen_context(parameters: dict[str, JSON], control: Control | None = None) -> LambdaContext:
    seen: list[LambdaContext] = []

    def handler(_: JSON, context: LambdaContext) -> None:
        seen.append(context)

    invoke(registry(handler), parameters, control)
    return seen[0]


def test_the_context_tells_what_lambda_tells() -> None:
    context = seen_context({"FunctionName": "charge", "Qualifier": "7"})
    assert (
        context.function_name,
        context.function_version,
        context.invoked_function_arn,
        context.aws_request_id,
        context.memory_limit_in_mb,
        context.log_group_name,
        context.log_stream_name.partition("]")[0],
    ) == ("charge", "7", f"{ARN}:charge:7", REQUEST_ID, "128", "/aws/lambda/charge", "2023/11/14/[7")


def test_the_context_of_a_function_arn_has_that_arn() -> None:
    seen: list[LambdaContext] = []

    def handler(_: JSON, context: LambdaContext) -> None:
        seen.append(context)

    answer(registry(handler), f"{ARN}:charge:PROD", {})
    assert (seen[0].invoked_function_arn, seen[0].function_version) == (f"{ARN}:charge:PROD", "$LATEST")


def test_the_context_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        seen_context({"FunctionName": "charge"}).function_name = "other"  # pyright: ignore[reportAttributeAccessIssue] - the point


@pytest.mark.parametrize(
    ("left", "millis", "seconds"), [(None, 900_000, None), (1_500_000_000, 1_500, 1.5), (-1, 0, 0)]
)
def test_the_context_tells_what_time_remains(left: int | None, millis: int, seconds: float | None) -> None:
    context = seen_context({"FunctionName": "charge"}, Control(remaining=left))
    assert (context.get_remaining_time_in_millis(), context.remaining) == (millis, seconds)


def test_the_context_sleeps_on_the_clock_of_the_run() -> None:
    control = Control()
    seen_context({"FunctionName": "charge"}, control).sleep(86_400)
    assert control.slept == [86_400]


@pytest.mark.parametrize("seconds", [-1, float("nan")])
def test_a_sleep_is_a_number_of_seconds(seconds: float) -> None:
    with pytest.raises(ValueError, match="cannot sleep"):
        seen_context({"FunctionName": "charge"}).sleep(seconds)


def test_the_context_tells_whether_anybody_still_waits() -> None:
    assert [seen_context({"FunctionName": "charge"}, Control(is_over=over)).cancelled for over in (False, True)] == [
        False,
        True,
    ]


def test_the_client_context_is_decoded() -> None:
    text = b64encode(b'{"custom": {"k": 1}, "env": {"e": 2}, "client": {"c": 3}}').decode()
    found = seen_context({"FunctionName": "charge", "ClientContext": text}).client_context
    assert found is not None
    assert (found.custom, found.env, found.client) == ({"k": 1}, {"e": 2}, {"c": 3})


@pytest.mark.parametrize("text", ["no base64!", b64encode(b"[1]").decode()])
def test_a_client_context_that_cannot_be_read_is_refused(text: str) -> None:
    assert failed(invoke(registry(print), {"FunctionName": "charge", "ClientContext": text})).error == (
        "Lambda.InvalidRequestContentException"
    )


def test_the_account_of_the_session_completes_a_bare_name() -> None:
    assert (
        seen_context({"FunctionName": "charge"}).invoked_function_arn
        == f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:charge"
    )
