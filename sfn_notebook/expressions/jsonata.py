"""JSONata, as AWS runs it: compiled once, evaluated within bounds, with AWS's words for what goes wrong.

The engine of the language is jlens; what knows it is `jsonata_engine` and `jsonata_program`.

Spec: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, TypeGuard

from sfn_notebook.errors import EvaluationError, StateError
from sfn_notebook.expressions.jsonata_engine import (
    UNDEFINED,
    JsonataError,
    JsonataSyntaxError,
    JsonataUnavailableError,
    Nothing,
    missing_engine,
)
from sfn_notebook.expressions.jsonata_lookup import compile_lookup
from sfn_notebook.expressions.jsonata_program import Program, compile_program
from sfn_notebook.expressions.scope import Reader, Scope
from sfn_notebook.values import JSON, encode

__all__ = [
    "Analysis",
    "Expected",
    "JsonataSyntaxError",
    "JsonataUnavailableError",
    "analyse",
    "compile_jsonata",
    "compile_query_template",
    "is_expression",
    "missing_engine",
    "type_of",
]

Expected: TypeAlias = Literal["array", "boolean", "integer", "number", "string", "object"]

_START, _END = "{%", "%}"
_CALL: Final = re.compile(r"\$([A-Za-z_]\w*)\s*\(")
_TEXTS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^'\\]|\\.)*'|/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What can be said of an expression without evaluating it.

    Attributes:
        problem: code, message, and position in the text with its marks; None for one that can be compiled.
        variables: the free ones, without `states` and functions that there are.
        states_fields: first steps below `$states`.
        reads_input: whether it reads a top-level `$`, `$$` or name, which AWS does not allow.
        functions: those that are called by name.
    """

    problem: tuple[str, str, int] | None = None
    variables: frozenset[str] = frozenset()
    states_fields: frozenset[str] = frozenset()
    reads_input: bool = False
    functions: frozenset[str] = frozenset()


def is_expression(value: JSON) -> TypeGuard[str]:
    """Whether a value is a text that JSONata evaluates: `{% … %}`."""
    return isinstance(value, str) and value.startswith(_START) and value.endswith(_END)


def analyse(source: str) -> Analysis:
    """What an expression reads, and whether it can be compiled at all.

    Raises:
        JsonataUnavailableError: where there is no engine of the language.
    """
    try:
        program = _program(source)
    except JsonataSyntaxError as error:
        return Analysis(problem=(error.code, error.message, error.position))
    functions = frozenset(_CALL.findall(_TEXTS.sub('""', program.text)))
    return Analysis(
        variables=program.variables,
        states_fields=program.states_fields,
        reads_input=program.reads_input,
        functions=functions,
    )


def compile_jsonata(source: str, field: str, expected: Expected | None = None) -> Reader:
    """The Reader of an expression; see `scope.Reader`.

    Args:
        source: with its marks, `{% … %}`.
        field: the location as AWS writes it: `Output/items[0]`, `Choices[1]/Condition`.
        expected: what the result must be.

    Raises:
        JsonataSyntaxError: if it cannot be compiled.
        JsonataUnavailableError: where there is no engine of the language.
    """
    program = _program(source)
    lookup = compile_lookup(program.text)

    def read(states: JSON, scope: Scope) -> JSON:
        found = UNDEFINED if lookup is None else lookup(states, scope)
        value = _evaluate(program, field, states, scope) if isinstance(found, Nothing) else found
        if expected is not None and not _is(value, expected):
            shown = f"Expected '{expected}', but was '{type_of(value)}' for value: {encode(value)}"
            raise _failed(program.text, field, f"returned an unexpected result type. {shown}")
        return value

    return read


def _evaluate(program: Program, field: str, states: JSON, scope: Scope) -> JSON:
    try:
        value = program.evaluate(states, scope)
    except JsonataError as error:
        code = f"{error.code}: " if error.code else ""
        separator = ". " if error.code else ": "
        problem = f"threw an error during evaluation{separator}{code}{error.message}"
        raise _failed(program.text, field, problem) from None
    if value is UNDEFINED:
        raise _failed(program.text, field, "returned nothing (undefined).")
    if isinstance(value, Nothing):
        raise _failed(program.text, field, "returned an unsupported result type.")
    return value


def _failed(text: str, field: str, problem: str) -> StateError:
    return EvaluationError(f"The JSONata expression '{text}' specified for the field '{field}' {problem}", field)


@lru_cache(maxsize=4096)
def _program(source: str) -> Program:
    inner = source[len(_START) : -len(_END)]
    offset = len(_START) + len(inner) - len(inner.lstrip())
    return compile_program(inner.strip(), offset)


_TYPES: Final[Mapping[type, str]] = MappingProxyType(
    {bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object", type(None): "null"}
)


def type_of(value: JSON) -> str:
    """The type of a value as AWS names it in its causes."""
    return _TYPES[type(value)]


def _is(value: JSON, expected: Expected) -> bool:
    if expected == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return type_of(value) == expected


def compile_query_template(value: JSON, field: str) -> Reader:
    """The Reader of Output, Arguments, Assign and their like: any JSON whose texts may be expressions.

    Raises:
        JsonataSyntaxError: for the first expression that cannot be compiled.
        JsonataUnavailableError: where there is no engine of the language.
    """
    reader = _compile_node(value, field)
    return reader or (lambda _states, _scope: value)


def _compile_node(value: JSON, field: str) -> Reader | None:
    """None for what stands for itself.

    Definitions are as deep as JSON may be here: 500 levels, for which the stack has room if each takes one call.
    """
    if is_expression(value):
        return compile_jsonata(value, field)
    if isinstance(value, dict):
        members: list[tuple[str, Reader]] = []
        for key, member in value.items():
            if reader := _compile_node(member, f"{field}/{key}"):
                members.append((key, reader))
        return _object(value, members)
    if isinstance(value, list):
        items: list[tuple[int, Reader]] = []
        for index, member in enumerate(value):
            if reader := _compile_node(member, f"{field}[{index}]"):
                items.append((index, reader))
        return _array(value, items)
    return None


def _object(value: dict[str, JSON], readers: list[tuple[str, Reader]]) -> Reader | None:
    if not readers:
        return None

    def read(states: JSON, scope: Scope) -> JSON:
        filled = value.copy()
        for key, reader in readers:
            filled[key] = reader(states, scope)
        return filled

    return read


def _array(value: list[JSON], readers: list[tuple[int, Reader]]) -> Reader | None:
    if not readers:
        return None

    def read(states: JSON, scope: Scope) -> JSON:
        filled = value.copy()
        for index, reader in readers:
            filled[index] = reader(states, scope)
        return filled

    return read
