from __future__ import annotations

import pytest

from sfn_notebook.asl.lint.aws import invalid_definition_message
from sfn_notebook.asl.one_state import ALONE, OneState, find_state, read_machine, read_state
from sfn_notebook.text.source import read_source


def alone(text: str) -> OneState:
    return read_state(read_source(text, format="json"))


def whole(text: str) -> OneState:
    return read_machine(read_source(text, format="json"))


def test_what_a_state_leads_to_need_not_exist() -> None:
    rule = '{"Variable": "$.a", "IsPresent": true, "Next": "B"}'
    assert alone(f'{{"Type": "Choice", "Choices": [{rule}], "Default": "C"}}').errors == ()
    catcher = '{"ErrorEquals": ["E"], "Next": "C"}'
    work = '"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f"'
    assert alone(f'{{{work}, "Catch": [{catcher}], "Next": "B"}}').errors == ()


def test_a_branch_inside_a_state_is_a_whole_machine() -> None:
    read = alone('{"Type": "Parallel", "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}]}')
    assert "MISSING_TRANSITION_TARGET" in {found.aws_code for found in read.errors}


def test_a_state_is_found_at_the_place_that_aws_gives_it() -> None:
    said = "SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/StateName/Branches"
    message = invalid_definition_message(alone('{"Type": "Parallel", "Branches": [], "End": true}').errors)
    assert message == f"Invalid State Machine Definition: '{said}'"


def test_a_state_that_cannot_run_here_can_be_read() -> None:
    read = alone(
        '{"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Parameters": {"Message": 1}, "Next": "B"}'
    )
    assert read.definition is not None
    assert list(read.definition.states) == [ALONE]


def test_a_text_that_is_not_json_is_that_and_nothing_else() -> None:
    assert [found.aws_code for found in alone('{"Type": ').errors] == ["INVALID_JSON_DESCRIPTION"]


def test_a_machine_has_to_be_right_as_a_whole() -> None:
    assert whole('{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}').definition is None


MACHINE = """
{"QueryLanguage": "JSONata", "StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor":
  {"StartAt": "Inner", "States": {"Inner": {"Type": "Succeed"}}}}}}
"""


def test_a_state_is_found_however_deep_it_stands() -> None:
    definition = whole(MACHINE).definition
    assert definition is not None
    found = find_state(definition, "Inner")
    assert found is not None
    assert (found.name, found.query_language) == ("Inner", "JSONata")
    assert find_state(definition, "Outer") is None


@pytest.mark.usefixtures("without_jlens")
def test_without_its_library_a_jsonata_state_cannot_be_tested() -> None:
    read = alone('{"Type": "Pass", "QueryLanguage": "JSONata", "End": true}')
    assert [found.code for found in read.errors] == ["SFN901"]
    assert alone('{"Type": "Pass", "End": true}').errors == ()
