"""The state machine that an execution of a store started with."""

from __future__ import annotations

from functools import lru_cache

from sfn_notebook.api.execution import Deployed
from sfn_notebook.api.forms import machine_of
from sfn_notebook.asl.model import TaskState
from sfn_notebook.asl.parse import parse
from sfn_notebook.asl.walk import states
from sfn_notebook.errors import UsageError
from sfn_notebook.values import decode


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
