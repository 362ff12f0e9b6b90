from __future__ import annotations

import pytest
from histories import END, FUNCTION, inner, machine, task

from sfn_notebook.asl.model import And, Catcher, Condition, DataTest, Not, Or, TaskState, WaitState
from sfn_notebook.values import JSON
from sfn_notebook.views.captions import catcher_text, duration_text, rule_text, subtitle

A = DataTest(variable="$.a", operator="NumericLessThan", operand=1)
B = DataTest(variable="$.b", operator="BooleanEquals", operand=False)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (task(), "work"),
        (task(Resource=f"{FUNCTION}:7"), "work:7"),
        (
            task(Resource="arn:aws:states:::lambda:invoke", Parameters={"FunctionName": "charge"}),
            "lambda:invoke charge",
        ),
        (task(Resource="arn:aws:states:::lambda:invoke", Parameters={"FunctionName": FUNCTION}), "lambda:invoke work"),
        (task(Resource="arn:aws:states:::sqs:sendMessage"), "sqs:sendMessage"),
        (task(Resource="arn:aws:states:us-east-1:111111111111:activity:sign"), "sign"),
        ({"Type": "Wait", "Seconds": 86_400, "End": True}, "1 day"),
        ({"Type": "Wait", "SecondsPath": "$.s", "End": True}, "$.s"),
        ({"Type": "Wait", "Timestamp": "2030-01-01T00:00:00Z", "End": True}, "until 2030-01-01T00:00:00Z"),
        ({"Type": "Parallel", "Branches": [inner(A=END)], "End": True}, "1 branch"),
        ({"Type": "Map", "ItemProcessor": inner(A=END), "MaxConcurrency": 3, "End": True}, "3 at once"),
        ({"Type": "Map", "ItemProcessor": inner(A=END), "End": True}, ""),
        ({"Type": "Fail", "Error": "Refused"}, "Refused"),
        ({"Type": "Fail"}, ""),
        (END, ""),
        ({"Type": "Succeed"}, ""),
    ],
)
def test_a_subtitle_says_what_a_state_does(state: JSON, words: str) -> None:
    assert subtitle(machine(S=state).states["S"]) == words


def test_states_that_say_little_have_little_to_show() -> None:
    assert subtitle(WaitState(name="W")) == ""
    assert subtitle(TaskState(name="T", resource="arn:aws:states:::lambda")) == "lambda"


@pytest.mark.parametrize(
    ("operator", "operand", "text"),
    [
        ("NumericGreaterThanEquals", 100, "$.x ≥ 100"),
        ("StringEquals", "DE", '$.x = "DE"'),
        ("StringMatches", "a*", '$.x matches "a*"'),
        ("TimestampLessThanEqualsPath", "$.y", "$.x ≤ $.y"),
        ("BooleanEqualsPath", "$.y", "$.x = $.y"),
        ("BooleanEquals", True, "$.x is true"),
        ("IsPresent", True, "$.x is present"),
        ("IsNull", False, "$.x is not null"),
        ("IsNumeric", True, "$.x is a numeric"),
    ],
)
def test_a_comparison_reads_like_a_formula(operator: str, operand: JSON, text: str) -> None:
    assert rule_text(DataTest(variable="$.x", operator=operator, operand=operand)) == text


@pytest.mark.parametrize(
    ("test", "text"),
    [
        (And(tests=(A, B)), "$.a < 1 and $.b is false"),
        (Or(tests=(A, And(tests=(A, B)))), "$.a < 1 or ($.a < 1 and $.b is false)"),
        (Not(test=Or(tests=(A, B))), "not ($.a < 1 or $.b is false)"),
        (Condition(value=True), "true"),
        (Condition(value="{% $n > 1 %}"), "$n > 1"),
    ],
)
def test_rules_are_joined_as_they_are_nested(test: And | Or | Not | Condition, text: str) -> None:
    assert rule_text(test) == text


def test_a_catcher_names_its_errors() -> None:
    assert catcher_text(Catcher(error_equals=("A", "B"), next="X")) == "A, B"
    assert catcher_text(Catcher(error_equals=("States.ALL",), next="X")) == "any error"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 seconds"), (1, "1 second"), (90, "90 seconds"), (120, "2 minutes"), (7_200, "2 hours")]
)
def test_a_duration_has_its_largest_exact_unit(seconds: int, text: str) -> None:
    assert duration_text(seconds) == text
