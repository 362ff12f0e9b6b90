"""Query languages: which go together, the marks of JSONata, the names of variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sfn_notebook.asl.findings import schema_error, warning
from sfn_notebook.asl.sites import StateSite, objects
from sfn_notebook.text.diagnostic import Diagnostic, Path, Severity
from sfn_notebook.values import JSON

_CONSTANT: Final = frozenset({"Type", "Resource", "Next", "Comment", "QueryLanguage", "Label", "Default", "Variable"})
_NAME: Final = re.compile(r"[^\W\d]\w*")
LONGEST_VARIABLE: Final = 80


def check_language(state: StateSite, machine_language: JSON) -> Iterator[Diagnostic]:
    """A machine in JSONata has no state in JSONPath; the reverse is allowed."""
    if machine_language == "JSONata" and state.language == "JSONPath":
        said = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"
        message = "a state of a JSONata machine cannot use JSONPath"
        yield schema_error("SFN313", message, (*state.path, "QueryLanguage"), said, at=state.path)


def check_expressions(state: StateSite) -> Iterator[Diagnostic]:
    """In JSONata `{%` begins and `%}` ends a text; in JSONPath they mean nothing."""
    for name, value in state.members.items():
        if name in _CONSTANT or name in {"ItemProcessor", "Iterator", "Branches"}:
            continue
        for text, path in _texts(value, (*state.path, name)):
            if state.language == "JSONata":
                yield from _check_marks(text, path)
            elif text.startswith("{%") and text.endswith("%}"):
                hint = '"QueryLanguage": "JSONata" in the state would evaluate it'
                yield warning("SFN603", "a JSONata expression in a JSONPath state is only text", path, hint)


def _check_marks(text: str, path: Path) -> Iterator[Diagnostic]:
    if path[-1] not in _CONSTANT and text.startswith("{%") != text.endswith("%}"):
        mark = "{%" if text.endswith("%}") else "%}"
        message = f"the expression has no {mark}"
        said = "JSONata string must start with {% and end with %}"
        yield schema_error("SFN317", message, path, said, hint='an expression is "{% … %}"')


def _texts(value: JSON, path: Path) -> Iterator[tuple[str, Path]]:
    pending = [(value, path)]
    while pending:
        found, place = pending.pop()
        if isinstance(found, str):
            yield found, place
        elif isinstance(found, dict):
            pending += [(member, (*place, key)) for key, member in reversed(found.items())]
        elif isinstance(found, list):
            pending += [(member, (*place, index)) for index, member in reversed(list(enumerate(found)))]


def check_variables(state: StateSite) -> Iterator[Diagnostic]:
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
    elif not _NAME.fullmatch(name):
        said = f"Invalid variable name '{name}': the variable name contains invalid characters."
        message = f'"{name}" is no name of a variable: a letter, then letters, digits and _'
        yield _variable(message, path, "INVALID_VARIABLE_NAME", said)
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
