"""Executions as traces of OpenTelemetry, which is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sfn_notebook.api.account import Account
from sfn_notebook.api.delivery import Take, tolerant
from sfn_notebook.api.execution import Execution
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.history import CLOSING
from sfn_notebook.errors import UsageError, check_type
from sfn_notebook.session.subscription import Subscription
from sfn_notebook.views.fold import StepFold
from sfn_notebook.views.spans import Span, spans

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.trace import Span as OtelSpan
    from opentelemetry.trace import Tracer, TracerProvider


def trace(account: Account, tracer_provider: TracerProvider | None, most_iterations: int) -> Subscription:
    """See `Session.trace`."""
    check_type("most_iterations", most_iterations, int, "a whole number")
    if most_iterations < 0:
        raise UsageError(f"most_iterations is 0 or more, found {most_iterations}")
    try:
        from opentelemetry.context import get_current
        from opentelemetry.trace import get_tracer
    except ImportError:
        install = 'pip install "sfn-notebook[otel]"'
        raise UsageError(f"a trace needs opentelemetry, which is not installed: {install}") from None
    if tracer_provider is not None and not hasattr(tracer_provider, "get_tracer"):
        raise UsageError(f"tracer_provider is one of OpenTelemetry, not {tracer_provider!r:.80}")
    tracer = get_tracer("sfn_notebook", tracer_provider=tracer_provider)

    def take_of(execution: Execution) -> Take:
        around = get_current()  # the span in which the execution is opened, if there is one

        def take(_: Sequence[Event]) -> None:
            _tell(tracer, around, _spans(execution, most_iterations))

        return tolerant(take, "the trace")

    return Subscription(account, take_of, name="trace of executions", types=CLOSING)


def _spans(execution: Execution, most_iterations: int) -> list[Span]:
    run = execution.run
    steps = StepFold(execution.deployed.definition, {}).advance(run.events).steps
    return spans(run.identity, run.events, steps, most_iterations)


def _tell(tracer: Tracer, around: Context, found: Sequence[Span]) -> None:
    """Begin the spans, outer ones first, and end them, inner ones first, each at its own time."""
    from opentelemetry.trace import Status, StatusCode, set_span_in_context

    begun: list[OtelSpan] = []
    for span in found:
        context = around if span.parent is None else set_span_in_context(begun[span.parent], around)
        made = tracer.start_span(span.name, context, attributes=dict(span.attributes), start_time=span.start)
        for happening in span.happenings:
            made.add_event(happening.name, dict(happening.attributes), happening.time)
        if span.error is not None:
            made.set_status(Status(StatusCode.ERROR, span.error))
        begun.append(made)
    for span, made in reversed(list(zip(found, begun, strict=True))):
        made.end(span.end)
