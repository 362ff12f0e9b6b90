"""What this version does not run: refused by name before anything starts, never ignored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, cast

from sfn_notebook.asl.fields import MAP, Kind, snake_case
from sfn_notebook.asl.fields import STATES as FIELDS
from sfn_notebook.asl.lint.linter import MachineType
from sfn_notebook.asl.model import (
    And,
    Catcher,
    ChoiceRule,
    ChoiceState,
    Condition,
    DataTest,
    Definition,
    MapState,
    Not,
    Or,
    ParallelState,
    State,
    TaskState,
    Test,
    type_name,
)
from sfn_notebook.asl.walk import machines, states
from sfn_notebook.text.diagnostic import Diagnostic, Path, Severity
from sfn_notebook.values import ABSENT, JSON

_FUNCTION: Final = re.compile(r"arn:[^:]+:lambda:[^:]*:[^:]*:function:[^:]+(:[^:]+)?")
_INVOKE: Final = re.compile(r"arn:[^:]+:states:[^:]*:[^:]*:lambda:invoke")
_QUOTED: Final = re.compile(r"'(?:[^'\\]|\\.)*'")
_VARIABLE: Final = re.compile(r"(?<![\w$])\$[^\W\d]\w*")
_JSONATA_FIELDS: Final = ("Output", "Arguments", "Items")
_PATH_KINDS: Final = frozenset({Kind.PATH, Kind.VALUE_PATH, Kind.PATH_OR_FUNCTION})
_TOLERATED: Final = tuple(name for name in MAP if name.startswith("Tolerated"))


def unsupported(definition: Definition, type: MachineType = "STANDARD") -> tuple[Diagnostic, ...]:  # noqa: A002 - the word of the API
    """One ERROR for each thing in the definition that cannot be run yet; empty if it can be run.

    The spans are not known here: `text.source.locate` adds them.
    """
    found = [_refuse("SFN908", "Express workflows are", ())] if type == "EXPRESS" else []
    for path, machine in machines(definition):
        if machine.query_language == "JSONata":
            found.append(_refuse("SFN901", "JSONata is", (*path, "QueryLanguage")))
    for path, state in states(definition):
        found += (_refuse(code, what, (*path, *below)) for code, what, below in _refused(state))
    return tuple(found)


def _refuse(code: str, what: str, path: Path) -> Diagnostic:
    return Diagnostic(code=code, severity=Severity.ERROR, message=f"{what} not supported yet", path=path)


def _refused(state: State) -> Iterator[tuple[str, str, Path]]:
    """Code, the beginning of a sentence, and the place below the state."""
    yield from _jsonata(state)
    yield from _variables(state)
    if isinstance(state, MapState):
        yield from _map(state)
    if isinstance(state, TaskState):
        yield from _task(state)


def _jsonata(state: State) -> Iterator[tuple[str, str, Path]]:
    if state.query_language == "JSONata":
        yield "SFN901", "JSONata is", ("QueryLanguage",)
    for name in _JSONATA_FIELDS:
        if getattr(state, snake_case(name), ABSENT) is not ABSENT:
            yield "SFN901", f"JSONata ({name}) is", (name,)
    for path, holder in _choices_and_catchers(state):
        if holder.output is not ABSENT:
            yield "SFN901", "JSONata (Output) is", (*path, "Output")
        if isinstance(holder, ChoiceRule) and isinstance(holder.test, Condition):
            yield "SFN901", "JSONata (Condition) is", (*path, "Condition")


def _map(state: MapState) -> Iterator[tuple[str, str, Path]]:
    if state.item_processor.processor_config.mode == "DISTRIBUTED":
        yield "SFN903", "Distributed Map is", (state.item_processor_field, "ProcessorConfig", "Mode")
    for name in ("ItemReader", "ItemBatcher", "ResultWriter"):
        if getattr(state, snake_case(name)) is not ABSENT:
            yield "SFN904", f"{name} is", (name,)
    for name in _TOLERATED:
        if getattr(state, snake_case(name)) is not None:
            yield "SFN905", f"{name} is", (name,)


def _task(state: TaskState) -> Iterator[tuple[str, str, Path]]:
    if state.credentials is not ABSENT:
        yield "SFN906", "Credentials are", ("Credentials",)
    if not _FUNCTION.fullmatch(state.resource) and not _INVOKE.fullmatch(state.resource):
        yield "SFN907", f'the resource "{state.resource}" is', ("Resource",)


def _variables(state: State) -> Iterator[tuple[str, str, Path]]:
    if getattr(state, "assign", ABSENT) is not ABSENT:
        yield "SFN902", "variables (Assign) are", ("Assign",)
    for path, holder in _choices_and_catchers(state):
        if holder.assign is not ABSENT:
            yield "SFN902", "variables (Assign) are", (*path, "Assign")
    for path, text in _expressions(state):
        found = _VARIABLE.search(_QUOTED.sub("''", text))
        if found is not None:
            yield "SFN902", f"variables ({found.group()}) are", path


def _choices_and_catchers(state: State) -> list[tuple[Path, ChoiceRule | Catcher]]:
    if isinstance(state, ChoiceState):
        return [(("Choices", index), rule) for index, rule in enumerate(state.choices)]
    if isinstance(state, TaskState | ParallelState | MapState):
        return [(("Catch", index), catcher) for index, catcher in enumerate(state.catch)]
    return []


def _expressions(state: State) -> Iterator[tuple[Path, str]]:
    """The texts of a state in which a variable can be named."""
    for field in FIELDS[type_name(state)].values():
        value = getattr(state, field.attribute, ABSENT)
        if field.kind in _PATH_KINDS and isinstance(value, str):
            yield (field.name,), value
        elif field.kind is Kind.TEMPLATE and value is not ABSENT:
            yield from _dynamic(cast("JSON", value), (_written_name(state, field.name),))
    if isinstance(state, ChoiceState):
        for index, rule in enumerate(state.choices):
            yield from _tested(rule.test, ("Choices", index))


def _written_name(state: State, field: str) -> str:
    return state.item_selector_field if isinstance(state, MapState) and field == "ItemSelector" else field


def _dynamic(template: JSON, path: Path) -> Iterator[tuple[Path, str]]:
    pending = [(template, path)]
    while pending:
        value, place = pending.pop()
        if isinstance(value, dict):
            pending += [(member, (*place, key)) for key, member in reversed(value.items())]
        elif isinstance(value, list):
            pending += [(member, (*place, index)) for index, member in reversed(list(enumerate(value)))]
        elif isinstance(value, str) and str(place[-1]).endswith(".$"):
            yield place, value


def _tested(test: Test, path: Path) -> Iterator[tuple[Path, str]]:
    pending = [(test, path)]
    while pending:
        found, place = pending.pop()
        if isinstance(found, DataTest):
            yield (*place, "Variable"), found.variable
            if found.operator.endswith("Path"):
                yield (*place, found.operator), str(found.operand)
        elif isinstance(found, Not):
            pending.append((found.test, (*place, "Not")))
        elif isinstance(found, And | Or):
            name = type(found).__name__
            pending += [(inner, (*place, name, index)) for index, inner in reversed(list(enumerate(found.tests)))]
