"""The records that AWS writes to CloudWatch Logs for an execution, folded from its events.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Final, Literal, TypeAlias

from sfn_notebook.engine.event import DETAILS, Event
from sfn_notebook.engine.history import AwsEvent, to_aws

LogLevel: TypeAlias = Literal["ALL", "ERROR", "FATAL", "OFF"]
LogRecord: TypeAlias = "dict[str, Any]"
"""`id`, `type`, `details`, `previous_event_id`, `event_timestamp`, `execution_arn` and `redrive_count`: all but the
details are text, as AWS writes them (recorded)."""

_FATAL: Final = frozenset({"ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut"})
_ERROR_ENDS: Final = ("Failed", "Aborted", "TimedOut")
_HEAD: Final = frozenset({"id", "previousEventId", "timestamp", "type"})
_MILLISECOND: Final = 1_000_000


def log_records(
    events: Iterable[Event],
    execution_arn: str,
    level: LogLevel = "ALL",
    *,
    include_execution_data: bool = True,
    redrives: int = 0,
) -> list[LogRecord]:
    """The records of the events that a level takes, in their order.

    Args:
        events: of the execution, or a stretch of them.
        execution_arn: whose they are.
        level: OFF takes none, FATAL what ends an execution badly, ERROR every failure, ALL everything.
        include_execution_data: False leaves inputs and outputs out.
        redrives: how often the execution had been redriven before the events.
    """
    logged: list[Event] = []
    counts: list[int] = []
    for event in events:
        redrives += event.type == "ExecutionRedriven"
        if is_logged(event.type, level):
            logged.append(event)
            counts.append(redrives)
    shown = to_aws(logged, include_data=include_execution_data, stamp=int)
    return [_record(event, execution_arn, count) for event, count in zip(shown, counts, strict=True)]


def is_logged(type_name: str, level: LogLevel) -> bool:
    """Whether a level takes events of a type."""
    if level == "ERROR":  # a Fail state counts as the error that it is (recorded)
        return type_name.endswith(_ERROR_ENDS) or type_name == "FailStateEntered"
    return level == "ALL" or (level == "FATAL" and type_name in _FATAL)


@cache
def logged_types(level: LogLevel) -> frozenset[str]:
    """The types of events that a level takes."""
    return frozenset(name for name in DETAILS if is_logged(name, level))


def _record(event: AwsEvent, execution_arn: str, redrives: int) -> LogRecord:
    return {
        "id": str(event["id"]),
        "type": event["type"],
        "details": _details(event),
        "previous_event_id": str(event["previousEventId"]),
        "event_timestamp": str(event["timestamp"] // _MILLISECOND),
        "execution_arn": execution_arn,
        "redrive_count": str(redrives),
    }


def _details(event: AwsEvent) -> dict[str, Any]:
    found: list[dict[str, Any]] = [details for name, details in event.items() if name not in _HEAD]
    return found[0] if found else {}
