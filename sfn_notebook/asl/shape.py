"""Whether a definition has the shape that the model needs: every field known, there, and of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sfn_notebook.asl import fields as table
from sfn_notebook.asl.field_values import described
from sfn_notebook.asl.fields import Fields
from sfn_notebook.asl.findings import quoted, schema_error
from sfn_notebook.asl.member_checks import check_fields, exclusive, require
from sfn_notebook.asl.model import QueryLanguage
from sfn_notebook.asl.sites import MachineSite, Members, StateSite, objects
from sfn_notebook.text.diagnostic import Diagnostic, Path
from sfn_notebook.text.suggest import did_you_mean
from sfn_notebook.values import JSON

_MACHINES: Mapping[str, Fields] = {"machine": table.MACHINE, "branch": table.BRANCH, "processor": table.PROCESSOR}


def check_machine(machine: MachineSite) -> Iterator[Diagnostic]:
    """What is wrong with the shape of one machine and its states, but not of the machines inside these."""
    yield from require(machine.members, machine.path, ("States", "StartAt"))
    yield from check_fields(machine.members, machine.path, _MACHINES[machine.kind], machine.language)
    states = machine.members.get("States")
    if isinstance(states, dict) and not states:
        yield schema_error("SFN308", "there are no states", (*machine.path, "States"), "Value cannot be empty")
    if isinstance(states, dict) and len(machine.states) != len(states):
        yield from _not_objects(states, (*machine.path, "States"))
    config = machine.members.get("ProcessorConfig")
    if machine.kind == "processor" and isinstance(config, dict):
        yield from _check_config(config, (*machine.path, "ProcessorConfig"))
    for state in machine.states:
        found = check_state(state)
        if machine.language == "JSONata" and state.language == "JSONPath":
            # AWS then reports the language, not the fields (measured 2026-09 by third parties, floci 2968).
            found = (diagnostic for diagnostic in found if diagnostic.code != "SFN302")
        yield from found


def check_state(state: StateSite) -> Iterator[Diagnostic]:
    """What is wrong with the shape of one state."""
    fields = table.STATES.get(state.type)
    if fields is None:
        yield _unknown_type(state)
        return
    yield from check_fields(state.members, state.path, fields, state.language)
    yield from require(state.members, state.path, table.REQUIRED.get(state.type, ()))
    yield from _check_groups(state)
    if "End" in fields:
        yield from _check_onward(state)
    for name in ("Choices", "Branches"):
        if name in fields:
            yield from _check_list(state.members.get(name), (*state.path, name))
    if state.type == "Choice":
        for rule, path in objects(state.members.get("Choices"), (*state.path, "Choices")):
            yield from _check_rule(rule, path, state.language)
    if "Retry" in fields:
        yield from _check_handlers(state)


def _unknown_type(state: StateSite) -> Diagnostic:
    if "Type" not in state.members:
        return schema_error("SFN304", "the state has no Type", state.path, "These fields are required: [Type]")
    given = state.members["Type"]
    aws_message = f"The field 'Type' should have one of these values: [{', '.join(table.STATE_TYPES)}]"
    hint = did_you_mean(given, table.STATE_TYPES) if isinstance(given, str) else None
    message = f'no state type "{given}"' if isinstance(given, str) else "the Type of a state is text"
    hint = hint or f"a state is {quoted(table.STATE_TYPES)}"
    return schema_error("SFN211", message, (*state.path, "Type"), aws_message, hint=hint)


def _not_objects(members: Members, path: Path) -> Iterator[Diagnostic]:
    for name, member in members.items():
        if not isinstance(member, dict):
            yield schema_error("SFN305", "expected an object", (*path, name), "Expected value of type Object")


def _check_groups(state: StateSite) -> Iterator[Diagnostic]:
    for group in table.EXCLUSIVE.get(state.type, ()):
        given = [name for name in group if name in state.members]
        if len(given) > 1:
            yield exclusive(
                given, state.path, f"There should only be one of the following fields: [{', '.join(group)}]"
            )
        elif not given and group in table.ONE_NEEDED:
            listed = quoted(group)
            said = f"This object should have only one of the following fields: [{', '.join(group)}]"
            yield schema_error("SFN304", f"one of {listed} is missing", state.path, said)


def _check_onward(state: StateSite) -> Iterator[Diagnostic]:
    said = "This object should have only one of the following fields: [Next, End]"
    ends = state.members.get("End", False) is not False
    if "Next" in state.members and ends:
        yield replace(exclusive(["Next", "End"], state.path, said), code="SFN209")
    elif "Next" not in state.members and not ends:
        hint = 'the last state of a machine has "End": true'
        yield schema_error("SFN208", "the state has neither Next nor End", state.path, said, hint=hint)


def _check_list(value: JSON, path: Path) -> Iterator[Diagnostic]:
    if not isinstance(value, list):
        return
    if not value:
        yield schema_error("SFN308", f"{path[-1]} is empty", path, "Value cannot be empty")
    for index, member in enumerate(value):
        if not isinstance(member, dict):
            yield schema_error("SFN305", "expected an object", (*path, index), "Expected value of type Object")


def _check_config(config: Members, path: Path) -> Iterator[Diagnostic]:
    yield from check_fields(config, path, table.PROCESSOR_CONFIG, "JSONPath")
    is_distributed = config.get("Mode", "INLINE") == "DISTRIBUTED"
    if is_distributed:
        yield from require(config, path, ("ExecutionType",))
    elif config.get("Mode", "INLINE") == "INLINE" and "ExecutionType" in config:
        hint = 'only a Map in "Mode": "DISTRIBUTED" has it'
        place = (*path, "ExecutionType")
        said = "Field 'ExecutionType' is not supported"
        found = schema_error("SFN301", "an inline Map has no ExecutionType", place, said, hint=hint, at=path)
        yield replace(found, is_about_key=True)


def _check_handlers(state: StateSite) -> Iterator[Diagnostic]:
    for name, fields, required in (
        ("Retry", table.RETRIER, ("ErrorEquals",)),
        ("Catch", table.CATCHER, ("ErrorEquals", "Next")),
    ):
        path = (*state.path, name)
        given = state.members.get(name)
        if given:
            yield from _check_list(given, path)
        for handler, place in objects(given, path):
            yield from require(handler, place, required)
            yield from check_fields(handler, place, fields, state.language)
            yield from _check_errors(handler.get("ErrorEquals"), (*place, "ErrorEquals"))


def _check_errors(names: JSON, path: Path) -> Iterator[Diagnostic]:
    if not isinstance(names, list):
        return
    if not names:
        yield schema_error("SFN308", "ErrorEquals is empty", path, "Value cannot be empty")
    for index, name in enumerate(names):
        if not isinstance(name, str):
            place = (*path, index)
            yield schema_error("SFN305", "the name of an error is text", place, "Expected value of type String")


def _check_rule(rule: Members, path: Path, language: QueryLanguage) -> Iterator[Diagnostic]:
    yield from require(rule, path, ("Next",))
    pending: list[tuple[Members, Path, Fields]] = [(rule, path, table.RULE)]
    while pending:
        test, place, fields = pending.pop()
        yield from check_fields(test, place, fields, language)
        yield from _check_test(test, place, language)
        for name in ("And", "Or"):
            yield from _check_list(test.get(name), (*place, name))
            pending += [(inner, at, table.TEST) for inner, at in objects(test.get(name), (*place, name))]
        negated = test.get("Not")
        if isinstance(negated, dict):
            pending.append((negated, (*place, "Not"), table.TEST))


def _may_be_expression(value: JSON) -> bool:
    """Whether a mark stands in it: what is wrong with the marks is told elsewhere."""
    return isinstance(value, str) and (value.startswith("{%") or value.endswith("%}"))


def _check_test(test: Members, path: Path, language: QueryLanguage) -> Iterator[Diagnostic]:
    if language == "JSONata":
        yield from require(test, path, ("Condition",))
        condition = test.get("Condition", True)
        if not isinstance(condition, bool) and not _may_be_expression(condition):
            message = f"Condition takes a boolean or an expression, found {described(condition)}"
            yield schema_error("SFN305", message, (*path, "Condition"), "Expected value of type Boolean")
        return
    logical = [name for name in ("And", "Or", "Not") if name in test]
    operators = [name for name in test if name in table.OPERATORS]
    given = logical + operators
    said = "This object should have only one of the following fields: "
    if len(given) > 1:
        yield exclusive(given, path, f"{said}[{', '.join(given)}]")
    elif not given:
        hint = 'for example "StringEquals", or "And", "Or", "Not"'
        said = "The object must have only one of the following fields, [And, Or, Not, Variable, Condition]"
        yield schema_error("SFN304", "the rule compares nothing", path, said, hint=hint)
    elif operators:
        yield from require(test, path, ("Variable",))
    elif "Variable" in test:
        yield exclusive([logical[0], "Variable"], path, f"{said}[{logical[0]}, Variable]")
