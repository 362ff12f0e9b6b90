"""Which variables the states of a machine read, as AWS describes a machine."""

from __future__ import annotations

from sfn_notebook.asl.lint.jsonata import FUNCTIONS
from sfn_notebook.asl.lint.variable_uses import assignments, reads
from sfn_notebook.asl.sites import machine_sites
from sfn_notebook.text.diagnostic import Path
from sfn_notebook.values import JSON


def variable_references(definition: JSON, below: Path = ()) -> dict[str, list[str]]:
    """The names of the variables that each state reads, sorted; a state that reads none is left out.

    A container does not read what only the states inside it read (recorded). A function of JSONata that is handed on
    by its name, `$map(xs, $uppercase)`, is no variable, unless a state assigns one of that name.

    Args:
        definition: of the whole machine, as which it has been checked.
        below: the path of the machine inside it whose states are asked for, with those of the machines inside that one.
    """
    machines = machine_sites(definition)
    states = [state for machine in machines for state in machine.states]
    assigned = {name for state in states for name in assignments(state)}
    functions = FUNCTIONS - assigned
    found = {
        state.name: {read.name for read in reads(state)} - (functions if state.language == "JSONata" else frozenset())
        for state in states
        if state.path[: len(below)] == below
    }
    return {name: sorted(variables) for name, variables in found.items() if variables}
