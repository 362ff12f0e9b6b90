"""From JSON to the model. No machine is too deep or too large: nothing here recurses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from sfn_notebook.asl import fields as table
from sfn_notebook.asl.field_values import described
from sfn_notebook.asl.fields import Field, Fields
from sfn_notebook.asl.findings import schema_error
from sfn_notebook.asl.model import (
    And,
    Catcher,
    ChoiceRule,
    ChoiceState,
    Condition,
    DataTest,
    Definition,
    FailState,
    MapState,
    Not,
    Or,
    ParallelState,
    PassState,
    ProcessorConfig,
    QueryLanguage,
    Retrier,
    State,
    SucceedState,
    TaskState,
    Test,
    WaitState,
)
from sfn_notebook.asl.shape import check_machine
from sfn_notebook.asl.sites import MachineSite, Members, StateSite, machine_sites, objects
from sfn_notebook.text.diagnostic import Diagnostic, Path
from sfn_notebook.text.source import Source, has_errors, locate
from sfn_notebook.values import JSON, NotJsonError, check_depth


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What came of a text or a value.

    Attributes:
        definition: None if something in it kept the model from being built; then a diagnostic is an ERROR.
        diagnostics: of reading and of the shape; the linter finds more.
        value: the JSON it was made of, None if there is none.
        source: None for a definition that was given as a value.
        sites: where the machines and states stand in the JSON.
    """

    definition: Definition | None
    diagnostics: tuple[Diagnostic, ...]
    value: JSON
    source: Source | None
    sites: tuple[MachineSite, ...]


def parse(given: Source | JSON) -> Parsed:
    """Build the model of a definition, or say why it cannot be built."""
    source = given if isinstance(given, Source) else None
    value = given.value if isinstance(given, Source) else given
    found = list(source.diagnostics) if source else _check_depth(value)
    if has_errors(found) and not isinstance(value, dict):
        return Parsed(definition=None, diagnostics=tuple(found), value=value, source=source, sites=())
    if not isinstance(value, dict):
        found.append(_not_an_object(value))
    sites = () if has_errors(found) and source is None else machine_sites(value)
    found += [diagnostic for machine in sites for diagnostic in check_machine(machine)]
    definition = None if has_errors(found) else _build(sites)
    return Parsed(definition=definition, diagnostics=locate(found, source), value=value, source=source, sites=sites)


def _check_depth(value: JSON) -> list[Diagnostic]:
    try:
        check_depth(value)
    except NotJsonError as error:
        return [schema_error("SFN108", str(error), ())]
    return []


def _not_an_object(value: JSON) -> Diagnostic:
    said = "Definition must be a valid JSON object"
    hint = 'a state machine is {"StartAt": …, "States": …}'
    return schema_error("SFN200", f"a state machine is an object, found {described(value)}", (), said, hint=hint)


def _build(sites: tuple[MachineSite, ...]) -> Definition:
    """Machines stand before those inside them, so the last ones are built first."""
    built: dict[Path, Definition] = {}
    for machine in reversed(sites):
        built[machine.path] = _definition(machine, built)
    return built[()]


def _definition(machine: MachineSite, built: Mapping[Path, Definition]) -> Definition:
    members = machine.members
    states = {site.name: _STATES[site.type](site, built) for site in machine.states}
    config = cast("dict[str, JSON]", members.get("ProcessorConfig", {}))
    return Definition(
        start_at=cast("str", members["StartAt"]),
        states=states,
        comment=cast("str | None", members.get("Comment")),
        version=cast("str | None", members.get("Version")),
        timeout_seconds=cast("int | None", members.get("TimeoutSeconds")),
        query_language=cast("QueryLanguage | None", members.get("QueryLanguage")),
        processor_config=ProcessorConfig(**_values(config, table.PROCESSOR_CONFIG)),
    )


def _values(members: Members, fields: Fields, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The fields under their names in the model; the model's types are what the shape was checked for."""
    return {_attribute(fields, name): value for name, value in members.items() if name not in without}


def _attribute(fields: Fields, name: str) -> str:
    field: Field = fields[name]
    return field.attribute


_TYPE: Final = frozenset({"Type"})
_HANDLERS: Final = frozenset({"Type", "Retry", "Catch"})


def _pass(site: StateSite, _built: Mapping[Path, Definition]) -> State:
    return PassState(name=site.name, **_values(site.members, table.PASS, _TYPE))


def _wait(site: StateSite, _built: Mapping[Path, Definition]) -> State:
    return WaitState(name=site.name, **_values(site.members, table.WAIT, _TYPE))


def _succeed(site: StateSite, _built: Mapping[Path, Definition]) -> State:
    return SucceedState(name=site.name, **_values(site.members, table.SUCCEED, _TYPE))


def _fail(site: StateSite, _built: Mapping[Path, Definition]) -> State:
    return FailState(name=site.name, **_values(site.members, table.FAIL, _TYPE))


def _task(site: StateSite, _built: Mapping[Path, Definition]) -> State:
    values = _values(site.members, table.TASK, _HANDLERS)
    return TaskState(name=site.name, retry=_retriers(site), catch=_catchers(site), **values)


def _choice(site: StateSite, _built: Mapping[Path, Definition]) -> State:
    values = _values(site.members, table.CHOICE, frozenset({"Type", "Choices"}))
    return ChoiceState(
        name=site.name, choices=tuple(_rule(rule) for rule in _objects(site.members["Choices"])), **values
    )


def _parallel(site: StateSite, built: Mapping[Path, Definition]) -> State:
    values = _values(site.members, table.PARALLEL, _HANDLERS | {"Branches"})
    count = len(cast("list[JSON]", site.members["Branches"]))
    branches = tuple(built[*site.path, "Branches", index] for index in range(count))
    return ParallelState(name=site.name, branches=branches, retry=_retriers(site), catch=_catchers(site), **values)


def _map(site: StateSite, built: Mapping[Path, Definition]) -> State:
    values = _values(site.members, table.MAP, _HANDLERS | {"ItemProcessor", "Iterator", "Parameters"})
    processor: Literal["ItemProcessor", "Iterator"] = "Iterator" if "Iterator" in site.members else "ItemProcessor"
    if "Parameters" in site.members:
        values |= {"item_selector": site.members["Parameters"], "item_selector_field": "Parameters"}
    return MapState(
        name=site.name,
        item_processor=built[*site.path, processor],
        item_processor_field=processor,
        retry=_retriers(site),
        catch=_catchers(site),
        **values,
    )


_STATES: Final = {
    "Pass": _pass,
    "Wait": _wait,
    "Succeed": _succeed,
    "Fail": _fail,
    "Task": _task,
    "Choice": _choice,
    "Parallel": _parallel,
    "Map": _map,
}


def _objects(value: JSON) -> list[Members]:
    return [members for members, _ in objects(value, ())]


def _retriers(site: StateSite) -> tuple[Retrier, ...]:
    return tuple(
        Retrier(error_equals=_names(members), **_values(members, table.RETRIER, frozenset({"ErrorEquals"})))
        for members in _objects(site.members.get("Retry"))
    )


def _catchers(site: StateSite) -> tuple[Catcher, ...]:
    return tuple(
        Catcher(error_equals=_names(members), **_values(members, table.CATCHER, frozenset({"ErrorEquals"})))
        for members in _objects(site.members.get("Catch"))
    )


def _names(members: Members) -> tuple[str, ...]:
    return tuple(cast("list[str]", members["ErrorEquals"]))


_RULE: Final = frozenset({"Next", "Output", "Assign", "Comment"})


def _rule(members: Members) -> ChoiceRule:
    values = _values({name: members[name] for name in members if name in _RULE}, table.RULE)
    return ChoiceRule(test=_test(members), **values)


def _test(members: Members) -> Test:
    """The test of a rule; inner tests are found first and built last to first, so that depth costs no stack."""
    order: list[Members] = [members]
    for test in order:
        order.extend(_inner_tests(test))
    built: dict[int, Test] = {}
    for test in reversed(order):
        built[id(test)] = _one_test(test, built)
    return built[id(members)]


def _inner_tests(members: Members) -> list[Members]:
    inner = [test for name in ("And", "Or") for test in _objects(members.get(name))]
    negated = members.get("Not")
    return [*inner, negated] if isinstance(negated, dict) else inner


def _one_test(members: Members, built: Mapping[int, Test]) -> Test:
    if "Condition" in members:
        return Condition(value=cast("str | bool", members["Condition"]))
    if "And" in members:
        return And(tests=tuple(built[id(test)] for test in _objects(members["And"])))
    if "Or" in members:
        return Or(tests=tuple(built[id(test)] for test in _objects(members["Or"])))
    if "Not" in members:
        return Not(test=built[id(members["Not"])])
    operator = next(name for name in members if name in table.OPERATORS)
    return DataTest(variable=cast("str", members["Variable"]), operator=operator, operand=members[operator])
