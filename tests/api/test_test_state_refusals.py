"""What TestState refuses before anything runs."""

from __future__ import annotations

from typing import Any

import pytest
from api_errors import refused
from tested_states import INNER, MAP, PARALLEL, ROLE, TASK, call, failing, mocked

from sfn_notebook.values import JSON

PASS: dict[str, JSON] = {"Type": "Pass", "End": True}


def said(definition: object, **parameters: Any) -> str:
    """The message of a ValidationException."""
    code, message = refused(lambda: call(definition, **parameters))
    assert code == "ValidationException"
    return message


@pytest.mark.parametrize(
    "state",
    [PASS, {"Type": "Succeed"}, {"Type": "Fail"}, {"Type": "Wait", "Seconds": 1, "End": True}],
    ids=lambda state: str(state["Type"]),
)
@pytest.mark.parametrize("mock", [mocked(1), failing()], ids=["result", "error"])
def test_a_state_that_does_no_work_cannot_be_mocked(state: dict[str, JSON], mock: Any) -> None:
    assert said(state, mock=mock) == f"State type '{state['Type']}' is not supported when a mock is specified"


@pytest.mark.parametrize("mock", [{}, {"fieldValidationMode": "NONE"}, {**mocked(1), **failing()}])
def test_a_mock_is_either_a_result_or_an_error(mock: Any) -> None:
    assert said(TASK, mock=mock) == "A test mock should have only one of the following fields: [result, errorOutput]."


@pytest.mark.parametrize("text", ["not JSON", "", "{"])
def test_a_mocked_result_is_json(text: str) -> None:
    assert said(TASK, mock={"result": text}) == "Mocked result must be valid JSON"


def test_a_mocked_error_has_a_name() -> None:
    assert "mock.errorOutput.error" in said(TASK, mock={"errorOutput": {"cause": "c"}})


@pytest.mark.parametrize("state", [MAP, PARALLEL], ids=["Map", "Parallel"])
def test_the_result_of_a_container_is_an_array(state: JSON) -> None:
    assert said(state, mock=mocked({})) == "Mocked result must be an array."


def test_the_result_of_a_parallel_has_an_element_for_each_branch() -> None:
    assert said(PARALLEL, mock=mocked([1, 2])) == "Mocked result must be an array with one element for each branch."


def test_the_result_of_a_map_that_is_written_elsewhere_is_an_object() -> None:
    writer = {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b", "Prefix": "p"}}
    processor = {**INNER, "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
    state = {**MAP, "ItemProcessor": processor, "ResultWriter": writer}
    assert said(state, mock=mocked([]), input="[]") == "Mocked result must be a JSON object."
    assert call(state, mock=mocked({"MapRunArn": "a"}), input="[]")["output"] == '{"MapRunArn":"a"}'


@pytest.mark.parametrize(
    ("state", "parameters", "what"),
    [
        (MAP, {}, "Map or Parallel states"),
        (PARALLEL, {}, "Map or Parallel states"),
        (MAP, {"stateConfiguration": {"mapIterationFailureCount": 0}}, "MapIterationFailureCount"),
        (TASK, {"stateConfiguration": {"retrierRetryCount": 0}}, "RetrierRetryCount"),
        (MAP, {"stateConfiguration": {"errorCausedByState": "Inner"}}, "ErrorCausedByState"),
        (MAP, {"stateConfiguration": {"mapItemReaderData": "[]"}}, "MapItemReaderData"),
        (PASS, {"context": "{}"}, "Context"),
    ],
)
def test_some_things_need_a_mock(state: JSON, parameters: dict[str, Any], what: str) -> None:
    expected = f"TestState does not support {what} when a mock is not specified."
    assert said(state, roleArn=ROLE, **parameters) == expected


@pytest.mark.parametrize(
    ("resource", "what"),
    [
        ("arn:aws:states:us-east-1:123456789012:activity:a", "Activity tasks"),
        ("arn:aws:states:::ecs:runTask.sync", "the .sync service integration pattern"),
        ("arn:aws:states:::states:startExecution.sync:2", "the .sync service integration pattern"),
        ("arn:aws:states:::lambda:invoke.waitForTaskToken", "the .waitForTaskToken service integration pattern"),
    ],
)
def test_a_task_that_is_answered_later_needs_a_mock(resource: str, what: str) -> None:
    parameters = {"FunctionName": "f", "TaskDefinition": "t", "StateMachineArn": "a"}
    state = {"Type": "Task", "Resource": resource, "Parameters": parameters, "End": True}
    expected = f"TestState does not support {what} when a mock is not specified."
    assert said(state, roleArn=ROLE) == expected


def test_a_task_without_a_mock_needs_a_role() -> None:
    assert said(TASK) == "RoleArn must be specified when testing a Task state"


def test_a_role_is_the_arn_of_a_role() -> None:
    assert refused(lambda: call(PASS, roleArn="nobody")) == ("InvalidArn", "Invalid Role Arn: 'nobody'")


def test_secrets_of_a_mock_cannot_be_revealed() -> None:
    expected = "TestState does not support RevealSecrets when a mock is specified."
    assert said(TASK, mock=mocked(1), revealSecrets=True) == expected


@pytest.mark.parametrize(
    ("context", "why"),
    [
        ('{"Pokemon": {}}', "Field 'Pokemon' is not allowed"),
        ('{"Execution": {"Id": "i", "Status": "s"}}', "Field 'Status' is not allowed"),
        ('{"Map": {"Item": {"Index": 0, "Of": 1}}}', "Field 'Of' is not allowed"),
        ('{"State": "S"}', "Field 'State' must be an object"),
        ("[]", "it must be a JSON object"),
        ("{", "it must be valid JSON"),
    ],
)
def test_a_context_has_the_fields_of_the_context_object(context: str, why: str) -> None:
    assert said(TASK, mock=mocked({}), context=context) == f"Invalid Context object provided: {why}"


def test_a_context_may_have_every_field_of_the_context_object() -> None:
    context = """{"Execution": {"Id": "", "Input": 1, "Name": "", "RedriveCount": 0, "RedriveTime": "", "RoleArn": "",
        "StartTime": ""}, "State": {"EnteredTime": "", "Name": "", "RetryCount": 0}, "StateMachine": {"Id": "",
        "Name": ""}, "Task": {"Token": ""}, "Map": {"Item": {"Index": 0, "Key": "", "Source": "", "Value": 1}}}"""
    assert call(TASK, mock=mocked({}), context=context)["status"] == "SUCCEEDED"


@pytest.mark.parametrize(
    ("state", "configuration", "mock", "beginning"),
    [
        (TASK, {"mapIterationFailureCount": 1}, failing(), "MapIterationFailureCount can only"),
        (MAP, {"mapItemReaderData": "[]"}, mocked([]), "MapItemReaderData can only"),
        (TASK, {"errorCausedByState": "Inner"}, failing(), "ErrorCausedByState can only"),
        (MAP, {"errorCausedByState": "Inner"}, mocked([]), "ErrorCausedByState can only"),
        (MAP, {"errorCausedByState": "Outer"}, failing(), "ErrorCausedByState names no state"),
    ],
)
def test_a_configuration_goes_with_the_state(state: JSON, configuration: Any, mock: Any, beginning: str) -> None:
    assert said(state, mock=mock, stateConfiguration=configuration, input="[]").startswith(beginning)


@pytest.mark.parametrize(
    ("text", "why"), [("{", "Variables must be valid JSON"), ("1", "Variables must be a JSON object")]
)
def test_variables_are_an_object(text: str, why: str) -> None:
    assert said(PASS, variables=text) == why


def test_an_input_is_json() -> None:
    message = "Invalid State Machine Execution Input: 'Unexpected end-of-input'"
    assert refused(lambda: call(PASS, input="{")) == ("InvalidExecutionInput", message)


def test_a_name_that_the_machine_does_not_have_is_refused() -> None:
    assert said(INNER, stateName="Outer") == "State not found in definition"


def test_a_machine_in_the_place_of_a_state_has_no_type() -> None:
    code, message = refused(lambda: call(INNER))
    assert code == "InvalidDefinition"
    assert "These fields are required: [Type] at /States/StateName" in message


def test_a_machine_is_checked_as_a_whole() -> None:
    broken: JSON = {"StartAt": "A", "States": {"A": PASS, "B": {"Type": "Pas", "End": True}}}
    code, message = refused(lambda: call(broken, stateName="A"))
    assert code == "InvalidDefinition"
    assert "at /States/B/Type" in message
