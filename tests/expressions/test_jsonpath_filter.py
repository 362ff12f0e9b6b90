from __future__ import annotations

import pytest

from sfn_notebook.expressions.jsonpath import find, parse_path
from sfn_notebook.expressions.jsonpath_steps import PathSyntaxError, WrongType
from sfn_notebook.values import JSON

ITEMS: JSON = [
    {"id": 1, "v": "p", "on": True, "tags": ["r"]},
    {"id": 2, "v": "q", "on": False, "limit": 2},
    {"id": 3, "v": None},
    {"id": 4},
]


def ids(condition: str) -> JSON:
    return find(parse_path(f"$.items[?({condition})].id"), {"items": ITEMS, "two": 2, "p": "p"})


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("@.id == 2", [2]),
        ("@.id == 2.0", [2]),
        ("@.id == '2'", [2]),
        ("@['id'] != 2", [1, 3, 4]),
        ("@.id < 2", [1]),
        ("@.id <= 2", [1, 2]),
        ("@.id > 3", [4]),
        ("@.id >= 3", [3, 4]),
        ("@.id > 2.5", [3, 4]),
        ("@.v == 'p'", [1]),
        ("@.v == p", [1]),
        ("@.v > 'p'", [2]),
        ("@.v == null", [3]),
        ("@.v != null", [1, 2]),
        ("@.on == true", [1]),
        ("@.on == FALSE", [2]),
        ("@.on > false", [1]),
        ("@.v", [1, 2]),
        ("!@.v", [3, 4]),
        ("@.tags[0] == 'r'", [1]),
        ("@.id == @.limit", [2]),
        ("@.id == $.two", [2]),
        ("@.v == $.p", [1]),
        ("@.tags == @.tags", [1]),
        ("@.id == @.tags", []),
        ("@.id != @.tags", []),
        ("@.on == @.on", [1, 2]),
        ("@.v =~ /[PQ]/i", [1, 2]),
        ("@.v =~ /P/", []),
        ("@.id =~ /[12]/", [1, 2]),
        ("@.id > 1 && @.id < 4", [2, 3]),
        ("@.id == 1 || @.id == 4", [1, 4]),
        ("@.id == 1 || @.id > 2 && @.id < 4", [1, 3]),
        ("@.id > 2 && (@.v || @.id == 4)", [4]),
        ("!(@.id == 2)", []),
        ("@.v == 'a && b'", []),
        ("'p' == @.v", [1]),
        ("2 < @.id", []),
    ],
)
def test_a_filter_keeps_the_items_that_match(condition: str, expected: JSON) -> None:
    assert ids(condition) == expected


def test_scalars_are_compared_as_the_item_itself() -> None:
    assert find(parse_path("$[?(@ == 1)]"), [1, "1", True, None, {"a": 1}]) == [1, "1"]


def test_a_number_can_be_compared_with_a_number_of_the_document() -> None:
    assert find(parse_path("$.n[?(@ < $.limit)]"), {"n": [1, 2.5, 4], "limit": 3}) == [1, 2.5]


def test_a_boolean_is_compared_with_a_boolean_of_the_document() -> None:
    assert find(parse_path("$.n[?(@ == $.on)]"), {"n": [True, False], "on": True}) == [True]


def test_a_filter_on_an_object_keeps_or_drops_the_object() -> None:
    assert find(parse_path("$[?(@.a == 1)]"), {"a": 1}) == [{"a": 1}]
    assert find(parse_path("$[?(@.a == 2)]"), {"a": 1}) == []


def test_two_nulls_are_equal_and_not_in_order() -> None:
    assert find(parse_path("$[?(@.a == @.b)]"), [{"a": None, "b": None}, {"a": "null", "b": None}]) == [
        {"a": None, "b": None},
        {"a": "null", "b": None},
    ]
    assert find(parse_path("$[?(@.a > @.b)]"), [{"a": 1, "b": None}]) == []


@pytest.mark.parametrize("condition", ["@.id ==", "@.id == x", "@.id == @.v", "@.id == 1_0", "@.id == NaN"])
def test_a_number_compared_with_text_that_is_none_fails(condition: str) -> None:
    with pytest.raises(WrongType):
        ids(condition)


def test_an_index_into_text_fails_in_a_filter_too() -> None:
    with pytest.raises(WrongType):
        ids("@.v[0] == 'p'")


@pytest.mark.parametrize(
    "text",
    [
        "$[?@.a == 1]",
        "$[?(@.a = 1)]",
        "$[?(@.a in ['p'])]",
        "$[?(@.a == !@.b)]",
        "$[?(@..a == 1)]",
        "$" + "[?(@" * 600 + ")]" * 600,
        "$[?(a)]",
        "$[?(@.a =~ x)]",
        "$[?(@.a =~ /(/)]",
    ],
)
def test_a_broken_filter_is_refused(text: str) -> None:
    with pytest.raises(PathSyntaxError):
        parse_path(text)
