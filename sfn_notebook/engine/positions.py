"""Where an execution stood, worked out from its events alone.

Redrive, fork and "variables at this moment" need frames of the past; those are folded, not kept. What no event tells
is not here: tokens, draws, and that a container waits for its retry after a failure that left no event.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sfn_notebook.engine.event import Event
from sfn_notebook.engine.folding import ACTS
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.position import Position


def frames_at(events: Sequence[Event], event_id: int) -> Position:
    """Where the execution stood right after an event; children hang below their container."""
    scopes: dict[str, Position] = {"": Position("", 0)}
    for event in events[:event_id]:
        act = ACTS.get(event.type)
        if act is not None:
            act(scopes, event)
    return scopes[""]


def positions(frames: Iterable[Frame]) -> list[Position]:
    """What `frames_at` would say of frames that are at hand."""
    return [_position(frame) for frame in frames]


def _position(frame: Frame) -> Position:
    live = frame.live or {}
    results = frame.results or []
    ended = {index: results[index] for index in range(frame.next_index) if index not in live} if frame.results else {}
    return Position(
        path=frame.path,
        index=frame.index,
        state=frame.state,
        visit_path=frame.visit_path,
        input=frame.input,
        variables=frame.variables,
        entered_event_id=frame.entered_event_id,
        entered=frame.entered,
        last_event_id=frame.last_event_id,
        visits=dict(frame.visits),
        is_inside=True,
        retried=[0] * frame.retries,
        earlier=frame.earlier,
        results=ended,
        started=frame.next_index,
        live={index: _position(child) for index, child in live.items()},
    )
