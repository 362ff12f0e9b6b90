"""The metrics of a session and of its machines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import sfn_notebook as sfn
from sfn_notebook.values import JSON

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:charge"
CHARGE: dict[str, JSON] = {
    "StartAt": "Charge",
    "States": {
        "Charge": {
            "Type": "Task",
            "Resource": FUNCTION,
            "Retry": [{"ErrorEquals": ["ValueError"], "MaxAttempts": 1, "IntervalSeconds": 3}],
            "Next": "Nap",
        },
        "Nap": {"Type": "Wait", "Seconds": 60, "Next": "Done"},
        "Done": {"Type": "Succeed"},
    },
}


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session(clock="logical") as opened:

        @opened.function("charge", takes=0.5)
        def charge(event: int) -> int:
            if event < 0:
                raise ValueError("no money")
            return event

        yield opened


def test_a_machine_tells_what_its_executions_came_to(session: sfn.Session) -> None:
    machine = session.state_machine(CHARGE, name="order")
    session.state_machine(CHARGE, name="other").run(1)
    for amount in (1, 2, 3, -1):
        machine.run(amount)
    (metrics,) = machine.metrics().machines
    assert metrics.counts["ExecutionsStarted"] == 4
    assert (metrics.counts["ExecutionsSucceeded"], metrics.counts["ExecutionsFailed"]) == (3, 1)
    assert (metrics.times["ExecutionTime"].p50, metrics.times["ExecutionTime"].average) == (60_500, 46_375)
    assert [(state.name, state.entered, state.failed, state.retried) for state in metrics.states] == [
        ("Charge", 4, 1, 1),
        ("Nap", 3, 0, 0),
        ("Done", 3, 0, 0),
    ]
    (call,) = metrics.calls
    assert (call.arn, call.counts["LambdaFunctionsScheduled"], call.times["LambdaFunctionRunTime"].maximum) == (
        FUNCTION,
        5,
        500,
    )


def test_a_session_tells_of_each_machine_that_was_executed(session: sfn.Session) -> None:
    session.state_machine(CHARGE, name="never")
    session.state_machine(CHARGE, name="order").run(1)
    session.state_machine(CHARGE, name="quick", type="EXPRESS").run(1)
    metrics = session.metrics()
    assert [machine.name for machine in metrics.machines] == ["order", "quick"]
    assert metrics.machines[1].times["ExpressExecutionBilledDuration"].maximum == 60_500


@pytest.mark.parametrize("way", ["name", "arn", "machine"])
def test_a_machine_is_asked_for_by_name_arn_or_itself(session: sfn.Session, way: str) -> None:
    machine = session.state_machine(CHARGE, name="order")
    asked = {"name": "order", "arn": machine.arn, "machine": machine}[way]
    assert [found.counts["ExecutionsStarted"] for found in session.metrics(asked).machines] == [0]


def test_a_machine_that_is_not_there_is_a_mistake(session: sfn.Session) -> None:
    session.state_machine(CHARGE, name="order")
    with pytest.raises(sfn.UsageError, match=r'^no state machine "ordr": did you mean "order"\?$'):
        session.metrics("ordr")


def test_executions_that_go_on_are_counted_as_far_as_they_are(session: sfn.Session) -> None:
    machine = session.state_machine(CHARGE, name="order")
    execution = machine.open(1)
    assert session.metrics().machines == ()
    execution.record.run.publish()
    assert [(each.running, each.states) for each in session.metrics().machines] == [(1, ())]
    assert session.metrics() == session.metrics()
    machine.drive(execution)
    (metrics,) = session.metrics().machines
    assert (metrics.running, metrics.counts["ExecutionsStarted"], len(metrics.states)) == (0, 1, 3)


def test_executions_through_the_api_count_too(session: sfn.Session) -> None:
    machine = session.state_machine(CHARGE, name="quick", type="EXPRESS")
    session.client().start_sync_execution(stateMachineArn=machine.arn, input="1")
    assert machine.metrics().machines[0].counts["ExecutionsSucceeded"] == 1


def test_an_execution_that_is_opened_again_is_counted_anew(session: sfn.Session) -> None:
    machine = session.state_machine(CHARGE, name="order")
    record = machine.run(-1).record
    before = machine.metrics()
    assert before.machines[0].counts["ExecutionsFailed"] == 1
    session.account.attend(record)
    assert machine.metrics() == before
    assert machine.metrics() == before


def test_metrics_show_themselves(session: sfn.Session) -> None:
    machine = session.state_machine(CHARGE, name="order")
    machine.run(1)
    title, columns, row = repr(machine.metrics()).splitlines()[:3]
    assert (title, columns.split()[:3], row.split()[:3]) == (
        "executions",
        ["machine", "started", "redriven"],
        ["order", "1", "0"],
    )
