"""All rules on one definition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, Literal, TypeAlias

from sfn_notebook.asl.lint.callbacks import check_token
from sfn_notebook.asl.lint.graph import check_end, check_names, check_reach, check_targets, first_places
from sfn_notebook.asl.lint.handlers import check_handlers
from sfn_notebook.asl.lint.hygiene import check_hygiene
from sfn_notebook.asl.lint.jsonata import check_expressions
from sfn_notebook.asl.lint.languages import check_foreign_marks, check_language, check_variable_names
from sfn_notebook.asl.lint.maps import check_labels, check_map
from sfn_notebook.asl.lint.paths import check_paths
from sfn_notebook.asl.lint.resources import check_credentials, check_express, check_resource, has_express_children
from sfn_notebook.asl.lint.variables import check_variables
from sfn_notebook.asl.parse import Parsed, parse
from sfn_notebook.asl.sites import StateSite
from sfn_notebook.text.diagnostic import Diagnostic, Severity
from sfn_notebook.text.source import Source, locate
from sfn_notebook.values import JSON

MachineType: TypeAlias = Literal["STANDARD", "EXPRESS"]

_STATE_RULES: Final[tuple[Callable[[StateSite], Iterator[Diagnostic]], ...]] = (
    check_resource,
    check_credentials,
    check_handlers,
    check_map,
    check_paths,
    check_expressions,
    check_foreign_marks,
    check_variable_names,
    check_hygiene,
    check_token,
)


def lint(given: Parsed | Source | JSON, type: MachineType = "STANDARD") -> tuple[Diagnostic, ...]:  # noqa: A002 - the word of the API
    """Everything that is wrong or doubtful with a definition, what reading and parsing found included.

    Schema errors stand first, then transitions, then ends: the order in which AWS was seen to report them.
    """
    parsed = given if isinstance(given, Parsed) else parse(given)
    found = [*_check_states(parsed, type), *_check_graph(parsed), *check_variables(parsed.sites)]
    return (*parsed.diagnostics, *locate(found, parsed.source))


def _check_states(parsed: Parsed, type: MachineType) -> Iterator[Diagnostic]:  # noqa: A002 - as above
    language = parsed.value.get("QueryLanguage") if isinstance(parsed.value, dict) else None
    children = [machine.path for machine in parsed.sites if has_express_children(machine)]
    for state in (state for machine in parsed.sites for state in machine.states):
        yield from check_language(state, language)
        for rule in _STATE_RULES:
            yield from rule(state)
        if type == "EXPRESS":
            yield from check_express(state)
        elif any(state.path[: len(path)] == path for path in children):
            # AWS was not seen to check the children of a Distributed Map when a machine is created.
            yield from (replace(found, severity=Severity.WARNING) for found in check_express(state))


def _check_graph(parsed: Parsed) -> Iterator[Diagnostic]:
    names = first_places(parsed.sites)
    for machine in parsed.sites:
        yield from check_names(machine, names)
    yield from check_labels(parsed.sites)
    for machine in parsed.sites:
        yield from check_targets(machine, names)
        yield from check_reach(machine)
    for machine in parsed.sites:
        yield from check_end(machine)
