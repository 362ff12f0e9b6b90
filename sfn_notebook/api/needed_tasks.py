"""The Task states that an execution may still come to, when it goes on from its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sfn_notebook.asl.model import Definition, TaskState
from sfn_notebook.asl.walk import reachable, states, transitions
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.place import enclosing_visits, state_of

if TYPE_CHECKING:
    from sfn_notebook.api.execution import Deployed


def needed_tasks(deployed: Deployed, events: Sequence[Event]) -> tuple[TaskState, ...]:
    """Those that can be reached from where the last of some events left an execution; all, where that tells nothing."""
    definition = deployed.definition
    names = _next_names(definition, next((event for event in reversed(events) if event.path), None))
    if names is None:
        return deployed.tasks
    reached = {name: definition.states[name] for name in reachable(definition, names)}
    inside = states(Definition(start_at=definition.start_at, states=reached))
    return tuple(state for _, state in inside if isinstance(state, TaskState))


def _next_names(definition: Definition, last: Event | None) -> list[str] | None:
    """The states at the top that may be entered next, or are entered."""
    if last is None:
        return None
    outermost = [*enclosing_visits(last.path), last.path][0]
    state = definition.states.get(state_of(outermost))
    if state is None:
        return None
    if outermost == last.path and last.type.endswith("StateExited"):
        return [way.target for way in transitions(state) if way.target is not None]
    return [state.name]
