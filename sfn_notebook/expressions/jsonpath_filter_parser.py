"""From the text of a filter, `?(@.a > 1 && @.b)`, to its terms."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Literal, TypeAlias

from sfn_notebook.expressions.jsonpath_steps import Comparison, Filter, Operand, Path, PathSyntaxError

_Operator: TypeAlias = Literal["==", ">=", "<=", "!=", "<", ">", "=~"]

_OPERATORS: Final[tuple[_Operator, ...]] = ("==", ">=", "<=", "!=", "<", ">", "=~")
"""In the order in which they are looked for."""

_QUOTED = re.compile(r"'[^']*'")
_NESTED = re.compile(r"\[\s*\?")
_PATTERN = re.compile(r"/(.*)/(i?)", re.DOTALL)


def parse_filter(body: str, position: int, parse_path: Callable[[str], Path]) -> Filter:
    """The filter between two brackets.

    Brackets inside the outer pair of parentheses mean nothing, as in Jayway 2.0.0: `&&` binds tighter than `||`,
    whatever they say.

    Args:
        body: what stands between `[` and `]`.
        position: of the body in the path.
        parse_path: gives the paths of the operands.
    """
    source = body.strip().removeprefix("?").strip()
    if not (source.startswith("(") and source.endswith(")")):
        raise PathSyntaxError("a filter is written [?(…)]", position)
    alternatives = [
        tuple(_parse_term(term, position, parse_path) for term in _split(alternative, "&&"))
        for alternative in _split(source[1:-1], "||")
    ]
    return Filter(tuple(alternatives))


def _split(text: str, separator: str) -> list[str]:
    """The parts between separators; those in quotes do not count."""
    masked = _mask(text)
    parts: list[str] = []
    start = 0
    while (at := masked.find(separator, start)) >= 0:
        parts.append(text[start:at])
        start = at + len(separator)
    return [*parts, text[start:]]


def _mask(text: str) -> str:
    return _QUOTED.sub(lambda quoted: "\0" * len(quoted[0]), text)


def _parse_term(text: str, position: int, parse_path: Callable[[str], Path]) -> Comparison:
    term = text.lstrip("[?( ").rstrip(") ")
    masked = _mask(term)
    operator: _Operator | None = next((operator for operator in _OPERATORS if operator in masked), None)
    if operator is None:
        return _parse_existence(term, position, parse_path)
    at = masked.index(operator)
    left, right = term[:at].strip(), term[at + len(operator) :].strip()
    if right.startswith("!@"):
        raise PathSyntaxError("! stands only before a path alone, as in [?(!@.a)]", position)
    comparison = Comparison(
        _parse_operand(left.removeprefix("!") if left.startswith("!@") else left, position, parse_path),
        operator,
        _parse_operand(right, position, parse_path),
    )
    if operator == "=~" and not isinstance(comparison.right, re.Pattern):
        raise PathSyntaxError("expected a pattern, as in @.a =~ /x.*/", position)
    return comparison


def _parse_existence(term: str, position: int, parse_path: Callable[[str], Path]) -> Comparison:
    if not term.startswith(("@", "$", "!@")):
        raise PathSyntaxError(f"expected a path or a comparison in the filter, found ({term})", position)
    operand = _parse_operand(term.removeprefix("!"), position, parse_path)
    return Comparison(operand, "missing" if term.startswith("!") else "exists")


def _parse_operand(text: str, position: int, parse_path: Callable[[str], Path]) -> Operand:
    if text.startswith(("@", "$")):
        path = None if _NESTED.search(_mask(text)) else parse_path(text)
        if path is None or not path.is_definite:
            raise PathSyntaxError(f"{text} may find more than one value and cannot be compared", position)
        return path
    if text.startswith("'") and text.endswith("'"):
        return text[1:-1]
    if pattern := _PATTERN.fullmatch(text):
        return _compile_pattern(pattern[1], re.IGNORECASE if pattern[2] else re.NOFLAG, position)
    return text


def _compile_pattern(source: str, flags: re.RegexFlag, position: int) -> re.Pattern[str]:
    try:
        return re.compile(source, flags)
    except re.error as error:
        raise PathSyntaxError(f"the pattern /{source}/ is broken: {error}", position) from None
