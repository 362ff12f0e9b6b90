"""Task states that call the API of Step Functions, with an API of the test's own."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, cast

import pytest
from task_calls import Control, failed, registry, request, succeeded, task, tasks
from task_calls import refused as refused_by_lambda

from sfn_notebook.engine.ports import Answer, Connector, Failure, Handler, Refusal, Start, TaskTimedOut
from sfn_notebook.integrations.nested import Answered
from sfn_notebook.integrations.sfn_api import CallApi, StepFunctionsTasks
from sfn_notebook.values import ABSENT, JSON, Maybe

SDK = "arn:aws:states:::aws-sdk:sfn"


def nothing(_operation: str, _members: JSON) -> Answered:
    return 200, {}


class NoStarts:
    """An API that starts nothing."""

    def start(self, start: Start, members: JSON) -> Answered:
        raise AssertionError((start, members))

    def describe(self, execution_arn: str) -> Answered:
        raise AssertionError(execution_arn)


def resolved(resource: str, template: Maybe = ABSENT, call: CallApi | None = None) -> Connector | Refusal:
    calls = StepFunctionsTasks(call or nothing, NoStarts(), "eu-west-1", tasks(registry(print)))
    return calls.resolve(task(resource, template))


def answer(action: str, parameters: JSON, reply: Answered | Future[Answered], control: Control | None = None) -> Any:
    """What was asked, and the answer of the task."""
    asked: list[tuple[str, JSON]] = []

    def call(operation: str, members: JSON) -> Answered | Future[Answered]:
        asked.append((operation, members))
        return reply

    found = resolved(f"{SDK}:{action}", {f"{name}.$": "$.x" for name in cast("dict[str, JSON]", parameters)}, call)
    assert isinstance(found, Connector)
    assert found.handler is not None
    chosen = found.handler(parameters)
    if isinstance(chosen, Failure):
        return asked, chosen
    assert isinstance(chosen, Handler)
    return asked, cast("Answer", chosen.invoke(request(parameters, control)))


def test_parameters_and_result_have_the_names_of_the_sdk() -> None:
    arn = "arn:aws:states:eu-west-1:111111111111:execution:m:x"
    body: JSON = {"startDate": 1_700_000_000.12, "executionArn": arn, "status": "SUCCEEDED"}
    given: JSON = {"StateMachineArn": "m", "Input": {"a": [1]}, "Name": None}
    asked, found = answer("startSyncExecution", given, (200, body))
    assert asked == [("StartSyncExecution", {"stateMachineArn": "m", "input": '{"a":[1]}'})]
    result = succeeded(found)
    assert result.value == {"ExecutionArn": arn, "StartDate": "2023-11-14T22:13:20.120Z", "Status": "SUCCEEDED"}


def test_lists_and_structures_are_renamed_inside_too() -> None:
    given: JSON = {"ResourceArn": "r", "Tags": [{"Key": "a", "Value": "b"}]}
    asked, found = answer("tagResource", given, (200, {}))
    assert asked == [("TagResource", {"resourceArn": "r", "tags": [{"key": "a", "value": "b"}]})]
    assert succeeded(found).value == {}


def test_the_keys_of_a_map_stay_as_they_are() -> None:
    body: JSON = {"variableReferences": {"one state": ["a"]}}
    _, found = answer("describeStateMachine", {"StateMachineArn": "m"}, (200, body))
    assert succeeded(found).value == {"VariableReferences": {"one state": ["a"]}}


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("InvalidToken", "Sfn.InvalidTokenException"),
        ("ValidationException", "Sfn.ValidationException"),
        ("AccessDenied", "Sfn.SfnException"),
    ],
)
def test_an_error_is_named_after_its_exception_in_java(code: str, error: str) -> None:
    body: JSON = {"__type": code, "message": "why"}
    _, found = answer("sendTaskSuccess", {"TaskToken": "t", "Output": "1"}, (400, body))
    text = (
        "why (Service: Sfn, Status Code: 400, Request ID: 0f8fad5b-d9cb-469f-a165-70867728950e) (SDK Attempt Count: 1)"
    )
    assert (failed(found).error, failed(found).cause) == (error, text)


@pytest.mark.parametrize(
    ("action", "parameters", "problem"),
    [
        ("listExecutions", {"MaxResults": "9"}, "The value for the field 'MaxResults' must be a INTEGER"),
        ("listExecutions", {"MaxResults": True}, "The value for the field 'MaxResults' must be a INTEGER"),
        ("tagResource", {"ResourceArn": "r", "Tags": {}}, "The value for the field 'Tags' must be a ARRAY"),
        ("describeExecution", {"ExecutionArn": None}, "The field 'ExecutionArn' is required but was missing"),
    ],
)
def test_parameters_of_another_type_are_not_sent(action: str, parameters: JSON, problem: str) -> None:
    asked, found = answer(action, parameters, (200, {}))
    assert (asked, failed(found).error) == ([], "States.Runtime")
    assert problem in (failed(found).cause or "")


def test_an_answer_that_comes_later_is_waited_for() -> None:
    later: Future[Answered] = Future()
    later.set_result((200, {"taskToken": "t", "input": "{}"}))
    _, found = answer("getActivityTask", {"ActivityArn": "a"}, later)
    assert succeeded(found).value == {"Input": "{}", "TaskToken": "t"}


def test_a_call_that_nobody_waits_for_tells_the_operation() -> None:
    later: Future[Answered] = Future()
    with pytest.raises(TaskTimedOut):
        answer("getActivityTask", {"ActivityArn": "a"}, later, Control(is_over=True))
    assert later.cancelled()


@pytest.mark.parametrize(
    ("action", "template", "message", "hint"),
    [
        ("startExecutoin", {}, "Step Functions has no call sfn:startExecutoin", 'did you mean "startExecution"?'),
        ("StartExecution", {}, "Step Functions has no call sfn:StartExecution", 'did you mean "startExecution"?'),
        (
            "describeExecution",
            {"ExecutoinArn.$": "$.a"},
            'the field "ExecutoinArn" is not supported by aws-sdk:sfn:describeExecution',
            'did you mean "ExecutionArn"?',
        ),
        (
            "describeExecution",
            {},
            "aws-sdk:sfn:describeExecution needs the field ExecutionArn",
            "its fields are ExecutionArn, IncludedData",
        ),
    ],
)
def test_what_cannot_be_called_is_refused_before_it_runs(action: str, template: JSON, message: str, hint: str) -> None:
    found = resolved(f"{SDK}:{action}", template)
    assert isinstance(found, Refusal)
    assert (found.message, found.hint) == (message, hint)


def test_the_token_of_a_callback_is_answered_from_outside() -> None:
    found = resolved(f"{SDK}:startExecution.waitForTaskToken", {"StateMachineArn": "m"})
    assert isinstance(found, Connector)
    assert (found.resource, found.resource_type, found.pattern) == (
        "startExecution.waitForTaskToken",
        "aws-sdk:sfn",
        "token",
    )


def test_other_services_are_left_to_others() -> None:
    other = "arn:aws:states:::aws-sdk:sqs:sendMessage"
    found = resolved(other)
    assert isinstance(found, Refusal)
    assert (found.message, found.hint) == refused_by_lambda(registry(print), other, None)
