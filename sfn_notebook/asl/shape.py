"""Whether a definition has the shape that the model needs: every field known, there, and of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sfn_notebook.asl import fields as table
from sfn_notebook.asl.field_values import check_value
from sfn_notebook.asl.fields import Field, Fields
from sfn_notebook.asl.findings import quoted, schema_error
from sfn_notebook.asl.model import QueryLanguage
from sfn_notebook.asl.sites import MachineSite, Members, StateSite, objects
from sfn_notebook.text.diagnostic import Diagnostic, Path
from sfn_notebook.text.suggest import did_you_mean
from sfn_notebook.values import JSON

_MACHINES: Mapping[str, Fields] = {"machine": table.MACHINE, "branch": table.BRANCH, "processor": table.PROCESSOR}


def check_machine(machine: MachineSite) -> Iterator[Diagnostic]:
    """What is wrong with the shape of one machine and its states, but not of the machines inside these."""
    yield from _require(machine.members, machine.path, ("States", "StartAt"))
    yield from _check_fields(machine.members, machine.path, _MACHINES[machine.kind], machine.language)
    states = machine.members.get("States")
    if isinstance(states, dict) and not states:
        yield schema_error("SFN308", "there are no states", (*machine.path, "States"), "Value cannot be empty")
    if isinstance(states, dict) and len(machine.states) != len(states):
        yield from _not_objects(states, (*machine.path, "States"))
    config = machine.members.get("ProcessorConfig")
    if machine.kind == "processor" and isinstance(config, dict):
        yield from _check_config(config, (*machine.path, "ProcessorConfig"))
    for state in machine.states:
        yield from check_state(state)


def check_state(state: StateSite) -> Iterator[Diagnostic]:
    """What is wrong with the shape of one state."""
    fields = table.STATES.get(state.type)
    if fields is None:
        yield _unknown_type(state)
        return
    yield from _check_fields(state.members, state.path, fields, state.language)
    yield from _require(state.members, state.path, table.REQUIRED.get(state.type, ()))
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


def _require(members: Members, path: Path, names: tuple[str, ...]) -> Iterator[Diagnostic]:
    missing = [name for name in names if name not in members]
    if missing:
        listed = ", ".join(missing)
        message = f"{listed} is missing" if len(missing) == 1 else f"{listed} are missing"
        yield schema_error("SFN304", message, path, f"These fields are required: [{listed}]")


def _check_fields(members: Members, path: Path, fields: Fields, language: QueryLanguage) -> Iterator[Diagnostic]:
    for name, value in members.items():
        field = fields.get(name)
        if field is None:
            yield _unknown_field(name, path, fields, language)
        elif field.language is not None and field.language != language:
            yield _wrong_language(field, path, language)
        else:
            yield from check_value(field, value, (*path, name), language)


def _unknown_field(name: str, path: Path, fields: Fields, language: QueryLanguage) -> Diagnostic:
    known = [field.name for field in fields.values() if field.language in {None, language} and field.name != name]
    found = schema_error(
        "SFN301",
        f'no field "{name}" here',
        (*path, name),
        f"Field '{name}' is not supported",
        hint=did_you_mean(name, known) or _where_else(name),
        at=path,
    )
    return replace(found, is_about_key=True)


def _where_else(name: str) -> str | None:
    owners = [owner for owner, fields in table.STATES.items() if name in fields]
    return f"only {' and '.join(owners)} states have it" if 0 < len(owners) < 4 else None


def _wrong_language(field: Field, path: Path, language: QueryLanguage) -> Diagnostic:
    said = f"The QueryLanguage is set to '{language}', but field '{field.name}' is only supported for the "
    found = schema_error(
        "SFN302",
        f'the field "{field.name}" is for {field.language}, but the query language here is {language}',
        (*path, field.name),
        f"{said}'{field.language}' QueryLanguage",
        hint=f'"QueryLanguage": "{field.language}" would allow it',
        at=path,
    )
    return replace(found, is_about_key=True)


def _check_groups(state: StateSite) -> Iterator[Diagnostic]:
    for group in table.EXCLUSIVE.get(state.type, ()):
        given = [name for name in group if name in state.members]
        if len(given) > 1:
            yield _exclusive(
                given, state.path, f"There should only be one of the following fields: [{', '.join(group)}]"
            )
        elif not given and group in table.ONE_NEEDED:
            listed = quoted(group)
            said = f"This object should have only one of the following fields: [{', '.join(group)}]"
            yield schema_error("SFN304", f"one of {listed} is missing", state.path, said)


def _exclusive(given: list[str], path: Path, said: str) -> Diagnostic:
    message = f"only one of {quoted(given)} may stand here"
    return replace(schema_error("SFN303", message, (*path, given[1]), said, at=path), is_about_key=True)


def _check_onward(state: StateSite) -> Iterator[Diagnostic]:
    said = "This object should have only one of the following fields: [Next, End]"
    ends = state.members.get("End", False) is not False
    if "Next" in state.members and ends:
        yield replace(_exclusive(["Next", "End"], state.path, said), code="SFN209")
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
    yield from _check_fields(config, path, table.PROCESSOR_CONFIG, "JSONPath")
    is_distributed = config.get("Mode", "INLINE") == "DISTRIBUTED"
    if is_distributed:
        yield from _require(config, path, ("ExecutionType",))
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
            yield from _require(handler, place, required)
            yield from _check_fields(handler, place, fields, state.language)
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
    yield from _require(rule, path, ("Next",))
    pending: list[tuple[Members, Path, Fields]] = [(rule, path, table.RULE)]
    while pending:
        test, place, fields = pending.pop()
        yield from _check_fields(test, place, fields, language)
        yield from _check_test(test, place, language)
        for name in ("And", "Or"):
            yield from _check_list(test.get(name), (*place, name))
            pending += [(inner, at, table.TEST) for inner, at in objects(test.get(name), (*place, name))]
        negated = test.get("Not")
        if isinstance(negated, dict):
            pending.append((negated, (*place, "Not"), table.TEST))


def _check_test(test: Members, path: Path, language: QueryLanguage) -> Iterator[Diagnostic]:
    if language == "JSONata":
        yield from _require(test, path, ("Condition",))
        return
    logical = [name for name in ("And", "Or", "Not") if name in test]
    operators = [name for name in test if name in table.OPERATORS]
    given = logical + operators
    said = "This object should have only one of the following fields: "
    if len(given) > 1:
        yield _exclusive(given, path, f"{said}[{', '.join(given)}]")
    elif not given:
        hint = 'for example "StringEquals", or "And", "Or", "Not"'
        yield schema_error("SFN304", "the rule compares nothing", path, hint=hint)
    elif operators:
        yield from _require(test, path, ("Variable",))
    elif "Variable" in test:
        yield _exclusive([logical[0], "Variable"], path, f"{said}[{logical[0]}, Variable]")
