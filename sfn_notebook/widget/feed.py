"""What the browser holds of an execution: a base, and everything that changed since then.

A patch is not the difference to the patch before but to the base. So a page that opens late, or misses patches while
it loads, has all of the state with the newest base and the newest patch. When the patch grows, a new base takes it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final, Protocol

from sfn_notebook.engine.event import Event
from sfn_notebook.values import JSON
from sfn_notebook.views.steps import Changes, NodeState, Status, Step
from sfn_notebook.views.summary import Summary, summary
from sfn_notebook.views.text import execution_text
from sfn_notebook.views.wire import WireStep, plain, wire_step
from sfn_notebook.widget.fitting import FITS, Fit, fitted
from sfn_notebook.widget.packing import pack
from sfn_notebook.widget.records import Pushed, ShownStep, WireEvent

MOST_PATCH_BYTES: Final = 24_000
_MILLISECOND: Final = 1_000_000
_MOST_LINES: Final = 40
_WIRE_FIELDS: Final = tuple(field.name for field in fields(WireStep))


class Fold(Protocol):
    """What a feed needs of `views.fold.StepFold`."""

    def advance(self, events: Iterable[Event]) -> Changes:
        """Take more events and tell what they changed."""
        ...

    def steps(self) -> tuple[Step, ...]:
        """All visits so far."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """The packed state of the browser; None where the base it has still counts."""

    base: str | None
    patch: str


class Feed:
    """Turns events into what is pushed to the browser, within bounds.

    Args:
        fold: of the execution, before its first event.
        name: of the execution, as it is shown.
        most_bytes: of a packed base and a packed patch together.
        parent: of a fork: the name of the other execution, and the last event that both have.
    """

    def __init__(self, fold: Fold, name: str, most_bytes: int, parent: tuple[str, int] | None = None) -> None:
        self._fold = fold
        self._name = name
        self._parent = parent
        self._most_base_bytes = most_bytes - MOST_PATCH_BYTES
        self._fits = iter(FITS)
        self._fit: Fit = next(self._fits)
        self._events: list[Event] = []
        self._attempts: dict[str, int] = {}
        self._transitions = 0
        self._redrives = 0
        self._steps: dict[str, ShownStep] = {}
        self._nodes: dict[str, NodeState] = {}
        self._changed_steps: dict[str, None] = {}
        self._changed_nodes: dict[str, None] = {}
        self._left_out = 0
        self._revision = 0

    @property
    def seen(self) -> int:
        """How many events were taken."""
        return len(self._events)

    @property
    def statuses(self) -> dict[str, Status]:
        """By the id of the box."""
        return {node: state.status for node, state in self._nodes.items()}

    @property
    def badges(self) -> dict[str, str]:
        """By the id of the box; only those that have one."""
        return {node: state.badge for node, state in self._nodes.items() if state.badge}

    def summary(self) -> Summary:
        """The execution as it stands."""
        ends = [self._events[0], self._events[-1]] if self._events else []
        counts = {"transitions": self._transitions, "redrives": self._redrives}
        return replace(summary(ends, (), self._name), parent=self._parent, **counts)

    def text(self) -> str:
        """The execution as a few lines."""
        return execution_text(self.summary(), self._fold.steps(), most_steps=_MOST_LINES)

    def take(self, events: Sequence[Event]) -> None:
        """Take the events that follow those taken before."""
        self._events.extend(events)
        self._redrives += sum(event.type == "ExecutionRedriven" for event in events)
        changes = self._fold.advance(events)
        for step in changes.steps:
            self._transitions += step.transitions - self._attempts.get(step.path, 0)
            self._attempts[step.path] = step.transitions
        for step in changes.steps[-self._fit.steps :]:
            self._steps[step.path] = fitted(self._shown(step), self._fit)
            self._changed_steps[step.path] = None
        for node in changes.nodes:
            self._nodes[node.node] = node
            self._changed_nodes[node.node] = None
        self._forget(self._fit.steps)

    def push(self, *, is_last: bool = False) -> Push:
        """The state now; with `is_last` all of it is in the base."""
        self._revision += 1
        patch = pack(self._pushed(self._changed_steps, self._changed_nodes))
        if not is_last and len(patch) <= MOST_PATCH_BYTES:
            return Push(base=None, patch=patch)
        self._changed_steps.clear()
        self._changed_nodes.clear()
        return Push(base=self._fitting_base(), patch=pack(self._pushed((), ())))

    def _fitting_base(self) -> str:
        """The base, with as much of the visits as fits; what was cut once stays cut."""
        base = pack(self._pushed(self._steps, self._nodes))
        while len(base) > self._most_base_bytes:
            fit = next(self._fits, None)
            if fit is None:
                break
            self._fit = fit
            self._forget(fit.steps)
            self._steps = {path: fitted(step, fit) for path, step in self._steps.items()}
            base = pack(self._pushed(self._steps, self._nodes))
        return base

    def _forget(self, most: int) -> None:
        """Leave the first visits out where there are too many."""
        for path in list(self._steps)[: max(0, len(self._steps) - most)]:
            del self._steps[path]
            self._changed_steps.pop(path, None)
        self._left_out = len(self._attempts) - len(self._steps)

    def _pushed(self, steps: Iterable[str], nodes: Iterable[str]) -> JSON:
        return plain(
            Pushed(
                revision=self._revision,
                steps=tuple(self._steps[path] for path in steps),
                nodes=tuple(self._nodes[node] for node in nodes),
                left_out=self._left_out,
            )
        )

    def _shown(self, step: Step) -> ShownStep:
        wire = wire_step(step)
        events = tuple(self._event(number) for number in wire.event_ids)
        values = {name: getattr(wire, name) for name in _WIRE_FIELDS}
        return ShownStep(**values, events=events)

    def _event(self, number: int) -> WireEvent:
        event = self._events[number - 1]
        return WireEvent(id=number, type=event.type, at=event.timestamp / _MILLISECOND)
