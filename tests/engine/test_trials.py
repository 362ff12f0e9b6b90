"""How a test of one state ends, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest
from small_machines import echo, task
from trials import DISTRIBUTED, INNER, PASS, error, result, tried_state

import sfn_notebook as sfn
from sfn_notebook.asl.one_state import find_state
from sfn_notebook.engine.trial import Asked
from sfn_notebook.values import ABSENT, JSON


def test_a_state_ends_at_the_name_of_the_next_one() -> None:
    tried = tried_state({"Type": "Pass", "Next": "Nowhere"}, 1)
    assert (tried.status, tried.output, tried.next_state) == ("SUCCEEDED", 1, "Nowhere")


def test_a_state_at_the_end_has_no_next_one() -> None:
    assert tried_state(PASS).next_state is None


def test_a_failure_has_neither_output_nor_next_state() -> None:
    tried = tried_state({"Type": "Fail", "Error": "E", "Cause": "why"})
    assert (tried.status, tried.error, tried.cause) == ("FAILED", "E", "why")
    assert (tried.output, tried.next_state) == (ABSENT, None)


def test_a_cause_stands_without_the_place_of_the_state() -> None:
    tried = tried_state({"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $no %}", "End": True})
    said = "The JSONata expression '$no' specified for the field 'Output' returned nothing (undefined)."
    assert (tried.error, tried.cause) == ("States.QueryEvaluationError", said)


def test_a_choice_that_finds_nothing_says_so_without_its_place() -> None:
    tried = tried_state({"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": True, "Next": "B"}]})
    said = "Failed to transition out of the state. The state does not point to a next state."
    assert (tried.error, tried.cause) == ("States.NoChoiceMatched", said)


def test_a_wait_takes_no_time() -> None:
    assert tried_state({"Type": "Wait", "Seconds": 299, "End": True}, 1).output == 1


def test_a_test_lasts_five_minutes_at_most() -> None:
    tried = tried_state({"Type": "Wait", "Seconds": 301, "End": True})
    assert (tried.status, tried.error, tried.cause) == ("FAILED", "States.Timeout", None)


def test_a_session_without_quotas_lets_a_test_last_as_long_as_it_likes() -> None:
    session = sfn.Session(clock="logical", quotas=sfn.Quotas.OFF)
    assert session.test_state({"Type": "Wait", "Seconds": 301, "End": True}).status == "SUCCEEDED"


def test_a_choice_that_leads_back_to_itself_is_left_once() -> None:
    session = sfn.Session(clock="logical")
    choice: JSON = {
        "Type": "Choice",
        "Choices": [{"Variable": "$", "IsNumeric": True, "Next": "StateName"}],
        "Default": "End",
    }
    states: dict[str, JSON] = {"StateName": choice, "End": {"Type": "Succeed"}}
    machine = session.state_machine({"StartAt": "StateName", "States": states})
    found = find_state(machine.definition, "StateName")
    assert found is not None
    assert session.account.try_state(found, Asked(), "1", None).next_state == "StateName"


def test_a_tested_state_leaves_no_execution_behind() -> None:
    session = sfn.Session(clock="logical")
    found = find_state(session.state_machine({"StartAt": "A", "States": {"A": PASS}}).definition, "A")
    assert found is not None
    session.account.try_state(found, Asked(), "1", None)
    assert session.executions == {}


SAME: dict[str, dict[str, Any]] = {
    "pass": {"Type": "Pass", "Parameters": {"a.$": "$.n", "b.$": "States.MathAdd($.n, 1)"}, "ResultPath": "$.r"},
    "missing path": {"Type": "Pass", "InputPath": "$.no"},
    "intrinsic": {"Type": "Pass", "Parameters": {"a.$": "States.StringToJson('{')"}},
    "jsonata": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.n * 2 %}"},
    "wrong type": {"Type": "Wait", "QueryLanguage": "JSONata", "Seconds": "{% 'a' %}"},
    "wait": {"Type": "Wait", "SecondsPath": "$.n"},
    "task": {**task("echo", ResultSelector={"got.$": "$.n"}, OutputPath="$.got")},
}


@pytest.mark.parametrize("state", SAME.values(), ids=SAME)
def test_a_tested_state_does_what_it_does_in_an_execution(state: dict[str, Any]) -> None:
    session = sfn.Session(clock="logical", seed=7, parent=None)
    session.function("echo", echo)
    machine = session.state_machine({"StartAt": "S", "States": {"S": {**state, "End": True}}})
    execution, tested = machine.run({"n": 1}), machine.test_state("S", {"n": 1})
    assert (tested.status, tested.output, tested.error) == (execution.status, execution.output, execution.error)
    assert (execution.cause or "").endswith(tested.cause or "")


def context_of(**asked: Any) -> dict[str, Any]:
    fields = {"QueryLanguage": "JSONata", "Output": "{% $states.context %}"}
    found = tried_state(task("f", **fields), {"n": 1}, mock=result(1), **asked).output
    assert isinstance(found, dict)
    return found


def test_the_context_is_that_of_an_express_execution_that_nobody_started() -> None:
    context = context_of()
    execution, machine = context["Execution"], context["StateMachine"]
    assert set(execution) == {"Id", "Input", "Name", "RoleArn", "StartTime"}
    assert execution["Id"] == f"arn:aws:states:us-east-1:123456789012:express:{machine['Name']}:{execution['Name']}"
    assert (execution["Input"], execution["RoleArn"]) == ({"n": 1}, None)


def test_a_tested_state_is_called_state_name_whatever_its_name_is() -> None:
    assert context_of()["State"]["Name"] == "StateName"


def test_the_retries_that_are_given_are_in_the_context() -> None:
    assert context_of(retry_count=2)["State"]["RetryCount"] == 2


def test_a_given_context_stands_for_the_whole() -> None:
    assert context_of(context={"Execution": {"Name": "mine"}}) == {"Execution": {"Name": "mine"}}


def test_a_task_that_waits_for_its_token_has_one() -> None:
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"},
        "End": True,
    }
    parameters = tried_state(state, mock=result(1)).inspection["afterParameters"]
    assert isinstance(parameters, dict)
    assert parameters["MessageBody"]


def test_a_jsonpath_state_reads_the_variables_that_are_given() -> None:
    state = {"Type": "Pass", "Parameters": {"v.$": "$x.y"}, "End": True}
    assert tried_state(state, variables={"x": {"y": 3}}).output == {"v": 3}


def test_a_function_is_called_where_nothing_is_mocked() -> None:
    assert tried_state(task("echo"), {"n": 1}, functions={"echo": echo}).output == {"n": 1}


def test_an_error_of_a_mock_without_a_cause_has_none() -> None:
    tried = tried_state(task("f"), mock=error("E"))
    assert (tried.status, tried.error, tried.cause) == ("FAILED", "E", None)


@pytest.mark.parametrize("name", ["States.Runtime", "States.DataLimitExceeded"])
def test_a_mocked_error_of_a_container_that_nothing_can_catch_is_not_caught(name: str) -> None:
    state = {
        "Type": "Parallel",
        "Branches": [INNER],
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Mend"}],
        "End": True,
    }
    assert tried_state(state, mock=error(name)).status == "FAILED"


def test_a_catcher_whose_output_fails_fails_the_state() -> None:
    catcher = {"ErrorEquals": ["E"], "Next": "Mend", "Output": "{% $no %}"}
    tried = tried_state(task("f", QueryLanguage="JSONata", Catch=[catcher]), mock=error("E"))
    assert (tried.status, tried.error) == ("FAILED", "States.QueryEvaluationError")


def mapping(**fields: Any) -> dict[str, Any]:
    return {"Type": "Map", "ItemProcessor": DISTRIBUTED, "Next": "B", **fields}


@pytest.mark.parametrize(
    ("limits", "failed", "status"),
    [
        ({}, 4, "SUCCEEDED"),
        ({"ToleratedFailureCount": 1}, 1, "SUCCEEDED"),
        ({"ToleratedFailureCount": 1}, 2, "FAILED"),
        ({"ToleratedFailurePercentage": 50}, 2, "SUCCEEDED"),
        ({"ToleratedFailurePercentage": 50}, 3, "FAILED"),
        ({"ToleratedFailureCount": 1}, None, "SUCCEEDED"),
    ],
)
def test_a_map_fails_with_more_failures_than_it_says_it_tolerates(
    limits: dict[str, JSON], failed: int | None, status: str
) -> None:
    tried = tried_state(mapping(**limits), [1, 2, 3, 4], mock=result([]), failed_iterations=failed)
    assert tried.status == status
    if status == "FAILED":
        said = "The specified tolerated failure threshold was exceeded"
        assert (tried.error, tried.cause) == ("States.ExceedToleratedFailureThreshold", said)


def test_a_mocked_error_of_a_map_wins_over_what_it_tolerates() -> None:
    state = mapping(ToleratedFailureCount=1)
    assert tried_state(state, [1], mock=error("E"), failed_iterations=0).error == "E"


def test_an_inline_map_tolerates_whatever_is_said_to_have_failed() -> None:
    state = {"Type": "Map", "ItemProcessor": INNER, "End": True}
    assert tried_state(state, [1], mock=result([7]), failed_iterations=1).output == [7]


def test_an_item_selector_that_fails_fails_the_map() -> None:
    state = mapping(ItemSelector={"v.$": "$$.Map.Item.Value.no"})
    assert tried_state(state, [{}], mock=result([])).error == "States.Runtime"


def reading(**config: JSON) -> dict[str, Any]:
    reader = {
        "Resource": "arn:aws:states:::s3:getObject",
        "Parameters": {"Bucket": "b", "Key.$": "$.key"},
        "ReaderConfig": {"InputType": "JSON", **config},
    }
    return mapping(ItemReader=reader, ItemSelector={"v.$": "$$.Map.Item.Value"})


def test_the_data_of_an_item_reader_gives_the_items() -> None:
    tried = tried_state(reading(), {"key": "k"}, mock=result([]), reader_data="[1, 2]")
    assert tried.inspection["afterItemSelector"] == [{"v": 1}, {"v": 2}]
    assert "afterItemsPath" not in tried.inspection


def test_the_items_of_a_reader_come_from_its_object() -> None:
    state = {**reading(), "ItemSelector": {"from.$": "$$.Map.Item.Source"}}
    tried = tried_state(state, {"key": "k"}, mock=result([]), reader_data="[1]")
    assert tried.inspection["afterItemSelector"] == [{"from": "S3://b/k"}]


def test_a_listing_has_no_key() -> None:
    reader = {"Resource": "arn:aws:states:::s3:listObjectsV2", "Parameters": {"Bucket": "b"}}
    state = mapping(ItemReader=reader, ItemSelector={"from.$": "$$.Map.Item.Source", "v.$": "$$.Map.Item.Value.Key"})
    tried = tried_state(state, mock=result([]), reader_data='[{"Key": "a.txt"}]')
    assert tried.inspection["afterItemSelector"] == [{"from": "S3://b", "v": "a.txt"}]


def test_an_items_pointer_is_shown() -> None:
    tried = tried_state(reading(ItemsPointer="/a"), {"key": "k"}, mock=result([]), reader_data='{"a": [1]}')
    assert tried.inspection["afterItemsPointer"] == [1]


@pytest.mark.parametrize("limit", [{"MaxItems": 1}, {"MaxItemsPath": "$.most"}])
def test_an_item_reader_reads_as_many_items_as_it_may(limit: dict[str, JSON]) -> None:
    tried = tried_state(reading(**limit), {"key": "k", "most": 1}, mock=result([]), reader_data="[1, 2]")
    assert tried.inspection["afterItemSelector"] == [{"v": 1}]


def test_a_jsonata_item_reader_computes_how_many_items_it_reads() -> None:
    reader = {
        "Resource": "arn:aws:states:::s3:getObject",
        "Arguments": {"Bucket": "b", "Key": "k"},
        "ReaderConfig": {"InputType": "JSON", "MaxItems": "{% 1 %}"},
    }
    state = mapping(QueryLanguage="JSONata", ItemReader=reader, ItemSelector="{% $states.context.Map.Item.Value %}")
    tried = tried_state(state, mock=result([]), reader_data="[1, 2]")
    assert tried.inspection["afterItemSelector"] == [1]


def test_a_number_of_items_below_one_fails_the_reader() -> None:
    tried = tried_state(reading(MaxItemsPath="$.most"), {"key": "k", "most": -1}, mock=result([]), reader_data="[]")
    assert (tried.error, tried.cause) == ("States.ItemReaderFailed", "field MaxItems must be positive")


def test_the_parameters_of_an_item_reader_are_evaluated() -> None:
    assert tried_state(reading(), {}, mock=result([]), reader_data="[]").error == "States.Runtime"


def test_an_item_reader_without_data_leaves_the_items_unknown() -> None:
    tried = tried_state(reading(), {"key": "k"}, mock=result([7]))
    assert tried.output == [7]
    assert "afterItemSelector" not in tried.inspection
