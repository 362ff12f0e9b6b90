from __future__ import annotations

import pytest
from fixed_scope import FixedScope

from sfn_notebook.asl.model import And, Condition, DataTest, Not, Or, Test
from sfn_notebook.engine.choice_rules import compile_test
from sfn_notebook.errors import RuntimeFault
from sfn_notebook.values import JSON

SCOPE = FixedScope(context={"State": {"Name": "Ask"}})
NOON = "2026-11-22T12:00:00Z"
EMOJI = "\U0001f600"
PRIVATE = "\uffee"


def check(operator: str, value: JSON, operand: JSON) -> bool:
    return compile_test(DataTest(variable="$.v", operator=operator, operand=operand))({"v": value}, SCOPE)


def check_path(operator: str, value: JSON, operand: JSON) -> bool:
    test = DataTest(variable="$.v", operator=f"{operator}Path", operand="$.w")
    return compile_test(test)({"v": value, "w": operand}, SCOPE)


ORDERS = [
    ("Equals", (False, True, False)),
    ("LessThan", (True, False, False)),
    ("GreaterThan", (False, False, True)),
    ("LessThanEquals", (True, True, False)),
    ("GreaterThanEquals", (False, True, True)),
]
FAMILIES: list[tuple[str, JSON, JSON, JSON]] = [
    ("Numeric", 1, 2, 3),
    ("Numeric", 1.5, 2, 2.5),
    ("String", "A", "AB", "B"),
    ("String", "", " ", "a"),
    ("String", EMOJI, PRIVATE, PRIVATE + "x"),
    ("Timestamp", "2026-11-22T11:59:59.999Z", NOON, "2026-11-22T13:00:01+01:00"),
]


@pytest.mark.parametrize(("order", "expected"), ORDERS)
@pytest.mark.parametrize(("family", "below", "same", "above"), FAMILIES)
def test_values_are_compared(
    family: str, below: JSON, same: JSON, above: JSON, order: str, expected: tuple[bool, ...]
) -> None:
    values = (below, same, above)
    assert tuple(check(f"{family}{order}", value, same) for value in values) == expected
    assert tuple(check_path(f"{family}{order}", value, same) for value in values) == expected


def test_timestamps_are_instants() -> None:
    assert check("TimestampEquals", "2026-11-22T13:00:00.000+01:00", NOON)


def test_whole_and_broken_numbers_can_be_equal() -> None:
    assert check("NumericEquals", 1, 1.0)


def test_numbers_are_compared_as_doubles() -> None:
    assert check("NumericEquals", 2**53 + 1, 2**53)
    assert check("NumericLessThan", 1, 10**400)
    assert check("NumericGreaterThan", 1, -(10**400))
    assert not check("NumericEquals", "x", 2**53)


def test_booleans_are_compared() -> None:
    assert [check("BooleanEquals", value, operand=True) for value in (True, False)] == [True, False]
    assert [check_path("BooleanEquals", value, operand=False) for value in (True, False)] == [False, True]


OTHER_TYPES: list[tuple[str, JSON, list[JSON]]] = [
    ("NumericEquals", 1, [None, True, "1", [1], {}]),
    ("StringEquals", "1", [None, True, 1, ["1"], {}]),
    ("StringLessThan", "1", [None, True, 0, [], {}]),
    ("BooleanEquals", True, [None, 1, "true", [True], {}]),
    ("TimestampEquals", NOON, [None, 1, "noon", [NOON], {}]),
    ("StringMatches", "*", [None, 1, True, ["x"], {}]),
]


@pytest.mark.parametrize(("operator", "operand", "values"), OTHER_TYPES)
def test_a_value_of_another_type_makes_a_test_false(operator: str, operand: JSON, values: list[JSON]) -> None:
    assert [check(operator, value, operand) for value in values] == [False] * 5


@pytest.mark.parametrize(
    ("operator", "value", "operand"),
    [
        ("NumericEquals", 1, "1"),
        ("StringEquals", "1", 1),
        ("BooleanEquals", True, "true"),
        ("TimestampEquals", NOON, "noon"),
    ],
)
def test_an_operand_of_another_type_makes_a_test_false(operator: str, value: JSON, operand: JSON) -> None:
    assert not check_path(operator, value, operand)


TYPES: list[tuple[str, list[JSON], list[JSON]]] = [
    ("IsNull", [None], [0, "", False, [], {}]),
    ("IsNumeric", [0, -1.5], [None, True, "1", [], {}]),
    ("IsString", ["", NOON], [None, 0, True, [], {}]),
    ("IsBoolean", [True, False], [None, 0, "true", [], {}]),
    ("IsTimestamp", [NOON], [None, 0, "2026-11-22", "2026-11-22T12:00:00", [], {}]),
    ("IsPresent", [None, 0, "", False, [], {}], []),
]


@pytest.mark.parametrize(("operator", "fits", "others"), TYPES)
def test_types_are_told_apart(operator: str, fits: list[JSON], others: list[JSON]) -> None:
    assert [check(operator, value, operand=True) for value in fits] == [True] * len(fits)
    assert [check(operator, value, operand=False) for value in fits] == [False] * len(fits)
    assert [check(operator, value, operand=True) for value in others] == [False] * len(others)
    assert [check(operator, value, operand=False) for value in others] == [True] * len(others)


def test_only_is_present_takes_a_missing_variable() -> None:
    missing = DataTest(variable="$.deep.x", operator="IsPresent", operand=True)
    assert compile_test(missing)({}, SCOPE) is False
    absent = DataTest(variable="$.x", operator="IsPresent", operand=False)
    assert compile_test(absent)({}, SCOPE) is True


@pytest.mark.parametrize(
    ("operator", "operand", "path"),
    [("IsNull", True, "$.x"), ("NumericEquals", 1, "$.x"), ("StringEqualsPath", "$.y", "$.y")],
)
def test_a_path_that_finds_nothing_fails_the_state(operator: str, operand: JSON, path: str) -> None:
    test = DataTest(variable="$.a" if path == "$.y" else "$.x", operator=operator, operand=operand)
    with pytest.raises(RuntimeFault) as caught:
        compile_test(test)({"a": "b"}, SCOPE)
    assert caught.value.cause == (
        f"Invalid path '{path}': The choice state's condition path references an invalid value."
    )


def test_a_variable_may_come_from_the_context_object() -> None:
    test = DataTest(variable="$$.State.Name", operator="StringEquals", operand="Ask")
    assert compile_test(test)({}, SCOPE)


@pytest.mark.parametrize(
    ("pattern", "texts", "others"),
    [
        ("log-*.txt", ["log-.txt", "log-1.txt", "log-.txt.txt"], ["log-1.txtx", "xlog-.txt", "log-txt"]),
        ("*", ["", "x", "a\nb"], []),
        ("*a*b*", ["ab", "xaxbx"], ["ba", "a"]),
        ("ab", ["ab"], ["a", "abc", "AB"]),
        (r"a\*b", ["a*b"], ["axb", r"a\*b"]),
        (r"a\\*", [r"a\ ".strip(), r"a\x"], ["ax"]),
        ("aa*aa", ["aaaa"], ["aaa"]),
        ("[a.]*", ["[a.]x"], ["a"]),
        ("a\\", ["a\\"], ["a"]),
    ],
)
def test_a_star_stands_for_anything(pattern: str, texts: list[str], others: list[str]) -> None:
    assert [check("StringMatches", text, pattern) for text in texts] == [True] * len(texts)
    assert [check("StringMatches", text, pattern) for text in others] == [False] * len(others)


def test_many_stars_take_no_time() -> None:
    assert not check("StringMatches", "a" * 20_000 + "c", "a*" * 60 + "b")


YES = DataTest(variable="$.v", operator="IsPresent", operand=True)
NO = DataTest(variable="$.v", operator="IsPresent", operand=False)
FAULT = DataTest(variable="$.no", operator="IsNull", operand=True)


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (And(tests=(YES, YES)), True),
        (And(tests=(YES, NO)), False),
        (And(tests=(NO, FAULT)), False),
        (Or(tests=(NO, YES)), True),
        (Or(tests=(NO, NO)), False),
        (Or(tests=(YES, FAULT)), True),
        (Not(test=YES), False),
        (Not(test=Not(test=YES)), True),
        (And(tests=(Not(test=NO), Or(tests=(NO, Not(test=NO))))), True),
    ],
)
def test_tests_are_combined_in_order(test: Test, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert compile_test(test)({"v": 1}, SCOPE) is expected


def test_tests_may_be_nested_as_deep_as_a_definition_may() -> None:
    test: Test = YES
    for _ in range(120):
        test = Not(test=And(tests=(Not(test=Or(tests=(test,))),)))
    assert compile_test(test)({"v": 1}, SCOPE) is True


@pytest.mark.parametrize(
    "test",
    [
        Condition(value="{% true %}"),
        DataTest(variable="$.v", operator="NumericIs", operand=1),
        DataTest(variable="$.v", operator="BooleanLessThan", operand=True),
        DataTest(variable="$.v", operator="Equals", operand=1),
        DataTest(variable="$.v", operator="NumericEquals", operand="1"),
        DataTest(variable="$.v", operator="NumericEquals", operand=True),
        DataTest(variable="$.v", operator="StringEquals", operand=1),
        DataTest(variable="$.v", operator="BooleanEquals", operand="true"),
        DataTest(variable="$.v", operator="TimestampEquals", operand="noon"),
        DataTest(variable="v", operator="NumericEquals", operand=1),
        DataTest(variable="$.v", operator="NumericEqualsPath", operand="w"),
    ],
)
def test_what_is_no_test_is_refused(test: Test) -> None:
    with pytest.raises(ValueError, match=r"."):
        compile_test(test)
