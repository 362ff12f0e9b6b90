"""A history counts, closes itself, and is written as AWS writes it."""

from __future__ import annotations

import datetime as dt
import gc
from dataclasses import dataclass

import pytest

from sfn_notebook.engine.history import History, HistoryFullError, to_aws

NOON = 1_000_000_000_123_456_789


@dataclass
class At:
    now: int


def test_events_are_counted_from_one() -> None:
    history = History(None, At(NOON))
    assert [history.append(0, "ExecutionStarted", ""), history.append(0, "PassStateEntered", "/P#1")] == [1, 2]


def test_only_a_closing_event_has_room_at_the_end() -> None:
    history = History(2, At(NOON))
    history.append(0, "ExecutionStarted", "")
    with pytest.raises(HistoryFullError):
        history.append(0, "PassStateEntered", "/P#1")
    assert history.append(1, "ExecutionFailed", "") == 2


def test_a_time_is_written_to_the_millisecond() -> None:
    history = History(None, At(NOON))
    history.append(1, "ParallelStateStarted", "/P#1")
    (event,) = to_aws(history.events)
    assert event == {
        "timestamp": dt.datetime(2001, 9, 9, 1, 46, 40, 123_000, tzinfo=dt.UTC),
        "type": "ParallelStateStarted",
        "id": 1,
        "previousEventId": 1,
    }


def test_without_data_inputs_and_outputs_are_left_out() -> None:
    history = History(None, At(NOON))
    history.append(0, "ExecutionStarted", "", ({"a": 1}, "role", None, None))
    history.append(0, "PassStateEntered", "/P#1", ("P", {"a": 1}))
    history.append(2, "PassStateExited", "/P#1", ("P", {"a": 1}, None))
    history.append(3, "ExecutionSucceeded", "", ({"a": 1},))
    found = [
        next(iter({**value} for key, value in event.items() if key.endswith("EventDetails")))
        for event in to_aws(history.events, include_data=False, stamp=int)
    ]
    assert found == [{"roleArn": "role"}, {"name": "P"}, {"name": "P"}, {}]


def test_what_aws_leaves_out_is_left_out() -> None:
    history = History(None, At(NOON))
    history.append(1, "TaskScheduled", "/T#1", ("lambda", "invoke", "us-east-1", [None], None, 5, None))
    (event,) = to_aws(history.events, stamp=int)
    assert event["taskScheduledEventDetails"] == {
        "resourceType": "lambda",
        "resource": "invoke",
        "region": "us-east-1",
        "parameters": "[null]",
        "heartbeatInSeconds": 5,
    }


@pytest.mark.parametrize("is_enabled", [True, False])
def test_writing_a_history_leaves_the_collector_as_it_was(*, is_enabled: bool) -> None:
    before = gc.isenabled()
    history = History(None, At(NOON))
    history.append(0, "ParallelStateStarted", "/P#1")
    try:
        (gc.enable if is_enabled else gc.disable)()
        assert len(to_aws(history.events)) == 1
        assert gc.isenabled() is is_enabled
    finally:
        (gc.enable if before else gc.disable)()


def test_what_an_activity_has_no_worker_name_and_no_limit_for_is_left_out() -> None:
    history = History(None, At(NOON))
    history.append(0, "ActivityScheduled", "/T#1", ("arn", {"a": 1}, None, 5))
    history.append(1, "ActivityStarted", "/T#1", (None,))
    history.append(2, "TaskSubmitted", "/T#1", ("sqs", "sendMessage.waitForTaskToken", [1]))
    scheduled, started, submitted = to_aws(history.events)
    whole = {"truncated": False}
    given = {"resource": "arn", "input": '{"a":1}', "inputDetails": whole, "heartbeatInSeconds": 5}
    assert scheduled["activityScheduledEventDetails"] == given
    assert started["activityStartedEventDetails"] == {}
    assert submitted["taskSubmittedEventDetails"] == {
        "resourceType": "sqs",
        "resource": "sendMessage.waitForTaskToken",
        "output": "[1]",
        "outputDetails": whole,
    }
