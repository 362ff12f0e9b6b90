"""What is shown of the data of a tested state; which stages AWS shows was recorded."""

from __future__ import annotations

from typing import Any

import pytest
from small_machines import ARN, echo, fail, task
from trials import DISTRIBUTED, INNER, error, result, tried_state

from sfn_notebook.values import JSON

GIVEN: JSON = {"in": {"n": 1}}


def passing(**fields: Any) -> dict[str, Any]:
    return {"Type": "Pass", "End": True, **fields}


def test_a_plain_pass_shows_every_stage_with_its_input() -> None:
    names = ("input", "afterInputPath", "afterParameters", "afterResultSelector", "afterResultPath")
    assert tried_state(passing(), GIVEN).inspection == dict.fromkeys(names, GIVEN)


def test_each_field_of_a_pass_makes_its_stage() -> None:
    state = passing(InputPath="$.in", Parameters={"m.$": "$.n"}, ResultPath="$.out", OutputPath="$.out")
    tried = tried_state(state, GIVEN)
    assert tried.inspection == {
        "input": GIVEN,
        "afterInputPath": {"n": 1},
        "afterParameters": {"m": 1},
        "afterResultSelector": {"m": 1},
        "afterResultPath": {"in": {"n": 1}, "out": {"m": 1}},
    }
    assert tried.output == {"m": 1}


def test_a_pass_with_a_result_shows_nothing_of_what_leads_to_its_input() -> None:
    state = passing(InputPath="$.in", Parameters={"m.$": "$.n"}, Result=5, ResultPath="$.out")
    placed = {"in": {"n": 1}, "out": 5}
    assert tried_state(state, GIVEN).inspection == {
        "input": GIVEN,
        "result": 5,
        "afterResultSelector": 5,
        "afterResultPath": placed,
    }


def test_a_discarded_result_leaves_the_input_behind_result_path() -> None:
    assert tried_state(passing(Result=5, ResultPath=None), GIVEN).inspection["afterResultPath"] == GIVEN


@pytest.mark.parametrize(
    "state",
    [
        {"Type": "Succeed"},
        {"Type": "Fail", "Error": "E"},
        {"Type": "Wait", "Seconds": 1, "Next": "B"},
        {"Type": "Choice", "Choices": [{"Variable": "$.in.n", "NumericEquals": 1, "Next": "B"}]},
    ],
    ids=lambda state: str(state["Type"]),
)
def test_states_without_a_result_show_their_input_only(state: dict[str, Any]) -> None:
    assert tried_state(state, GIVEN).inspection == {"input": GIVEN, "afterInputPath": GIVEN}


def test_a_task_shows_what_it_was_given_and_what_it_answered() -> None:
    state = task("echo", InputPath="$.in", ResultSelector={"got.$": "$.n"}, ResultPath="$.out")
    assert tried_state(state, GIVEN, functions={"echo": echo}).inspection == {
        "input": GIVEN,
        "afterInputPath": {"n": 1},
        "afterParameters": {"n": 1},
        "result": {"n": 1},
        "afterResultSelector": {"got": 1},
        "afterResultPath": {"in": {"n": 1}, "out": {"got": 1}},
    }


def test_a_task_that_failed_shows_what_it_was_given() -> None:
    stages = tried_state(task("fail"), GIVEN, functions={"fail": fail}).inspection
    assert list(stages) == ["input", "afterInputPath", "afterParameters"]


@pytest.mark.parametrize(
    ("fields", "last"),
    [
        ({"InputPath": "$.no"}, "input"),
        ({"Parameters": {"v.$": "$.no"}}, "afterInputPath"),
        ({"ResultSelector": {"v.$": "$.no"}}, "result"),
        ({"OutputPath": "$.no"}, "afterResultPath"),
    ],
)
def test_nothing_is_shown_behind_the_field_that_failed(fields: dict[str, Any], last: str) -> None:
    tried = tried_state(task("echo", **fields), GIVEN, functions={"echo": echo})
    assert (tried.error, list(tried.inspection)[-1]) == ("States.Runtime", last)


def test_a_jsonata_task_shows_its_arguments_and_its_result() -> None:
    state = task("echo", QueryLanguage="JSONata", Arguments={"n": "{% $states.input.in.n + 1 %}"})
    expected = {"input": GIVEN, "afterArguments": {"n": 2}, "result": {"n": 2}}
    assert tried_state(state, GIVEN, functions={"echo": echo}).inspection == expected


def test_a_jsonata_state_without_a_task_shows_its_input_only() -> None:
    assert tried_state(passing(QueryLanguage="JSONata", Output=1), GIVEN).inspection == {"input": GIVEN}


def test_a_parallel_shows_nothing_between_its_input_and_its_result() -> None:
    state = {"Type": "Parallel", "InputPath": "$.in", "ResultPath": "$.out", "Branches": [INNER], "End": True}
    assert tried_state(state, GIVEN, mock=result([7])).inspection == {
        "input": GIVEN,
        "afterResultSelector": [7],
        "afterResultPath": {"in": {"n": 1}, "out": [7]},
    }


def test_a_jsonata_parallel_shows_its_input_only() -> None:
    state = {"Type": "Parallel", "QueryLanguage": "JSONata", "Arguments": 1, "Branches": [INNER], "End": True}
    assert tried_state(state, GIVEN, mock=result([7])).inspection == {"input": GIVEN}


def mapping(**fields: Any) -> dict[str, Any]:
    return {"Type": "Map", "ItemProcessor": INNER, "End": True, **fields}


def test_a_map_shows_its_items_and_how_many_run_at_once() -> None:
    state = mapping(ItemsPath="$.list", MaxConcurrency=3)
    assert tried_state(state, {"list": [1, 2]}, mock=result([7, 8])).inspection == {
        "input": {"list": [1, 2]},
        "afterInputPath": {"list": [1, 2]},
        "afterItemsPath": [1, 2],
        "afterResultSelector": [7, 8],
        "afterResultPath": [7, 8],
        "maxConcurrency": 3,
    }


def test_the_items_of_a_map_are_shown_where_they_are_its_input() -> None:
    stages = tried_state(mapping(), [1, 2], mock=result([7, 8])).inspection
    assert (stages["afterItemsPath"], stages["maxConcurrency"]) == ([1, 2], 0)


def test_item_selector_is_shown_for_each_item() -> None:
    state = mapping(ItemsPath="$.list", ItemSelector={"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value"})
    stages = tried_state(state, {"list": ["a", "b"]}, mock=result([7, 8])).inspection
    assert stages["afterItemSelector"] == [{"i": 0, "v": "a"}, {"i": 1, "v": "b"}]


def test_item_batcher_is_shown_as_the_inputs_of_the_children() -> None:
    state = mapping(ItemProcessor=DISTRIBUTED, ItemBatcher={"MaxItemsPerBatch": 2, "BatchInput": {"k": 1}})
    stages = tried_state(state, [1, 2, 3], mock=result([])).inspection
    assert stages["afterItemBatcher"] == [
        {"BatchInput": {"k": 1}, "Items": [1, 2]},
        {"BatchInput": {"k": 1}, "Items": [3]},
    ]


def test_a_jsonata_map_shows_neither_items_nor_result() -> None:
    state = mapping(QueryLanguage="JSONata", Items="{% $states.input %}", ItemSelector={"n": 1})
    assert tried_state(state, [1], mock=result([7])).inspection == {
        "input": [1],
        "afterItemSelector": [{"n": 1}],
        "maxConcurrency": 0,
    }


def test_a_map_whose_items_are_wrong_shows_no_settings() -> None:
    tried = tried_state(mapping(ItemsPath="$$.Execution"), GIVEN, mock=result([]))
    assert tried.inspection == {"input": GIVEN, "afterInputPath": GIVEN}
    assert tried.cause == 'Reference path "$.Execution" must point to array.'


def test_what_a_map_tolerates_is_shown_as_numbers() -> None:
    limits = {"ToleratedFailureCountPath": "$.count", "ToleratedFailurePercentage": 20}
    state = mapping(ItemProcessor=DISTRIBUTED, ItemsPath="$.list", **limits)
    stages = tried_state(state, {"list": [1], "count": 2}, mock=result([])).inspection
    assert (stages["toleratedFailureCount"], stages["toleratedFailurePercentage"]) == (2, 20.0)


def test_variables_are_shown_as_they_are_after_the_state() -> None:
    state = passing(Assign={"new.$": "$.in.n", "old": 3})
    variables = tried_state(state, GIVEN, variables={"old": 1, "kept": 2}).inspection["variables"]
    assert variables == {"old": 3, "kept": 2, "new": 1}


def test_a_state_without_variables_shows_none() -> None:
    assert "variables" not in tried_state(passing(), GIVEN).inspection


def test_a_catcher_is_named_by_its_place() -> None:
    catchers = [{"ErrorEquals": [name], "Next": name, "ResultPath": "$.error"} for name in ("A", "B")]
    tried = tried_state(task("f", Catch=catchers), GIVEN, mock=error("B", "why"))
    assert tried.inspection["errorDetails"] == {"catchIndex": 1}
    assert (tried.status, tried.next_state) == ("CAUGHT_ERROR", "B")
    assert tried.output == {"in": {"n": 1}, "error": {"Error": "B", "Cause": "why"}}


RETRIERS = [
    {"ErrorEquals": ["A"]},
    {"ErrorEquals": ["B"], "IntervalSeconds": 3, "MaxAttempts": 2, "MaxDelaySeconds": 5},
]


@pytest.mark.parametrize(
    ("count", "status", "details"),
    [
        (0, "RETRIABLE", {"retryIndex": 1, "retryBackoffIntervalSeconds": 3}),
        (1, "RETRIABLE", {"retryIndex": 1, "retryBackoffIntervalSeconds": 5}),
        (2, "FAILED", {"retryIndex": 1}),
    ],
)
def test_a_retrier_is_named_by_its_place_with_its_delay(count: int, status: str, details: JSON) -> None:
    tried = tried_state(task("f", Retry=RETRIERS), GIVEN, mock=error("B"), retry_count=count)
    assert (tried.status, tried.error, tried.inspection["errorDetails"]) == (status, "B", details)


def test_a_retrier_that_is_used_up_leaves_the_error_to_the_catchers() -> None:
    state = task("f", Retry=RETRIERS, Catch=[{"ErrorEquals": ["States.ALL"], "Next": "Mend"}])
    tried = tried_state(state, GIVEN, mock=error("B"), retry_count=2)
    assert tried.inspection["errorDetails"] == {"retryIndex": 1, "catchIndex": 0}


def test_an_error_that_nothing_can_catch_has_no_details() -> None:
    state = task("f", Retry=[{"ErrorEquals": ["States.ALL"]}], Parameters={"v.$": "$.no"})
    tried = tried_state(state, GIVEN, mock=result(1))
    assert (tried.status, "errorDetails" in tried.inspection) == ("FAILED", False)


def test_a_resource_is_not_looked_at_where_a_mock_answers() -> None:
    state = {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Parameters": {"Message": "m"}, "Next": "B"}
    assert tried_state(state, GIVEN, mock=result({"MessageId": "1"})).output == {"MessageId": "1"}


def test_a_task_is_called_once_though_it_would_be_retried() -> None:
    calls: list[object] = []

    def flaky(event: object) -> None:
        calls.append(event)
        raise RuntimeError

    state = {**task("flaky", Retry=[{"ErrorEquals": ["States.ALL"]}]), "Resource": f"{ARN}flaky"}
    assert tried_state(state, GIVEN, functions={"flaky": flaky}).status == "RETRIABLE"
    assert calls == [GIVEN]
