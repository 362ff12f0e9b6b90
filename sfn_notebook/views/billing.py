"""What AWS would bill for an Express execution, folded from its events.

Source: https://aws.amazon.com/step-functions/pricing/
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sfn_notebook.engine.event import Event, detail
from sfn_notebook.values import size_bytes

_MILLISECOND: Final = 1_000_000
_DURATION_STEP_MS: Final = 100
_MEMORY_STEP_BYTES: Final = 64 * 1024 * 1024
_EMPTY_BYTES: Final = 50 * 1024 * 1024
"""What an execution uses before it has a definition and data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Billing:
    """The billed duration, in steps of 100 ms, and the billed memory, in chunks of 64 MB."""

    billed_duration_in_milliseconds: int
    billed_memory_used_in_mb: int


def billing(duration_nanoseconds: int, memory_bytes: int) -> Billing:
    """Both rounded up, as AWS bills them; nothing is billed as less than one step (recorded)."""
    return Billing(
        billed_duration_in_milliseconds=_steps(duration_nanoseconds, _DURATION_STEP_MS * _MILLISECOND)
        * _DURATION_STEP_MS,
        billed_memory_used_in_mb=_steps(memory_bytes, _MEMORY_STEP_BYTES) * 64,
    )


def memory_bytes(definition_bytes: int, data_bytes: int, events: Iterable[Event]) -> int:
    """AWS's own estimate: 50 MB, the definition, and the data once for each branch and each iteration.

    Args:
        definition_bytes: of the definition as text.
        data_bytes: of the largest value that the execution holds.
        events: of the execution.
    """
    return _EMPTY_BYTES + definition_bytes + data_bytes * max(1, _branches(events))


def used_memory_bytes(definition_bytes: int, input_bytes: int, events: Sequence[Event]) -> int:
    """`memory_bytes` of an execution that has ended, from all its events: its data are its input or its output."""
    closing = events[-1]
    output = size_bytes(detail(closing, "output")) if closing.type == "ExecutionSucceeded" else 0
    return memory_bytes(definition_bytes, max(input_bytes, output), events)


def _branches(events: Iterable[Event]) -> int:
    """How many branches and iterations were entered; a path has `[index]` behind each container."""
    entered = {event.path.rpartition("]")[0] for event in events if event.type.endswith("StateEntered")}
    return len(entered - {""})


def _steps(amount: int, step: int) -> int:
    return max(1, -(-amount // step))
