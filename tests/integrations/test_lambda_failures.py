from __future__ import annotations

import asyncio
import sys
from typing import cast

import pytest
from task_calls import (
    ARN,
    REQUEST_ID,
    CardDeclined,
    Control,
    answer,
    awaited_answer,
    decline,
    failed,
    invoke,
    payload,
    registry,
    succeeded,
)

from sfn_notebook.engine.ports import TaskTimedOut
from sfn_notebook.integrations.functions import Functions
from sfn_notebook.integrations.lambda_context import LambdaContext
from sfn_notebook.values import JSON


def test_an_exception_becomes_its_class_name_and_lambdas_payload() -> None:
    found = failed(answer(registry(decline), f"{ARN}:charge", {}))
    assert found.error == "CardDeclined"
    assert {key: value for key, value in payload(found).items() if key != "stackTrace"} == {
        "errorMessage": "no funds",
        "errorType": "CardDeclined",
        "requestId": REQUEST_ID,
    }


def test_the_stack_trace_begins_at_the_users_function() -> None:
    trace = cast("list[str]", payload(answer(registry(decline), f"{ARN}:charge", {}))["stackTrace"])
    line = decline.__code__.co_firstlineno + 1
    place = f'  File "{decline.__code__.co_filename}", line {line}, in decline\n'
    assert trace == [f'{place}    raise CardDeclined("no funds" if event == {{}} else "no card")\n']


def test_the_exception_itself_can_be_reached() -> None:
    assert isinstance(failed(answer(registry(decline), f"{ARN}:charge", {})).exception, CardDeclined)


def test_an_exception_of_a_class_made_at_run_time_brings_its_own_stack_trace() -> None:
    def handler() -> None:
        raise type("Odd", (Exception,), {"stack_trace": ["line 1"]})("why")

    found = answer(registry(handler), f"{ARN}:charge", {})
    assert (failed(found).error, payload(found)["stackTrace"]) == ("Odd", ["line 1"])


def test_the_cause_keeps_lambdas_spaces_for_a_function_arn() -> None:
    cause = failed(answer(registry(decline), f"{ARN}:charge", {})).cause or ""
    assert cause.startswith('{"errorMessage": "no funds", "errorType": "CardDeclined", "requestId": ')


def test_the_cause_is_compact_for_invoke() -> None:
    cause = failed(invoke(registry(decline), {"FunctionName": "charge"})).cause or ""
    assert cause.startswith('{"errorMessage":"no funds","errorType":"CardDeclined","requestId":')


def test_an_exception_that_cannot_be_printed_fails_all_the_same() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise ValueError

    def handler() -> None:
        raise Mute

    assert payload(answer(registry(handler), f"{ARN}:charge", {}))["errorMessage"] == ""


def test_half_a_character_in_a_message_does_not_break_the_cause() -> None:
    def handler() -> None:
        raise CardDeclined("\ud800")

    assert payload(answer(registry(handler), f"{ARN}:charge", {}))["errorMessage"] == "?"


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ({1, 2}, "Object of type set is not JSON serializable"),
        ({"at": object()}, "Object of type object is not JSON serializable"),
        (float("nan"), "$ is nan, which JSON has no form for"),
        ({1: 2}, "$ has a key that is not text: 1"),
    ],
)
def test_a_result_that_is_not_json_is_a_marshal_error(result: object, message: str) -> None:
    found = answer(registry(lambda: result), f"{ARN}:charge", {})
    assert failed(found).error == "Runtime.MarshalError"
    assert payload(found) == {
        "errorMessage": f"Unable to marshal response: {message}",
        "errorType": "Runtime.MarshalError",
        "requestId": REQUEST_ID,
        "stackTrace": [],
    }


def test_a_coroutine_nobody_awaits_is_a_marshal_error() -> None:
    async def later() -> None:
        """Never awaited."""

    assert failed(answer(registry(lambda: later()), f"{ARN}:charge", {})).error == "Runtime.MarshalError"  # noqa: PLW0108 - the function itself would be awaited


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (3, "exited with error: exit status 3"),
        ("why", "exited with error: exit status 1"),
        (None, "exited without providing a reason"),
        (0, "exited without providing a reason"),
    ],
)
def test_leaving_python_is_an_exit_error(code: int | str | None, reason: str) -> None:
    found = answer(registry(lambda: sys.exit(code)), f"{ARN}:charge", {})
    assert failed(found).error == "Runtime.ExitError"
    assert failed(found).cause == (
        f'{{"errorType":"Runtime.ExitError","errorMessage":"RequestId: {REQUEST_ID} Error: Runtime {reason}"}}'
    )


def test_an_interrupt_passes_through() -> None:
    def handler() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        answer(registry(handler), f"{ARN}:charge", {})


def test_the_deadline_met_in_a_sleep_passes_through() -> None:
    def handler(event: JSON, context: LambdaContext) -> JSON:
        context.sleep(1)
        return event

    with pytest.raises(TaskTimedOut):
        answer(registry(handler), f"{ARN}:charge", {}, control=Control(is_over=True))


def test_the_declared_duration_goes_with_every_answer() -> None:
    functions = Functions()
    functions.register("charge", print, takes=2)
    functions.register("decline", decline, takes=3)
    answers = (answer(functions, f"{ARN}:charge", {}), answer(functions, f"{ARN}:decline", {}))
    assert [each.takes_nanoseconds for each in answers] == [2_000_000_000, 3_000_000_000]


def test_a_coroutine_function_is_awaited() -> None:
    async def handler(event: dict[str, int]) -> int:
        await asyncio.sleep(0)
        return event["n"] + 1

    found = asyncio.run(awaited_answer(registry(handler), f"{ARN}:charge", {"n": 1}))
    assert succeeded(found).value == 2


def test_a_coroutine_function_fails_like_any_other() -> None:
    async def handler() -> None:
        await asyncio.sleep(0)
        sys.stdout.write("almost\n")
        raise CardDeclined("later")

    found = failed(asyncio.run(awaited_answer(registry(handler), f"{ARN}:charge", {})))
    assert (found.error, [each.text for each in found.printed]) == ("CardDeclined", ["almost\n"])


def test_the_deadline_met_in_a_coroutine_function_passes_through() -> None:
    async def handler() -> None:
        await asyncio.sleep(0)
        raise TaskTimedOut

    with pytest.raises(TaskTimedOut):
        asyncio.run(awaited_answer(registry(handler), f"{ARN}:charge", {}))
