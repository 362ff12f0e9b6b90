"""The tests of Choice rules, compiled to predicates: 39 operators, And, Or and Not.

A value of another type than the operator's makes the test false. A Variable or operand path that finds nothing fails
the state, except for IsPresent.

Spec: https://states-language.net/spec.html#data-test-expression
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias, assert_never

from sfn_notebook.asl.model import And, Condition, DataTest, Not, Or, Test
from sfn_notebook.expressions.jsonpath_steps import PathFailure
from sfn_notebook.expressions.path import compile_condition_path, compile_reader
from sfn_notebook.expressions.scope import Reader, Scope
from sfn_notebook.expressions.timestamp import parse_timestamp
from sfn_notebook.values import JSON

Predicate: TypeAlias = "Callable[[JSON, Scope], bool]"

_Accepts: TypeAlias = "Callable[[JSON], bool]"
_Order: TypeAlias = "Callable[[Any, Any], bool]"

_ORDERS: Final[dict[str, _Order]] = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "GreaterThan": operator.gt,
    "LessThanEquals": operator.le,
    "GreaterThanEquals": operator.ge,
}

_WILDCARD = re.compile(r"\\(.)|(\*)|([^\\*]+|\\)", re.DOTALL)

_EXACT_INTEGERS: Final = 2**53
"""Whole numbers below are exact as doubles, which is what numbers are compared as."""


def compile_test(test: Test) -> Predicate:
    """A function from the input and the scope to whether the test holds.

    Raises:
        ValueError: for a Condition, which is JSONata, for an operator that there is not, and for an operand that
            does not fit its operator; PathSyntaxError, which is one, for a broken path.
    """
    is_negated = False
    while isinstance(test, Not):
        is_negated = not is_negated
        test = test.test
    holds = _compile_plain(test)
    return (lambda document, scope: not holds(document, scope)) if is_negated else holds


def _compile_plain(test: DataTest | And | Or | Condition) -> Predicate:
    match test:
        case DataTest():
            return _compile_data_test(test)
        case And(tests=tests):
            return _compile_combination(tests, decides=False)
        case Or(tests=tests):
            return _compile_combination(tests, decides=True)
        case Condition(value=value):
            raise ValueError(f"the condition {value} is JSONata, which cannot be evaluated here")
        case _:
            assert_never(test)


def _compile_combination(tests: tuple[Test, ...], *, decides: bool) -> Predicate:
    """Tries tests in order; the first one that gives `decides` ends it."""
    predicates: list[Predicate] = []
    for test in tests:
        predicates.append(compile_test(test))  # noqa: PERF401  # one frame less for each level of nesting

    def holds(document: JSON, scope: Scope) -> bool:
        for predicate in predicates:
            if predicate(document, scope) is decides:
                return decides
        return not decides

    return holds


def _compile_data_test(test: DataTest) -> Predicate:
    if test.operator == "IsPresent":
        return _compile_is_present(test)
    read = compile_condition_path(test.variable)
    if accepts := _TYPE_TESTS.get(test.operator):
        return _compile_type_test(read, accepts, wanted=bool(test.operand))
    name, is_path = test.operator.removesuffix("Path"), test.operator.endswith("Path")
    if name == "StringMatches":
        return _compile_accept(read, _compile_pattern(str(test.operand)))
    compare = _find_comparison(name)
    if compare is None:
        raise ValueError(f"there is no operator {test.operator}")
    if is_path:
        return _compile_path_comparison(read, compare, compile_condition_path(str(test.operand)))
    return _compile_accept(read, compare(test.operand))


def _compile_is_present(test: DataTest) -> Predicate:
    class _AbsentError(Exception):
        """Only for the way from the reader to the test."""

    def missed(_failure: PathFailure, _searched: JSON, _document: JSON) -> JSON:
        raise _AbsentError

    read = compile_reader(test.variable, missed)
    wanted = bool(test.operand)

    def holds(document: JSON, scope: Scope) -> bool:
        try:
            read(document, scope)
        except _AbsentError:
            return not wanted
        return wanted

    return holds


def _compile_type_test(read: Reader, accepts: _Accepts, *, wanted: bool) -> Predicate:
    return lambda document, scope: accepts(read(document, scope)) is wanted


def _compile_accept(read: Reader, accepts: _Accepts) -> Predicate:
    return lambda document, scope: accepts(read(document, scope))


def _compile_path_comparison(read: Reader, compare: Callable[[JSON], _Accepts], read_operand: Reader) -> Predicate:
    """The comparison is made anew for every operand; one of another type than the operator's is false."""

    def holds(document: JSON, scope: Scope) -> bool:
        value, operand = read(document, scope), read_operand(document, scope)
        try:
            accepts = compare(operand)
        except ValueError:
            return False
        return accepts(value)

    return holds


def _find_comparison(name: str) -> Callable[[JSON], _Accepts] | None:
    """The comparison of an operator without `Path`: of the operand, to a predicate of the value."""
    for prefix, compile_comparison in _COMPARISONS.items():
        order = _ORDERS.get(name.removeprefix(prefix)) if name.startswith(prefix) else None
        if order is not None and (prefix != "Boolean" or order is operator.eq):
            return lambda operand: compile_comparison(order, operand)
    return None


def _compare_numbers(order: _Order, operand: JSON) -> _Accepts:
    if isinstance(operand, bool) or not isinstance(operand, (int, float)):
        raise _misfit("a number", operand)
    if abs(operand) >= _EXACT_INTEGERS:
        return lambda value: _is_number(value) and order(_as_double(value), _as_double(operand))

    def accepts(value: JSON) -> bool:
        kind = type(value)
        return (kind is int or kind is float) and order(value, operand)

    return accepts


def _misfit(wanted: str, operand: JSON) -> ValueError:
    return ValueError(f"expected {wanted} to compare with, found {operand!r}")


def _as_double(number: Any) -> float:
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def _compare_texts(order: _Order, operand: JSON) -> _Accepts:
    if not isinstance(operand, str):
        raise _misfit("a text", operand)
    if order is operator.eq:
        return lambda value: type(value) is str and value == operand
    wanted = _code_units(operand)
    return lambda value: isinstance(value, str) and order(_code_units(value), wanted)


def _code_units(text: str) -> bytes:
    """What Java's `compareTo` compares."""
    return text.encode("utf-16-be", "surrogatepass")


def _compare_timestamps(order: _Order, operand: JSON) -> _Accepts:
    wanted = parse_timestamp(operand) if isinstance(operand, str) else None
    if wanted is None:
        raise _misfit("a timestamp", operand)

    def accepts(value: JSON) -> bool:
        instant = parse_timestamp(value) if isinstance(value, str) else None
        return instant is not None and order(instant, wanted)

    return accepts


def _compare_booleans(_order: _Order, operand: JSON) -> _Accepts:
    if not isinstance(operand, bool):
        raise _misfit("true or false", operand)
    return lambda value: value is operand


def _compile_pattern(pattern: str) -> _Accepts:
    r"""A text with `*` for anything; `\*` and `\\` stand for themselves."""
    pieces = [""]
    for piece in _WILDCARD.finditer(pattern):
        if piece[2]:
            pieces.append("")
        else:
            pieces[-1] += piece[1] or piece[3]
    return lambda value: isinstance(value, str) and _matches(value, pieces)


def _matches(value: str, pieces: list[str]) -> bool:
    """Whether a text is the pieces in order with anything between them; takes no time worth a hang."""
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return value == first
    if not value.startswith(first):
        return False
    at, end = len(first), len(value) - len(last)
    for piece in pieces[1:-1]:
        at = value.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return at <= end and value.endswith(last)


def _is_number(value: JSON) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_timestamp(value: JSON) -> bool:
    return isinstance(value, str) and parse_timestamp(value) is not None


_COMPARISONS: Final = {
    "String": _compare_texts,
    "Numeric": _compare_numbers,
    "Timestamp": _compare_timestamps,
    "Boolean": _compare_booleans,
}

_TYPE_TESTS: Final[dict[str, _Accepts]] = {
    "IsNull": lambda value: value is None,
    "IsNumeric": _is_number,
    "IsString": lambda value: isinstance(value, str),
    "IsBoolean": lambda value: isinstance(value, bool),
    "IsTimestamp": _is_timestamp,
}
