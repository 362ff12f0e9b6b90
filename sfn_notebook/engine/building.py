"""A tree of frames while it is built from positions, and what is left to be done when it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from sfn_notebook.engine.compiled import Program
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.map_run import MapRun
from sfn_notebook.engine.position import Position
from sfn_notebook.engine.run import Run
from sfn_notebook.values import JSON

Place: TypeAlias = "tuple[Frame | None, tuple[int, ...], str, int]"
"""Parent, order, path and index of a frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that is to be done for a frame.

    Attributes:
        after: the event that it follows; acts are done in this order, and at one event in path order.
        since: when that event was: a delay that the act begins has begun then.
    """

    frame: Frame
    after: int
    since: int
    do: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbuilt:
    """A frame that is to be built.

    Attributes:
        start: the input of its first state, and a bound of its size; they count where that was not entered.
    """

    position: Position
    program: Program
    place: Place
    start: tuple[JSON, int]


@dataclass(slots=True, kw_only=True, eq=False)
class Building:
    """Frames that are being built for a run.

    Attributes:
        map_runs: those that frames go on with, by ARN.
        resume: lets the children of a Map Run go on that had begun.
        unbuilt: grows while it is worked on: containers need no stack.
    """

    run: Run
    map_runs: Mapping[str, MapRun]
    resume: Callable[[Frame, MapRun], None]
    acts: list[Act] = field(default_factory=list[Act])
    unbuilt: list[Unbuilt] = field(default_factory=list[Unbuilt])

    def add(self, frame: Frame, after: int, do: Callable[[], None]) -> None:
        """Leave something to be done after an event."""
        since = self.run.history.events[after - 1].timestamp if after else self.run.domain.now
        self.acts.append(Act(frame=frame, after=after, since=since, do=do))

    def acts_in_order(self) -> list[Act]:
        """What is left to be done."""
        return sorted(self.acts, key=lambda act: (act.after, act.frame.order))
