"""Executions as a user holds them: how they ended, and that nothing reaches the engine through them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import sfn_notebook as sfn
from sfn_notebook.engine.event import Event

ARN = "arn:aws:lambda:us-east-1:123456789012:function:"
START = 1_000_000_000_000_000_000


def call(**fields: Any) -> dict[str, Any]:
    return {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": ARN + "work", "End": True, **fields}}}


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session(clock="logical", start_time=START) as made:
        yield made


class Refused(Exception):
    """What the function of these tests raises."""


def echo(event: Any) -> Any:
    return event


def refuse(_: Any) -> Any:
    raise Refused("no")


# -- results
def test_the_result_is_the_output(session: sfn.Session) -> None:
    session.function("work", lambda: {"a": 1})
    assert session.state_machine(call()).run().result() == {"a": 1}


def test_the_result_of_a_failure_is_raised_with_error_cause_and_state(session: sfn.Session) -> None:
    session.function("work", refuse)
    execution = session.state_machine(call()).run()
    with pytest.raises(sfn.ExecutionFailed, match="FAILED in state T: Refused") as raised:
        execution.result()
    assert (raised.value.error, raised.value.state) == ("Refused", "T")
    assert json.loads(str(raised.value.cause))["errorMessage"] == "no"
    assert raised.value.execution is execution


def test_a_timeout_of_the_whole_names_no_state(session: sfn.Session) -> None:
    machine: dict[str, Any] = {
        "TimeoutSeconds": 1,
        "StartAt": "W",
        "States": {"W": {"Type": "Wait", "Seconds": 9, "End": True}},
    }
    execution = session.state_machine(machine).run()
    with pytest.raises(sfn.ExecutionFailed, match=r"TIMED_OUT$"):
        execution.result()
    assert (execution.status, execution.failed_state, execution.error) == ("TIMED_OUT", None, None)


def test_the_innermost_state_that_failed_is_the_one_that_is_named(session: sfn.Session) -> None:
    session.function("work", refuse)
    each: dict[str, Any] = {"Type": "Map", "ItemProcessor": call(), "End": True}
    execution = session.state_machine({"StartAt": "M", "States": {"M": each}}).run([1])
    assert execution.failed_state == "T"


def test_what_a_function_raised_can_be_reached(session: sfn.Session) -> None:
    session.function("work", refuse)
    execution = session.state_machine(call()).run()
    (raised,) = execution.exceptions.values()
    assert isinstance(raised, Refused)


# -- copies
def test_nothing_that_is_handed_out_leads_back_into_the_execution(session: sfn.Session) -> None:
    session.function("work", echo)
    execution = session.state_machine(call(Parameters={"list.$": "$.list"})).run({"list": [1]})
    before = (execution.to_json(), repr(execution.steps))
    for found in (execution.input, execution.output, *(stage.value for stage in execution.steps[0].stages)):
        assert isinstance(found, dict)
        found["list"] = "changed"
    execution.history[1]["stateEnteredEventDetails"]["input"] = "changed"
    assert (execution.to_json(), repr(execution.steps)) == before


def test_a_function_cannot_change_what_the_engine_keeps(session: sfn.Session) -> None:
    kept: list[Any] = []

    @session.function("work")
    def work(event: Any) -> Any:
        event["list"].append(2)
        kept.append(event)
        return event

    execution = session.state_machine(call(ResultPath="$.result")).run({"list": [1]})
    kept[0]["list"].append(3)
    assert execution.output == {"list": [1], "result": {"list": [1, 2]}}


def test_the_input_that_was_given_can_be_changed_afterwards(session: sfn.Session) -> None:
    given = {"list": [1]}
    machine: dict[str, Any] = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9, "End": True}}}
    execution = session.state_machine(machine).open(given)
    given["list"].append(2)
    session.state_machine(machine).drive(execution)
    assert (execution.input, execution.output) == ({"list": [1]}, {"list": [1]})


# -- time and counts
def test_times_are_those_of_its_own_clock(session: sfn.Session) -> None:
    machine: dict[str, Any] = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 90, "End": True}}}
    execution = session.state_machine(machine).run()
    assert execution.start_date.isoformat() == "2001-09-09T01:46:40+00:00"
    assert str(execution.stop_date) == "2001-09-09 01:48:10+00:00"
    assert str(execution.duration) == "0:01:30"


def test_a_retry_counts_as_a_transition(session: sfn.Session) -> None:
    session.function("work", refuse)
    retry: list[dict[str, Any]] = [{"ErrorEquals": ["Refused"], "MaxAttempts": 2}]
    assert session.state_machine(call(Retry=retry)).run().transitions == 3


# -- as text
def test_the_json_of_an_execution_is_written_to_a_file(session: sfn.Session, tmp_path: Path) -> None:
    session.function("work", lambda: "größer")
    execution = session.state_machine(call(), "m").run(name="one")
    text = execution.to_json(tmp_path / "one.json")
    found = json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))
    assert found == json.loads(text)
    assert {key: found[key] for key in ("name", "status", "output", "startDate", "stopDate")} == {
        "name": "one",
        "status": "SUCCEEDED",
        "output": "größer",
        "startDate": "2001-09-09T01:46:40+00:00",
        "stopDate": "2001-09-09T01:46:40+00:00",
    }
    assert [event["id"] for event in found["history"]] == [1, 2, 3, 4, 5, 6, 7]


def test_the_json_of_a_failed_execution_has_error_and_cause_in_place_of_an_output(session: sfn.Session) -> None:
    machine: dict[str, Any] = {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Bad", "Cause": "why"}}}
    found = session.state_machine(machine).run().to_dict()
    assert ("output" in found, found["error"], found["cause"]) == (False, "Bad", "why")


# -- watching
class Watch:
    """Keeps how far it was told to read."""

    def __init__(self) -> None:
        self.counts: list[int] = []
        self.last = ""

    def published(self, events: Sequence[Event], count: int) -> None:
        self.counts.append(count)
        self.last = events[count - 1].type


def test_whoever_watches_is_told_before_each_call_and_at_the_end(session: sfn.Session) -> None:
    watch = Watch()
    seen: list[int] = []
    session.function("work", lambda: seen.append(len(execution.history)))
    machine = session.state_machine(call())
    execution = machine.open()
    execution.observe(watch)
    machine.drive(execution)
    assert seen == [4]
    assert (watch.counts, watch.last) == ([4, 7], "ExecutionSucceeded")


def test_an_execution_that_was_opened_has_no_history_yet(session: sfn.Session) -> None:
    session.function("work", refuse)
    execution = session.state_machine(call()).open()
    assert (execution.status, execution.history, execution.output) == ("RUNNING", [], None)
