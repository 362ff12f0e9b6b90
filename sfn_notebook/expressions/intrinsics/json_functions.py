"""States.JsonToString, StringToJson and JsonMerge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sfn_notebook.expressions.intrinsics.function import Bound, Function, InvalidArgumentsError, need_text, total
from sfn_notebook.expressions.scope import Scope
from sfn_notebook.values import JSON, NotJsonError, decode, encode


def _json_to_string(arguments: Sequence[JSON], _scope: Scope) -> JSON:
    return encode(arguments[0])


def _string_to_json(arguments: Sequence[JSON], _scope: Scope) -> JSON:
    text = need_text(arguments[0])
    if not text.strip():
        return None
    try:
        return decode(text)
    except NotJsonError:
        raise InvalidArgumentsError from None


def _merge(arguments: Sequence[JSON], _scope: Scope) -> JSON:
    """AWS merges the top level only; it refuses true, and takes anything else for false (observed)."""
    first, second, is_deep = arguments
    if not isinstance(first, dict) or not isinstance(second, dict) or is_deep is True:
        raise InvalidArgumentsError
    return {**first, **second}


def _bound_string(arguments: Sequence[Bound]) -> Bound:
    # At worst every character gets a backslash.
    return total(arguments, factor=2, extra_bytes=2)


def _bound_json(_arguments: Sequence[Bound]) -> Bound:
    # "1e300" is five characters and a number of 300 digits.
    return Bound(0, None)


def _bound_merge(arguments: Sequence[Bound]) -> Bound:
    return total(arguments[:2])


FUNCTIONS: Final = (
    Function(name="States.JsonToString", min_arguments=1, max_arguments=1, apply=_json_to_string, bound=_bound_string),
    Function(name="States.StringToJson", min_arguments=1, max_arguments=1, apply=_string_to_json, bound=_bound_json),
    Function(name="States.JsonMerge", min_arguments=3, max_arguments=3, apply=_merge, bound=_bound_merge),
)
