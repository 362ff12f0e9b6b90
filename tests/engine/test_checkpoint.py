"""Dump and restore are inverse wherever everything stands still."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from running_machines import Sample, running_machine
from running_tokens import ACTIVITY
from small_machines import mapped, one, parallel, row, wait
from stepping import LOGICAL, Answering, begin, continued, digest, dump_line, finish, program_of, restored, stops

from sfn_notebook.engine.checkpoint import dump, restore
from sfn_notebook.engine.clock import LOGICAL_START, SECOND
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.drivers.conductor import Invocation
from sfn_notebook.engine.drivers.invoke import invoke
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.outside import answer_task, beat, take_task
from sfn_notebook.engine.ports import Answer, Success
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.run import Outcome, Run
from sfn_notebook.engine.tokens import read_token
from sfn_notebook.values import JSON

FUNCTION = "arn:aws:lambda:us-east-1:111111111111:function:"


def call(name: str, **fields: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": FUNCTION + name, "End": True, **fields}


RETRY: list[dict[str, Any]] = [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2, "JitterStrategy": "FULL"}]
DRAWN: dict[str, Any] = {"id.$": "States.UUID()", "of.$": "$"}
INVOKED: dict[str, Any] = {
    "Type": "Task",
    "Resource": "arn:aws:states:::lambda:invoke",
    "Parameters": {"FunctionName": "moody", "Payload": DRAWN},
    "ResultSelector": {"got.$": "$.Payload", "id.$": "States.UUID()"},
    "TimeoutSeconds": 4,
    "Retry": RETRY,
    "End": True,
}
MACHINE = row(
    P=parallel(
        one(mapped(one(call("moody", Parameters=DRAWN, Retry=RETRY)), MaxConcurrency=2, Retry=RETRY), "M"),
        row(W=wait(3), T=call("lengthy", HeartbeatSeconds=60)),
        one(INVOKED, "I"),
        Catch=[{"ErrorEquals": ["States.ALL"], "ResultPath": None, "Next": "Z"}],
    ),
    Z={"Type": "Pass", "Parameters": DRAWN, "End": True},
)


@pytest.mark.parametrize("seed", range(6))
def test_a_run_goes_on_from_each_point_as_if_it_had_not_been_stopped(seed: int) -> None:
    sample = Sample(definition=MACHINE, payload=[1, 2, 3])  # pyright: ignore[reportArgumentType] - a payload of another shape
    program = program_of(sample)
    run = begin(sample, seed)
    stopped = [(json.dumps(dump(run)), list(run.history.events)) for _ in stops(run.domain) if run.outcome is None]
    whole = digest(run.history.events)
    assert len(stopped) > 8
    for text, events in stopped:
        again = restored(program, json.loads(text), events)
        assert json.loads(json.dumps(dump(again))) == json.loads(text)
        assert digest(finish(again)) == whole


def test_a_child_that_has_ended_goes_on_from_its_dump_while_its_map_does_not_know_yet() -> None:
    item: dict[str, Any] = {
        "Type": "Choice",
        "Choices": [{"Variable": "$", "NumericEquals": 2, "Next": "F"}],
        "Default": "W",
    }
    nap: JSON = {"Type": "Wait", "SecondsPath": "$", "End": True}
    states: JSON = {"C": item, "F": {"Type": "Fail", "Error": "Cold"}, "W": nap}
    config: JSON = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    processor: JSON = {"ProcessorConfig": config, "StartAt": "C", "States": states}
    renamed: JSON = json.loads(
        json.dumps(processor).replace('"C"', '"C2"').replace('"F"', '"F2"').replace('"W"', '"W2"')
    )
    each, other = mapped(processor, ToleratedFailureCount=1), mapped(renamed, ToleratedFailureCount=1)
    items: Any = [1, 2, 1]
    sample = Sample(definition=row(P=parallel(one(each, "A"), one(other, "B")), Z={"Type": "Succeed"}), payload=items)
    run = begin(sample, 1)
    dumps = [(json.dumps(dump(run)), list(run.history.events)) for _ in stops(run.domain) if run.outcome is None]
    assert any(json.loads(text)["closed"] for text, _ in dumps)
    whole = digest(run.history.events)
    for text, events in dumps:
        again = restored(program_of(sample), json.loads(text), events)
        assert json.loads(json.dumps(dump(again))) == json.loads(text)
        assert digest(finish(again)) == whole


def test_calls_are_made_again_in_the_order_in_which_they_were_asked_for() -> None:
    config: JSON = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    items = mapped({"ProcessorConfig": config, **row(V=wait(1), C=call("moody", Retry=RETRY))}, ToleratedFailureCount=9)
    branches = row(W=wait(1), S=call("steady")), one(items, "M"), row(X=wait(1), T=call("moody", Retry=RETRY))
    sample = Sample(definition=row(P=parallel(*branches), Z={"Type": "Succeed"}), payload=[1, 2, 3])  # pyright: ignore[reportArgumentType] - a payload of another shape
    run, made = begin(sample, 2), list[str]()
    places = stops(run.domain, _noting(made))
    dumps = [(json.dumps(dump(run)), list(run.history.events)) for _ in places if run.outcome is None]
    made_at_once = 0
    for text, events in dumps:
        again, made_again = restored(program_of(sample), json.loads(text), events), list[str]()
        made_at_once = max(made_at_once, len(again.domain.scheduled))
        finish(again, _noting(made_again))
        assert made_again == [call_id for call_id in made if call_id in made_again]
    assert made_at_once == 5


def _noting(made: list[str]) -> Answering:
    def answer(invocation: Invocation) -> Answer | None:
        made.append(invocation.call.call_id)
        return invoke(invocation)

    return answer


def test_the_map_runs_of_a_child_that_has_ended_are_dumped_with_its_row() -> None:
    config: JSON = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    inner = mapped({"ProcessorConfig": config, **one({"Type": "Pass", "End": True}, "P")})
    nap: JSON = {"Type": "Wait", "SecondsPath": "$[0]", "End": True}
    outer = mapped({"ProcessorConfig": config, **row(In=inner, Nap=nap)})
    sample = Sample(definition=one(outer, "Out"), payload=[[1], [5, 6]])  # pyright: ignore[reportArgumentType] - a payload of another shape
    run = begin(sample, 1)
    dumps = [(json.dumps(dump(run)), list(run.history.events)) for _ in stops(run.domain) if run.outcome is None]
    kept = 0
    for text, events in dumps:
        again = restored(program_of(sample), json.loads(text), events)
        rows = [row for map_run in again.map_runs for row in map_run.rows.values()]
        kept += sum(len(map_run.rows) for row in rows for map_run in row.map_runs)
        assert json.loads(json.dumps(dump(again))) == json.loads(text)
    assert kept > 0


@pytest.mark.parametrize("seed", [3, 42, 802])
def test_a_dump_goes_on_from_its_text_alone(seed: int) -> None:
    run = begin(running_machine(seed), seed)
    lines = [dump_line(seed, run) for _ in stops(run.domain) if run.outcome is None]
    whole = digest(run.history.events)
    assert {digest(continued(line)) for line in lines} == {whole}


def test_an_execution_that_has_ended_is_not_dumped() -> None:
    run = begin(running_machine(1), 1)
    finish(run)
    with pytest.raises(ValueError, match="has ended"):
        dump(run)


def test_children_of_a_state_that_is_no_container_are_refused() -> None:
    run = begin(Sample(definition=one({"Type": "Pass", "End": True}), payload={}), 1)
    data: dict[str, Any] = dump(run)
    data["root"]["live"] = [data["root"] | {"index": 0}]
    with pytest.raises(TypeError, match="only a container"):
        restored(run.program, data, run.history.events)


def test_a_frame_in_a_state_that_is_not_there_is_refused() -> None:
    run = begin(Sample(definition=one({"Type": "Pass", "End": True}), payload={}), 1)
    data: dict[str, Any] = dump(run)
    data["root"]["state"] = "Gone"
    with pytest.raises(ValueError, match='"Gone", which the definition does not have'):
        restored(run.program, data, run.history.events)


def test_a_call_of_a_state_that_is_no_task_is_refused() -> None:
    run = begin(Sample(definition=one({"Type": "Pass", "End": True}), payload={}), 1)
    data: dict[str, Any] = dump(run)
    data["root"]["phase"] = "calling"
    with pytest.raises(TypeError, match="only a Task"):
        restored(run.program, data, run.history.events)


def test_time_goes_on_from_the_dump_and_never_back() -> None:
    run = begin(Sample(definition=one(wait(30)), payload={}), 1)
    data: dict[str, Any] = dump(run)
    later = Domain(LOGICAL, LOGICAL_START + 10**12)
    again = restore(later, run.program, data, run.history.events, Quotas.AWS)
    assert again.now == LOGICAL_START + 10**12


def _wait_for_a_token(state: dict[str, Any], stop: Callable[[Run], bool]) -> tuple[Sample, str, list[Event]]:
    """A run of one Task that is dumped at the first point at which something is so."""
    sample = Sample(definition=row(Ask=state, Z={"Type": "Succeed"}), payload={"n": 1})
    run = begin(sample, 1)
    for _ in stops(run.domain, is_answered=False):
        if stop(run):
            return sample, json.dumps(dump(run)), list(run.history.events)
    raise AssertionError("the point was not reached")


def _is_open(run: Run) -> bool:
    return any(frame.is_submitted or token in run.domain.taken for token, frame in run.domain.tokens.items())


ASK: dict[str, Any] = {
    "Type": "Task",
    "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
    "Parameters": {"FunctionName": "steady", "Payload": {"t.$": "$$.Task.Token"}},
    "TimeoutSeconds": 60,
    "HeartbeatSeconds": 20,
    "End": True,
}


def _restored(sample: Sample, text: str, events: list[Event]) -> Run:
    return restored(program_of(sample), json.loads(text), events)


def _end(run: Run) -> None:
    for _ in stops(run.domain, is_answered=False):
        pass


def test_a_task_that_was_submitted_is_not_called_again_and_is_answered_by_its_token() -> None:
    sample, text, events = _wait_for_a_token(ASK, _is_open)
    run = _restored(sample, text, events)
    (token,) = run.domain.tokens
    assert (run.domain.scheduled, len(run.history.events)) == ([], len(events))
    assert answer_task(run.domain, token, Success(value=1, size_bytes=1))
    assert not answer_task(run.domain, token, Success(value=2, size_bytes=1))
    finish(run)
    assert run.outcome == Outcome(status="SUCCEEDED", output=1)


def test_a_heartbeat_that_came_before_the_dump_counts_after_it() -> None:
    sample, text, events = _wait_for_a_token(ASK, _is_open)
    run = _restored(sample, text, events)
    (token,) = run.domain.tokens
    run.domain.set_now(run.domain.now + 10 * SECOND)
    assert beat(run.domain, token)
    again = _restored(sample, json.dumps(dump(run)), list(run.history.events))
    _end(again)
    timed_out = next(event for event in again.history.events if event.type == "TaskTimedOut")
    assert timed_out.timestamp == LOGICAL_START + 30 * SECOND


def test_a_task_that_was_not_submitted_is_called_again_with_the_same_token() -> None:
    sample, text, events = _wait_for_a_token(ASK, lambda run: bool(run.domain.calls))
    run = _restored(sample, text, events)
    (call,) = run.domain.scheduled
    (token,) = run.domain.tokens
    payload = json.dumps(call.parameters)
    found = read_token(json.loads(payload)["Payload"]["t"])
    assert found is not None
    assert found.id == token


def test_the_task_of_an_activity_is_offered_again_until_a_worker_has_it() -> None:
    bake: dict[str, Any] = {"Type": "Task", "Resource": ACTIVITY, "End": True, "TimeoutSeconds": 9}
    sample, text, events = _wait_for_a_token(bake, lambda run: bool(run.domain.tokens))
    run = _restored(sample, text, events)
    (offered,) = run.domain.take_offered()
    (token,) = run.domain.tokens
    assert (offered.parameters, run.domain.taken) == ({"n": 1}, set())
    assert take_task(run.domain, token, "joe")
    again = _restored(sample, json.dumps(dump(run)), list(run.history.events))
    assert (again.domain.take_offered(), again.domain.taken) == ([], {token})
    _end(again)
    assert [event.type for event in again.history.events][3:5] == ["ActivityStarted", "ActivityTimedOut"]
