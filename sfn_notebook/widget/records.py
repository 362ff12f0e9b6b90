"""What the browser holds of an execution besides its graph: shapes that cross the wire, as in `views.wire`."""

from __future__ import annotations

from dataclasses import dataclass

from sfn_notebook.views.steps import NodeState
from sfn_notebook.views.wire import WireStep


@dataclass(frozen=True, slots=True, kw_only=True)
class WireEvent:
    """One event of the history; its time in milliseconds since the epoch."""

    id: int
    type: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep(WireStep):
    """A visit with its own events, those of `event_ids`."""

    events: tuple[WireEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """Steps and boxes, each whole: a base, or all that changed since the base.

    Attributes:
        revision: grows with each push; a patch counts if its revision is above that of its base.
        left_out: how many visits, the first ones, found no room; they are not in `steps`.
    """

    revision: int
    steps: tuple[ShownStep, ...]
    nodes: tuple[NodeState, ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelAnswer:
    """What the kernel says to a question of a view, and how the execution stands.

    Attributes:
        id: of the question.
        error: why it was not done; None if it was.
        name: by which a cell finds the execution; "" where none can.
        elapsed: since its start, in milliseconds of its own clock.
        pace: how fast that clock goes on while nothing happens; 0 if it stands still.
    """

    id: str
    error: str | None
    can_stop: bool
    can_redrive: bool
    name: str
    elapsed: float
    pace: float
