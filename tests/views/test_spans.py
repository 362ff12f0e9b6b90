"""An execution as spans."""

from __future__ import annotations

from dataclasses import replace

import pytest
from histories import (
    CATCH_ALL,
    EACH,
    FAN,
    SECOND,
    TASK,
    History,
    each_of_two,
    failed_fan,
    inner,
    machine,
    started,
    task,
)

from sfn_notebook.asl.model import Definition
from sfn_notebook.engine.run import Identity
from sfn_notebook.values import JSON
from sfn_notebook.views.fold import steps
from sfn_notebook.views.spans import Happening, Span, spans

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


def told(history: History, definition: Definition, most_iterations: int = 100) -> list[Span]:
    return spans(IDENTITY, history.events, steps(history.events, {}, definition), most_iterations)


def drawn(found: list[Span]) -> list[str]:
    """A line for each span, indented below the one around it: name, seconds, and `!` for a failure."""
    depths: list[int] = []
    lines: list[str] = []
    for span in found:
        depths.append(0 if span.parent is None else depths[span.parent] + 1)
        sign = " !" if span.error is not None else ""
        lines.append(f"{'  ' * depths[-1]}{span.name} {span.start // SECOND}-{span.end // SECOND}{sign}")
    return lines


def retried() -> History:
    history = started()
    history.enter("Task", "/T#1")
    for _ in range(2):
        history.call("/T#1")
        history.add("LambdaFunctionFailed", "/T#1", "Boom", "why")
    history.add("ExecutionFailed", "", "Boom", "why")
    return history


def test_an_execution_and_its_states_have_spans() -> None:
    whole, state = told(retried(), TASK)
    assert drawn([whole, state]) == ["order 1-9 !", "  T 2-8 !"]
    assert whole.attributes == {
        "aws.step_functions.state_machine.arn": f"{PLACE}:stateMachine:order",
        "aws.step_functions.execution.arn": f"{PLACE}:execution:order:one",
        "aws.step_functions.execution.name": "one",
        "aws.step_functions.execution.status": "FAILED",
        "aws.step_functions.state_machine.type": "STANDARD",
        "error.type": "Boom",
    }
    assert state.attributes == {
        "aws.step_functions.state.name": "T",
        "aws.step_functions.state.type": "Task",
        "aws.step_functions.state.status": "failed",
        "aws.step_functions.state.path": "/T#1",
        "aws.step_functions.state.attempts": 2,
        "error.type": "Boom",
    }


def test_failures_and_retries_are_events_of_a_span() -> None:
    boom = {"exception.type": "Boom", "exception.message": "why"}
    assert told(retried(), TASK)[1].happenings == (
        Happening(name="exception", time=5 * SECOND, attributes=boom),
        Happening(name="retry", time=6 * SECOND, attributes={"aws.step_functions.attempt": 2}),
        Happening(name="exception", time=8 * SECOND, attributes=boom),
    )


def test_the_error_of_a_span_says_why() -> None:
    assert [span.error for span in told(retried(), TASK)] == ["Boom: why", "Boom: why"]


def test_what_succeeds_has_no_error() -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.call("/T#1")
    history.add("LambdaFunctionSucceeded", "/T#1", 1)
    history.exit("Task", "/T#1", 1)
    history.add("ExecutionSucceeded", "", 1)
    express = replace(IDENTITY, is_express=True)
    whole, state = spans(express, history.events, steps(history.events, {}, TASK), 100)
    assert (whole.error, whole.happenings, state.error, state.happenings) == (None, (), None, ())
    assert whole.attributes["aws.step_functions.state_machine.type"] == "EXPRESS"


@pytest.mark.parametrize(("ending", "status"), [("ExecutionTimedOut", "TIMED_OUT"), ("ExecutionAborted", "ABORTED")])
def test_an_execution_that_was_ended_has_its_status_for_an_error(ending: str, status: str) -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.add(ending, "", None, None)
    whole, state = told(history, TASK)
    assert (whole.error, whole.attributes["error.type"]) == (status, status)
    assert (state.error, state.attributes["aws.step_functions.state.status"]) == (None, "cancelled")


def test_a_fail_state_has_its_error_without_an_attempt() -> None:
    history = started()
    history.enter("Fail", "/Stop#1")
    history.add("ExecutionFailed", "", None, "because")
    definition = machine(Stop={"Type": "Fail", "Cause": "because"})
    state = told(history, definition)[1]
    exception = Happening(name="exception", time=2 * SECOND, attributes={"exception.message": "because"})
    assert (state.error, state.happenings) == ("because", (exception,))


def test_a_failure_without_a_word_is_said_to_have_failed() -> None:
    history = started()
    history.enter("Fail", "/Stop#1")
    history.add("ExecutionFailed", "", None, None)
    assert [span.error for span in told(history, machine(Stop={"Type": "Fail"}))] == ["FAILED", "failed"]


def test_branches_stand_below_their_parallel_state() -> None:
    history = failed_fan()
    history.add("ExecutionFailed", "", "Boom", "why")
    assert drawn(told(history, FAN)) == ["order 1-12 !", "  Fan 2-11 !", "    T 4-8 !", "    U 5-8"]


def test_iterations_stand_between_a_map_state_and_what_is_inside() -> None:
    history = each_of_two()
    history.add("MapStateFailed", "/Each#1")
    history.add("ExecutionFailed", "", "Boom", None)
    assert drawn(told(history, EACH)) == [
        "order 1-18 !",
        "  Each 2-17 !",
        "    Each iteration 5-13",
        "      T 5-13",
        "    Each iteration 9-15 !",
        "      T 9-15 !",
    ]


def test_iterations_are_bounded_and_those_that_failed_come_first() -> None:
    history = each_of_two()
    history.add("MapStateFailed", "/Each#1")
    history.add("ExecutionFailed", "", "Boom", None)
    found = told(history, EACH, 1)
    assert [line.strip().partition(" ")[0] for line in drawn(found)] == ["order", "Each", "Each", "T"]
    assert found[1].attributes["aws.step_functions.map.iterations_left_out"] == 1
    assert found[2].attributes == {"aws.step_functions.map.index": 1, "error.type": "Boom"}
    assert len(told(history, EACH, 0)) == 2


def test_what_is_inside_an_iteration_that_is_left_out_is_left_out_too() -> None:
    fan: JSON = {"Type": "Parallel", "Branches": [inner(T=task())], "End": True}
    definition = machine(Each={"Type": "Map", "ItemProcessor": inner(Fan=fan), "End": True})
    history = started()
    history.enter("Map", "/Each#1")
    for index in (0, 1):
        history.enter("Parallel", f"/Each#1[{index}]/Fan#1")
        history.enter("Task", f"/Each#1[{index}]/Fan#1[0]/T#1")
    history.add("ExecutionAborted", "", None, None)
    names = [span.name for span in told(history, definition, 1)]
    assert names == ["order", "Each", "Each iteration", "Fan", "T"]


def test_a_caught_error_is_an_error_of_the_state_alone() -> None:
    history = started()
    history.enter("Task", "/T#1")
    history.call("/T#1")
    history.add("LambdaFunctionFailed", "/T#1", "Boom", None)
    history.exit("Task", "/T#1")
    history.add("ExecutionSucceeded", "", 1)
    definition = machine(T=task(Catch=CATCH_ALL), Repair={"Type": "Succeed"})
    assert [span.error for span in told(history, definition)] == [None, "Boom"]


def test_a_visit_that_has_no_end_lasts_until_the_end() -> None:
    history = started()
    history.enter("Task", "/T#1")
    open_steps = steps(history.events, {}, TASK)
    history.add("ExecutionAborted", "", None, None)
    assert drawn(spans(IDENTITY, history.events, open_steps, 100)) == ["order 1-3 !", "  T 2-3"]
