"""Filters of a JSONPath, compiled to predicates over an item and the document.

A term that cannot be compared (a number with an object, a missing property) is false, for `!=` too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import TypeAlias, TypeVar

from sfn_notebook.expressions.java_text import java_text
from sfn_notebook.expressions.jsonpath_steps import Comparison, Filter, NoResult, Operand, Path, WrongType
from sfn_notebook.values import JSON

Predicate: TypeAlias = "Callable[[JSON, JSON], bool]"
"""Of the item, `@`, and the document, `$`."""

_Getter: TypeAlias = "Callable[[JSON, JSON], JSON]"
_CompilePath: TypeAlias = "Callable[[Path], _Getter]"

_Comparable = TypeVar("_Comparable", Decimal, bytes)

_ACCEPTS: dict[str, Callable[[int], bool]] = {
    "==": lambda order: order == 0,
    "!=": lambda order: order != 0,
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


_INTEGER = re.compile(r"-?\d{1,18}", re.ASCII)


class _CannotCompareError(Exception):
    pass


def compile_filter(filter_: Filter, compile_path: _CompilePath) -> Predicate:
    """The predicate of a filter; `compile_path` gives a getter whose second argument is not used."""
    # Jayway tries the terms from the last to the first, which decides which error is seen.
    alternatives = [
        [_compile_term(term, compile_path) for term in reversed(alternative)]
        for alternative in reversed(filter_.alternatives)
    ]

    def accepts(item: JSON, root: JSON) -> bool:
        for terms in alternatives:
            for holds in terms:
                if not holds(item, root):
                    break
            else:
                return True
        return False

    return accepts


def _compile_term(term: Comparison, compile_path: _CompilePath) -> Predicate:
    left = _compile_operand(term.left, compile_path)
    if term.operator in {"exists", "missing"}:
        return _compile_existence(left, wanted=term.operator == "exists")
    if isinstance(term.right, re.Pattern):
        return _compile_match(left, term.right)
    holds = _compile_comparison(left, _compile_operand(term.right, compile_path), term.operator)
    if isinstance(term.right, str) and _INTEGER.fullmatch(term.right):
        return _compile_integer(left, int(term.right), _ACCEPTS[term.operator], holds)
    return holds


def _compile_integer(left: _Getter, number: int, accepts: Callable[[int], bool], otherwise: Predicate) -> Predicate:
    """The common case, told apart early: a whole number is compared with a whole number."""

    def holds(item: JSON, root: JSON) -> bool:
        try:
            actual = left(item, root)
        except NoResult:
            return False
        return accepts(actual - number) if type(actual) is int else otherwise(item, root)

    return holds


def _compile_comparison(left: _Getter, right: _Getter, operator: str) -> Predicate:
    accepts = _ACCEPTS[operator]
    is_ordering = operator not in {"==", "!="}

    def holds(item: JSON, root: JSON) -> bool:
        try:
            actual, expected = left(item, root), right(item, root)
            if is_ordering and (actual is None) != (expected is None):
                return False
            return accepts(-_order(expected, actual))
        except (NoResult, _CannotCompareError):
            return False

    return holds


def _compile_operand(operand: Operand, compile_path: _CompilePath) -> _Getter:
    if isinstance(operand, Path):
        getter = compile_path(operand)
        return (lambda item, root: getter(root, item)) if operand.is_root else getter
    text = operand if isinstance(operand, str) else operand.pattern
    return lambda _item, _root: text


def _compile_existence(left: _Getter, *, wanted: bool) -> Predicate:
    def holds(item: JSON, root: JSON) -> bool:
        try:
            return (left(item, root) is not None) == wanted
        except NoResult:
            return not wanted

    return holds


def _compile_match(left: _Getter, pattern: re.Pattern[str]) -> Predicate:
    def holds(item: JSON, root: JSON) -> bool:
        try:
            actual = left(item, root)
        except NoResult:
            return False
        return actual is not None and pattern.fullmatch(java_text(actual)) is not None

    return holds


def _order(expected: JSON, actual: JSON) -> int:
    """Below, equal to or above 0, as `expected` stands to `actual`."""
    if expected is actual:
        return 0
    expected_is_null, actual_is_null = _is_null(expected), _is_null(actual)
    if expected_is_null or actual_is_null:
        return actual_is_null - expected_is_null if expected_is_null != actual_is_null else 0
    if isinstance(expected, str):
        return _order_text(expected, actual)
    if isinstance(expected, bool) and isinstance(actual, bool):
        return expected - actual
    if _is_number(expected) and _is_number(actual):
        return _sign(_decimal(java_text(expected)), _decimal(java_text(actual)))
    raise _CannotCompareError


def _order_text(expected: str, actual: JSON) -> int:
    """A literal takes the type of what it is compared with."""
    if isinstance(actual, str):
        text = expected.replace("\\'", "'")
        return _sign(text.encode("utf-16-be", "surrogatepass"), actual.encode("utf-16-be", "surrogatepass"))
    if isinstance(actual, bool):
        return (expected.lower() == "true") - actual
    if _is_number(actual):
        return _sign(_decimal(expected), _decimal(java_text(actual)))
    raise _CannotCompareError


def _sign(left: _Comparable, right: _Comparable) -> int:
    return (left > right) - (left < right)


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise WrongType(f"{text} is not a number") from None
    if not number.is_finite() or "_" in text:
        raise WrongType(f"{text} is not a number")
    return number


def _is_null(value: JSON) -> bool:
    return value is None or value == "null"


def _is_number(value: JSON) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
