"""The state machine of an execution, as it was when that started."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from sfn_notebook.api.execution_ports import StartedMachine
from sfn_notebook.api.ports import Machine
from sfn_notebook.asl.model import Definition, MapState
from sfn_notebook.asl.variable_references import variable_references
from sfn_notebook.asl.walk import states
from sfn_notebook.errors import UsageError
from sfn_notebook.text.diagnostic import Path
from sfn_notebook.values import JSON, decode, encode


def started_machine(machine: Machine) -> StartedMachine:
    """The machine that a user started."""
    settings = machine.settings
    return StartedMachine(
        arn=settings.arn,
        name=settings.name,
        definition=settings.definition,
        variable_references=variable_references(decode(settings.definition)),
        role_arn=settings.role_arn,
        updated=machine.updated,
        logging=settings.logging,
        revision_id=machine.revision_id,
    )


def child_machine(machine: Machine, definition: Definition, arn: str, name: str) -> StartedMachine:
    """The machine that the children of a Map Run run: the ItemProcessor of the Map state, as it stands in the whole.

    Args:
        machine: the whole one.
        definition: of the whole one, parsed.
        arn: of the machine of the children.
        name: of the Map state.
    """
    whole = decode(machine.settings.definition)
    path, state = map_state(definition, name)
    place = (*path, state.item_processor_field)
    processor = whole
    for step in place:
        processor = cast("Mapping[str | int, JSON]", processor)[step]
    return replace(
        started_machine(machine),
        arn=arn,
        name=arn.partition(":stateMachine:")[2],
        definition=encode(processor),
        variable_references=variable_references(whole, place),
    )


def map_state(definition: Definition, name: str) -> tuple[Path, MapState]:
    """A Map state and its path, however deep; the names of states are unique in the whole machine."""
    for path, state in states(definition):
        if state.name == name and isinstance(state, MapState):
            return path, state
    raise UsageError(f'the definition has no Map state "{name}"')
