"""What holds wherever an execution goes on from its history, checked for one seed; raises AssertionError with it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final, Literal

from numbered_uuids import numbered
from running_machines import ACCOUNT_ID, FUNCTIONS, REGION, behave, running_machine
from running_properties import comparable
from stepping import LOGICAL, Answering, begin, finish, program_of, restored, stops

import sfn_notebook as sfn
from sfn_notebook.engine.checkpoint import dump
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.drivers.conductor import Invocation
from sfn_notebook.engine.drivers.invoke import invoke
from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.forking import Cut, fork
from sfn_notebook.engine.ports import Answer, Failure, Success
from sfn_notebook.engine.position import Position
from sfn_notebook.engine.positions import frames_at, positions
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.redriving import redrive
from sfn_notebook.engine.run import Run
from sfn_notebook.errors import UsageError
from sfn_notebook.session.spots import find_spot
from sfn_notebook.values import JSON, size_bytes

MOST_PLACES: Final = 30  # of a long history: so many events are forked at, so many of its dumps are restored
_DRAWN: Final = re.compile(r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<="r": )[\d.e-]+|event id #\d+')
_Key = tuple[str, str]


# -- fork
def check_forks(seed: int, most: int = MOST_PLACES) -> int:
    """A fork with the seed of its parent, at whatever event, goes on as that did; gives the number of forks.

    Where an event is not the last of what followed from one thing, what was to happen at the same instant, and the
    children of a Map Run that had begun, may go on in another order from there on. UUIDs count as numbers.
    """
    run = begin(running_machine(seed), seed)
    quiet = [len(run.history.events) for _ in stops(run.domain) if run.domain.is_settled]
    events, forked = list(run.history.events), 0
    for event in events[: -1 : max(1, len(events) // most)]:
        if not _may_be_forked(events, event.id):
            continue
        again = finish(_forked(run, event.id))
        _check_fork(seed, events, again, event, is_quiet=event.id in quiet)
        forked += 1
    return forked


def check_forks_on_the_way(seed: int) -> int:
    """A fork of an execution that has not ended ends as it does, if everything stands still; gives their number."""
    run, forks = begin(running_machine(seed), seed), dict[int, Sequence[Event]]()
    for _ in stops(run.domain):
        count = len(run.history.events)
        if run.domain.is_settled and count not in forks and run.outcome is None:
            forks[count] = finish(_forked(run, count))
    events = list(run.history.events)
    for count, again in forks.items():
        _check_fork(seed, events, again, events[count - 1], is_quiet=True)
    return len(forks)


def check_forks_with_tokens(seed: int) -> int:
    """A fork at an event while somebody outside has a task asks him anew, unless something beside it had failed.

    The task is scheduled once more, under a token of the same attempt; gives the number of forks.
    """
    run = begin(running_machine(seed), seed)
    events, forked = list(finish(run)), 0
    for event in events[:-1]:
        asked = _with_somebody_outside(frames_at(events, event.id))
        if not asked or not _may_be_forked(events, event.id):
            continue
        again = _forked(run, event.id)
        _check_dumps(seed, again, _dumps_on_the_way(seed, again, invoke), invoke)
        since = again.history.events[event.id :]
        told = {each.path for each in since if each.type.endswith(("Scheduled", "TaskStateAborted"))}
        is_told = told >= {each.visit_path for each in asked}
        assert is_told or since[0].type.endswith(("Failed", "TimedOut")), f"seed {seed}"
        forked += 1
    return forked


def _forked(run: Run, event_id: int) -> Run:
    """A fork with the seed and the name of its parent, whose first events may be seen."""
    forked = fork(Domain(LOGICAL, 0), run.identity, run.program, Quotas.AWS, run, Cut(event_id=event_id))
    forked.publish()
    return forked


def _with_somebody_outside(position: Position) -> list[Position]:
    """The frames whose tasks somebody outside is to answer."""
    return [each for each in _all(position) if each.call is not None and _is_answered_outside(each.call)]


def _is_answered_outside(call: Event) -> bool:
    return call.type.startswith("Activity") or str(detail(call, "resource")).endswith(".waitForTaskToken")


def _may_be_forked(events: Sequence[Event], event_id: int) -> bool:
    definition: Any = None  # only names of states are looked up there
    try:
        return find_spot(events, definition, event_id).event_id == event_id
    except UsageError:
        return False


def _check_fork(seed: int, events: Sequence[Event], again: Sequence[Event], at: Event, *, is_quiet: bool) -> None:
    where = f"seed {seed}: the fork at event {at.id} ({at.type})"
    texts = numbered(again), numbered(events)
    assert texts[0][: at.id] == texts[1][: at.id], where
    pairs = enumerate(zip(*texts, strict=False))
    differs = next((number for number, (one, other) in pairs if one != other), None)
    if differs is None:
        assert len(again) == len(events), where
    elif _with_somebody_outside(frames_at(events, at.id)):
        assert differs >= at.id, where  # he is asked anew
    elif not any(each.map_run and not each.map_run_end for each in _all(frames_at(events, at.id))):
        assert not is_quiet, f"{where} differs at event {differs + 1}, though everything stood still"
        assert at.timestamp in (again[differs].timestamp, events[differs].timestamp), f"{where}: event {differs + 1}"


def _all(position: Position) -> list[Position]:
    found = [position]
    for each in found:
        found.extend(each.live.values())
    return found


# -- redrive
def healthy(invocation: Invocation) -> Answer:
    """What every function says that does not fail."""
    parameters = invocation.request.parameters
    value: JSON = {"seen": parameters, "drawn": 1}
    if invocation.call.state.connector.family == "Task":
        payload = parameters.get("Payload") if isinstance(parameters, dict) else None
        value = {"ExecutedVersion": "$LATEST", "Payload": {"seen": payload, "drawn": 1}, "StatusCode": 200}
    return Success(value=value, size_bytes=size_bytes(value))


def check_redrives(seed: int) -> int:
    """A redriven execution never calls again what had exited; frames, dumps and ids stay right; gives the redrives."""
    run, ids, redrives = begin(running_machine(seed), seed), list[str](), 0
    finish(run, _noting(ids, lambda invocation: invocation.call.call_id, invoke))
    while run.outcome is not None and run.outcome.status != "SUCCEEDED" and redrives < 3:
        is_whole = run.outcome.error == "States.DataLimitExceeded"
        count, left = len(run.history.events), set[str]() if is_whole else _left(run.history.events)
        called: list[_Key] = []
        answer = _noting(called, _key, _noting(ids, lambda invocation: invocation.call.call_id, healthy))
        redrive(run, Domain(LOGICAL, run.history.events[-1].timestamp))
        _check_dumps(seed, run, _dumps_on_the_way(seed, run, answer), healthy)
        redrives += 1
        entered = {event.path for event in run.history.events[count:] if event.type.endswith("StateEntered")}
        again = [path for child, path in called if not child and path in left - entered]
        assert not again, f"seed {seed}: called again though exited: {again}"
    assert len(set(ids)) == len(ids), f"seed {seed}: two calls have one id"
    assert [event.id for event in run.history.events] == list(range(1, len(run.history.events) + 1)), f"seed {seed}"
    return redrives


def check_redriven_as_if(seed: int) -> int:
    """A call that fails for good, and succeeds after a redrive, ends as if it had succeeded at first; how often.

    Nobody is outside: who answers the token of another attempt may say something else.
    """
    sample = running_machine(seed, has_outsiders=False)
    run, keys, compared = begin(sample, seed), list[_Key](), 0
    finish(run, _noting(keys, _key, healthy))
    if run.outcome is None or run.outcome.status != "SUCCEEDED":
        return 0
    for key in list(dict.fromkeys(keys))[:5]:
        other = begin(sample, seed)
        finish(other, _failing(key))
        if other.outcome is not None and other.outcome.status == "SUCCEEDED":
            continue  # the failure was caught
        redrive(other, Domain(LOGICAL, other.history.events[-1].timestamp))
        finish(other, healthy)
        assert _ending(other) == _ending(run), f"seed {seed}: {key} had failed at first"
        compared += 1
    return compared


# -- repeat
def check_repeats(seed: int, clock: Literal["logical", "virtual"]) -> int:
    """What was run, forked, continued or redriven comes out the same from its record, without a call; how often.

    Of Express children that a redrive started anew only the last history is kept: then the repetition says so. So it
    does where somebody outside had a task, before anything runs.
    """
    sample, calls = running_machine(seed), list[str]()
    with sfn.Session(account_id=ACCOUNT_ID, region=REGION, clock=clock, seed=seed) as session:
        for name, takes in FUNCTIONS.items():
            session.function(name, _counted(calls, name), takes=takes)
        machine = sfn.StateMachine(sample.definition, "sample", session=session)
        execution = machine.run(sample.payload)
        _check_repeated(seed, execution, calls)
        events = execution.record.run.events
        places = [event.id for event in events[: -1 : max(1, len(events) // 4)] if _may_be_forked(events, event.id)]
        for place in places:
            _check_repeated(seed, execution.fork(place), calls)
        if execution.status != "SUCCEEDED":
            with suppress(_OnlyTheEndKeptError):
                _check_repeated(seed, execution.continue_with(machine), calls)
            execution.redrive()
            with suppress(_OnlyTheEndKeptError):
                _check_repeated(seed, execution, calls)
        return len(places) + 1


class _OnlyTheEndKeptError(Exception):
    """What a repetition says of children whose first history is not kept."""


_OUTSIDE: Final = ("waits for a token: such an execution cannot be repeated", "waits for a worker: such an execution")
"""What a repetition says before anything runs, where somebody outside had a task."""


def _check_repeated(seed: int, execution: sfn.Execution, calls: Sequence[str]) -> None:
    count = len(calls)
    try:
        again = execution.repeat()
    except UsageError as error:
        if str(error).endswith("of which only the end was kept"):
            raise _OnlyTheEndKeptError from None
        if any(said in str(error) for said in _OUTSIDE):
            assert len(calls) == count, f"seed {seed}: called {calls[count:]} before it was refused"
            return
        raise AssertionError(f"seed {seed}: {error}") from None
    assert again.history == execution.history, f"seed {seed}: another history"
    assert (again.name, again.status, again.seed) == (execution.name, execution.status, execution.seed), f"seed {seed}"
    if execution.record.run.domain.clock.mode == "logical":  # else a call that nobody waits for may begin late
        assert len(calls) == count, f"seed {seed}: called {calls[count:]}"


def _counted(calls: list[str], name: str) -> Callable[[Any, Any], Any]:
    def call(event: Any, context: Any) -> Any:
        calls.append(name)
        return behave(event, context)

    return call


def _ending(run: Run) -> tuple[str, str]:
    """The closing event, without what is drawn."""
    event = run.history.events[-1]
    return event.type, _DRAWN.sub("", json.dumps(event.details, sort_keys=True))


def _failing(key: _Key) -> Answering:
    failure = Failure(error="Fatal", cause="for good")
    return lambda invocation: failure if _key(invocation) == key else healthy(invocation)


def _key(invocation: Invocation) -> _Key:
    """Which visit of which child of a Map Run makes a call."""
    arn = invocation.call.run.identity.execution_arn
    return "" if ":execution:sample:" in arn else arn, invocation.call.path


def _noting(found: list[Any], what: Callable[[Invocation], Any], answer: Answering) -> Answering:
    def note(invocation: Invocation) -> Answer | None:
        found.append(what(invocation))
        return answer(invocation)

    return note


def _left(events: Sequence[Event]) -> set[str]:
    """The visits whose last event of coming and going is their exit."""
    last = {event.path: event.type for event in events if event.type.endswith(("StateEntered", "StateExited"))}
    return {path for path, kind in last.items() if kind.endswith("Exited")}


def _dumps_on_the_way(seed: int, run: Run, answer: Answering) -> list[tuple[str, list[Event]]]:
    """Run to the end; the dump at each quiescent point, where the frames that events tell of are the live ones."""
    dumps: list[tuple[str, list[Event]]] = []
    for _ in stops(run.domain, answer):
        if run.root is not None and run.domain.is_settled:
            events = list(run.history.events)
            (live,) = positions([run.root])
            folded = comparable(frames_at(events, len(events)), run.root)
            assert folded == comparable(live, run.root), f"seed {seed}: event {len(events)} after it was opened again"
            dumps.append((json.dumps(dump(run)), events))
    return dumps


def _check_dumps(seed: int, run: Run, dumps: Sequence[tuple[str, list[Event]]], answer: Answering) -> None:
    for text, events in dumps[:: max(1, len(dumps) // 5)]:
        program = program_of(running_machine(seed))
        again = restored(program, json.loads(text), events, now=0)
        where = f"seed {seed}: restored at event {len(events)} after it was opened again"
        assert json.loads(json.dumps(dump(again))) == json.loads(text), where
        assert finish(again, answer) == run.history.events, where
