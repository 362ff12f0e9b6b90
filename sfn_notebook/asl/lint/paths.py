"""Paths, reference paths, payload templates and timestamps: whether their text can be read at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sfn_notebook.asl.fields import CATCHER, RULE, STATES, Field, Fields, Kind
from sfn_notebook.asl.findings import schema_error
from sfn_notebook.asl.lint.maps import map_objects
from sfn_notebook.asl.sites import Members, StateSite, objects
from sfn_notebook.expressions.jsonpath_steps import PathSyntaxError
from sfn_notebook.expressions.path import check_path
from sfn_notebook.expressions.reference_path import parse_reference_path
from sfn_notebook.expressions.template import check_expression, check_template
from sfn_notebook.expressions.timestamp import parse_timestamp
from sfn_notebook.text.diagnostic import Diagnostic, Path
from sfn_notebook.values import JSON

_VARIABLE: Final = re.compile(r"\$(?:\$|[^\W\d]\w*)")
_TEXT_FUNCTIONS: Final = (
    "States.Format",
    "States.JsonToString",
    "States.ArrayGetItem",
    "States.Base64Encode",
    "States.Base64Decode",
    "States.Hash",
    "States.UUID",
)
"""The functions that ErrorPath and CausePath take: those that give text.

Spec: https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html
"""


def check_paths(state: StateSite) -> Iterator[Diagnostic]:
    """All fields of a state that hold a path, a template or a timestamp."""
    yield from _check_members(state.members, state.path, STATES.get(state.type, {}), state.language)
    if state.type == "Choice":
        for rule, path in objects(state.members.get("Choices"), (*state.path, "Choices")):
            yield from _check_rule(rule, path, state.language)
    for catcher, path in objects(state.members.get("Catch"), (*state.path, "Catch")):
        yield from _check_members(catcher, path, CATCHER, state.language)
    for members, path, fields in map_objects(state):
        yield from _check_members(members, path, fields, state.language)


def _check_rule(rule: Members, path: Path, language: str) -> Iterator[Diagnostic]:
    pending = [(rule, path)]
    while pending:
        test, place = pending.pop()
        yield from _check_members(test, place, RULE, language)
        for name in ("And", "Or"):
            pending += objects(test.get(name), (*place, name))
        negated = test.get("Not")
        if isinstance(negated, dict):
            pending.append((negated, (*place, "Not")))


def _check_members(members: Members, path: Path, fields: Fields, language: str) -> Iterator[Diagnostic]:
    for name, value in members.items():
        field = fields.get(name)
        if field is None or field.language not in {None, language}:
            continue
        if field.kind is Kind.TIMESTAMP:
            yield from _check_timestamp(value, (*path, name), language)
        elif language == "JSONPath":
            yield from _check_field(field, value, (*path, name))


def _check_field(field: Field, value: JSON, path: Path) -> Iterator[Diagnostic]:
    if field.kind is Kind.TEMPLATE or field.name == "Assign":
        yield from _check_template(value, path)
    elif isinstance(value, str):
        yield from _check_text(field, value, path)


def _check_text(field: Field, text: str, path: Path) -> Iterator[Diagnostic]:
    if field.kind is Kind.REFERENCE_PATH:
        yield from _check_reference(text, text, path)
    elif field.kind is Kind.VALUE_PATH and ("Choices" in path):
        yield from _check_reference(text, _VARIABLE.sub("$", text, count=1) if _VARIABLE.match(text) else text, path)
    elif field.kind in {Kind.PATH, Kind.VALUE_PATH} or (
        field.kind is Kind.PATH_OR_FUNCTION and not text.startswith("States.")
    ):
        yield from _check_path(text, path)
    elif field.kind is Kind.PATH_OR_FUNCTION:
        yield from _check_function(text, path)


def _check_path(text: str, path: Path) -> Iterator[Diagnostic]:
    problem = check_path(text)
    if problem is not None:
        yield schema_error("SFN401", problem, path, "Value must be a valid JSONPath.", hint=_dollar(text))


def _check_reference(text: str, bare: str, path: Path) -> Iterator[Diagnostic]:
    try:
        parse_reference_path(bare)
    except PathSyntaxError as error:
        said = "Value is not a Reference Path"
        if not text.startswith("$"):
            said = f"{said}: Reference path didn't start with '$'"
        yield schema_error("SFN402", str(error), path, said, hint=_dollar(text))


def _check_function(text: str, path: Path) -> Iterator[Diagnostic]:
    said = f"The value for the field '{path[-1]}' must be a valid JSONPath or a valid intrinsic function call"
    name = text.partition("(")[0]
    problem = check_expression(text)
    if problem is not None:
        yield schema_error("SFN401", problem, path, said)
        return
    if name not in _TEXT_FUNCTIONS:
        hint = f"{path[-1]} takes {', '.join(_TEXT_FUNCTIONS)}"
        yield schema_error("SFN401", f"{name} does not always give text", path, said, hint=hint)


def _dollar(text: str) -> str | None:
    return f'"$.{text}" names a field of the input' if re.fullmatch(r"[A-Za-z_]\w*(\.\w+)*", text) else None


def _check_template(template: JSON, path: Path) -> Iterator[Diagnostic]:
    for below, message in check_template(template):
        place = (*path, *below)
        key = next((step for step in reversed(place) if isinstance(step, str)), "")
        said = f"The value for the field '{key}' must be a valid JSONPath or a valid intrinsic function call"
        yield schema_error("SFN403", message, place, said, at=place[:-1])


def _check_timestamp(value: JSON, path: Path, language: str) -> Iterator[Diagnostic]:
    if not isinstance(value, str) or (language == "JSONata" and value.startswith("{%")):
        return
    if parse_timestamp(value) is None:
        hint = "for example 2030-01-31T12:00:00Z, with upper-case T and Z"
        said = "String does not match RFC3339 timestamp"
        yield schema_error("SFN309", f'"{value}" is not a timestamp of RFC 3339', path, said, hint=hint)
