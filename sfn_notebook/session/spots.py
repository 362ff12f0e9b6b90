"""Finds what a user means by a place in an execution: a state, a visit, an event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sfn_notebook.asl.model import Definition, MapState
from sfn_notebook.asl.walk import states
from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.history import CLOSING
from sfn_notebook.engine.place import scope_of
from sfn_notebook.errors import UsageError, check_type
from sfn_notebook.text.suggest import did_you_mean

_CONSEQUENCES: Final = ("Aborted", "MapIterationFailed", "MapStateFailed", "ParallelStateFailed")
"""Ends of the types of events that only follow from a failure: an execution does not stand at them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in a history.

    Attributes:
        event_id: of the last event before it.
        scope: where the state is, that it stands before; None where it stands somewhere else.
    """

    event_id: int
    scope: str | None


def find_spot(events: Sequence[Event], definition: Definition, at: str | int) -> Spot:
    """The place before the last visit of a state, before the visit of a path, or right behind an event.

    Args:
        events: of the execution.
        definition: of the execution.
        at: the name of a state; the path of a visit, as steps have it (`/Each#1[2]/Charge#1`); the id of an event.

    Raises:
        UsageError: if the execution has no such place, or cannot go on from there.
    """
    check_type("the place of a fork", at, (str, int), "the name of a state, the path of a visit, or the id of an event")
    if isinstance(at, str):
        entered = _entered(events, definition, at)
        return Spot(event_id=entered.id - 1, scope=scope_of(entered.path))
    if not 1 <= at <= len(events):
        raise UsageError(f"no event {at}: the execution has {len(events)} of them")
    event = events[at - 1]
    if event.type in CLOSING:
        raise UsageError(f"the execution ended with event {at} ({event.type}): go on from an event before it")
    if event.type.endswith(_CONSEQUENCES):
        before = event.previous_event_id
        raise UsageError(
            f"event {at} ({event.type}) only follows from event {before} ({events[before - 1].type}): go on from there"
        )
    return Spot(event_id=at, scope=None)


def before_entered(events: Sequence[Event], spot: Spot) -> Spot:
    """The place before a state that was entered by the last event of a spot, so that its input can be another one.

    Raises:
        UsageError: if it does not stand at the entry of a state.
    """
    if spot.scope is not None:
        return spot
    event = events[spot.event_id - 1]
    if not event.type.endswith("StateEntered"):
        raise UsageError(
            f"event {event.id} ({event.type}) is not the entry of a state: input and variables can only be given there"
        )
    return Spot(event_id=event.id - 1, scope=scope_of(event.path))


def _entered(events: Sequence[Event], definition: Definition, at: str) -> Event:
    """The Entered event of a path, else the last one of a name."""
    entered = [event for event in events if event.type.endswith("StateEntered")]
    visits = [event for event in entered if event.path == at] or [
        event for event in entered if detail(event, "name") == at
    ]
    if visits:
        return visits[-1]
    raise UsageError(_not_found(entered, definition, at))


def _not_found(entered: Sequence[Event], definition: Definition, at: str) -> str:
    names = {state.name for _, state in states(definition)}
    if at.startswith("/") and at not in names:
        hint = did_you_mean(at, [event.path for event in entered])
        return f'the execution has no visit "{at}"{f": {hint}" if hint else ""}'
    if at not in names:
        hint = did_you_mean(at, sorted(names))
        return f'no state "{at}" in this machine{f": {hint}" if hint else ""}'
    around = _distributed_around(definition, at)
    if around is None:
        return f'state "{at}" was never reached'
    return (
        f'state "{at}" is inside the Distributed Map "{around}": its visits are in executions of their own, which are '
        f'done again when the execution goes on from "{around}"'
    )


def _distributed_around(definition: Definition, name: str) -> str | None:
    """The name of the Distributed Map that a state is inside."""
    for _, state in states(definition):
        if isinstance(state, MapState) and is_distributed(state):
            inside = {inner.name for _, inner in states(state.item_processor)}
            if name in inside:
                return state.name
    return None


def is_distributed(state: MapState) -> bool:
    """Whether its children are executions of their own."""
    return state.item_processor.processor_config.mode == "DISTRIBUTED"
