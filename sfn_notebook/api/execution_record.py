"""What was published of a run, as the API shows it."""

from __future__ import annotations

from sfn_notebook.api.execution_ports import ExecutionRecord, ExecutionStatus
from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.history import CLOSING, AwsEvent, to_aws
from sfn_notebook.engine.run import Run
from sfn_notebook.values import encode


def record_of(run: Run, input_text: str, closing: Event | None = None) -> ExecutionRecord:
    """What may be read of it now.

    Args:
        run: the engine's own.
        input_text: as it was given.
        closing: the event that ended it, for whoever is told before it is published.
    """
    closing = closing or closing_of(run)
    identity = run.identity
    succeeded = closing is not None and closing.type == "ExecutionSucceeded"
    error, cause = _failure(closing)
    return ExecutionRecord(
        arn=identity.execution_arn,
        name=identity.execution_name,
        state_machine_arn=identity.state_machine_arn,
        status="RUNNING" if closing is None else CLOSING[closing.type],
        started=identity.start,
        input=input_text,
        event_count=run.history.published,
        stopped=closing.timestamp if closing is not None else None,
        output=encode(detail(closing, "output")) if closing is not None and succeeded else None,
        error=error,
        cause=cause,
        version_arn=identity.version_arn,
        alias_arn=identity.alias_arn,
        is_express=identity.is_express,
        redrives=run.redrives,
        redriven=run.redriven,
    )


def closing_of(run: Run) -> Event | None:
    """The event that ended it, if that may be read already."""
    history = run.history
    last = history.events[history.published - 1] if history.published else None
    return last if last is not None and last.type in CLOSING else None


def status_of(run: Run) -> ExecutionStatus:
    """What it has come to."""
    closing = closing_of(run)
    return "RUNNING" if closing is None else CLOSING[closing.type]


def failure_of(run: Run) -> tuple[str | None, str | None]:
    """Error and cause; both None where AWS gives none."""
    return _failure(closing_of(run))


def _failure(closing: Event | None) -> tuple[str | None, str | None]:
    if closing is None or closing.type == "ExecutionSucceeded":
        return None, None
    error, cause = closing.details
    return (None if error is None else str(error)), (None if cause is None else str(cause))


def events_of(run: Run, first: int, last: int) -> list[AwsEvent]:
    """The published events with ids from `first` to `last`, in AWS's shape, `timestamp` in nanoseconds."""
    history = run.history
    return to_aws(history.events[first - 1 : min(last, history.published)], stamp=int)
