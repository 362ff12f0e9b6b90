"""What an execution adds to the metrics of its state machine, folded from its events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from sfn_notebook.asl.model import Definition
from sfn_notebook.engine.clock import SECOND
from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.history import CLOSING
from sfn_notebook.engine.run import Identity
from sfn_notebook.values import JSON
from sfn_notebook.views.billing import billing, used_memory_bytes
from sfn_notebook.views.fold import StepFold
from sfn_notebook.views.steps import Status, Step


class Sample(NamedTuple):
    """One value of one metric.

    Attributes:
        of: `execution`, `state`, or the dimension of a call: `LambdaFunctionArn`, ….
        name: of the state; the ARN that was called; "" for the execution.
        metric: AWS's name of it; `entered`, `succeeded`, … and `duration` of a state.
        value: 1 of what is counted; nanoseconds or bytes, rounded to three digits, of what is measured.
    """

    of: str
    name: str
    metric: str
    value: int


Samples: TypeAlias = Counter[Sample]
"""How often each value was seen. As values have three digits there are few of them, however many executions there
are: memory is bounded, quantiles are half a per cent off at most, and sums and differences are exact."""

_ENDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {"SUCCEEDED": "Succeeded", "FAILED": "Failed", "ABORTED": "Aborted", "TIMED_OUT": "TimedOut"}
)
_OUTCOMES: Final[Mapping[Status, str]] = MappingProxyType(
    {"succeeded": "succeeded", "failed": "failed", "caught error": "failed", "cancelled": "aborted"}
)


class Family(NamedTuple):
    """The metrics of one kind of calls: AWS's dimension, and its names of one and of several."""

    dimension: str
    one: str
    several: str


FAMILIES: Final[Mapping[str, Family]] = MappingProxyType(
    {
        "LambdaFunction": Family("LambdaFunctionArn", "LambdaFunction", "LambdaFunctions"),
        "Task": Family("ServiceIntegrationResourceArn", "ServiceIntegration", "ServiceIntegrations"),
        "Activity": Family("ActivityArn", "Activity", "Activities"),
    }
)
"""By the first word of their events."""


def samples(identity: Identity, definition: Definition, definition_bytes: int, events: Sequence[Event]) -> Samples:
    """What an execution has added until now.

    Args:
        identity: whose it is.
        definition: what it executes.
        definition_bytes: of its text, which Express executions are billed for.
        events: all of them until now; what a fork has taken over counts for the execution that it comes from.
    """
    found: Samples = Counter()
    found.update(execution_samples(identity, definition_bytes, events))
    found.update(call_samples(identity, events))
    steps = StepFold(definition, {}).advance(events).steps
    found.update(state_samples(step for step in steps if step.event_ids[-1] > identity.parent_event_id))
    return found


def three_digits(number: int) -> int:
    """A number rounded to three digits, or as it is if it has no more."""
    scale = 10 ** max(0, len(str(number)) - 3)
    return (number + scale // 2) // scale * scale


# -- the execution
def execution_samples(identity: Identity, definition_bytes: int, events: Sequence[Event]) -> Iterator[Sample]:
    """The start, each redrive, and each end, that of a redrive under two names; of a fork only what is its own."""
    is_redriven = False
    for position, event in enumerate(events, start=1):
        if event.type == "ExecutionStarted":
            yield Sample("execution", "", "ExecutionsStarted", 1)
        if event.id <= identity.parent_event_id:
            continue
        if event.type == "ExecutionRedriven":
            is_redriven = True
            yield Sample("execution", "", "ExecutionsRedriven", 1)
        if event.type in CLOSING:
            duration = event.timestamp - identity.start
            ending = f"Executions{_ENDINGS[CLOSING[event.type]]}"
            yield from (Sample("execution", "", name, 1) for name in ((ending, f"Redriven{ending}")[: 1 + is_redriven]))
            yield Sample("execution", "", "ExecutionTime", three_digits(duration))
            if identity.is_express:
                memory = used_memory_bytes(definition_bytes, identity.input_bytes, events[:position])
                yield from _billed(duration, memory)


def _billed(duration: int, memory: int) -> Iterator[Sample]:
    billed = billing(duration, memory)
    nanoseconds = billed.billed_duration_in_milliseconds * 1_000_000
    yield Sample("execution", "", "ExpressExecutionBilledDuration", three_digits(nanoseconds))
    yield Sample("execution", "", "ExpressExecutionBilledMemory", billed.billed_memory_used_in_mb * 1024 * 1024)
    yield Sample("execution", "", "ExpressExecutionMemory", three_digits(memory))


# -- the states
def state_samples(steps: Iterable[Step]) -> Iterator[Sample]:
    """The visits of the states."""
    for step in steps:
        yield Sample("state", step.name, "entered", 1)
        for _ in step.attempts[1:]:
            yield Sample("state", step.name, "retried", 1)
        if step.exited is not None:
            yield Sample("state", step.name, _OUTCOMES[step.status], 1)
            yield Sample("state", step.name, "duration", three_digits(step.exited - step.entered))


# -- the calls of Task states
def _call_types() -> Iterator[tuple[str, tuple[str, str]]]:
    outcomes = ("Scheduled", "Started", "Succeeded", "Failed", "TimedOut")
    for family in FAMILIES:
        yield from ((f"{family}{outcome}", (family, outcome)) for outcome in outcomes)
        yield from ((f"{family}{step}Failed", (family, "Failed")) for step in ("Schedule", "Start", "Submit"))


_CALLS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(dict(_call_types()))
"""Family and outcome of each type of event that belongs to a call."""


class _Call(NamedTuple):
    """A call that goes on: whom it calls, when it was scheduled and started, and how long it may take from then on."""

    arn: str
    scheduled: int
    started: int | None
    seconds: JSON


def call_samples(identity: Identity, events: Iterable[Event]) -> Iterator[Sample]:
    """The attempts of the Task states; one that is aborted has no end, as on AWS. Those before a fork are left out."""
    calls: dict[str, _Call] = {}
    for event in events:
        kind = _CALLS.get(event.type)
        if kind is None:
            continue
        found = _of_call(calls, kind, identity, event)
        if event.id > identity.parent_event_id:
            yield from found


def _of_call(calls: dict[str, _Call], kind: tuple[str, str], identity: Identity, event: Event) -> list[Sample]:
    """What an event of a call adds; the calls that go on are kept by path."""
    family, outcome = FAMILIES[kind[0]], kind[1]
    call = calls.get(event.path)
    if outcome == "Scheduled":
        call = calls[event.path] = _Call(
            _called(kind[0], identity, event), event.timestamp, None, detail(event, "timeout_in_seconds")
        )
        return [Sample(family.dimension, call.arn, f"{family.several}Scheduled", 1)]
    if call is None:
        return []
    if outcome == "Started":
        calls[event.path] = call._replace(started=event.timestamp)
        waited = three_digits(event.timestamp - call.scheduled)
        started = Sample(family.dimension, call.arn, f"{family.several}Started", 1)
        return [started, Sample(family.dimension, call.arn, f"{family.one}ScheduleTime", waited)]
    del calls[event.path]
    return [*_ended(family, outcome, call, event)]


def _ended(family: Family, outcome: str, call: _Call, event: Event) -> Iterator[Sample]:
    is_heartbeat = outcome == "TimedOut" and family.one == "Activity" and not _is_due(call, event)
    name = f"{family.several}{'Heartbeat' if is_heartbeat else ''}{outcome}"
    yield Sample(family.dimension, call.arn, name, 1)
    yield Sample(family.dimension, call.arn, f"{family.one}Time", three_digits(event.timestamp - call.scheduled))
    if call.started is not None:
        ran = three_digits(event.timestamp - call.started)
        yield Sample(family.dimension, call.arn, f"{family.one}RunTime", ran)


def _is_due(call: _Call, event: Event) -> bool:
    """Whether a call had had its time; one that timed out before missed a heartbeat, of which no event tells."""
    since = call.scheduled if call.started is None else call.started
    return isinstance(call.seconds, int) and event.timestamp - since >= call.seconds * SECOND


def _called(family: str, identity: Identity, event: Event) -> str:
    """The ARN of the function or the activity; of a service integration with the account, as on AWS."""
    resource = str(detail(event, "resource"))
    if family != "Task":
        return resource
    place = identity.state_machine_arn.rpartition(":stateMachine:")[0]
    return f"{place}:{detail(event, 'resource_type')}:{resource}"
