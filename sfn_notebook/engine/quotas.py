"""The limits of the service, as one value."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import ClassVar, Final, Literal

from sfn_notebook.errors import StateError

INLINE_MAP_CONCURRENCY: Final = 40
"""How many iterations of an inline Map run at once, whatever MaxConcurrency says: behaviour, not a quota."""

LIVE_CHILDREN: Final = 1_000
"""How many children of a Map Run live at once here; AWS runs up to 10,000, which shows in nothing but time."""

EXPRESS_SECONDS: Final = 300
"""How long an Express execution may last."""

MOST_ITEMS: Final = 100_000_000
"""More items than this no Map takes (MaxItems of an ItemReader)."""

MOST_NAME_CHARACTERS: Final = 80
"""Of the name of a state machine, an execution or a state."""

MOST_MAP_RUN_REDRIVES: Final = 1_000
"""How often one Map Run can be redriven."""

REDRIVABLE_DAYS: Final = 14
"""How long after its end an execution can be redriven."""

MAX_WAIT_DAYS: Final = 24_855
"""AWS refuses a longer wait: `Wait state delay is too long.` (recorded)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """What AWS limits. Attributes are None where there is no limit.

    Attributes:
        payload_bytes: of an input, an output or a result, as JSON in UTF-8.
        events: of one history; the last one is ExecutionFailed.
        execution_seconds: of a Standard execution.
        variable_bytes: of all variables of one Assign, and so of one variable, as JSON in UTF-8.
        all_variables_bytes: of all variables that a state can see.
        definition_characters: of a definition, as it would be sent.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
    """

    AWS: ClassVar[Quotas]
    OFF: ClassVar[Quotas]

    payload_bytes: int | None = 262_144
    events: int | None = 25_000
    execution_seconds: int | None = 31_536_000
    variable_bytes: int | None = 262_144
    all_variables_bytes: int | None = 10_485_760
    definition_characters: int | None = 1_048_576

    def express(self) -> Quotas:
        """Those of an Express execution: five minutes, and as many events as it likes."""
        return replace(self, events=None, execution_seconds=EXPRESS_SECONDS if self.execution_seconds else None)


Quotas.AWS = Quotas()
Quotas.OFF = Quotas(**{field.name: None for field in fields(Quotas)})

_SECOND: Final = 1_000_000_000
_REDRIVABLE: Final = REDRIVABLE_DAYS * 86_400 * _SECOND


def redrive_obstacle(started: int, stopped: int, event_count: int, now: int, quotas: Quotas = Quotas.AWS) -> str | None:
    """Why an execution that did not succeed cannot be redriven, in AWS's words; None if it can.

    A redrive needs room for ExecutionRedriven and one more event. That AWS redrives nothing that started before the
    15th of November 2023, when it began to, says nothing about executions here.

    Args:
        started: nanoseconds since the epoch.
        stopped: nanoseconds since the epoch.
        event_count: of its history.
        now: when it is to be redriven.
        quotas: what limits it.

    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
    """
    if quotas.events is not None and event_count >= quotas.events - 1:
        return "Execution history event limit exceeded"
    if quotas.execution_seconds is not None and now >= started + quotas.execution_seconds * _SECOND:
        return "Execution has exceeded the max execution time"
    if now > stopped + _REDRIVABLE:
        return "Execution redrivable period exceeded"
    return None


HISTORY_FULL: Final = "The execution reached the maximum number of history events (25000)."


def data_limit_exceeded(name: str) -> StateError:
    """The error of a result over the limit; `name` is the state, the function's ARN or the service."""
    return StateError(
        "States.DataLimitExceeded",
        f"The state/task '{name}' returned a result with a size exceeding the maximum number of bytes service limit.",
    )


def variables_exceeded(name: str, which: Literal["assigned", "kept"]) -> StateError:
    """The error of variables over the limit; the words are ours: none of AWS's were recorded."""
    what = "assigned variables" if which == "assigned" else "kept variables of all states"
    return StateError(
        "States.DataLimitExceeded", f"The state/task '{name}' {what} with a size exceeding the service limit."
    )
