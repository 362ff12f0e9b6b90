"""How states are left: results, failures and aborts on their way through containers."""

from __future__ import annotations

from typing import Any

import pytest
from small_machines import echo, fail, lines, logical, mapped, one, parallel, repeated, row, task, types, wait

import sfn_notebook as sfn

GONE: dict[str, Any] = {"v.$": "$.gone"}
NINTH: dict[str, Any] = {"v.$": "States.ArrayGetItem($.l, 9)"}
THIRD_FAILS: dict[str, Any] = {"v.$": "States.ArrayGetItem(States.Array(1, 2), $$.Map.Item.Index)"}


def test_a_map_whose_item_selector_fails_aborts_the_map_in_the_other_branch_before_it_is_filled() -> None:
    first = mapped(one(wait(1)), ItemsPath="$.l", ItemSelector=GONE)
    second = mapped(one(wait(1), "W"), ItemsPath="$.l")
    both = parallel(one(first, "A"), one(second, "B"))
    with logical() as session:
        execution = session.state_machine(one(both, "P")).run({"l": [1, 2]})
    assert (execution.status, execution.error) == ("FAILED", "States.Runtime")
    assert lines(execution, 8) == [
        "8<-5 MapIterationStarted",
        "9<-8 MapIterationFailed",
        "10<-8 MapStateFailed",
        "11<-10 MapStateAborted",
        "12<-10 ParallelStateFailed",
        "13<-12 ExecutionFailed",
    ]


def test_a_failing_item_selector_aborts_the_iterations_that_are_under_way() -> None:
    waiting: dict[str, Any] = {"Type": "Wait", "SecondsPath": "$.v", "End": True}
    selected = mapped(one(waiting), ItemSelector=THIRD_FAILS, MaxConcurrency=2)
    caught: dict[str, Any] = {**selected, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Later"}]}
    with logical() as session:
        execution = session.state_machine(row(M=caught, Later=wait(60))).run([1, 2, 3])
    assert execution.status == "SUCCEEDED"
    assert lines(execution, 8) == [
        "8<-6 WaitStateExited",
        "9<-8 MapIterationSucceeded",
        "10<-8 MapIterationStarted",
        "11<-10 MapIterationFailed",
        "12<-10 WaitStateAborted",
        "13<-10 MapIterationAborted",
        "14<-10 MapStateFailed",
        "15<-14 MapStateExited",
        "16<-15 WaitStateEntered",
        "17<-16 WaitStateExited",
        "18<-17 ExecutionSucceeded",
    ]


def test_a_task_that_never_started_is_not_aborted_though_one_before_it_was_started() -> None:
    tasks = row(First=task("echo"), Second=task("echo", Parameters=GONE))
    with logical() as session:
        session.function("echo", echo)
        execution = session.state_machine(one(mapped(tasks), "M")).run([1])
    assert "TaskStateAborted" not in types(execution)


def test_a_container_that_waits_for_its_retry_is_aborted_like_one_that_runs() -> None:
    retried = mapped(
        one({"Type": "Fail", "Error": "Bad"}, "F"),
        Retry=[{"ErrorEquals": ["Bad"], "IntervalSeconds": 9}],
    )
    failing = row(W=wait(1), X={"Type": "Fail", "Error": "Worse"})
    with logical() as session:
        branches = parallel(one(retried, "R"), failing)
        execution = session.state_machine(one(branches, "P")).run([1])
    assert types(execution)[-4:] == ["FailStateEntered", "MapStateAborted", "ParallelStateFailed", "ExecutionFailed"]


def test_the_attempts_of_a_container_draw_different_numbers() -> None:
    drawn: list[str] = []
    requests: list[str] = []

    def draw(event: Any, context: Any) -> Any:
        drawn.append(event["id"])
        requests.append(context.aws_request_id)
        raise RuntimeError

    inner = one(task("draw", Parameters={"id.$": "States.UUID()"}))
    retried = mapped(inner, Retry=[{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}])
    with logical() as session:
        session.function("draw", draw)
        session.state_machine(one(retried, "M")).run([1])
    assert (len(set(drawn)), len(set(requests))) == (3, 3)


def test_each_attempt_of_a_task_has_a_request_of_its_own() -> None:
    requests: list[str] = []

    def work(_: Any, context: Any) -> Any:
        requests.append(context.aws_request_id)
        raise RuntimeError

    with logical() as session:
        session.function("work", work)
        session.state_machine(one(task("work", Retry=[{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}]))).run()
    assert len(set(requests)) == 3


def test_items_from_elsewhere_than_the_input_are_measured() -> None:
    twice = {"Type": "Pass", "Parameters": {"a.$": "$", "b.$": "$"}, "End": True}
    reading = mapped(one(twice, "T"), ItemsPath="$$.Execution.Input.l")
    machine = row(Small={"Type": "Pass", "Result": 1, "End": True}, M=reading)
    with logical() as session:
        execution = session.state_machine(machine).run({"l": ["x" * 140_000]})
    assert execution.error == "States.DataLimitExceeded"


def test_a_container_catches_what_its_result_selector_makes_go_wrong() -> None:
    selected = parallel(
        one({"Type": "Pass", "End": True}),
        ResultSelector={"v.$": "States.ArrayGetItem($, 9)"},
        Catch=[{"ErrorEquals": ["States.IntrinsicFailure"], "Next": "Z"}],
    )
    with logical() as session:
        machine = row(P=selected, Z={"Type": "Succeed"})
        assert session.state_machine(machine).run().status == "SUCCEEDED"


def test_an_empty_map_whose_result_selector_fails_is_a_failed_map() -> None:
    with logical() as session:
        selected = mapped(one(wait(1)), ResultSelector={"v.$": "States.ArrayGetItem($, 9)"})
        execution = session.state_machine(one(selected, "M")).run([])
    assert types(execution)[2:] == ["MapStateStarted", "MapStateSucceeded", "MapStateFailed", "ExecutionFailed"]


def test_a_result_path_that_a_catch_cannot_follow_is_the_error_of_the_state() -> None:
    catch: Any = [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.a.b", "Next": "Z"}]
    with logical() as session:
        session.function("fail", fail)
        machine = row(T=task("fail", Catch=catch), Z={"Type": "Succeed"})
        execution = session.state_machine(machine).run({"a": 1})
    assert (execution.status, execution.error) == ("FAILED", "States.ResultPathMatchFailure")


@pytest.mark.parametrize("depth", [100])
def test_containers_may_be_nested_deep(depth: int) -> None:
    machine: dict[str, Any] = one({"Type": "Fail", "Error": "Deep"})
    good: dict[str, Any] = one({"Type": "Pass", "End": True})
    for level in range(depth):
        machine = one(parallel(machine), f"P{level}")
        good = one(parallel(good), f"P{level}")
    with logical() as session:
        assert session.state_machine(machine).run().error == "Deep"
        assert session.state_machine(good).run().status == "SUCCEEDED"


def test_ten_thousand_items_pass_through_a_map() -> None:
    with logical(quotas=sfn.Quotas.OFF) as session:
        machine = session.state_machine({"StartAt": "M", "States": {"M": mapped(one({"Type": "Succeed"}))}})
        assert machine.run(list(range(10_000))).output == list(range(10_000))


def test_one_failing_branch_aborts_all_others_in_the_order_of_their_indexes() -> None:
    with logical() as session:
        both = parallel(*repeated(wait(9), 2), one({"Type": "Fail"}, "F"))
        execution = session.state_machine(one(both, "P")).run()
    assert lines(execution, 4) == [
        "4<-3 WaitStateEntered",
        "5<-3 WaitStateEntered",
        "6<-3 FailStateEntered",
        "7<-6 WaitStateAborted",
        "8<-6 WaitStateAborted",
        "9<-6 ParallelStateFailed",
        "10<-9 ExecutionFailed",
    ]


def test_a_map_is_refused_a_negative_concurrency_from_its_input() -> None:
    with logical() as session:
        execution = session.state_machine(
            one(mapped(one(wait(1)), MaxConcurrencyPath="$.m", ItemsPath="$.l"), "M")
        ).run({"m": -1, "l": []})
    assert str(execution.cause).endswith("The MaxConcurrencyPath field refers to a negative value: $.m == -1")


@pytest.mark.parametrize(
    ("limit", "text"),
    [(0, "references a negative value or zero: $.t == 0"), ("x", "cannot be parsed as a long value: $.t == x")],
)
def test_a_limit_that_is_none_fails_the_execution(limit: object, text: str) -> None:
    with logical() as session:
        session.function("echo", echo)
        execution = session.state_machine(one(task("echo", TimeoutSecondsPath="$.t"))).run({"t": limit})
    assert str(execution.cause).endswith(f"The TimeoutSecondsPath parameter {text}")


def test_an_error_path_must_lead_to_a_text() -> None:
    with logical() as session:
        execution = session.state_machine(one({"Type": "Fail", "ErrorPath": "$.e"})).run({"e": 1})
    assert execution.error == "States.Runtime"
    assert str(execution.cause).endswith("The ErrorPath field must resolve to a string: $.e")


def test_a_wait_whose_output_cannot_be_made_fails() -> None:
    with logical() as session:
        execution = session.state_machine(one(wait(1, OutputPath="$.gone"))).run({})
    assert types(execution)[-2:] == ["WaitStateEntered", "ExecutionFailed"]


def test_a_retried_task_whose_parameters_fail_the_second_time_fails() -> None:
    drawn = {"v.$": "States.ArrayGetItem(States.Array(1), $$.State.RetryCount)"}
    with logical() as session:
        session.function("fail", fail)
        retry = [{"ErrorEquals": ["RuntimeError"], "MaxAttempts": 3}]
        execution = session.state_machine(one(task("fail", Parameters=drawn, Retry=retry))).run()
    assert execution.error == "States.IntrinsicFailure"


def test_a_retried_map_without_items_goes_on() -> None:
    selected = {"v.$": "States.ArrayGetItem(States.Array(1), States.MathAdd($$.State.RetryCount, -1))"}
    failing = {"v.$": "States.ArrayGetItem(States.Array(1), States.MathAdd(1, States.MathRandom(0, 1)))"}
    retry = [{"ErrorEquals": ["States.IntrinsicFailure"], "MaxAttempts": 1}]
    with logical() as session:
        empty = mapped(one(wait(1)), ResultSelector=failing, Retry=retry)
        assert session.state_machine(one(empty, "M")).run([]).error == "States.IntrinsicFailure"
        once = mapped(one(wait(1)), ResultSelector=selected, Retry=retry)
        assert session.state_machine(row(M=once, Z={"Type": "Succeed"}), "again").run([]).output == {"v": 1}


def test_a_long_loop_of_calls_with_limits_leaves_few_timers_behind() -> None:
    choice = {"Type": "Choice", "Choices": [{"Variable": "$", "NumericGreaterThan": 300, "Next": "Z"}], "Default": "T"}
    machine: dict[str, Any] = row(T=task("count", TimeoutSeconds=99_999), C=choice, Z={"Type": "Succeed"})
    machine["States"]["C"] = choice
    machine["TimeoutSeconds"] = 9_999  # before which none of them is due
    with logical() as session:
        session.function("count", count)
        execution = session.state_machine(machine).run(0)
    assert execution.output == 301


def count(number: int) -> int:
    return number + 1
