from __future__ import annotations

import json

import pytest
from histories import SECOND, each_of_two, failed_fan, started

from sfn_notebook.engine.event import DETAILS
from sfn_notebook.views.log_records import LogLevel, is_logged, log_records

ARN = "arn:aws:states:us-east-1:111111111111:express:m:e:u"
FATAL = {"ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut"}


def test_a_record_holds_text_but_for_its_details() -> None:
    history = started({"a": 1})
    history.enter("Pass", "/P#1", {"a": 1})
    assert log_records(history.events, ARN)[1] == {
        "id": "2",
        "type": "PassStateEntered",
        "details": {"input": '{"a":1}', "inputDetails": {"truncated": False}, "name": "P"},
        "previous_event_id": "1",
        "event_timestamp": str(2 * SECOND // 1_000_000),
        "execution_arn": ARN,
        "redrive_count": "0",
    }


def test_an_event_without_details_has_empty_ones() -> None:
    history = started()
    history.add("ParallelStateStarted", "/P#1")
    assert log_records(history.events, ARN)[1]["details"] == {}


def test_data_are_left_out_on_request_and_errors_are_not() -> None:
    history = started({"secret": 1})
    history.enter("Pass", "/P#1", {"secret": 1})
    history.exit("Pass", "/P#1", {"secret": 1})
    history.add("ExecutionFailed", "", "Boom", "why")
    records = log_records(history.events, ARN, include_execution_data=False)
    assert "secret" not in json.dumps(records)
    assert [record["details"] for record in records[1:]] == [
        {"name": "P"},
        {"name": "P"},
        {"error": "Boom", "cause": "why"},
    ]


def test_an_execution_without_data_that_succeeds_says_nothing_more() -> None:
    history = started()
    history.add("ExecutionSucceeded", "", 1)
    assert log_records(history.events, ARN, include_execution_data=False)[1]["details"] == {}


def test_a_level_keeps_the_ids_that_the_events_have() -> None:
    records = log_records(failed_fan().events, ARN, "ERROR")
    assert [(record["id"], record["type"]) for record in records] == [
        ("8", "LambdaFunctionFailed"),
        ("9", "TaskStateAborted"),
        ("10", "TaskStateAborted"),
        ("11", "ParallelStateFailed"),
    ]


def test_failed_iterations_are_errors() -> None:
    records = log_records(each_of_two().events, ARN, "ERROR")
    assert [record["type"] for record in records] == ["LambdaFunctionFailed", "MapIterationFailed"]


@pytest.mark.parametrize(
    ("level", "taken"),
    [
        ("ALL", set(DETAILS)),
        ("FATAL", FATAL),
        ("OFF", set[str]()),
        (
            "ERROR",
            FATAL
            | {"FailStateEntered", "EvaluationFailed", "MapRunFailed", "MapRunAborted"}
            | {f"{kind}State{end}" for kind in ("Map", "Parallel") for end in ("Failed", "Aborted")}
            | {"TaskStateAborted", "WaitStateAborted", "MapIterationFailed", "MapIterationAborted"}
            | {f"{kind}{end}" for kind in ("LambdaFunction", "Task", "Activity") for end in ("Failed", "TimedOut")}
            | {"ActivityScheduleFailed", "TaskSubmitFailed"},
        ),
    ],
)
def test_a_level_takes_some_types_of_events(level: LogLevel, taken: set[str]) -> None:
    assert {name for name in DETAILS if is_logged(name, level)} == taken
