from __future__ import annotations

from typing import Any

import pytest

from sfn_notebook.asl.variable_references import variable_references
from sfn_notebook.values import JSON


def machine(state: dict[str, JSON], **top: JSON) -> JSON:
    return {"StartAt": "S", "States": {"S": {"End": True, **state}}, **top}


def nested(name: str, state: dict[str, JSON], **top: JSON) -> dict[str, Any]:
    return {"StartAt": name, "States": {name: {"End": True, **state}}, **top}


@pytest.mark.parametrize(
    ("state", "variables"),
    [
        ({"Type": "Pass", "InputPath": "$a", "OutputPath": "$b.c", "Assign": {"a": 1, "b.$": "$d"}}, ["a", "b", "d"]),
        ({"Type": "Pass", "Parameters": {"x": {"y.$": "$a[0]"}, "z.$": "$$.Execution.Id"}}, ["a"]),
        ({"Type": "Pass", "Parameters": {"x.$": "States.Format('$no {} {}', $a, $.b)"}}, ["a"]),
        ({"Type": "Pass", "Result": {"x.$": "$no"}, "Comment": "$no", "ResultPath": "$.no"}, []),
        ({"Type": "Wait", "SecondsPath": "$a"}, ["a"]),
        ({"Type": "Fail", "ErrorPath": "$a", "CausePath": "States.Format('{}', $b)"}, ["a", "b"]),
        (
            {
                "Type": "Choice",
                "Choices": [{"Not": {"Variable": "$b", "StringEqualsPath": "$a"}, "Next": "S"}],
                "Default": "S",
            },
            ["a", "b"],
        ),
        (
            {
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke",
                "Parameters": {"FunctionName.$": "$f"},
                "Credentials": {"RoleArn.$": "$r"},
                "TimeoutSecondsPath": "$t",
                "ResultSelector": {"x.$": "$s"},
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "S", "Assign": {"e.$": "$c"}}],
            },
            ["c", "f", "r", "s", "t"],
        ),
    ],
)
def test_paths_and_templates_name_variables(state: dict[str, JSON], variables: list[str]) -> None:
    assert variable_references(machine(state)) == ({"S": variables} if variables else {})


@pytest.mark.parametrize(
    ("state", "variables"),
    [
        ({"Type": "Pass", "Output": "{% $a + $states.input.b %}", "Assign": {"c": "{% $d.e %}"}}, ["a", "d"]),
        ({"Type": "Pass", "Output": {"x": ["{% ($y := 1; $y + $z) %}"], "text": "$no"}}, ["z"]),
        ({"Type": "Pass", "Output": "{% $map($xs, $uppercase) %}"}, ["xs"]),
        ({"Type": "Pass", "Output": "{% $map($xs, $mine) %}", "Assign": {"mine": 1}}, ["mine", "xs"]),
        ({"Type": "Wait", "Seconds": "{% $a %}"}, ["a"]),
        ({"Type": "Fail", "Error": "{% $a %}", "Cause": "{% $b %}"}, ["a", "b"]),
        (
            {"Type": "Choice", "Choices": [{"Condition": "{% $a = 1 %}", "Next": "S", "Output": "{% $b %}"}]},
            ["a", "b"],
        ),
        ({"Type": "Choice", "Choices": [{"Condition": True, "Next": "S"}]}, []),
        (
            {
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke",
                "Arguments": {"FunctionName": "{% $f %}"},
                "TimeoutSeconds": "{% $t %}",
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "S", "Output": "{% $c %}"}],
            },
            ["c", "f", "t"],
        ),
    ],
)
def test_expressions_name_variables(state: dict[str, JSON], variables: list[str]) -> None:
    definition = machine(state, QueryLanguage="JSONata")
    assert variable_references(definition) == ({"S": variables} if variables else {})


def test_a_state_may_have_a_language_of_its_own() -> None:
    definition = machine({"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $a %}", "InputPath": "$no"})
    assert variable_references(definition) == {"S": ["a"]}


def test_what_is_read_in_a_branch_or_an_iteration_is_read_by_the_state_there() -> None:
    inner = nested("Inner", {"Type": "Pass", "InputPath": "$inner"})
    each = nested("Each", {"Type": "Map", "ItemsPath": "$items", "ItemProcessor": inner})
    fan: dict[str, JSON] = {"Type": "Parallel", "Parameters": {"x.$": "$fan"}, "Branches": [each, nested("Idle", {})]}
    assert variable_references(machine(fan)) == {"S": ["fan"], "Each": ["items"], "Inner": ["inner"]}


def test_the_states_of_one_machine_inside_can_be_asked_for() -> None:
    inner = nested("Inner", {"Type": "Pass", "Output": "{% $inner %}"})
    each: dict[str, JSON] = {"Type": "Map", "Items": "{% $items %}", "ItemProcessor": inner}
    definition = machine(each, QueryLanguage="JSONata")
    assert variable_references(definition, ("States", "S", "ItemProcessor")) == {"Inner": ["inner"]}
