"""State machines as a store keeps them with their executions: as JSON text, and back."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import Any, cast

from sfn_notebook.api.execution import Deployed
from sfn_notebook.api.ports import LoggingConfiguration, Machine, MachineSettings
from sfn_notebook.asl.model import TaskState
from sfn_notebook.asl.parse import parse
from sfn_notebook.asl.walk import states
from sfn_notebook.errors import UsageError
from sfn_notebook.values import decode, encode


def machine_text(machine: Machine) -> str:
    """A state machine as JSON."""
    return encode(asdict(machine))


def machine_of(text: str) -> Machine:
    """The state machine of such a text."""
    data = cast("dict[str, Any]", decode(text))
    given: dict[str, Any] = data.pop("settings")
    logging = LoggingConfiguration(**given.pop("logging"))
    return Machine(settings=MachineSettings(**given, logging=logging), **data)


@lru_cache(maxsize=64)
def deployed_of(text: str) -> Deployed:
    """A state machine with its parsed definition.

    Raises:
        UsageError: if the definition cannot be read any more, as an earlier version wrote it.
    """
    machine = machine_of(text)
    definition = parse(decode(machine.settings.definition)).definition
    if definition is None:
        raise UsageError(f"the definition of {machine.settings.arn} cannot be read")
    tasks = tuple(state for _, state in states(definition) if isinstance(state, TaskState))
    return Deployed(machine=machine, definition=definition, tasks=tasks)
