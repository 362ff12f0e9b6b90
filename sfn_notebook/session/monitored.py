"""What can be asked for about all executions of a session at once. What it needs is imported then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sfn_notebook.api.account import Account
from sfn_notebook.errors import check_type

if TYPE_CHECKING:
    from opentelemetry.trace import TracerProvider

    from sfn_notebook.session.log_destinations import Destination
    from sfn_notebook.session.machine import StateMachine
    from sfn_notebook.session.metering import Meter
    from sfn_notebook.session.subscription import Subscription
    from sfn_notebook.views.metrics import Metrics


class Monitored:
    """The part of a session that tells of its executions.

    Attributes:
        account: whose executions they are.
    """

    account: Account
    _meter: Meter | None = None

    def log_to(
        self, destination: Destination | None = None, level: str = "ALL", *, include_data: bool = True
    ) -> Subscription:
        """Log the events of all executions that are opened from now on, as AWS does to CloudWatch Logs.

        Args:
            destination: the path of a file, which gets a line of JSON for each record after what it holds already;
                a `logging.Logger`, whose records have the type and the name of the execution as their message, and
                all the rest as `record.sfn`; or a function, called with each record (a dict), on any thread and
                for several executions at once. None is the logger `sfn_notebook.executions`.
            level: ALL, ERROR (all failures), FATAL (executions that end badly) or OFF; a logger gets them as
                INFO, ERROR and FATAL.
            include_data: False leaves inputs and outputs out.

        Returns:
            What ends it by `.close()`, or by `with`.

        Raises:
            UsageError: for a file that cannot be written, or a level that is none.
        """
        from sfn_notebook.session.monitoring import log_to

        return log_to(self.account, destination, level, include_data=include_data)

    def on_status_change(self, callback: Callable[[dict[str, Any]], object]) -> Subscription:
        """Call a function with what EventBridge gets when a Standard execution starts or ends.

        It is called on any thread, and may start executions itself. Express executions tell EventBridge nothing, as
        on AWS. In a session with moto the default event bus gets the same, so that rules with targets work.

        Returns:
            What ends it by `.close()`, or by `with`.
        """
        from sfn_notebook.session.monitoring import on_status_change

        return on_status_change(self.account, callback)

    def metrics(self, machine: StateMachine | str | None = None) -> Metrics:
        """What CloudWatch would show of the executions until now, and how the states did; shows itself as tables.

        Counted when it is asked for, not while executions run. Times are to three digits, on the executions' clocks.

        Args:
            machine: or its name or ARN; None is all machines that have had an execution.

        Raises:
            UsageError: if there is no state machine of that name.
        """
        if self._meter is None:
            from sfn_notebook.session.metering import Meter

            self._meter = Meter(self.account)
        if machine is None or isinstance(machine, str):
            return self._meter.metrics(machine)
        check_type("machine", getattr(machine, "arn", machine), str, "a state machine, or its name or ARN")
        return self._meter.metrics(machine.arn)

    def trace(self, tracer_provider: TracerProvider | None = None, *, most_iterations: int = 100) -> Subscription:
        """Have OpenTelemetry told of all executions that are opened from now on, each when it has ended.

        There is a span for the execution, below the one in which it was opened, one for each visit of a state, and
        between a Map state and what is inside one for each iteration; start and end are on the execution's clock.
        Errors are the status of a span and events of it, as retries are. Inputs and outputs are not told.

        Args:
            tracer_provider: None is OpenTelemetry's global one.
            most_iterations: so many of each visit of a Map state have spans, those that failed first.

        Returns:
            What ends it by `.close()`, or by `with`.

        Raises:
            UsageError: if opentelemetry is not installed, and for less than no iterations.
        """
        from sfn_notebook.session.tracing import trace

        return trace(self.account, tracer_provider, most_iterations)
