"""Task states that start executions, with an API of the test's own."""

from __future__ import annotations

from typing import Any

import pytest
from stepping import begin
from task_calls import failed, registry, succeeded, task, tasks
from task_calls import refused as refused_by_lambda

from sfn_notebook.engine.ports import Answer, Connector, Failure, Refusal, Start
from sfn_notebook.integrations.nested import Answered, ExecutionTasks
from sfn_notebook.values import ABSENT, JSON, Maybe

ARN = "arn:aws:states:eu-west-1:111111111111:execution:m:x"
START = "arn:aws:states:::states:startExecution"


class Api:
    """Answers with what it was given, and keeps what it was asked."""

    def __init__(self, *answers: Answered) -> None:
        self.answers = list(answers)
        self.asked: list[JSON] = []

    def start(self, start: Start, members: JSON) -> Answered:
        assert start.request_id == "id"
        return self._answer(members)

    def describe(self, execution_arn: str) -> Answered:
        return self._answer(execution_arn)

    def _answer(self, asked: JSON) -> Answered:
        self.asked.append(asked)
        return self.answers.pop(0)


def resolved(api: Api, resource: str, template: Maybe = ABSENT) -> Connector | Refusal:
    return ExecutionTasks(api, "eu-west-1", tasks(registry(print))).resolve(task(resource, template))


def executions(api: Api, pattern: str = "") -> Any:
    found = resolved(api, START + pattern, {"StateMachineArn": "m"})
    assert isinstance(found, Connector)
    return found.executions


def started(api: Api, parameters: JSON) -> Answer:
    from running_machines import running_machine

    run = begin(running_machine(1), 1)
    start = Start(starter=run, parameters=parameters, request_id="id", name="n", seed=1, is_waited_for=False)
    return executions(api).start(start)


def test_the_result_has_what_the_response_had() -> None:
    api = Api((200, {"executionArn": ARN, "startDate": 1_700_000_000.12}))
    value: Any = succeeded(started(api, {"StateMachineArn": "m"})).value
    assert list(value) == ["ExecutionArn", "SdkHttpMetadata", "SdkResponseMetadata", "StartDate"]
    assert (value["StartDate"], value["SdkResponseMetadata"]) == (1_700_000_000_120, {"RequestId": "id"})
    length = len(f'{{"executionArn":"{ARN}","startDate":1.700000000123456E9}}')
    headers = value["SdkHttpMetadata"]
    assert headers["HttpHeaders"]["Content-Length"] == str(length)
    assert headers["AllHttpHeaders"]["Content-Length"] == [str(length)]


@pytest.mark.parametrize(
    ("given", "text"), [({"a": 1}, '{"a":1}'), ([1], "[1]"), ('"x"', '"x"'), (7, "7"), (False, "false"), (None, None)]
)
def test_any_json_is_an_input(given: JSON, text: str | None) -> None:
    api = Api((200, {"executionArn": ARN, "startDate": 0.0}))
    started(api, {"StateMachineArn": "m", "Input": given})
    assert api.asked == [{"stateMachineArn": "m"} | ({} if text is None else {"input": text})]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("StateMachineDoesNotExist", "StepFunctions.StateMachineDoesNotExistException"),
        ("ValidationException", "StepFunctions.ValidationException"),
        ("AccessDenied", "StepFunctions.AWSStepFunctionsException"),
    ],
)
def test_an_error_of_the_call_is_named_as_the_optimised_integration_does(code: str, error: str) -> None:
    found = failed(started(Api((400, {"__type": code, "message": "why"})), {"StateMachineArn": "m"}))
    details = f"(Service: AWSStepFunctions; Status Code: 400; Error Code: {code}; Request ID: id; Proxy: null)"
    assert (found.error, found.cause) == (error, f"why {details}")


def test_parameters_that_do_not_fit_are_not_sent() -> None:
    api = Api()
    found = started(api, {"StateMachineArn": "m", "Nam": "x"})
    assert isinstance(found, Failure)
    assert (found.error, api.asked) == ("States.Runtime", [])


def described(status: str) -> Answered:
    ended: dict[str, JSON] = {"executionArn": ARN, "status": status, "input": "{}", "stopDate": 1.5}
    return 200, ended | ({"output": "[1]"} if status == "SUCCEEDED" else {"error": "Boom"})


@pytest.mark.parametrize(("pattern", "output"), [(".sync", "[1]"), (".sync:2", [1])])
def test_the_end_of_an_execution_is_its_description(pattern: str, output: JSON) -> None:
    value: Any = succeeded(executions(Api(described("SUCCEEDED")), pattern).result(ARN)).value
    assert (value["Output"], value["Status"], value["StopDate"]) == (output, "SUCCEEDED", 1500)


def test_another_end_fails_the_task_with_texts() -> None:
    found = failed(executions(Api(described("FAILED")), ".sync:2").result(ARN))
    cause = f'{{"Error":"Boom","ExecutionArn":"{ARN}","Input":"{{}}","Status":"FAILED","StopDate":1500}}'
    assert (found.error, found.cause) == ("States.TaskFailed", cause)


def test_an_end_that_cannot_be_read_fails_the_task() -> None:
    answered: Answered = 503, {"__type": "ServiceUnavailable", "message": "the file is damaged"}
    found = failed(executions(Api(answered), ".sync").result(ARN))
    assert (found.error, found.cause) == ("States.TaskFailed", "the file is damaged")


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ({}, "states:startExecution needs the field StateMachineArn"),
        ({"StateMachineArn": "m", "Nam": 1}, 'the field "Nam" is not supported by states:startExecution'),
    ],
)
def test_fields_that_are_wrong_are_refused_before_it_runs(template: JSON, message: str) -> None:
    found = resolved(Api(), START, template)
    assert isinstance(found, Refusal)
    assert found.message == message


def test_other_services_are_left_to_others() -> None:
    other = "arn:aws:states:::sqs:sendMessage"
    found = resolved(Api(), other)
    assert isinstance(found, Refusal)
    assert (found.message, found.hint) == refused_by_lambda(registry(print), other, None)
