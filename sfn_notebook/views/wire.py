"""What a browser gets: graph, steps and boxes as plain JSON, with bounds.

Every class here and in `graph` is a shape that crosses the wire, under the names of its fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Final, cast

from sfn_notebook.engine.tokens import WaitsFor
from sfn_notebook.values import ABSENT, JSON, Maybe, encode, text_size_bytes
from sfn_notebook.views.graph import Graph
from sfn_notebook.views.steps import Changes, NodeState, Status, Step
from sfn_notebook.views.summary import ExecutionStatus, Summary

MOST_BYTES: Final = 8_192
MOST_EVENTS: Final = 200
_MILLISECOND: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WireValue:
    """A JSON value as text.

    Attributes:
        text: the compact JSON, or its beginning.
        truncated: whether it is only the beginning.
        bytes: the size of the whole text in UTF-8.
    """

    text: str
    truncated: bool
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WireStage:
    """One stage of the data flow, see `steps.Stage`."""

    name: str
    field: str
    value: WireValue


@dataclass(frozen=True, slots=True, kw_only=True)
class WireAttempt:
    """One try; times in milliseconds since the epoch."""

    started: float
    ended: float | None
    error: str | None
    cause: WireValue | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WireStep:
    """One visit of a state, see `steps.Step`; times in milliseconds since the epoch.

    Attributes:
        event_ids: the first ones, and the last one.
        cause: as the JSON text of a string.
    """

    path: str
    node: str
    name: str
    type: str
    status: Status
    entered_event_id: int
    entered: float
    exited: float | None
    stages: tuple[WireStage, ...]
    attempts: tuple[WireAttempt, ...]
    error: str | None
    cause: WireValue | None
    event_ids: tuple[int, ...]
    printed: WireValue | None
    waits_for: WaitsFor | None
    times_out: float | None
    heartbeat_seconds: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WireParent:
    """Where a fork comes from: the name of the other execution, and the last event that both have."""

    name: str
    event_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WireSummary:
    """An execution, see `summary.Summary`; times in milliseconds since the epoch."""

    name: str
    status: ExecutionStatus
    started: float
    ended: float | None
    transitions: int
    input: WireValue | None
    output: WireValue | None
    error: str | None
    cause: WireValue | None
    parent: WireParent | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WirePatch:
    """What changed since the patch before: whole steps and boxes, to be put in place of the old ones."""

    steps: tuple[WireStep, ...]
    nodes: tuple[NodeState, ...]


def wire_graph(graph: Graph) -> dict[str, JSON]:
    """The picture as JSON."""
    return cast("dict[str, JSON]", plain(graph))


def wire_patch(changes: Changes, most_steps: int | None = None) -> dict[str, JSON]:
    """Changes as JSON; with `most_steps` only the last ones of the steps."""
    steps = changes.steps if most_steps is None else changes.steps[max(0, len(changes.steps) - most_steps) :]
    return cast("dict[str, JSON]", plain(WirePatch(steps=tuple(map(wire_step, steps)), nodes=changes.nodes)))


def wire_summary(summary: Summary) -> dict[str, JSON]:
    """An execution as JSON."""
    shape = WireSummary(
        name=summary.name,
        status=summary.status,
        started=summary.started / _MILLISECOND,
        ended=_milliseconds(summary.ended),
        transitions=summary.transitions,
        input=_value(summary.input),
        output=_value(summary.output),
        error=summary.error,
        cause=_text(summary.cause),
        parent=None if summary.parent is None else WireParent(name=summary.parent[0], event_id=summary.parent[1]),
    )
    return cast("dict[str, JSON]", plain(shape))


def wire_step(step: Step) -> WireStep:
    """A visit as it crosses the wire."""
    return WireStep(
        path=step.path,
        node=step.node,
        name=step.name,
        type=step.type,
        status=step.status,
        entered_event_id=step.entered_event_id,
        entered=step.entered / _MILLISECOND,
        exited=_milliseconds(step.exited),
        stages=tuple(
            WireStage(name=stage.name, field=stage.field, value=wire_value(stage.value)) for stage in step.stages
        ),
        attempts=tuple(
            WireAttempt(
                started=attempt.started / _MILLISECOND,
                ended=_milliseconds(attempt.ended),
                error=attempt.error,
                cause=_text(attempt.cause),
            )
            for attempt in step.attempts[-MOST_EVENTS:]
        ),
        error=step.error,
        cause=_text(step.cause),
        event_ids=_some(step.event_ids),
        printed=_text("".join(step.printed)) if step.printed else None,
        waits_for=step.waits_for,
        times_out=_milliseconds(step.times_out),
        heartbeat_seconds=step.heartbeat_seconds,
    )


def wire_value(value: JSON, most_bytes: int = MOST_BYTES) -> WireValue:
    """A value as bounded JSON text."""
    text = encode(value)
    size = text_size_bytes(text)
    if size <= most_bytes:
        return WireValue(text=text, truncated=False, bytes=size)
    kept = text.encode("utf-8", "replace")[:most_bytes].decode("utf-8", "ignore")
    return WireValue(text=kept, truncated=True, bytes=size)


def plain(value: object) -> JSON:
    """A wire shape as JSON: dataclasses become objects, tuples become arrays."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in cast("Sequence[object]", value)]
    return cast("JSON", value)


def _milliseconds(nanoseconds: int | None) -> float | None:
    return None if nanoseconds is None else nanoseconds / _MILLISECOND


def _value(value: Maybe) -> WireValue | None:
    return None if value is ABSENT else wire_value(value)


def _text(text: str | None) -> WireValue | None:
    return None if text is None else wire_value(text)


def _some(event_ids: tuple[int, ...]) -> tuple[int, ...]:
    return event_ids if len(event_ids) <= MOST_EVENTS else (*event_ids[: MOST_EVENTS - 1], event_ids[-1])
