"""States.Format, StringSplit and UUID."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from sfn_notebook.expressions.intrinsics.function import Bound, Function, InvalidArgumentsError, need_text, total
from sfn_notebook.expressions.java_text import java_text
from sfn_notebook.expressions.scope import Scope
from sfn_notebook.values import JSON

_PIECE = re.compile(r"\{\}|\\(.)|([{}])", re.DOTALL)


class InvalidTemplateError(InvalidArgumentsError):
    """A template of States.Format with a brace that has no partner."""


def parse_format(template: str) -> tuple[str, ...]:
    r"""The texts around the `{}` of a template; `\{`, `\}`, `\'` and `\\` stand for themselves.

    Raises:
        InvalidTemplateError: for a brace without its partner.
    """
    texts = [""]
    end = 0
    for piece in _PIECE.finditer(template):
        texts[-1] += template[end : piece.start()]
        end = piece.end()
        if piece[2]:
            partner = "}" if piece[2] == "{" else "{"
            raise InvalidTemplateError(f"matching '{partner}' not found for '{piece[2]}'.")
        if piece[1]:
            texts[-1] += piece[1]
        else:
            texts.append("")
    texts[-1] += template[end:]
    return tuple(texts)


def _format(arguments: Sequence[JSON], _scope: Scope) -> JSON:
    return fill(parse_format(need_text(arguments[0])), arguments[1:])


def fill(texts: Sequence[str], values: Sequence[JSON]) -> str:
    """The texts with the values between them."""
    check_count(texts, len(values))
    parts = [texts[0]]
    for value, text in zip(values, texts[1:], strict=True):
        parts.append(value if isinstance(value, str) else java_text(value))
        parts.append(text)
    return "".join(parts)


def check_count(texts: Sequence[str], count: int) -> None:
    """Raise InvalidArgumentsError if there are not as many values as `{}`."""
    if len(texts) != count + 1:
        raise InvalidArgumentsError("number of arguments do not match the occurrences of {}.")


def _split(arguments: Sequence[JSON], _scope: Scope) -> JSON:
    """Every character of the separator separates; what is empty is left out."""
    text, separators = need_text(arguments[0]), need_text(arguments[1])
    if not separators:
        return [text] if text else []
    return [part for part in re.split(f"[{re.escape(separators)}]", text) if part]


def _uuid(_arguments: Sequence[JSON], scope: Scope) -> JSON:
    return scope.uuid()


def _bound_format(arguments: Sequence[Bound]) -> Bound:
    # Java puts a space behind the comma of an array, and writes some numbers with a byte or two more.
    return total(arguments, factor=2, extra_bytes=8 * len(arguments))


def _bound_split(arguments: Sequence[Bound]) -> Bound:
    # "a,b" becomes ["a","b"].
    return total(arguments[:1], factor=2, extra_bytes=4)


def _bound_uuid(_arguments: Sequence[Bound]) -> Bound:
    return Bound(38)


FUNCTIONS: Final = (
    Function(name="States.Format", min_arguments=1, max_arguments=None, apply=_format, bound=_bound_format),
    Function(name="States.StringSplit", min_arguments=2, max_arguments=2, apply=_split, bound=_bound_split),
    Function(name="States.UUID", min_arguments=0, max_arguments=0, apply=_uuid, bound=_bound_uuid),
)
