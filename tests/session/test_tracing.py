"""Executions as traces, as an SDK of OpenTelemetry exports them."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

import sfn_notebook as sfn
from sfn_notebook.values import JSON

SECOND = 1_000_000_000
START = 946_684_800 * SECOND
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:charge"
ORDER: dict[str, JSON] = {
    "StartAt": "Each",
    "States": {
        "Each": {
            "Type": "Map",
            "MaxConcurrency": 1,
            "ItemProcessor": {
                "StartAt": "Charge",
                "States": {
                    "Charge": {
                        "Type": "Task",
                        "Resource": FUNCTION,
                        "Retry": [{"ErrorEquals": ["ValueError"], "IntervalSeconds": 3, "MaxAttempts": 1}],
                        "End": True,
                    }
                },
            },
            "End": True,
        }
    },
}


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session(clock="logical") as opened:

        @opened.function("charge", takes=1)
        def charge(amount: int) -> int:
            if amount < 0:
                raise ValueError("no money")
            return amount

        yield opened


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def provider(exporter: InMemorySpanExporter) -> Iterator[TracerProvider]:
    made = TracerProvider(shutdown_on_exit=False)
    made.add_span_processor(SimpleSpanProcessor(exporter))
    yield made
    made.shutdown()


def named(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    """The last span of each name."""
    return {span.name: span for span in exporter.get_finished_spans()}


def parent_of(span: ReadableSpan) -> int | None:
    return None if span.parent is None else span.parent.span_id


def id_of(span: ReadableSpan) -> int:
    context = span.get_span_context()
    assert context is not None
    return context.span_id


def test_an_execution_is_exported_as_nested_spans(
    session: sfn.Session, provider: TracerProvider, exporter: InMemorySpanExporter
) -> None:
    session.trace(provider)
    execution = session.state_machine(ORDER, name="order").run([7])
    spans = named(exporter)
    chain = [spans[name] for name in ("order", "Each", "Each iteration", "Charge")]
    assert [parent_of(span) for span in chain] == [None, *map(id_of, chain[:-1])]
    assert [(span.start_time, span.end_time) for span in chain] == [(START, START + SECOND)] * 4
    attributes = dict(chain[0].attributes or {})
    assert attributes["aws.step_functions.execution.arn"] == execution.arn
    assert {span.status.status_code for span in chain} == {StatusCode.UNSET}
    assert [span.name for span in exporter.get_finished_spans()] == ["Charge", "Each iteration", "Each", "order"]


def test_a_failure_is_the_status_and_retries_are_events(
    session: sfn.Session, provider: TracerProvider, exporter: InMemorySpanExporter
) -> None:
    session.trace(provider)
    session.state_machine(ORDER, name="order").run([-1])
    charge = named(exporter)["Charge"]
    assert charge.status.status_code == StatusCode.ERROR
    assert (charge.status.description or "").startswith('ValueError: {"errorMessage":')
    assert [(event.name, event.timestamp) for event in charge.events] == [
        ("exception", START + SECOND),
        ("retry", START + 4 * SECOND),
        ("exception", START + 5 * SECOND),
    ]
    assert (charge.events[0].attributes or {})["exception.type"] == "ValueError"


@pytest.mark.parametrize("how", ["run", "start"])
def test_an_execution_belongs_to_the_span_that_it_was_opened_in(
    session: sfn.Session, provider: TracerProvider, exporter: InMemorySpanExporter, how: str
) -> None:
    session.trace(provider)
    machine = session.state_machine(ORDER, name="order")
    with provider.get_tracer("notebook").start_as_current_span("cell"):
        job = machine.start([7]) if how == "start" else machine.run([7])
    if isinstance(job, sfn.Job):
        job.wait(10)
    spans = named(exporter)
    assert parent_of(spans["order"]) == id_of(spans["cell"])


def test_iterations_can_be_bounded(
    session: sfn.Session, provider: TracerProvider, exporter: InMemorySpanExporter
) -> None:
    session.trace(provider, most_iterations=2)
    session.state_machine(ORDER, name="order").run(list(range(5)))
    names = [span.name for span in exporter.get_finished_spans()]
    assert (names.count("Each iteration"), names.count("Charge")) == (2, 2)
    assert (named(exporter)["Each"].attributes or {})["aws.step_functions.map.iterations_left_out"] == 3


def test_a_trace_that_was_closed_is_told_no_more(
    session: sfn.Session, provider: TracerProvider, exporter: InMemorySpanExporter
) -> None:
    with session.trace(provider):
        pass
    session.state_machine(ORDER, name="order").run([7])
    assert exporter.get_finished_spans() == ()


def test_without_a_provider_the_global_one_is_told(session: sfn.Session) -> None:
    session.trace()
    assert session.state_machine(ORDER, name="order").run([7]).status == "SUCCEEDED"


def test_without_opentelemetry_a_trace_says_what_to_install(
    session: sfn.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("opentelemetry", "opentelemetry.context", "opentelemetry.trace"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(sfn.UsageError) as raised:
        session.trace()
    assert str(raised.value) == (
        'a trace needs opentelemetry, which is not installed: pip install "sfn-notebook[otel]"'
    )


def test_less_than_no_iterations_are_refused(session: sfn.Session) -> None:
    with pytest.raises(sfn.UsageError, match="most_iterations is 0 or more, found -1"):
        session.trace(most_iterations=-1)
