"""Query languages: which go together, JSONata where JSONPath is read, the names of variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from sfn_notebook.asl.findings import schema_error, warning
from sfn_notebook.asl.lint.expression_sites import texts
from sfn_notebook.asl.sites import StateSite, objects
from sfn_notebook.expressions.jsonata import is_expression
from sfn_notebook.text.diagnostic import Diagnostic, Path, Severity
from sfn_notebook.values import JSON

_CONSTANT: Final = frozenset({"Comment", "ItemProcessor", "Iterator", "Branches"})
LONGEST_VARIABLE: Final = 80


def check_language(state: StateSite, machine_language: JSON) -> Iterator[Diagnostic]:
    """A machine in JSONata has no state in JSONPath; the reverse is allowed."""
    if machine_language == "JSONata" and state.language == "JSONPath":
        said = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"
        message = "a state of a JSONata machine cannot use JSONPath"
        yield schema_error("SFN313", message, (*state.path, "QueryLanguage"), said, at=state.path)


def check_foreign_marks(state: StateSite) -> Iterator[Diagnostic]:
    """In JSONPath `{%` and `%}` mean nothing."""
    if state.language == "JSONata":
        return
    for name, value in state.members.items():
        if name in _CONSTANT:
            continue
        for text, path in texts(value, (*state.path, name)):
            if is_expression(text):
                hint = '"QueryLanguage": "JSONata" in the state would evaluate it'
                yield warning("SFN603", "a JSONata expression in a JSONPath state is only text", path, hint)


def check_variable_names(state: StateSite) -> Iterator[Diagnostic]:
    """The names in Assign, also in those of Choice rules and catchers."""
    places = [(state.members, state.path)]
    places += objects(state.members.get("Choices"), (*state.path, "Choices"))
    places += objects(state.members.get("Catch"), (*state.path, "Catch"))
    for members, path in places:
        assign = members.get("Assign")
        if isinstance(assign, dict):
            for key in assign:
                yield from _check_name(key, (*path, "Assign", key), state.language)


def _check_name(key: str, path: Path, language: str) -> Iterator[Diagnostic]:
    name = key.removesuffix(".$") if language == "JSONPath" else key
    if name == "states":
        said = "Cannot assign to reserved variable '$states'."
        yield _variable("the variable states is reserved", path, "RESERVED_VARIABLE_NAME", said)
    elif not name.isidentifier() or name.startswith("_"):
        said = f"Invalid variable name '{name}': the variable name contains invalid characters."
        message = f'"{name}" is no name of a variable: a letter, then letters, digits and _'
        whole, dot, _ = name.partition(".")
        hint = f"a variable is assigned whole: ${whole}" if dot and whole.isidentifier() else None
        yield replace(_variable(message, path, "INVALID_VARIABLE_NAME", said), hint=hint)
    elif len(name) > LONGEST_VARIABLE:
        said = f"Invalid variable name '{name}': the variable name exceeds {LONGEST_VARIABLE} characters."
        message = f"the name of a variable has at most {LONGEST_VARIABLE} characters"
        yield _variable(message, path, "INVALID_VARIABLE_NAME", said)


def _variable(message: str, path: Path, aws_code: str, aws_message: str) -> Diagnostic:
    return Diagnostic(
        code="SFN318",
        severity=Severity.ERROR,
        message=message,
        path=path,
        aws_code=aws_code,
        aws_message=aws_message,
        is_about_key=True,
    )
