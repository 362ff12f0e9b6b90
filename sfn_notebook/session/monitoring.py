"""What a session tells of all its executions: log records and changes of status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, cast, get_args

from sfn_notebook.api.account import Account
from sfn_notebook.api.delivery import Take, tolerant
from sfn_notebook.api.execution import Execution
from sfn_notebook.api.status_events import STATUS_TYPES, status_event
from sfn_notebook.engine.event import Event
from sfn_notebook.errors import UsageError
from sfn_notebook.session.log_destinations import Destination, open_sink
from sfn_notebook.session.subscription import Subscription
from sfn_notebook.text.suggest import did_you_mean
from sfn_notebook.views.log_records import LogLevel, log_records, logged_types

_LEVELS: Final = get_args(LogLevel)


def log_to(account: Account, destination: Destination | None, level: str, *, include_data: bool) -> Subscription:
    """See `Session.log_to`."""
    chosen = _checked_level(level)
    sink = open_sink(destination)
    put = tolerant(sink.put, sink.name)

    def take_of(execution: Execution) -> Take:
        def take(events: Sequence[Event]) -> None:
            put((execution.name, log_records(events, execution.arn, chosen, include_execution_data=include_data)))

        return take

    name = f"log of executions to {sink.name}, level {chosen}"
    return Subscription(account, take_of, name=name, types=logged_types(chosen), on_close=sink.close)


def on_status_change(account: Account, callback: Callable[[dict[str, Any]], object]) -> Subscription:
    """See `Session.on_status_change`."""
    if not callable(callback):
        raise UsageError(f"cannot call {callback!r:.80}: expected a function of an event")
    tell = tolerant(callback, repr(callback))

    def take_of(execution: Execution) -> Take | None:
        def take(events: Sequence[Event]) -> None:
            for event in events:
                tell(status_event(execution, event))

        return None if execution.run.identity.is_express else take

    return Subscription(account, take_of, name=f"changes of status to {callback!r}", types=STATUS_TYPES)


def _checked_level(level: str) -> LogLevel:
    if level not in _LEVELS:
        hint = did_you_mean(str(level), _LEVELS) or f"expected {', '.join(_LEVELS)}"
        raise UsageError(f'no log level "{level}": {hint}')
    return cast("LogLevel", level)
