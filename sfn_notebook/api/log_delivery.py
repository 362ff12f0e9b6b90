"""Delivers the log records of executions to the log groups of the account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from uuid import uuid4

from sfn_notebook.api.delivery import Delivery, Outbox, Watcher
from sfn_notebook.api.ports import LoggingConfiguration
from sfn_notebook.engine.clock import wall_nanoseconds
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.history import to_datetime
from sfn_notebook.engine.ports import Observer
from sfn_notebook.engine.run import Identity
from sfn_notebook.integrations.backend import Backend
from sfn_notebook.values import encode, text_size_bytes
from sfn_notebook.views.log_records import log_records, logged_types

if TYPE_CHECKING:
    from sfn_notebook.api.execution import Execution

_MILLISECOND: Final = 1_000_000
_MOST_RECORDS: Final = 10_000
_MOST_BYTES: Final = 1_048_576
_OVERHEAD_BYTES: Final = 26
"""What CloudWatch Logs counts for each record beside its text."""
_OLDEST: Final = int(dt.timedelta(days=13) / dt.timedelta(milliseconds=1))
_NEWEST: Final = int(dt.timedelta(hours=1) / dt.timedelta(milliseconds=1))

_LogEvent: TypeAlias = "dict[str, Any]"


def watcher(backend: Backend) -> Watcher:
    """Has the executions of state machines that log watched."""
    outbox = Outbox()

    def watch(execution: Execution) -> Observer | None:
        logging = execution.deployed.machine.settings.logging
        types = logged_types(logging.level)
        if not types or logging.log_group_arn is None:
            return None
        stream = LogStream(backend, logging, execution.run.identity)
        return Delivery(execution.run, stream.put, outbox, types=types, is_own=True)

    return watch


def log_group_exists(backend: Backend, arn: str) -> bool:
    """Whether the account has the log group of an ARN."""
    name = _log_group(arn)
    if not name:
        return False
    found: list[dict[str, Any]] = backend.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return any(group["logGroupName"] == name for group in found)


class LogStream:
    """The log stream of one execution; what cannot be put there is lost, as on AWS."""

    def __init__(self, backend: Backend, logging: LoggingConfiguration, identity: Identity) -> None:
        self._backend = backend
        self._logging = logging
        self._arn = identity.execution_arn
        self._group = _log_group(logging.log_group_arn or "")
        minute = to_datetime(identity.start).strftime("%Y-%m-%d-%H-%M")
        self._stream = f"states/{identity.state_machine_name}/{minute}/{uuid4().hex[:8]}"
        self._redrives = 0

    def put(self, events: Sequence[Event]) -> None:
        """Put the records of events there."""
        level, with_data = self._logging.level, self._logging.include_execution_data
        before = self._redrives
        self._redrives += sum(event.type == "ExecutionRedriven" for event in events)
        records = log_records(events, self._arn, level, include_execution_data=with_data, redrives=before)
        now = wall_nanoseconds() // _MILLISECOND
        lines = [
            {"timestamp": _accepted(int(record["event_timestamp"]), now), "message": encode(record)}
            for record in records
        ]
        self._deliver(self._backend.client("logs"), lines)

    def _deliver(self, logs: Any, lines: Sequence[_LogEvent]) -> None:
        missing, exists = logs.exceptions.ResourceNotFoundException, logs.exceptions.ResourceAlreadyExistsException
        names = {"logGroupName": self._group, "logStreamName": self._stream}
        try:
            with suppress(exists):
                logs.create_log_stream(**names)
            for batch in _batches(lines):
                logs.put_log_events(**names, logEvents=batch)
        except missing:  # somebody has deleted the log group, or closed the session, perhaps just now
            return


def _log_group(arn: str) -> str:
    """The name in the ARN of a log group, `arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*`."""
    return arn.partition(":log-group:")[2].removesuffix(":*")


def _accepted(milliseconds: int, now: int) -> int:
    """The nearest time that CloudWatch Logs takes: on a virtual clock an execution may run in any year."""
    return min(max(milliseconds, now - _OLDEST), now + _NEWEST)


def _batches(lines: Sequence[_LogEvent]) -> Iterator[list[_LogEvent]]:
    batch: list[_LogEvent] = []
    size = 0
    for line in lines:
        added = text_size_bytes(line["message"]) + _OVERHEAD_BYTES
        if batch and (size + added > _MOST_BYTES or len(batch) == _MOST_RECORDS):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += added
    if batch:
        yield batch
