"""Variables: whether what is read has been assigned on the way, and in a scope that can be read.

AWS is silent about all of this before an execution fails, so nothing here is an error.

Spec: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from sfn_notebook.asl.findings import warning
from sfn_notebook.asl.lint.jsonata import FUNCTIONS
from sfn_notebook.asl.lint.variable_scopes import Names, Scope, scopes_of
from sfn_notebook.asl.lint.variable_uses import Read, assignments
from sfn_notebook.asl.sites import MachineSite, StateSite
from sfn_notebook.text.diagnostic import Diagnostic, Severity
from sfn_notebook.text.suggest import did_you_mean

_LATER: Final = "a state reads the values from before it; what it assigns is there from the next state on"
_ENDED: Final = "the variables of branches and iterations end with them: hand the value out as output"
_HIDDEN: Final = "its child executions see no variables: hand the value in with ItemSelector"


def check_variables(machines: Sequence[MachineSite]) -> Iterator[Diagnostic]:
    """What is doubtful about the variables of a machine and of the machines in it."""
    names = Names()
    scopes = scopes_of(machines, names)
    assigned = {name for scope in scopes for name in scope.places}
    for scope in scopes:
        for state in scope.machine.states:
            yield from _check_reads(state, scope, names, assigned)
        yield from _check_places(scope, names)


def _check_reads(state: StateSite, scope: Scope, names: Names, assigned: set[str]) -> Iterator[Diagnostic]:
    entry = scope.entries.get(state.name)
    told: set[str] = set()
    if entry is None:  # nothing leads here, which is reported as such
        return
    for read in scope.reads[state.name]:
        bit = names.bit(read.name)
        is_function = read.name in FUNCTIONS and read.name not in assigned
        if entry.certain & bit or read.is_guarded or is_function or read.name in told:
            continue
        told.add(read.name)
        if entry.possible & bit:
            hint = "an execution that came another way fails here"
            yield warning("SFN702", f"${read.name} is assigned on some ways to here, not on all", read.path, hint)
        else:
            yield _unassigned(read, state, scope, names, assigned)


def _unassigned(read: Read, state: StateSite, scope: Scope, names: Names, assigned: set[str]) -> Diagnostic:
    name, bit = read.name, names.bit(read.name)
    if name in assignments(state):
        return warning("SFN703", f"only this state itself assigns ${name}", read.path, _LATER)
    if scope.hidden & bit and not scope.own & bit:
        return warning("SFN705", f"${name} is outside of this Distributed Map", read.path, _HIDDEN)
    if scope.inner & bit and not scope.own & bit:
        return warning("SFN704", f"${name} is a variable of an inner scope", read.path, _ENDED)
    hint = "only JSONata has $states" if name == "states" else did_you_mean(name, assigned - {name})
    if name in assigned:
        hint = "the states that assign it come later, or in another branch"
    return warning("SFN701", f"nothing assigns ${name} on the way to here", read.path, hint)


def _check_places(scope: Scope, names: Names) -> Iterator[Diagnostic]:
    """AWS was seen to accept a name of an outer scope that is assigned there only later (a Catch of the Parallel)."""
    start = scope.entries.get(str(scope.machine.members.get("StartAt")))
    for name, path in scope.places.items():
        bit = names.bit(name)
        if start is not None and scope.outer & start.possible & bit:
            hint = "an inner scope reads the variables around it, but cannot assign them: choose another name"
            found = warning("SFN706", f"${name} is a variable of an outer scope", path, hint)
            yield replace(found, is_about_key=True)
        elif not scope.read & bit:
            found = replace(warning("SFN707", f"nothing reads the variable ${name}", path), severity=Severity.INFO)
            yield replace(found, is_about_key=True)
