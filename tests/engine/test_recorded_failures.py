"""What a failure was is read from the event that it left."""

from __future__ import annotations

from typing import Any

from small_machines import fail, logical, one, parallel, row, task

from sfn_notebook.engine.recorded_failures import attempts_of, fault_at
from sfn_notebook.engine.run import Run
from sfn_notebook.values import JSON


def ended(definition: dict[str, JSON], payload: Any = None) -> Run:
    """An execution of some functions of which one fails, and one sleeps for as long as it is told."""

    def sleep(event: Any, context: Any) -> None:
        context.sleep(event)

    with logical() as session:
        session.function("fail", fail)
        session.function("sleep", sleep)
        return session.state_machine(definition).run(payload).record.run


def last(run: Run, ending: str) -> int:
    """The id of the last event of a type that ends so."""
    return max(event.id for event in run.history.events if event.type.endswith(ending))


def test_a_fail_state_says_again_what_it_said() -> None:
    computed: dict[str, JSON] = {
        "Type": "Fail",
        "ErrorPath": "$.error",
        "CausePath": "States.Format('was {}', $.why)",
    }
    run = ended(one(computed), {"error": "Boom", "why": "this"})
    error = fault_at(run, last(run, "FailStateEntered")).error
    assert (error.error, error.cause) == ("Boom", "was this")


def test_a_fail_state_inside_reads_the_variables_of_then() -> None:
    inside = one({"Type": "Fail", "Error": "E", "CausePath": "$why"}, "F")
    states: dict[str, JSON] = row(
        A={"Type": "Pass", "Assign": {"why": "this"}, "End": True}, P=parallel(inside), B={"Type": "Succeed"}
    )
    run = ended(states)
    assert fault_at(run, last(run, "FailStateEntered")).error.cause == "this"


def test_a_container_failed_as_what_is_inside_it() -> None:
    run = ended(one(parallel(one({"Type": "Fail", "Error": "Inside"}, "F")), "P"))
    assert fault_at(run, last(run, "ParallelStateFailed")).error.error == "Inside"


def test_a_heartbeat_that_was_missed_is_told_from_a_timeout() -> None:
    patient = task("sleep", TimeoutSeconds=5, HeartbeatSeconds=2)
    missed, late = ended(one(patient), 9), ended(one(task("sleep", TimeoutSeconds=5)), 9)
    assert [
        (fault_at(run, last(run, "TimedOut")).error.error, fault_at(run, last(run, "TimedOut")).is_heartbeat)
        for run in (missed, late)
    ] == [("States.Timeout", True), ("States.Timeout", False)]


def test_attempts_are_counted_by_the_retrier_that_they_were_for() -> None:
    retriers: list[JSON] = [
        {"ErrorEquals": ["Other"], "MaxAttempts": 1},
        {"ErrorEquals": ["RuntimeError"], "MaxAttempts": 2},
    ]
    run = ended(one(task("fail", Retry=retriers)))
    failed = [event.id for event in run.history.events if event.type == "LambdaFunctionFailed"]
    assert [attempts_of(run, run.program.states["S"], failed[:count]) for count in range(3)] == [(), (0, 1), (0, 2)]
