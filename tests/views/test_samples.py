"""What an execution adds to the metrics of its machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pytest
from histories import CAUGHT, EACH, FAN, FUNCTION, PASS, SECOND, TASK, History, each_of_two, failed_fan, started

from sfn_notebook.asl.model import Definition
from sfn_notebook.engine import event as engine_event
from sfn_notebook.engine.run import Identity
from sfn_notebook.views.samples import Sample, call_samples, execution_samples, samples, three_digits

PLACE = "arn:aws:states:us-east-1:111111111111"
IDENTITY = Identity(
    execution_arn=f"{PLACE}:execution:order:one",
    execution_name="one",
    state_machine_arn=f"{PLACE}:stateMachine:order",
    state_machine_name="order",
    role_arn=None,
    input={},
    input_bytes=2,
    start=SECOND,
    seed=0,
)
EXPRESS = replace(IDENTITY, is_express=True)
MB = 1024 * 1024


def of_states(history: History, definition: Definition) -> dict[str, dict[str, int]]:
    """By name and metric: how many there are; of durations the sum in seconds."""
    found: dict[str, dict[str, int]] = {}
    for sample, count in samples(IDENTITY, definition, 100, history.events).items():
        if sample.of == "state":
            amount = count * sample.value // SECOND if sample.metric == "duration" else count
            metrics = found.setdefault(sample.name, {})
            metrics[sample.metric] = metrics.get(sample.metric, 0) + amount
    return found


def measured(found: Iterable[Sample]) -> dict[str, int]:
    """The values by metric; each is there once."""
    values = Counter({(sample.metric, sample.value): 1 for sample in found})
    return dict(values.keys())


@pytest.mark.parametrize(
    ("number", "rounded"),
    [(0, 0), (7, 7), (999, 999), (1_234, 1_230), (1_235, 1_240), (99_950, 100_000), (5 * SECOND, 5 * SECOND)],
)
def test_a_value_has_three_digits(number: int, rounded: int) -> None:
    assert three_digits(number) == rounded


def test_an_execution_that_runs_has_been_started() -> None:
    assert measured(execution_samples(IDENTITY, 100, started().events)) == {"ExecutionsStarted": 1}


@pytest.mark.parametrize("ending", ["Succeeded", "Failed", "Aborted", "TimedOut"])
def test_the_end_of_an_execution_is_counted_with_its_time(ending: str) -> None:
    history = started()
    history.enter("Pass", "/A#1")
    history.add(f"Execution{ending}", "", *((1,) if ending == "Succeeded" else (None, None)))
    assert measured(execution_samples(IDENTITY, 100, history.events)) == {
        "ExecutionsStarted": 1,
        f"Executions{ending}": 1,
        "ExecutionTime": 2 * SECOND,
    }


def test_a_redrive_is_counted_and_its_end_under_two_names() -> None:
    history = started()
    history.add("ExecutionFailed", "", None, None)
    history.add("ExecutionRedriven", "", 1)
    history.add("ExecutionSucceeded", "", 1)
    counts = Counter(sample.metric for sample in execution_samples(IDENTITY, 100, history.events))
    assert counts == {
        **dict.fromkeys(("ExecutionsStarted", "ExecutionsRedriven", "ExecutionsFailed", "ExecutionsSucceeded"), 1),
        "RedrivenExecutionsSucceeded": 1,
        "ExecutionTime": 2,
    }


def test_what_a_fork_has_taken_over_is_not_counted_again() -> None:
    history = started()
    history.enter("Pass", "/A#1")
    history.exit("Pass", "/A#1")
    history.enter("Task", "/T#1")
    history.call("/T#1")
    history.add("LambdaFunctionFailed", "/T#1", "Boom", None)
    taken_over = history.add("ExecutionFailed", "", None, None)
    fork = replace(IDENTITY, parent_arn=f"{PLACE}:execution:order:other", parent_event_id=taken_over)
    history.add("ExecutionRedriven", "", 1)
    history.call("/T#1")
    found = samples(fork, TASK, 100, history.events)
    assert {sample.name for sample in found if sample.of == "state"} == {"T"}
    counts = {sample.metric: count for sample, count in found.items() if sample.of != "state"}
    assert counts == dict.fromkeys(
        (
            *("ExecutionsStarted", "ExecutionsRedriven", "LambdaFunctionsScheduled", "LambdaFunctionsStarted"),
            "LambdaFunctionScheduleTime",
        ),
        1,
    )


@pytest.mark.parametrize(("ending", "details"), [("Succeeded", ("x" * 98,)), ("Failed", (None, None))])
def test_an_express_execution_is_billed(ending: str, details: tuple[object, ...]) -> None:
    history = started()
    history.add(f"Execution{ending}", "", *details)
    found = measured(execution_samples(EXPRESS, 100 * MB, history.events))
    assert found["ExpressExecutionBilledDuration"] == SECOND
    assert found["ExpressExecutionBilledMemory"] == 192 * MB
    assert found["ExpressExecutionMemory"] == three_digits(150 * MB)


def test_a_visit_is_entered_and_ends() -> None:
    history = started()
    history.enter("Pass", "/A#1")
    assert of_states(history, PASS) == {"A": {"entered": 1}}
    history.exit("Pass", "/A#1")
    assert of_states(history, PASS) == {"A": {"entered": 1, "succeeded": 1, "duration": 1}}


def test_retries_are_counted_and_a_caught_error_is_a_failure() -> None:
    history = started()
    history.enter("Task", "/T#1")
    for _ in range(3):
        history.call("/T#1")
        history.add("LambdaFunctionFailed", "/T#1", "Boom", None)
    history.exit("Task", "/T#1")
    assert of_states(history, CAUGHT) == {"T": {"entered": 1, "failed": 1, "retried": 2, "duration": 10}}


def test_what_is_cancelled_is_aborted() -> None:
    history = failed_fan()
    history.add("ExecutionFailed", "", "Boom", "why")
    found = of_states(history, FAN)
    assert {name: next(iter(metrics.keys() - {"entered", "duration"})) for name, metrics in found.items()} == {
        "Fan": "failed",
        "T": "failed",
        "U": "aborted",
    }


def test_each_iteration_is_a_visit_of_the_states_inside() -> None:
    assert of_states(each_of_two(), EACH)["T"] == {"entered": 2, "succeeded": 1, "failed": 1, "duration": 14}


def test_a_lambda_function_has_times_of_its_own() -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.call("/T#1")
    history.enter("Pass", "/Other#1")
    history.add("LambdaFunctionSucceeded", "/T#1", 1)
    found = list(call_samples(IDENTITY, history.events))
    assert {(sample.of, sample.name) for sample in found} == {("LambdaFunctionArn", FUNCTION)}
    assert measured(found) == {
        "LambdaFunctionsScheduled": 1,
        "LambdaFunctionsStarted": 1,
        "LambdaFunctionsSucceeded": 1,
        "LambdaFunctionScheduleTime": SECOND,
        "LambdaFunctionRunTime": 2 * SECOND,
        "LambdaFunctionTime": 3 * SECOND,
    }


@pytest.mark.parametrize("outcome", ["Failed", "TimedOut"])
def test_a_service_integration_is_called_by_an_arn_with_the_account(outcome: str) -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.add("TaskScheduled", "/T#1", "sqs", "sendMessage", "us-east-1", {}, None, None, None)
    history.add("TaskStarted", "/T#1", "sqs", "sendMessage")
    history.add(f"Task{outcome}", "/T#1", "sqs", "sendMessage", "SQS.Boom", "why")
    found = list(call_samples(IDENTITY, history.events))
    assert {(sample.of, sample.name) for sample in found} == {
        ("ServiceIntegrationResourceArn", f"{PLACE}:sqs:sendMessage")
    }
    assert measured(found)[f"ServiceIntegrations{outcome}"] == 1
    assert measured(found)["ServiceIntegrationRunTime"] == SECOND


def test_a_call_that_is_aborted_has_no_end() -> None:
    metrics = Counter(sample.metric for sample in call_samples(IDENTITY, failed_fan().events))
    assert metrics["LambdaFunctionsScheduled"] == 1
    history = started()
    history.enter("Task", "/T#1")
    history.call("/T#1")
    history.add("TaskStateAborted", "/T#1")
    metrics = Counter(sample.metric for sample in call_samples(IDENTITY, history.events))
    assert metrics == {"LambdaFunctionsScheduled": 1, "LambdaFunctionsStarted": 1, "LambdaFunctionScheduleTime": 1}


def test_a_call_that_fails_before_it_starts_has_no_run_time(monkeypatch: pytest.MonkeyPatch) -> None:
    know(monkeypatch, LambdaFunctionStartFailed=("error", "cause"))
    history = started()
    history.enter("Task", "/T#1")
    history.add("LambdaFunctionScheduled", "/T#1", FUNCTION, None, None)
    history.add("LambdaFunctionStartFailed", "/T#1", "Boom", None)
    assert measured(call_samples(IDENTITY, history.events)) == {
        "LambdaFunctionsScheduled": 1,
        "LambdaFunctionsFailed": 1,
        "LambdaFunctionTime": SECOND,
    }


def test_an_end_without_a_beginning_counts_for_nothing() -> None:
    history = started()
    history.add("LambdaFunctionStarted", "/T#1")
    history.add("LambdaFunctionSucceeded", "/T#1", 1)
    assert list(call_samples(IDENTITY, history.events)) == []


@pytest.mark.parametrize(
    ("outcome", "seconds", "metric"),
    [
        ("TimedOut", 1, "ActivitiesTimedOut"),
        ("TimedOut", 9, "ActivitiesHeartbeatTimedOut"),
        ("TimedOut", None, "ActivitiesHeartbeatTimedOut"),
        ("Failed", 9, "ActivitiesFailed"),
    ],
)
def test_an_activity_that_lost_its_heartbeat_is_counted_apart(outcome: str, seconds: int | None, metric: str) -> None:
    activity = f"{PLACE}:activity:paint"
    history = started()
    history.add("ActivityScheduled", "/T#1", activity, {}, seconds, 1)
    history.add("ActivityStarted", "/T#1", None)
    history.add(f"Activity{outcome}", "/T#1", "States.Timeout", None)
    found = list(call_samples(IDENTITY, history.events))
    assert {(sample.of, sample.name) for sample in found} == {("ActivityArn", activity)}
    assert (measured(found)[metric], measured(found)["ActivityRunTime"]) == (1, SECOND)
    assert not any(metric != name and name.endswith(("TimedOut", "Failed")) for name in measured(found))


def know(monkeypatch: pytest.MonkeyPatch, **types: tuple[str, ...]) -> None:
    """Let there be events of some types, whether the engine records them or not."""
    monkeypatch.setattr(engine_event, "DETAILS", {**engine_event.DETAILS, **types})


def test_what_two_executions_add_adds_up_and_can_be_taken_back() -> None:
    one, two = (samples(IDENTITY, TASK, 100, started().events) for _ in range(2))
    one.update(two)
    assert one == {Sample("execution", "", "ExecutionsStarted", 1): 2}
    one.subtract(two)
    assert one.total() == 1
