"""The limits of the service, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from sfn_notebook.errors import StateError

INLINE_MAP_CONCURRENCY: Final = 40
"""How many iterations of an inline Map run at once, whatever MaxConcurrency says: behaviour, not a quota."""

MAX_WAIT_DAYS: Final = 24_855
"""AWS refuses a longer wait: `Wait state delay is too long.` (recorded)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """What AWS limits. Attributes are None where there is no limit.

    Attributes:
        payload_bytes: of an input, an output or a result, as JSON in UTF-8.
        events: of one history; the last one is ExecutionFailed.
        execution_seconds: of a Standard execution.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
    """

    AWS: ClassVar[Quotas]
    OFF: ClassVar[Quotas]

    payload_bytes: int | None = 262_144
    events: int | None = 25_000
    execution_seconds: int | None = 31_536_000


Quotas.AWS = Quotas()
Quotas.OFF = Quotas(payload_bytes=None, events=None, execution_seconds=None)

HISTORY_FULL: Final = "The execution reached the maximum number of history events (25000)."


def data_limit_exceeded(name: str) -> StateError:
    """The error of a result over the limit; `name` is the state, the function's ARN or the service."""
    return StateError(
        "States.DataLimitExceeded",
        f"The state/task '{name}' returned a result with a size exceeding the maximum number of bytes service limit.",
    )
