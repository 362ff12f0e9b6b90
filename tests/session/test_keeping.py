"""A session with a store: what was reported is there after its process has gone, and what was going on goes on."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeAlias

import pytest

import sfn_notebook as sfn
from sfn_notebook.engine.clock import Clock
from sfn_notebook.store.restoring import present

ARN = "arn:aws:lambda:us-east-1:123456789012:function:"
Open: TypeAlias = Callable[..., sfn.Session]


def task(name: str, **fields: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": ARN + name, "End": True, **fields}


def answer(value: Any) -> Callable[[object], Any]:
    return lambda _: value


_over = threading.Event()
"""Lets functions that hang end with their test."""
PASS: dict[str, Any] = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}
ORDER: dict[str, Any] = {
    "StartAt": "Price",
    "States": {
        "Price": {**task("price"), "ResultPath": "$.price", "Next": "Ship"},
        "Ship": {**task("ship"), "ResultPath": "$.shipped"},
    },
}
del ORDER["States"]["Price"]["End"]


@pytest.fixture
def open_session(tmp_path: Path) -> Iterator[Open]:
    """Opens sessions on one and the same store."""
    with ExitStack() as stack:
        stack.callback(_over.set)
        _over.clear()

        def opened(**options: Any) -> sfn.Session:
            return stack.enter_context(sfn.Session(store=tmp_path / "executions.db", **options))

        yield opened


def _left(open_session: Open, definition: dict[str, Any], left_in: str, **answers: Callable[..., Any]) -> str:
    """The name of an execution whose session was closed while this function was being called."""
    called = threading.Event()

    def hang(_: object) -> None:
        called.set()
        _over.wait(60)

    with open_session() as session:
        for name, answer in answers.items():
            session.function(name, answer)
        session.function(left_in, hang)
        execution = session.state_machine(definition, "order").start({"total": 12}).execution
        assert called.wait(10)
    return execution.name


def test_an_execution_of_an_earlier_session_is_loaded_with_its_whole_view(open_session: Open) -> None:
    with open_session() as session:
        session.function("price", answer(3))
        session.function("ship", answer("today"))
        before = session.state_machine(ORDER, "order").run({"total": 12})
    after = open_session().load(before.name)
    assert (after.history, after.output, after.steps, after.definition) == (
        before.history,
        before.output,
        before.steps,
        before.definition,
    )
    assert after.to_svg() == before.to_svg()
    assert repr(after) == repr(before)


def test_an_execution_is_found_by_the_beginning_of_its_name(open_session: Open) -> None:
    with open_session() as session:
        machine = session.state_machine(PASS, "m")
        machine.run({}, name="order-1")
        machine.run({}, name="order-10")
    session = open_session()
    assert session.load("order-10").name == "order-10"
    assert session.load("order-1").name == "order-1"
    with pytest.raises(sfn.UsageError, match='"order" is the beginning of more than one execution'):
        session.load("order")
    with pytest.raises(sfn.UsageError, match='no execution "bill"'):
        session.load("bill")


def test_an_interrupted_execution_goes_on_where_it_stood(open_session: Open) -> None:
    priced: list[object] = []

    def price(event: Any) -> int:
        priced.append(event)
        return 3

    name = _left(open_session, ORDER, "ship", price=price)
    session = open_session()
    session.function("price", price)
    session.function("ship", answer("today"))
    assert [execution.name for execution in session.interrupted] == [name]
    (job,) = session.resume()
    execution = job.wait(10)
    assert (execution.output, len(priced)) == ({"total": 12, "price": 3, "shipped": "today"}, 1)
    assert [event["id"] for event in execution.history] == list(range(1, len(execution.history) + 1))
    assert session.interrupted == ()


def test_an_execution_that_goes_on_is_not_interrupted(open_session: Open) -> None:
    session = open_session()
    execution = session.state_machine(PASS, "m").run({})
    with pytest.raises(sfn.UsageError, match="was not interrupted"):
        session.resume(execution.name)


def test_a_session_without_a_store_resumes_nothing() -> None:
    with pytest.raises(sfn.UsageError, match="has no store"):
        sfn.Session().resume()


def test_executions_of_two_sessions_are_seen_by_both(open_session: Open) -> None:
    one, other = open_session(), open_session()
    mine = one.state_machine(PASS, "m").run({"n": 1})
    theirs = other.state_machine(PASS, "m").run({"n": 2})
    assert list(one.executions) == list(other.executions) == [mine.arn, theirs.arn]
    assert one.executions[theirs.arn].output == {"n": 2}


def test_the_same_name_is_taken_once_by_two_sessions(open_session: Open) -> None:
    open_session().state_machine(PASS, "m").run({}, name="once")
    with pytest.raises(sfn.UsageError, match='has an execution "once" already'):
        open_session().state_machine(PASS, "m").run({}, name="once")


def test_one_that_goes_on_is_answered_where_nobody_answers_its_tasks(open_session: Open) -> None:
    execution = open_session().load(_left(open_session, ORDER, "ship", price=answer(5)))
    client = open_session().client("stepfunctions")
    kept = client.describe_execution(executionArn=execution.arn)
    machine = kept["stateMachineArn"]
    again = client.start_execution(stateMachineArn=machine, name=execution.name, input=kept["input"])
    assert again["executionArn"] == execution.arn
    with pytest.raises(client.exceptions.ExecutionAlreadyExists):
        client.start_execution(stateMachineArn=machine, name=execution.name, input='{"other": 1}')


def test_the_time_of_an_interrupted_execution_goes_on_from_where_it_was(open_session: Open) -> None:
    wait_and_call: dict[str, Any] = {
        "StartAt": "Wait",
        "States": {"Wait": {"Type": "Wait", "Seconds": 86_400, "Next": "Work"}, "Work": task("work")},
    }
    name = _left(open_session, wait_and_call, "work")
    session = open_session()
    session.function("work", answer("done"))
    (job,) = session.resume(name)
    execution = job.wait(10)
    assert 86_400 <= execution.duration.total_seconds() < 86_460


def test_an_express_execution_is_closed_and_not_resumed(open_session: Open) -> None:
    called = threading.Event()

    def hang(_: object) -> None:
        called.set()
        _over.wait(60)

    with open_session() as session:
        session.function("work", hang)
        machine = session.state_machine({"StartAt": "W", "States": {"W": task("work")}}, "m", type="EXPRESS")
        machine.start({})
        assert called.wait(10)
    session = open_session()
    session.function("work", answer("done"))
    (job,) = session.resume()
    assert (job.execution.status, job.execution.error) == ("FAILED", "Interrupted")


def test_a_distributed_map_goes_on_with_the_children_that_had_not_ended(open_session: Open) -> None:
    machine: dict[str, Any] = {
        "StartAt": "Each",
        "States": {
            "Each": {
                "Type": "Map",
                "MaxConcurrency": 1,
                "ItemProcessor": {
                    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                    "StartAt": "Work",
                    "States": {"Work": task("work")},
                },
                "End": True,
            }
        },
    }
    called = threading.Event()
    calls: list[object] = []

    def work(event: Any) -> Any:
        calls.append(event)
        if event == 3 and not called.is_set():
            called.set()
            _over.wait(60)
        return event * 10

    with open_session() as session:
        session.function("work", work)
        session.state_machine(machine, "m").start([1, 2, 3, 4])
        assert called.wait(10)
    session = open_session()
    session.function("work", work)
    (job,) = session.resume()
    execution = job.wait(10)
    assert (execution.output, calls) == ([10, 20, 30, 40], [1, 2, 3, 3, 4])
    (map_run,) = open_session().load(execution.name).map_runs
    assert [child.output for child in map_run.children] == [10, 20, 30, 40]


def test_real_time_goes_on_while_nobody_runs_an_execution(open_session: Open) -> None:
    waiting: dict[str, Any] = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 60, "End": True}}}
    with open_session(clock="x1000") as session:
        execution = session.state_machine(waiting, "m").start({}).execution
    session = open_session()
    (job,) = session.resume(execution.name)
    assert job.wait(10).status == "SUCCEEDED"


@pytest.mark.parametrize(("mode", "now"), [("virtual", 100), ("logical", 100), ("real", 105), ("scaled", 350)])
def test_only_clocks_that_follow_the_wall_go_on_meanwhile(mode: Any, now: int) -> None:
    assert present(Clock(mode=mode, factor=50.0), 100, 5) == now


@pytest.mark.parametrize("resource", [ARN + "ship", "arn:aws:states:::lambda:invoke"])
def test_a_task_whose_function_is_not_there_yet_waits_until_it_is(open_session: Open, resource: str) -> None:
    ship: dict[str, Any] = {"Type": "Task", "Resource": resource, "End": True}
    if resource.endswith("invoke"):
        ship |= {"Parameters": {"FunctionName": "ship"}, "OutputPath": "$.Payload"}
    name = _left(open_session, {"StartAt": "Ship", "States": {"Ship": {**ship, "TimeoutSeconds": 60}}}, "ship")
    session = open_session()
    (job,) = session.resume()
    with pytest.raises(TimeoutError):
        job.wait(0.2)
    assert job.execution.parked == (
        'Ship: nobody answers the function "ship": register one with @sfn.function("ship")',
    )
    session.function("ship", answer("today"))
    assert job.wait(10).output == "today"
    assert (job.execution.name, job.execution.parked) == (name, ())


def test_a_function_of_the_default_session_ends_the_waiting_too(open_session: Open) -> None:
    _left(open_session, {"StartAt": "Ship", "States": {"Ship": task("later_on")}}, "later_on")
    (job,) = open_session().resume()
    sfn.function("later_on", answer("now"))
    assert job.wait(10).output == "now"


def test_an_execution_that_has_ended_and_nobody_holds_is_gone_at_once(open_session: Open) -> None:
    session = open_session()
    machine = session.state_machine(PASS)
    gc.disable()
    try:
        run = weakref.ref(machine.run({}).record.run)
        session.account.executions.forget_ended()
        assert run() is None, "something of it refers to itself"
    finally:
        gc.enable()


def test_nothing_has_a_name_that_is_no_text(tmp_path: Path) -> None:
    with sfn.Session(store=tmp_path / "executions.db") as session:
        name = "order-\ud800"
        assert session.find(name) == []
        assert name not in session.executions
        with pytest.raises(KeyError):
            session.executions[name]
