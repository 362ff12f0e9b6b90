from __future__ import annotations

import json
from typing import Any

from fake_account import FakeAccount

RIGHT: dict[str, Any] = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
DOUBTFUL: dict[str, Any] = {
    "StartAt": "A",
    "States": {"A": {"Type": "Pass", "Parameters": {"b": "$.c"}, "Assign": {"x": 1}, "End": True}},
}
WRONG: dict[str, Any] = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Nxt": "B", "Foo": 1, "End": True}}}
UNKNOWN = [
    {
        "severity": "ERROR",
        "code": "SCHEMA_VALIDATION_FAILED",
        "message": f"Field '{name}' is not supported",
        "location": "/States/A",
    }
    for name in ("Nxt", "Foo")
]
STATIC = {
    "severity": "WARNING",
    "code": "NO_DOLLAR",
    "message": "The field 'b' has a path as its value",
    "location": "/States/A/Parameters/b",
}


def validated(definition: dict[str, Any] | str, **more: Any) -> Any:
    text = definition if isinstance(definition, str) else json.dumps(definition)
    answer = FakeAccount().client.validate_state_machine_definition(definition=text, **more)
    return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


def test_a_right_definition_is_ok() -> None:
    assert validated(RIGHT) == {"result": "OK", "diagnostics": [], "truncated": False}


def test_a_wrong_definition_fails_in_the_words_of_aws() -> None:
    assert validated(WRONG) == {"result": "FAIL", "diagnostics": UNKNOWN, "truncated": False}


def test_no_more_diagnostics_are_returned_than_asked_for() -> None:
    assert validated(WRONG, maxResults=1) == {"result": "FAIL", "diagnostics": UNKNOWN[:1], "truncated": True}


def test_no_maximum_is_the_default() -> None:
    assert validated(WRONG, maxResults=0)["diagnostics"] == UNKNOWN


def test_warnings_are_not_told_unless_asked_for() -> None:
    assert validated(DOUBTFUL) == {"result": "OK", "diagnostics": [], "truncated": False}


def test_the_warnings_of_aws_are_told_on_request_and_fail_nothing() -> None:
    assert validated(DOUBTFUL, severity="WARNING") == {"result": "OK", "diagnostics": [STATIC], "truncated": False}


def test_a_comment_is_no_json_to_aws() -> None:
    (found,) = validated('{"StartAt": "A", /* here */ "States": {}}')["diagnostics"]
    assert (found["severity"], found["code"]) == ("ERROR", "INVALID_JSON_DESCRIPTION")


def test_a_finding_without_place_has_no_location() -> None:
    loop = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}}}
    assert validated(loop)["diagnostics"] == [
        {"severity": "ERROR", "code": "MISSING_END_STATE", "message": "Workflow has no terminal state"}
    ]


def test_what_express_workflows_cannot_do_is_told_of_them_only() -> None:
    activity = "arn:aws:states:eu-west-1:222222222222:activity:a"
    task = {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": activity, "End": True}}}
    found = [validated(task, type=kind)["result"] for kind in ("STANDARD", "EXPRESS")]
    assert found == ["OK", "FAIL"]


def test_what_only_this_package_cannot_run_is_not_told() -> None:
    call = {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Parameters": {"Message": "m"}, "End": True}
    assert validated({"StartAt": "A", "States": {"A": call}})["result"] == "OK"
