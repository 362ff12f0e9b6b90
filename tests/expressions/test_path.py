from __future__ import annotations

import pytest
from fixed_scope import FixedScope

from sfn_notebook.errors import RuntimeFault, StateError
from sfn_notebook.expressions.jsonpath_steps import PathSyntaxError
from sfn_notebook.expressions.path import (
    check_path,
    compile_condition_path,
    compile_field_path,
    compile_items_path,
    compile_path,
)
from sfn_notebook.values import JSON

SCOPE = FixedScope(context={"Execution": {"Name": "run"}}, variables={"limit": {"max": 3}})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$", {"a": [1]}),
        ("$.a[0]", 1),
        ("$$", {"Execution": {"Name": "run"}}),
        ("$$.Execution.Name", "run"),
        ("$limit", {"max": 3}),
        ("$limit.max", 3),
        ("$limit['max']", 3),
    ],
)
def test_a_path_reads_input_context_or_variable(text: str, expected: JSON) -> None:
    assert compile_path(text)({"a": [1]}, SCOPE) == expected


def test_an_input_that_is_null_is_the_value_of_the_whole_path() -> None:
    assert compile_path("$")(None, SCOPE) is None


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("$.x", "Invalid path '$.x' : No results for path: $['x']"),
        ("$.no.such", "Invalid path '$.no.such' : Missing property in path $['no']"),
        ("$$.Nope", "Invalid path '$$.Nope' : No results for path: $['Nope']"),
        ("$limit.min", "Invalid path '$limit.min' : No results for path: $['min']"),
        ("$other", "Invalid path '$other' : no variable $other"),
    ],
)
def test_a_path_field_names_what_is_missing(text: str, cause: str) -> None:
    with pytest.raises(RuntimeFault) as caught:
        compile_path(text)({"a": [1]}, SCOPE)
    assert caught.value.cause == cause


@pytest.mark.parametrize(
    ("text", "searched"),
    [("$.x", '{"a":[1]}'), ("$$.Nope", '{"Execution":{"Name":"run"}}'), ("$limit.min", '{"max":3}')],
)
def test_a_template_field_shows_what_was_searched(text: str, searched: str) -> None:
    with pytest.raises(RuntimeFault) as caught:
        compile_field_path(text, "v.$")({"a": [1]}, SCOPE)
    assert caught.value.cause == (
        f"The JSONPath '{text}' specified for the field 'v.$' could not be found in the input '{searched}'"
    )


def test_items_of_a_variable_that_nothing_was_assigned_to_fail_the_state() -> None:
    with pytest.raises(StateError) as caught:
        compile_items_path("$nope")({"a": 1}, SCOPE)
    assert (caught.value.error, caught.value.cause) == (
        "States.ReferencePathConflict",
        'Unable to apply step "nope" to input {"a":1}',
    )


def test_a_template_field_behind_the_end_of_an_array_is_null() -> None:
    assert compile_field_path("$.a[7]", "v.$")({"a": [1]}, SCOPE) is None


def test_a_condition_path_has_its_own_words() -> None:
    with pytest.raises(RuntimeFault) as caught:
        compile_condition_path("$.x")({}, SCOPE)
    assert caught.value.cause == ("Invalid path '$.x': The choice state's condition path references an invalid value.")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("$.items", 'Unable to apply step "items" to input {"a":{"b":1}}'),
        ("$.no.deeper", 'Unable to apply step "no" to input {"a":{"b":1}}'),
        ("$.a.b.c", 'Unable to apply step "c" to input 1'),
        ("$.a[0]", 'Unable to apply step "0" to input {"b":1}'),
        ("$..b[0]", 'Unable to apply step "0" to input [1]'),
    ],
)
def test_items_that_are_missing_are_a_reference_path_conflict(text: str, cause: str) -> None:
    with pytest.raises(StateError) as caught:
        compile_items_path(text)({"a": {"b": 1}}, SCOPE)
    assert (caught.value.error, caught.value.cause) == ("States.ReferencePathConflict", cause)


@pytest.mark.parametrize("text", ["a", "", "@.a", "$.", "$$a", "$.a[", "$limit..", "$9"])
def test_a_text_that_is_no_path_is_refused(text: str) -> None:
    assert check_path(text) is not None
    with pytest.raises(PathSyntaxError):
        compile_path(text)


def test_a_path_has_no_problem() -> None:
    assert [check_path(text) for text in ("$", "$$.a", "$name.b[0]", "$..a")] == [None] * 4
