"""From the model back to JSON: what is exported, and what `parse` reads as the same model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, cast

from sfn_notebook.asl import fields as table
from sfn_notebook.asl.fields import Fields
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
    ProcessorConfig,
    Retrier,
    State,
    TaskState,
    Test,
    type_name,
)
from sfn_notebook.asl.walk import machines, nested
from sfn_notebook.text.diagnostic import Path
from sfn_notebook.values import JSON


def write(definition: Definition) -> dict[str, JSON]:
    """The definition as JSON; fields that have their default are left out. Does not recurse."""
    written: dict[Path, dict[str, JSON]] = {}
    for path, machine in reversed(list(machines(definition))):
        written[path] = _machine(machine, path, written)
    return written[()]


def _machine(machine: Definition, path: Path, written: Mapping[Path, dict[str, JSON]]) -> dict[str, JSON]:
    states: dict[str, JSON] = {
        name: _state(state, (*path, "States", name), written) for name, state in machine.states.items()
    }
    members = _members(machine, table.MACHINE)
    if machine.processor_config != ProcessorConfig():
        members["ProcessorConfig"] = _members(machine.processor_config, table.PROCESSOR_CONFIG)
    return {**members, "States": states}


def _state(state: State, path: Path, written: Mapping[Path, dict[str, JSON]]) -> dict[str, JSON]:
    name = type_name(state)
    members: dict[str, JSON] = {"Type": name, **_members(state, table.STATES[name])}
    inner: list[JSON] = [written[(*path, *below)] for below, _ in nested(state)]
    if isinstance(state, ParallelState):
        members["Branches"] = inner
    elif isinstance(state, MapState):
        members[state.item_processor_field] = inner[0]
        if "ItemSelector" in members:
            members[state.item_selector_field] = members.pop("ItemSelector")
    elif isinstance(state, ChoiceState):
        members["Choices"] = [_rule(rule) for rule in state.choices]
    if isinstance(state, TaskState | ParallelState | MapState):
        members |= _handlers("Retry", table.RETRIER, state.retry) | _handlers("Catch", table.CATCHER, state.catch)
    return members | {field: members.pop(field) for field in ("Next", "End") if field in members}


def _handlers(name: str, fields: Fields, handlers: tuple[Retrier | Catcher, ...]) -> dict[str, JSON]:
    written: list[JSON] = [
        {"ErrorEquals": list(handler.error_equals), **_members(handler, fields)} for handler in handlers
    ]
    return {name: written} if written else {}


def _members(holder: object, of: Fields) -> dict[str, JSON]:
    """The plain fields that do not have their default; those that hold other dataclasses are written apart."""
    defaults = _defaults(type(holder))
    members: dict[str, JSON] = {}
    for name, attribute in _plain(type(holder), tuple((field.name, field.attribute) for field in of.values())):
        value = cast("JSON", getattr(holder, attribute))
        if attribute not in defaults or not _same(value, defaults[attribute]):
            members[name] = value
    return members


def _same(value: object, default: object) -> bool:
    return value is default or (type(value) is type(default) and value == default)


_APART = frozenset({"states", "branches", "choices", "retry", "catch", "item_processor", "error_equals"})


@cache
def _plain(holder: type[Any], names: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    held = {field.name for field in fields(holder)} - _APART
    return tuple((name, attribute) for name, attribute in names if attribute in held)


@cache
def _defaults(holder: type[Any]) -> dict[str, object]:
    return {field.name: cast("object", field.default) for field in fields(holder) if field.default is not MISSING}


def _rule(rule: ChoiceRule) -> JSON:
    plain = _members(rule, table.RULE)
    return {**_test(rule.test), **plain}


def _test(test: Test) -> dict[str, JSON]:
    """Inner tests are found first and written last to first, so that depth costs no stack."""
    order: list[Test] = [test]
    for found in order:
        order.extend(_inner_tests(found))
    written: dict[int, dict[str, JSON]] = {}
    for found in reversed(order):
        written[id(found)] = _one_test(found, written)
    return written[id(test)]


def _inner_tests(test: Test) -> tuple[Test, ...]:
    if isinstance(test, And | Or):
        return test.tests
    return (test.test,) if isinstance(test, Not) else ()


def _one_test(test: Test, written: Mapping[int, dict[str, JSON]]) -> dict[str, JSON]:
    if isinstance(test, DataTest):
        return {"Variable": test.variable, test.operator: test.operand}
    if isinstance(test, Condition):
        return {"Condition": test.value}
    if isinstance(test, Not):
        return {"Not": written[id(test.test)]}
    inner: list[JSON] = [written[id(member)] for member in test.tests]
    return {type(test).__name__: inner}
