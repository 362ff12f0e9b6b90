"""One event of a history, and what its details are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias, cast

from sfn_notebook.values import JSON

Details: TypeAlias = "tuple[object, ...]"


@dataclass(slots=True)
class Event:
    """An event as AWS records it, with the place it happened at.

    Made anew by `events` whenever one is read: two of them are the same event where they are equal. `details` are the
    values of `DETAILS[type]`, in that order; a value that AWS leaves out is None (`ABSENT_VALUE` marks no JSON value,
    where null is one).

    Attributes:
        id: counts from 1, without a gap.
        previous_event_id: the event that caused it; 0 for the first ones.
        timestamp: nanoseconds since the epoch, on the run's clock.
        type: AWS's name, `TaskStateEntered`.
        path: `/P#1[0]/M#2[3]`: states, their visits, branches or items; "" for the execution itself.
        details: see above; the engine's own values, which nobody may change.
    """

    id: int
    previous_event_id: int
    timestamp: int
    type: str
    path: str
    details: Details


_ENTERED: Final = ("name", "input")
_EXITED: Final = ("name", "output", "assigned_variables", "next")
"""The last is not AWS's: where the state leads, None at the end of its scope."""
_FAILED: Final = ("error", "cause")
_ITERATION: Final = ("name", "index")
_TASK: Final = ("resource_type", "resource")
ABORTED_KINDS: Final = ("Task", "Wait", "Parallel", "Map")
"""The types of states of which an event tells that they were aborted; others take no time."""
_STATES_WITH_EXIT: Final = ("Pass", "Task", "Choice", "Wait", "Succeed", "Parallel", "Map")

DETAILS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ExecutionStarted": ("input", "role_arn", "state_machine_alias_arn", "state_machine_version_arn"),
        "ExecutionSucceeded": ("output",),
        "ExecutionFailed": _FAILED,
        "ExecutionAborted": _FAILED,
        "ExecutionTimedOut": _FAILED,
        "ExecutionRedriven": ("redrive_count",),
        **{f"{name}StateEntered": _ENTERED for name in (*_STATES_WITH_EXIT, "Fail")},
        **{f"{name}StateExited": _EXITED for name in _STATES_WITH_EXIT},
        **{f"{name}StateAborted": () for name in ABORTED_KINDS},
        "ParallelStateStarted": (),
        "ParallelStateSucceeded": (),
        "ParallelStateFailed": (),
        "MapStateStarted": ("length",),
        "MapStateSucceeded": (),
        "MapStateFailed": (),
        "MapRunStarted": ("map_run_arn",),
        "MapRunSucceeded": (),
        "MapRunFailed": _FAILED,
        "MapRunAborted": (),
        "MapRunRedriven": ("map_run_arn", "redrive_count"),
        "MapIterationStarted": _ITERATION,
        "MapIterationSucceeded": _ITERATION,
        "MapIterationFailed": _ITERATION,
        "MapIterationAborted": _ITERATION,
        "EvaluationFailed": ("error", "cause", "location", "state"),
        "LambdaFunctionScheduled": ("resource", "input", "timeout_in_seconds", "task_credentials"),
        "LambdaFunctionStarted": (),
        "LambdaFunctionSucceeded": ("output",),
        "LambdaFunctionFailed": _FAILED,
        "LambdaFunctionTimedOut": _FAILED,
        "TaskScheduled": (
            *_TASK,
            "region",
            "parameters",
            "timeout_in_seconds",
            "heartbeat_in_seconds",
            "task_credentials",
        ),
        "TaskStarted": _TASK,
        "TaskSubmitted": (*_TASK, "output"),
        "TaskSubmitFailed": (*_TASK, *_FAILED),
        "TaskSucceeded": (*_TASK, "output"),
        "TaskFailed": (*_TASK, *_FAILED),
        "TaskTimedOut": (*_TASK, *_FAILED),
        "ActivityScheduled": ("resource", "input", "timeout_in_seconds", "heartbeat_in_seconds"),
        "ActivityScheduleFailed": _FAILED,
        "ActivityStarted": ("worker_name",),
        "ActivitySucceeded": ("output",),
        "ActivityFailed": _FAILED,
        "ActivityTimedOut": _FAILED,
    }
)
"""The names of the details of each type of event that the engine records, in the order of `Event.details`.

AWS also has ActivityScheduleFailed and TaskSubmitFailed, of which no recording is known: they are read, not recorded.
"""

JSON_DETAILS: Final = frozenset({"input", "output", "parameters"})
"""The details that hold a JSON value, which AWS writes as text."""


def detail(event: Event, name: str) -> JSON:
    """The value of one detail of an event; None where the event has none. Not a copy: do not change it."""
    names = DETAILS[event.type]
    return cast("JSON", event.details[names.index(name)]) if name in names and event.details else None
