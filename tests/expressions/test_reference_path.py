from __future__ import annotations

import pytest

from sfn_notebook.errors import StateError
from sfn_notebook.expressions.jsonpath_steps import PathSyntaxError
from sfn_notebook.expressions.reference_path import compile_put, parse_reference_path, put
from sfn_notebook.values import JSON


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("$", ()),
        ("$.a", ("a",)),
        ("$.a.b[2]", ("a", "b", 2)),
        ("$['a b']['c:d']", ("a b", "c:d")),
    ],
)
def test_a_reference_path_is_keys_and_indexes(text: str, steps: tuple[str | int, ...]) -> None:
    assert parse_reference_path(text) == steps


@pytest.mark.parametrize(
    "text",
    ["a", "$$.a", "$name.a", "$.a[*]", "$..a", "$.a[0,1]", "$.a[0:1]", "$.a[-1]", "$['a','b']", "$.a,b", "$[?(@.a)]"],
)
def test_a_path_to_several_places_is_refused(text: str) -> None:
    with pytest.raises(PathSyntaxError):
        parse_reference_path(text)


@pytest.mark.parametrize(
    ("document", "path", "expected"),
    [
        ({"a": 1}, "$", 9),
        ({"a": 1}, "$.b", {"a": 1, "b": 9}),
        ({"a": 1}, "$.a", {"a": 9}),
        ({}, "$.a.b.c", {"a": {"b": {"c": 9}}}),
        ({"a": {"x": 1}}, "$.a.b", {"a": {"x": 1, "b": 9}}),
        ({"a": [1, 2]}, "$.a[1]", {"a": [1, 9]}),
        ([{"a": 1}], "$[0].b", [{"a": 1, "b": 9}]),
    ],
)
def test_a_value_is_put_at_its_place(document: JSON, path: str, expected: JSON) -> None:
    steps = parse_reference_path(path)
    assert put(document, steps, 9) == expected
    assert compile_put(steps)(document, 9) == expected


def test_what_is_not_on_the_way_is_shared_and_nothing_is_changed() -> None:
    far: JSON = {"x": 1}
    document: JSON = {"near": {"a": 1}, "far": far}
    result = put(document, ("near", "b"), 2)
    assert result == {"near": {"a": 1, "b": 2}, "far": far}
    assert isinstance(result, dict)
    assert result["far"] is far
    assert document == {"near": {"a": 1}, "far": {"x": 1}}


@pytest.mark.parametrize(
    ("document", "path", "cause"),
    [
        ("text", "$.a", 'Unable to apply step "a" to input "text"'),
        (None, "$.a", 'Unable to apply step "a" to input null'),
        ([1], "$.a", 'Unable to apply step "a" to input [1]'),
        ({"a": 1}, "$.a.b", 'Unable to apply step "b" to input 1'),
        ({"a": [1]}, "$.a[1]", 'Unable to apply step "1" to input [1]'),
        ({}, "$.a[0]", 'Unable to apply step "0" to input {}'),
    ],
)
def test_a_place_that_cannot_be_is_a_path_match_failure(document: JSON, path: str, cause: str) -> None:
    with pytest.raises(StateError) as caught:
        compile_put(parse_reference_path(path))(document, 9)
    assert (caught.value.error, caught.value.cause) == ("States.ResultPathMatchFailure", cause)
