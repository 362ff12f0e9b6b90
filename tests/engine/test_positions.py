"""Where an execution stood, from its events alone."""

from __future__ import annotations

from typing import Any

from running_machines import Sample
from running_tokens import ACTIVITY
from small_machines import mapped, one, row, wait
from stepping import begin, finish, stops

from sfn_notebook.engine.event import Event
from sfn_notebook.engine.positions import frames_at, positions
from sfn_notebook.values import JSON

INVOKED: dict[str, Any] = {
    "Type": "Task",
    "Resource": "arn:aws:lambda:us-east-1:111111111111:function:steady",
    "ResultSelector": {"v.$": "States.ArrayGetItem(States.Array(), 1)"},
    "Retry": [{"ErrorEquals": ["States.IntrinsicFailure"], "MaxAttempts": 2}],
    "End": True,
}
MACHINE = row(
    A={"Type": "Pass", "Result": 1, "ResultPath": "$.a", "End": True}, M=mapped(one(wait(5)), ItemsPath="$.l")
)


def test_before_the_first_state_there_is_no_position_in_any() -> None:
    run = begin(Sample(definition=MACHINE, payload={"l": [1]}), 1)
    position = frames_at(run.history.events, 1)
    assert (position.state, position.visit_path, position.is_inside) == ("", "", False)


def test_between_two_states_it_stands_behind_the_first_with_its_output() -> None:
    events = finish(begin(Sample(definition=MACHINE, payload={"l": [1]}), 1))
    position = frames_at(events, 3)
    assert (position.state, position.is_inside, position.input) == ("A", False, {"l": [1], "a": 1})


def test_items_that_ended_are_results_and_the_others_are_live() -> None:
    each: dict[str, Any] = {**mapped(one({"Type": "Wait", "SecondsPath": "$", "End": True})), "MaxConcurrency": 2}
    run = begin(Sample(definition=one(each, "M"), payload=[9, 1, 5]), 1)  # pyright: ignore[reportArgumentType] - a payload of another shape
    for _ in stops(run.domain):
        events = run.history.events
        if any(event.type == "MapIterationSucceeded" for event in events) and run.domain.is_settled:
            break
    position = frames_at(run.history.events, len(run.history.events))
    assert (position.results, sorted(position.live), position.started) == ({1: 1, 2: 5}, [0], 3)
    assert run.root is not None
    (live,) = positions([run.root])
    assert (live.results, sorted(live.live), live.started) == ({1: 1, 2: 5}, [0], 3)


def test_a_failure_that_left_no_event_shows_at_the_next_call() -> None:
    events = finish(begin(Sample(definition=one(INVOKED), payload={}), 1))
    scheduled = [event.id for event in events if event.type == "LambdaFunctionScheduled"]
    assert [frames_at(events, event_id).failures for event_id in scheduled] == [0, 1, 2]


def test_a_map_run_that_failed_counts_as_a_failure_of_its_map() -> None:
    processor: dict[str, Any] = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        **one({"Type": "Fail", "Error": "Cold"}, "F"),
    }
    retry: JSON = [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}]
    events = finish(begin(Sample(definition=one(mapped(processor, Retry=retry), "M"), payload=[1]), 1))  # pyright: ignore[reportArgumentType] - as above
    started = [event.id for event in events if event.type == "MapRunStarted"]
    assert [frames_at(events, event_id).failures for event_id in started] == [0, 1, 2]


def test_a_call_that_was_not_made_and_an_activity_that_was_not_scheduled_are_failures() -> None:
    retried = [{"ErrorEquals": ["States.ALL"]}]
    definition = one({"Type": "Task", "Resource": ACTIVITY, "Retry": retried, "TimeoutSeconds": 2, "End": True})
    events = finish(begin(Sample(definition=definition, payload={}), 1))
    before = next(event for event in events if event.type == "ActivityScheduled")
    for kind in ("ActivityScheduleFailed", "TaskSubmitFailed", "ActivityTimedOut"):
        failed = Event(before.id + 1, before.id, before.timestamp, kind, before.path, ("Boom", None))
        assert frames_at([*events[: before.id], failed], failed.id).failures == 1
