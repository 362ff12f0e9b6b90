import pytest

from sfn_notebook.asl.check import check
from sfn_notebook.asl.lint import lint
from sfn_notebook.asl.lint.aws import aws_code, aws_errors, aws_location, aws_message, invalid_definition_message
from sfn_notebook.text.source import read_source
from sfn_notebook.values import JSON

LAST: dict[str, JSON] = {"Type": "Succeed"}


def message(value: JSON) -> str:
    return invalid_definition_message(lint(value))


def message_of(text: str) -> str:
    return invalid_definition_message(lint(read_source(text, format="json")))


TEMPLATE_WORDS = "The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call"
LANGUAGE_WORDS = (
    "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage"
)
END_WORDS = "MISSING_END_STATE: Workflow has no terminal state at null"
CASES: list[tuple[dict[str, JSON], str]] = [
    (
        {"One": {"Type": "Pass", "Nxt": "Two", "End": True}},
        "SCHEMA_VALIDATION_FAILED: Field 'Nxt' is not supported at /States/One",
    ),
    (
        {"One": {"Type": "Pass", "Next": "Two"}},
        f"MISSING_TRANSITION_TARGET: Missing 'Next' target: Two at /States/One/Next, {END_WORDS}",
    ),
    (
        {
            "One": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.a", "IsNull": True, "Next": "Two"}],
                "Default": "Gone",
            },
            "Two": LAST,
        },
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: Gone at /States/One/Default",
    ),
    ({"One": {"Type": "Pass", "Next": "One"}, "Two": {"Type": "Pass", "Next": "One"}}, END_WORDS),
    ({"One": LAST, "Two": LAST}, 'MISSING_TRANSITION_TARGET: State "Two" is not reachable. at /States/Two'),
    (
        {"One": {"Type": "Wait", "Timestamp": "noon", "End": True}},
        "SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/One/Timestamp",
    ),
    (
        {"One": {"Type": "Pass", "Parameters": {"a": {"b.$": "c"}}, "End": True}},
        f"SCHEMA_VALIDATION_FAILED: {TEMPLATE_WORDS} at /States/One/Parameters/a",
    ),
    (
        {"One": {"Type": "Pass", "Output": 1, "End": True}},
        f"SCHEMA_VALIDATION_FAILED: {LANGUAGE_WORDS} at /States/One",
    ),
]


@pytest.mark.parametrize(("states", "words"), CASES)
def test_a_definition_is_refused_in_the_words_of_aws(states: JSON, words: str) -> None:
    assert message({"StartAt": "One", "States": states}) == f"Invalid State Machine Definition: '{words}'"


def test_a_missing_top_level_field_is_required() -> None:
    words = "SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /"
    assert message({"StartAt": "One"}) == f"Invalid State Machine Definition: '{words}'"


def test_an_empty_text_has_no_place() -> None:
    words = "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at null"
    assert message_of(" ") == f"Invalid State Machine Definition: '{words}'"


def test_a_bare_word_is_told_as_jackson_does() -> None:
    (found,) = aws_errors(lint(read_source("yes sir", format="json")))
    place = '[Source: (String)"yes sir"; line: 1, column: 4]'
    expected = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
    words = f"Unrecognized token 'yes': was expecting {expected}"
    assert (aws_code(found), aws_message(found), aws_location(found)) == (
        "INVALID_JSON_DESCRIPTION",
        f"{words}\n at {place}",
        place,
    )


def test_a_comment_is_refused_by_aws_and_read_by_us() -> None:
    assert "INVALID_JSON_DESCRIPTION" in message_of(
        '{"StartAt": "One", /* here */ "States": {"One": {"Type": "Fail"}}}'
    )


def test_a_long_text_is_quoted_in_part() -> None:
    assert "[truncated 201 chars]" in message_of("x" * 701)


def test_the_end_of_the_text_is_told() -> None:
    assert "Unexpected end-of-input" in message_of('{"a": 1')


def test_an_error_that_aws_was_never_seen_to_report_has_our_words() -> None:
    words = 'SCHEMA_VALIDATION_FAILED: the key "End" stands twice in one object at /States/One/End'
    text = '{"StartAt": "One", "States": {"One": {"Type": "Pass", "End": true, "End": true}}}'
    assert message_of(text) == f"Invalid State Machine Definition: '{words}'"


def test_warnings_are_not_refused() -> None:
    value: JSON = {"StartAt": "One", "States": {"One": {"Type": "Pass", "Result": "{% 1 %}", "End": True}}}
    assert aws_errors(lint(value)) == ()


def test_what_this_package_cannot_run_is_told_only_of_a_definition_that_aws_would_take() -> None:
    call: JSON = {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:scan", "Parameters": {}, "End": True}
    found = aws_errors(check({"StartAt": "One", "States": {"One": call}}).diagnostics)
    assert [diagnostic.code for diagnostic in found] == ["SFN311"]
