"""Makes visits fit: how long their values may be, and how many of them are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from sfn_notebook.views.wire import WireStage, WireValue
from sfn_notebook.widget.records import ShownStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How much is shown of the visits: bytes of each value, items of each list, and the newest so many visits."""

    value_bytes: int
    list_items: int
    steps: int


FITS: Final = (
    Fit(value_bytes=8_192, list_items=200, steps=2_000),
    Fit(value_bytes=2_048, list_items=200, steps=2_000),
    Fit(value_bytes=512, list_items=50, steps=2_000),
    Fit(value_bytes=128, list_items=20, steps=1_000),
    Fit(value_bytes=32, list_items=10, steps=400),
    Fit(value_bytes=32, list_items=10, steps=100),
    Fit(value_bytes=32, list_items=5, steps=20),
)
"""From all there is to very little; a view goes on to the next one when it would grow too large."""


def fitted(step: ShownStep, fit: Fit) -> ShownStep:
    """The visit with its values and lists cut to what fits."""
    most = fit.value_bytes
    return replace(
        step,
        stages=tuple(_stage(stage, most) for stage in step.stages),
        attempts=tuple(replace(one, cause=_cut(one.cause, most)) for one in step.attempts[-fit.list_items :]),
        cause=_cut(step.cause, most),
        printed=_cut(step.printed, most),
        event_ids=step.event_ids[: fit.list_items],
        events=step.events[: fit.list_items],
    )


def _stage(stage: WireStage, most: int) -> WireStage:
    value = _cut(stage.value, most)
    return stage if value is None or value is stage.value else replace(stage, value=value)


def _cut(value: WireValue | None, most: int) -> WireValue | None:
    if value is None or len(value.text) <= most:
        return value
    return replace(value, text=value.text[:most], truncated=True)
