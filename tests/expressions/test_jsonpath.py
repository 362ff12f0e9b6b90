from __future__ import annotations

import pytest

from sfn_notebook.expressions.jsonpath import find, parse_path
from sfn_notebook.expressions.jsonpath_lookup import compile_lookup
from sfn_notebook.expressions.jsonpath_steps import (
    Index,
    Key,
    NoResult,
    PathFailure,
    PathSyntaxError,
    Scan,
    Slice,
    Wildcard,
    WrongType,
    steps_text,
)
from sfn_notebook.expressions.jsonpath_walk import compile_find
from sfn_notebook.values import JSON

ORDER: JSON = {
    "id": 7,
    "customer": {"name": "Ada", "tags": ["new", "eu"], "note": None},
    "lines": [
        {"sku": "a", "qty": 1, "price": 2.5},
        {"sku": "b", "qty": 10, "gift": True},
        {"sku": "c", "qty": 3, "gift": None},
    ],
    "grid": [[1, 2], [3, [4]]],
    "a-b": 1,
    "c.d": 2,
    "*": 3,
}


def search(text: str, document: JSON = ORDER) -> JSON:
    """Both ways of evaluation, which must agree."""
    path = parse_path(text)
    found = find(path, document)
    assert compile_lookup(path, compile_find(path))(document, None) == found
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$", ORDER),
        ("$.id", 7),
        ("$.customer.name", "Ada"),
        ("$['customer']['name']", "Ada"),
        ("$.customer.['name']", "Ada"),
        ("$.customer.tags[1]", "eu"),
        ("$.lines[1].sku", "b"),
        ("$.grid[1][1][0]", 4),
        ("$.a-b", 1),
        ("$['c.d']", 2),
        ("$['*']", 3),
        ("$.customer.note", None),
        ("  $.id ", 7),
        ("id", 7),
        ("@.id", 7),
        ("$.lines[(@.length-1)].sku", "c"),
        ("$.customer['name','note','no']", {"name": "Ada", "note": None}),
    ],
)
def test_a_definite_path_gives_one_value(text: str, expected: JSON) -> None:
    assert search(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$.lines[*].sku", ["a", "b", "c"]),
        ("$.lines.*.qty", [1, 10, 3]),
        ("$.lines[*].gift", [True, None]),
        ("$.customer.*", ["Ada", ["new", "eu"], None]),
        ("$.grid[*][0]", [1, 3]),
        ("$.id[*]", []),
        ("$.lines[0,2].sku", ["a", "c"]),
        ("$.lines[1:].sku", ["b", "c"]),
        ("$.customer.tags[:1]", ["new"]),
        ("$.customer.tags[-1:]", ["eu"]),
        ("$.customer.tags[:-1]", ["new"]),
        ("$.customer.tags[0:9]", ["new", "eu"]),
        ("$.customer.tags[0:2:5]", ["new", "eu"]),
        ("$.customer.tags[5:]", []),
        ("$.customer.tags[1:-1]", []),
        ("$..sku", ["a", "b", "c"]),
        ("$.lines..qty", [1, 10, 3]),
        ("$..no", []),
        ("$..['sku','gift']", [{"sku": "b", "gift": True}, {"sku": "c", "gift": None}]),
        ("$..tags[0]", ["new"]),
        ("$.grid..[0]", [[1, 2], 1, 3, 4]),
        ("$.customer..*", ["Ada", ["new", "eu"], None, "new", "eu"]),
        ("$..lines[?(@.gift)].sku", ["b"]),
        ("$..[?(@.qty == 3)].sku", ["c"]),
        ("$......sku", []),
        ("$.no..sku", []),
        ("$.id..x.y", []),
        ("$.id..x", []),
        ("$.lines..[0].sku", ["a", "b", "c"]),
    ],
)
def test_an_indefinite_path_gives_a_list(text: str, expected: JSON) -> None:
    assert search(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$.no[*]", []),
        ("$.no[1:]", []),
        ("$.no.deeper[*].x", []),
        ("$.no[?(@.x == 1)]", []),
        ("$.lines[*].no.deeper", []),
    ],
)
def test_an_indefinite_path_into_nothing_is_empty(text: str, expected: JSON) -> None:
    assert search(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("$.no", "No results for path: $['no']"),
        ("$.customer.no", "No results for path: $['customer']['no']"),
        ("$.no.deeper.still", "Missing property in path $['no']"),
        ("$.id.x", "Property ['x'] not found in path $['id']"),
        ("$.customer.tags[2]", "Index out of bounds when evaluating path $['customer']['tags'][2]"),
        ("$.customer.tags[-1]", "Index out of bounds when evaluating path $['customer']['tags'][-1]"),
        ("$.customer.tags[0,2]", "Index out of bounds when evaluating path $['customer']['tags'][2]"),
        ("$.customer.tags[-3:-1]", "Index out of bounds when evaluating path $['customer']['tags'][-3]"),
        ("$.customer.note[0]", "The path $['customer']['note'] is null"),
        ("$.id['a','b']", "Property ['a', 'b'] not found in path $['id']"),
        ("$.lines[0,1].price", "No results for path: $['lines'][1]['price']"),
        ("$.lines[0:2].price", "No results for path: $['lines'][1]['price']"),
    ],
)
def test_what_is_missing_is_said_as_aws_says_it(text: str, message: str) -> None:
    with pytest.raises(NoResult) as caught:
        search(text)
    assert caught.value.text == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("$.id[0]", "Filter: [0] can only be applied to arrays. Current context is: 7"),
        (
            "$.lines[0][1:].x",
            "Filter: [1:]['x'] can only be applied to arrays. Current context is: {sku=a, qty=1, price=2.5}",
        ),
        (
            "$.lines[0][0,1]",
            "Filter: [0,1] can only be applied to arrays. Current context is: {sku=a, qty=1, price=2.5}",
        ),
        ("$.id[(@.length-1)]", "Filter: [@.size()-1] can only be applied to arrays. Current context is: 7"),
        ("$.id[?(@.x)]", "Filter: [?] can not be applied to primitives. Current context is: 7"),
        ("$['id','a-b'].x", "Multi properties can only be used as path leafs: $['id', 'a-b']"),
        ("$.lines[*][0]", "Filter: [0] can only be applied to arrays. Current context is: {sku=a, qty=1, price=2.5}"),
    ],
)
def test_a_step_that_does_not_fit_is_said_as_aws_says_it(text: str, message: str) -> None:
    with pytest.raises(WrongType) as caught:
        search(text)
    assert caught.value.text == message


def test_text_has_no_indexes() -> None:
    with pytest.raises(WrongType):
        search("$.customer.name[0]")


def test_only_a_last_index_counts_as_past_the_end() -> None:
    found: list[bool] = []
    for text in ("$.customer.tags[9]", "$.lines[9].sku", "$.no"):
        with pytest.raises(PathFailure) as caught:
            search(text)
        found.append(caught.value.is_past_the_end)
    assert found == [True, False, False]


def test_a_document_that_is_null_has_nothing_to_search() -> None:
    with pytest.raises(WrongType):
        find(parse_path("$"), None)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("   ", 0),
        ("$a", 1),
        ("$$.a", 1),
        ("$.", 2),
        ("$.a.", 4),
        ("$..", 3),
        ("$ .a", 1),
        ("$.a b", 3),
        (" $.a b", 4),
        ("$.a[", 3),
        ("$.a['b'", 3),
        ("$.a['b", 3),
        ("$.a[]", 4),
        ("$.a[b]", 4),
        ('$.a["b"]', 4),
        ("$.a[-]", 4),
        ("$.a[:]", 4),
        ("$.a[" + " " * 50_000 + "x]", 4),
        ("$.a[::2]", 4),
        ("$.a[1,]", 4),
        ("$['it\\'s']", 1),
        ("$.a[99999999999]", 4),
        ("$.a[99999999999999999999999]", 4),
    ],
)
def test_a_broken_path_is_refused_with_its_place(text: str, position: int) -> None:
    with pytest.raises(PathSyntaxError) as caught:
        parse_path(text)
    assert caught.value.position == position


def test_a_path_is_parsed_once() -> None:
    assert parse_path("$.parsed.once") is parse_path("$.parsed.once")


def test_the_steps_of_a_path() -> None:
    path = parse_path("$..a[0][1:2].*")
    assert path.steps == (Scan(), Key("a"), Index(0), Slice(1, 2), Wildcard())
    assert not path.is_definite
    assert steps_text(path.steps) == "..['a'][0][1:2][*]"


def test_a_key_in_quotes_may_hold_brackets() -> None:
    assert search("$['a]b']", {"a]b": 1}) == 1


def test_a_path_and_a_document_500_deep_need_no_stack() -> None:
    document: JSON = 1
    for _ in range(500):
        document = [{"a": document}]
    assert search("$" + "[0].a" * 500, document) == 1
    assert search("$" + "[*].a" * 500, document) == [1]
    found = search("$..a", document)
    assert isinstance(found, list)
    assert len(found) == 500
    assert search("$..b..c", document) == []


def test_a_long_path_of_keys_is_followed() -> None:
    assert search("$.a.b.c.d", {"a": {"b": {"c": {"d": 1}}}}) == 1
    with pytest.raises(NoResult):
        search("$.a.b.c.d", {"a": {"b": {"c": 1}}})
