"""Repeat: an execution once more with the answers that its history records, each at its time; nobody is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sfn_notebook.engine.closing import stop
from sfn_notebook.engine.domain import Domain, ScheduledCall, is_awaited
from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.interpreter import begin, deliver, settle
from sfn_notebook.engine.ports import Answer, Failure, Success
from sfn_notebook.engine.redriving import redrive
from sfn_notebook.engine.run import Outcome, Run
from sfn_notebook.errors import UsageError
from sfn_notebook.values import size_bytes

_FAMILIES: Final = ("LambdaFunction", "Task")
_A_TURN: Final = 1_000_000


@dataclass(slots=True)
class _Call:
    """A call as it was recorded: the events of its beginning and its answer; None where that never happened."""

    scheduled: Event
    started: Event | None = None
    ended: Event | None = None


@dataclass(slots=True, kw_only=True)
class _Open:
    """A call that has no answer yet, with its record.

    Attributes:
        begins, ends: when that is to happen; None for what never happened.
    """

    call: ScheduledCall
    recorded: _Call
    begins: int | None
    ends: int | None


@dataclass(slots=True, kw_only=True)
class _Repetition:
    """An execution on its way through its own record.

    Attributes:
        records: the histories of the execution and of the children of its Map Runs, by ARN.
        calls: by the ARN, and the id of the Scheduled event.
        waiting: calls that were scheduled and have not begun.
        begun: calls that have begun and were not answered.
    """

    run: Run
    records: Mapping[str, Sequence[Event]]
    calls: Mapping[str, Mapping[int, _Call]]
    waiting: list[_Open] = field(default_factory=list[_Open])
    begun: list[_Open] = field(default_factory=list[_Open])

    @property
    def recorded(self) -> Sequence[Event]:
        """The history that is to come out."""
        return self.records[self.run.identity.execution_arn]

    @property
    def next(self) -> Event | None:
        """What is recorded to come next; None at the end."""
        count = self.run.history.count
        return self.recorded[count] if count < len(self.recorded) else None


def repeat(run: Run, recorded: Sequence[Event], children: Mapping[str, Sequence[Event]]) -> None:
    """Run an execution to the end of a history with the answers that this records.

    Args:
        run: stands where the recorded one stood when it began; its time is moved here.
        recorded: the whole history of the one that it repeats.
        children: the histories of the children of its Map Runs, by ARN.

    Raises:
        UsageError: for a call that the history has no answer for, and where the repetition takes another way.
    """
    records = {**children, run.identity.execution_arn: recorded}
    calls = {arn: _calls_of(events) for arn, events in records.items()}
    repetition = _Repetition(run=run, records=records, calls=calls)
    while _step(repetition):
        pass
    _compare(run.history.events, recorded)


def _calls_of(events: Sequence[Event]) -> dict[int, _Call]:
    """The calls of a history, by the id of their Scheduled event."""
    calls: dict[int, _Call] = {}
    last: dict[str, _Call] = {}
    for event in events:
        _check_repeatable(event)
        family = next((family for family in _FAMILIES if event.type.startswith(family)), None)
        kind = event.type.removeprefix(family) if family else ""
        if kind == "Scheduled":
            calls[event.id] = last[event.path] = _Call(event)
        elif kind == "Started":
            last[event.path].started = event
        elif kind in ("Succeeded", "Failed"):
            last[event.path].ended = event
    return calls


def _check_repeatable(event: Event) -> None:
    """Raise UsageError where a task began to wait for somebody who is not called."""
    if event.type == "TaskSubmitted":
        is_token = str(detail(event, "resource")).endswith(".waitForTaskToken")
        what = "a token" if is_token else "another execution"
    elif event.type == "ActivityStarted":
        what = "a worker"
    else:
        return
    raise UsageError(f"event {event.id} waits for {what}: such an execution cannot be repeated")


def _answer(event: Event) -> Answer:
    if event.type.endswith("Succeeded"):
        value = detail(event, "output")
        return Success(value=value, size_bytes=size_bytes(value))
    error, cause = detail(event, "error"), detail(event, "cause")
    return Failure(error=None if error is None else str(error), cause=None if cause is None else str(cause))


def _step(repetition: _Repetition) -> bool:
    """Let happen what comes next; False if nothing does."""
    run, domain = repetition.run, repetition.run.domain
    domain.budget = _A_TURN
    if not settle(domain):
        return run.history.count <= len(repetition.recorded)
    if run.outcome is not None:
        return _is_redriven(repetition)
    due = domain.next_due()
    if due is not None and due <= domain.now:
        return deliver(domain)
    repetition.waiting += [_open(repetition, call) for call in domain.take_scheduled()]
    return _move_on(repetition, due)


def _is_redriven(repetition: _Repetition) -> bool:
    event, run = repetition.next, repetition.run
    if event is None or event.type != "ExecutionRedriven":
        return False
    repetition.waiting, repetition.begun = [], []
    redrive(run, Domain(run.domain.clock, event.timestamp))
    return True


def _open(repetition: _Repetition, call: ScheduledCall) -> _Open:
    """A call with what was recorded of it; one that a fork took over begins at once, as it did there."""
    arn, event, now = call.run.identity.execution_arn, _scheduled(call), call.run.domain.now
    recorded = repetition.calls.get(arn, {}).get(event.id)
    if recorded is None or recorded.scheduled != event:
        whose = "" if call.run is repetition.run else f" of the child {arn}, of which only the end was kept"
        raise UsageError(f'no answer is recorded for the call of state "{call.state.name}" ({call.path}){whose}')
    started, ended = recorded.started, recorded.ended
    return _Open(
        call=call,
        recorded=recorded,
        begins=None if started is None else max(started.timestamp, now),
        ends=None if ended is None else max(ended.timestamp, now),
    )


def _scheduled(call: ScheduledCall) -> Event:
    """The Scheduled event of a call that is awaited; one that a fork took over may have begun."""
    events = call.run.history.events
    event = events[call.frame.last_event_id - 1]
    return event if event.type.endswith("Scheduled") else events[event.previous_event_id - 1]


def _move_on(repetition: _Repetition, due: int | None) -> bool:
    """Move the time to what comes next: a stop from outside, the beginning or the answer of a call, what is due."""
    run, domain = repetition.run, repetition.run.domain
    repetition.waiting = [each for each in repetition.waiting if is_awaited(each.call)]
    repetition.begun = [each for each in repetition.begun if is_awaited(each.call)]
    event = repetition.next
    aborted = event.timestamp if event is not None and event.type == "ExecutionAborted" else None
    times = [each.begins for each in repetition.waiting] + [each.ends for each in repetition.begun]
    now = min((time for time in (aborted, due, *times) if time is not None), default=None)
    if now is None or run.history.count > len(repetition.recorded):
        return False
    domain.set_now(now)
    if event is not None and now == aborted:
        _stop(run, event)
    elif not _begin_next(repetition, now):
        _answer_next(repetition, now, is_due=now == due)
    return True


def _stop(run: Run, event: Event) -> None:
    error, cause = detail(event, "error"), detail(event, "cause")
    texts = (None if error is None else str(error), None if cause is None else str(cause))
    stop(run, event.type, Outcome(status="ABORTED", error=texts[0], cause=texts[1]))


def _begin_next(repetition: _Repetition, now: int) -> bool:
    """Begin the call whose beginning is recorded next; of those of one instant each has its place in the record."""
    for waiting in repetition.waiting:
        started = waiting.recorded.started
        if waiting.begins == now and started is not None and started.id <= waiting.call.run.history.count + 1:
            _begin(repetition, waiting)
            return True
    return False


def _begin(repetition: _Repetition, waiting: _Open) -> None:
    repetition.waiting.remove(waiting)
    if begin(waiting.call):
        repetition.begun.append(waiting)


def _answer_next(repetition: _Repetition, now: int, *, is_due: bool) -> None:
    """Deliver what is due, with the answers that are recorded next.

    Answers of one instant may have come one after another: those that others follow from are recorded first. If none
    is recorded next, the repetition takes another way: then whatever is left happens, and the histories differ.
    """
    answered = _recorded_next(repetition, now)
    if not answered and not is_due:
        waiting = next((each for each in repetition.waiting if each.begins == now), None)
        if waiting is not None:
            _begin(repetition, waiting)
            return
        answered = [each for each in repetition.begun if each.ends == now]
    for each in answered:
        repetition.begun.remove(each)
        if each.recorded.ended is not None:
            repetition.run.domain.post_answer(each.call, _answer(each.recorded.ended), now)
    deliver(repetition.run.domain)


def _recorded_next(repetition: _Repetition, now: int) -> list[_Open]:
    """The calls whose answers are recorded next in their execution, one behind the other and behind timeouts."""
    answers: dict[str, dict[int, _Open]] = {}
    for each in repetition.begun:
        if each.ends == now and each.recorded.ended is not None:
            answers.setdefault(each.call.run.identity.execution_arn, {})[each.recorded.ended.id] = each
    return [each for arn, of_one in answers.items() for each in _in_a_row(repetition.records[arn], of_one)]


def _in_a_row(record: Sequence[Event], answers: Mapping[int, _Open]) -> Iterator[_Open]:
    event_id = next(iter(answers.values())).call.run.history.count + 1
    while event_id in answers or (event_id <= len(record) and record[event_id - 1].type.endswith("TimedOut")):
        if event_id in answers:
            yield answers[event_id]
        event_id += 1


def _compare(events: Sequence[Event], recorded: Sequence[Event]) -> None:
    pairs = zip(events, recorded, strict=False)
    number = next(
        (number for number, (one, other) in enumerate(pairs) if one != other), min(len(events), len(recorded))
    )
    if number < max(len(events), len(recorded)):
        was, now = (_shown(found, number) for found in (recorded, events))
        raise UsageError(f"the repetition takes another way at event {number + 1}: that was {was}, and is {now}")


def _shown(events: Sequence[Event], number: int) -> str:
    if number >= len(events):
        return "none"
    return f"{events[number].type} {events[number].path}".rstrip()
