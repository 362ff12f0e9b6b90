"""The metrics of state machines, as data and as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, cast

import pytest

from sfn_notebook.views.metrics import Distribution, Metrics, distribution, machine_metrics
from sfn_notebook.views.samples import Sample, Samples

MS = 1_000_000
SECOND = 1_000 * MS
MB = 1024 * 1024
PLACE = "arn:aws:states:us-east-1:111111111111"
ORDER = f"{PLACE}:stateMachine:order"
CHARGE = "arn:aws:lambda:us-east-1:111111111111:function:charge"


def executions(**metrics: int) -> Samples:
    return Counter({Sample("execution", "", name, 1): count for name, count in metrics.items()})


def order() -> Samples:
    """Ten executions, one of which goes on, one failed and one was stopped."""
    found = executions(ExecutionsStarted=10, ExecutionsSucceeded=7, ExecutionsFailed=1, ExecutionsAborted=1)
    found.update({Sample("execution", "", "ExecutionTime", seconds * SECOND): 1 for seconds in range(1, 10)})
    for name, count in {"entered": 10, "succeeded": 8, "failed": 1, "retried": 3}.items():
        found[Sample("state", "Charge", name, 1)] = count
    found.update({Sample("state", "Charge", "duration", seconds * SECOND): 1 for seconds in range(1, 10)})
    found[Sample("state", "Ship", "entered", 1)] = 1
    for name, count in {"Scheduled": 13, "Started": 13, "Succeeded": 8, "Failed": 4, "TimedOut": 1}.items():
        found[Sample("LambdaFunctionArn", CHARGE, f"LambdaFunctions{name}", 1)] = count
    found[Sample("LambdaFunctionArn", CHARGE, "LambdaFunctionTime", 250 * MS)] = 13
    queue, activity = f"{PLACE}:sqs:sendMessage", f"{PLACE}:activity:paint"
    found[Sample("ServiceIntegrationResourceArn", queue, "ServiceIntegrationsScheduled", 1)] = 1
    found[Sample("ActivityArn", activity, "ActivitiesHeartbeatTimedOut", 1)] = 2
    return found


def quick() -> Samples:
    found = executions(ExecutionsStarted=3, ExecutionsTimedOut=3)
    for name, value in {"BilledDuration": 100 * MS, "BilledMemory": 64 * MB, "Memory": 50 * MB}.items():
        found[Sample("execution", "", f"ExpressExecution{name}", value)] = 3
    return found


OUTCOMES = ("Scheduled", "Started", "Succeeded", "Failed", "TimedOut")
METRICS = Metrics(machines=(machine_metrics(ORDER, order()), machine_metrics(f"{PLACE}:stateMachine:quick", quick())))


def test_a_quantile_is_the_smallest_value_that_enough_others_do_not_exceed() -> None:
    found = distribution(Counter({number * MS: 1 for number in range(1, 201)}), MS)
    assert found == Distribution(count=200, average=100.5, maximum=200, p50=100, p90=180, p99=198)


def test_of_one_value_all_quantiles_are_that_value() -> None:
    assert distribution(Counter({7: 1}), 1) == Distribution(count=1, average=7, maximum=7, p50=7, p90=7, p99=7)


def test_a_value_counts_as_often_as_it_was_seen() -> None:
    found = distribution(Counter({1: 98, 1_000: 2}), 1)
    assert (found.p50, found.p90, found.p99, found.average) == (1, 1, 1_000, 20.98)


def test_a_machine_has_the_metrics_of_its_executions() -> None:
    machine = METRICS.machines[0]
    assert (machine.name, machine.running) == ("order", 1)
    assert dict(machine.counts) == {
        "ExecutionsStarted": 10,
        "ExecutionsSucceeded": 7,
        "ExecutionsFailed": 1,
        "ExecutionsTimedOut": 0,
        "ExecutionsAborted": 1,
        "ExecutionThrottled": 0,
        "ExecutionsRedriven": 0,
        "RedrivenExecutionsSucceeded": 0,
        "RedrivenExecutionsFailed": 0,
        "RedrivenExecutionsTimedOut": 0,
        "RedrivenExecutionsAborted": 0,
    }
    assert machine.times["ExecutionTime"].p90 == 9_000


def test_metrics_as_plain_data_have_the_names_of_aws() -> None:
    found = cast("dict[str, Any]", METRICS.to_dict()[ORDER])
    states, calls = found.pop("states"), found.pop("calls")
    time = {"SampleCount": 9, "Average": 5_000.0, "Maximum": 9_000.0, "p50": 5_000.0, "p90": 9_000.0, "p99": 9_000.0}
    assert found == {**METRICS.machines[0].counts, "ExecutionTime": time}
    charge = {"entered": 10, "succeeded": 8, "failed": 1, "aborted": 0, "retried": 3}
    assert states["Charge"] == {**charge, "duration": time}
    assert states["Ship"] == {"entered": 1, "succeeded": 0, "failed": 0, "aborted": 0, "retried": 0}
    assert calls[CHARGE] == {
        "LambdaFunctionsScheduled": 13,
        "LambdaFunctionsStarted": 13,
        "LambdaFunctionsSucceeded": 8,
        "LambdaFunctionsFailed": 4,
        "LambdaFunctionsTimedOut": 1,
        "LambdaFunctionTime": {**dict.fromkeys(time, 250.0), "SampleCount": 13},
    }


@pytest.mark.parametrize(
    ("arn", "names"),
    [
        (f"{PLACE}:sqs:sendMessage", [f"ServiceIntegrations{name}" for name in OUTCOMES]),
        (f"{PLACE}:activity:paint", [f"Activities{name}" for name in (*OUTCOMES, "HeartbeatTimedOut")]),
    ],
)
def test_each_family_of_calls_has_its_own_names(arn: str, names: list[str]) -> None:
    calls = cast("dict[str, Any]", METRICS.to_dict()[ORDER])["calls"]
    assert list(calls[arn]) == names


def test_memory_is_in_bytes() -> None:
    assert METRICS.machines[1].times["ExpressExecutionBilledMemory"].maximum == 64 * MB


def test_what_was_taken_back_is_not_shown() -> None:
    found = order()
    found.subtract(order())
    machine = machine_metrics(ORDER, found)
    assert (machine.counts["ExecutionsStarted"], machine.states, machine.calls) == (0, (), ())


def html_of(shown: Any) -> str:
    return shown._repr_html_()


def test_metrics_show_themselves_as_tables(golden: Callable[[str, str], None]) -> None:
    golden("views/metrics.txt", repr(METRICS) + "\n")
    golden("views/metrics.html", html_of(METRICS) + "\n")


def test_metrics_of_no_machine_say_so() -> None:
    assert repr(Metrics(machines=())) == "executions: none yet"
