"""TestState as the client answers it."""

from __future__ import annotations

from typing import Any

import pytest
from api_errors import refused
from tested_states import INNER, MAP, PARALLEL, ROLE, TASK, call, failing, mocked

import sfn_notebook as sfn
from sfn_notebook.values import JSON

PASS: JSON = {"Type": "Pass", "Next": "B"}


def test_data_is_json_text() -> None:
    assert call(PASS, input='{"a": 1}') == {"status": "SUCCEEDED", "output": '{"a":1}', "nextState": "B"}


def test_an_input_that_is_not_given_is_an_empty_object() -> None:
    assert call(PASS)["output"] == "{}"


@pytest.mark.parametrize("level", ["DEBUG", "TRACE"])
def test_inspection_data_is_given_on_request(level: str) -> None:
    names = ("input", "afterInputPath", "afterParameters", "afterResultSelector", "afterResultPath")
    assert call(PASS, input="1", inspectionLevel=level)["inspectionData"] == dict.fromkeys(names, "1")


def test_info_gives_no_inspection_data_even_of_an_error() -> None:
    state = {**TASK, "Retry": [{"ErrorEquals": ["E"]}]}
    assert call(state, mock=failing()) == {"status": "RETRIABLE", "error": "E", "cause": "why"}


def test_numbers_and_details_of_errors_are_no_texts() -> None:
    retrier = {"ErrorEquals": ["E"], "IntervalSeconds": 2}
    state = {**MAP, "MaxConcurrency": 4, "Retry": [retrier]}
    data = call(state, input="[1]", mock=failing(), inspectionLevel="DEBUG")["inspectionData"]
    assert data["maxConcurrency"] == 4
    assert data["errorDetails"] == {"retryIndex": 0, "retryBackoffIntervalSeconds": 2}
    assert data["afterItemsPath"] == "[1]"


def test_variables_are_read_and_shown() -> None:
    state = {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $x %}", "End": True}
    answer = call(state, variables='{"x": [1]}', inspectionLevel="DEBUG")
    assert (answer["output"], answer["inspectionData"]["variables"]) == ("[1]", '{"x":[1]}')


def test_a_context_is_read_where_the_work_is_mocked() -> None:
    state = {**TASK, "ResultSelector": {"name.$": "$$.Execution.Name"}}
    assert call(state, context='{"Execution": {"Name": "n"}}', mock=mocked({}))["output"] == '{"name":"n"}'


def test_retries_up_to_now_are_counted() -> None:
    state = {**TASK, "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 2}]}
    counts = [{"retrierRetryCount": count} for count in (1, 2)]
    statuses = [call(state, mock=failing(), stateConfiguration=count)["status"] for count in counts]
    assert statuses == ["RETRIABLE", "FAILED"]


def test_the_data_of_an_item_reader_is_given_as_text() -> None:
    processor = {**INNER, "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
    reader = {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "b", "Key": "k"}}
    config = {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}
    state = {
        "Type": "Map",
        "ItemProcessor": processor,
        "ItemReader": {**reader, "ReaderConfig": config},
        "ItemSelector": {"v.$": "$$.Map.Item.Value"},
        "End": True,
    }
    data = {"mapItemReaderData": "a\n1\n"}
    answer = call(state, mock=mocked([7]), stateConfiguration=data, inspectionLevel="DEBUG")
    assert answer["inspectionData"]["afterItemSelector"] == '[{"v":{"a":"1"}}]'


def test_the_cause_of_a_mocked_error_may_come_from_an_inner_state() -> None:
    answer = call(PARALLEL, mock=failing(), stateConfiguration={"errorCausedByState": "Inner"})
    assert answer == {"status": "FAILED", "error": "E", "cause": "why"}


@pytest.fixture
def session() -> sfn.Session:
    found = sfn.Session(clock="logical")
    found.function("f", _got)
    return found


def _got(event: object) -> object:
    return {"got": event}


def test_a_function_is_called_where_nothing_is_mocked(session: sfn.Session) -> None:
    state = {**TASK, "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Parameters": 1}
    assert call(state, client=session.client(), roleArn=ROLE)["output"] == '{"got":1}'


def test_a_function_that_nobody_answers_is_refused_before_anything_runs() -> None:
    code, message = refused(lambda: call(TASK, roleArn=ROLE))
    assert code == "InvalidDefinition"
    assert 'nobody answers the function "f"' in message


def test_a_service_that_nobody_answers_can_be_mocked() -> None:
    state = {**TASK, "Resource": "arn:aws:states:::sns:publish", "Parameters": {"Message": "m"}}
    assert call(state, mock=mocked({"MessageId": "1"}))["output"] == '{"MessageId":"1"}'


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:states:us-east-1:123456789012:activity:a",
        "arn:aws:states:::ecs:runTask.sync",
        "arn:aws:states:::lambda:invoke.waitForTaskToken",
    ],
)
def test_a_task_that_is_answered_later_can_be_mocked(resource: str) -> None:
    parameters = {"FunctionName": "f", "TaskDefinition": "t"}
    state = {"Type": "Task", "Resource": resource, "Parameters": parameters, "Next": "B"}
    answer = call(state, mock=mocked({}, fieldValidationMode="NONE"))
    assert (answer["status"], answer["nextState"]) == ("SUCCEEDED", "B")


MACHINE: dict[str, Any] = {
    "StartAt": "Each",
    "States": {"Each": {**MAP, "End": False, "Next": "Done"}, "Done": {"Type": "Succeed"}},
}
MACHINE["States"]["Each"].pop("End")


@pytest.mark.parametrize(
    ("name", "given", "mock", "after"), [("Each", "[1]", mocked([7]), "Done"), ("Inner", "1", None, None)]
)
def test_a_state_of_a_machine_is_found_by_its_name(name: str, given: str, mock: Any, after: str | None) -> None:
    parameters = {} if mock is None else {"mock": mock}
    answer = call(MACHINE, stateName=name, input=given, **parameters)
    assert (answer["status"], answer.get("nextState")) == ("SUCCEEDED", after)
