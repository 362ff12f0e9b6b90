"""What happened, state by state: the fold of a history into visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from sfn_notebook.engine.tokens import WaitsFor
from sfn_notebook.values import JSON

Status = Literal["in progress", "succeeded", "failed", "caught error", "cancelled", "not reached"]


WAITING: Final[Mapping[WaitsFor, str]] = MappingProxyType(
    {"callback": "waits for a callback", "activity": "waits for a worker"}
)
"""What is said of a state that is in progress, and that somebody outside may answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of the data on its way through a state.

    Attributes:
        name: TestState's: `input`, `afterInputPath`, `afterParameters`, `result`, `afterResultSelector`,
            `afterResultPath`, `output`, ….
        field: the ASL field that made it, `InputPath`; "" for input, result and output.
        value: the value itself.
    """

    name: str
    field: str
    value: JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try of a Task, Parallel or Map state, from Scheduled or Started to its end; times in nanoseconds."""

    started: int
    ended: int | None
    error: str | None
    cause: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One visit of one state.

    Attributes:
        path: of the visit, `/Fan#1[0]/Charge#1`.
        node: the id of its box in the graph, `/Fan[0]/Charge`.
        entered_event_id: its key in `inspections`.
        entered, exited: nanoseconds since the epoch; None while it has not ended.
        error, cause: of the failure that ended it or was caught.
        event_ids: all events of this visit itself, not of the states inside.
        waits_for: who is to answer; None where nobody outside is waited for. Its token is the stage `taskToken`.
        times_out: when whoever is waited for comes too late; None where nothing limits that, and for an activity before
            a worker has taken it.
        heartbeat_seconds: how long whoever is waited for may be silent; None where nothing limits that.
        redrives: how often a redrive did it again, or let it go on.
    """

    path: str
    node: str
    name: str
    type: str
    status: Status
    entered_event_id: int
    entered: int
    exited: int | None
    stages: tuple[Stage, ...]
    attempts: tuple[Attempt, ...]
    error: str | None
    cause: str | None
    event_ids: tuple[int, ...]
    printed: tuple[str, ...] = ()
    waits_for: WaitsFor | None = None
    times_out: int | None = None
    heartbeat_seconds: int | None = None
    redrives: int = 0

    @property
    def transitions(self) -> int:
        """How many state transitions AWS would bill for it: it was entered, tried again, or done again by a redrive.

        Source: https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
        """
        return len(self.attempts) or 1 + self.redrives


@dataclass(frozen=True, slots=True, kw_only=True)
class Iterations:
    """How the items of a Map state stand, over all visits of it."""

    total: int
    succeeded: int
    failed: int
    cancelled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeState:
    """How a box of the graph stands.

    Attributes:
        node: its id.
        status: of the latest visit; inside a Map state the worst of all visits.
        visits: how many there were.
        attempts: of the latest visit.
        iterations: of a Map state that has started, else None.
        badge: a short text for the picture, `7/10`, `3 tries`, `x12`, `callback`; "" for nothing.
    """

    node: str
    status: Status
    visits: int
    attempts: int
    iterations: Iterations | None
    badge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What new events changed: the steps, by the order of their Entered events, and the boxes."""

    steps: tuple[Step, ...]
    nodes: tuple[NodeState, ...]


Inspections = Mapping[int, Mapping[str, JSON]]
"""Stages that AWS does not record, by the id of the state's Entered event, under TestState's names."""
