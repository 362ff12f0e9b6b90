"""What differs between the drivers, and what must not."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

import sfn_notebook as sfn
from sfn_notebook.engine.drivers.pool import IDLE_SECONDS

ARN = "arn:aws:lambda:us-east-1:123456789012:function:"


ENDLESS: dict[str, Any] = {
    "StartAt": "A",
    "States": {
        "A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": True, "Next": "B"}], "Default": "A"},
        "B": {"Type": "Succeed"},
    },
}


def echo(event: Any) -> Any:
    return event


def task(name: str, **fields: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": ARN + name, "End": True, **fields}


def mapped(state: dict[str, Any], **fields: Any) -> dict[str, Any]:
    processor = {"StartAt": "Work", "States": {"Work": state}}
    return {"StartAt": "Each", "States": {"Each": {"Type": "Map", "ItemProcessor": processor, "End": True, **fields}}}


@pytest.fixture
def session() -> Any:
    with sfn.Session() as made:
        yield made


def run_blocking(machine: sfn.StateMachine, value: object) -> sfn.Execution:
    return machine.run(value)


def run_async(machine: sfn.StateMachine, value: object) -> sfn.Execution:
    return asyncio.run(machine.run_async(value))


def run_background(machine: sfn.StateMachine, value: object) -> sfn.Execution:
    return machine.start(value).wait(10)


DRIVERS = [run_blocking, run_async, run_background]


@pytest.mark.parametrize("drive", DRIVERS)
def test_a_wait_of_a_year_takes_no_real_time(session: sfn.Session, drive: Callable[..., sfn.Execution]) -> None:
    machine = session.state_machine(
        {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 30_000_000, "End": True}}}
    )
    started = time.monotonic()
    assert drive(machine, {}).duration.total_seconds() == 30_000_000
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("drive", DRIVERS)
def test_a_map_has_exactly_as_many_calls_in_flight_as_it_may(
    session: sfn.Session, drive: Callable[..., sfn.Execution]
) -> None:
    lock, gate = threading.Lock(), threading.Barrier(10, timeout=10)
    live, peak = 0, 0

    @session.function("work")
    def work(event: Any) -> Any:
        nonlocal live, peak
        with lock:
            live += 1
            peak = max(peak, live)
        gate.wait()
        with lock:
            live -= 1
        return event

    machine = session.state_machine(mapped(task("work"), MaxConcurrency=10))
    assert drive(machine, list(range(20))).output == list(range(20))
    assert peak == 10


def test_with_a_concurrency_of_one_calls_run_in_order(session: sfn.Session) -> None:
    seen: list[int] = []
    session.function("work", seen.append)
    session.state_machine(mapped(task("work"), MaxConcurrency=1)).run(list(range(20)))
    assert seen == list(range(20))


def test_a_call_that_is_alone_runs_on_the_calling_thread(session: sfn.Session) -> None:
    session.function("who", lambda: threading.current_thread().name)
    execution = session.state_machine({"StartAt": "T", "States": {"T": task("who")}}).run()
    assert execution.output == threading.current_thread().name


def test_a_call_with_a_limit_runs_in_the_pool_and_is_left_behind_at_its_deadline(session: sfn.Session) -> None:
    release = threading.Event()
    session.function("stuck", lambda: release.wait(20))
    execution = session.state_machine({"StartAt": "T", "States": {"T": task("stuck", TimeoutSeconds=1)}}).run()
    assert (execution.status, execution.error) == ("FAILED", "States.Timeout")
    assert execution.orphans == ("T (/T#1)",)
    release.set()
    deadline = time.monotonic() + 10
    while execution.orphans and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    assert execution.orphans == ()
    assert execution.status == "FAILED"


@pytest.mark.parametrize("drive", DRIVERS)
def test_sleeping_in_a_function_costs_no_real_time(session: sfn.Session, drive: Callable[..., sfn.Execution]) -> None:
    @session.function("nap")
    def nap(event: Any, context: Any) -> Any:
        context.sleep(3600)
        return event

    started = time.monotonic()
    execution = drive(session.state_machine(mapped(task("nap"))), [1, 2, 3])
    assert execution.output == [1, 2, 3]
    assert 3600 <= execution.duration.total_seconds() < 3610
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("drive", DRIVERS)
def test_a_sleep_beyond_the_deadline_raises_in_the_function(
    session: sfn.Session, drive: Callable[..., sfn.Execution]
) -> None:
    raised = threading.Event()

    @session.function("nap")
    def nap(event: Any, context: Any) -> Any:
        try:
            context.sleep(3600)
        except sfn.TaskTimedOut:
            raised.set()
            raise
        return event

    execution = drive(session.state_machine({"StartAt": "T", "States": {"T": task("nap", TimeoutSeconds=60)}}), {})
    assert (execution.error, execution.duration.total_seconds()) == ("States.Timeout", pytest.approx(60, abs=1))
    assert raised.wait(5)


@pytest.mark.parametrize("drive", DRIVERS)
def test_an_async_function_is_awaited(session: sfn.Session, drive: Callable[..., sfn.Execution]) -> None:
    @session.function("soon")
    async def soon(event: Any) -> Any:
        await asyncio.sleep(0.01)
        return {"got": event}

    assert drive(session.state_machine(mapped(task("soon"))), [1, 2]).output == [{"got": 1}, {"got": 2}]


def test_stopping_a_job_aborts_its_execution(session: sfn.Session) -> None:
    machine = session.state_machine({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9999, "End": True}}})
    job = machine.start({}, clock="real")
    execution = job.stop("Mine", "because")
    assert (execution.status, execution.error, execution.cause) == ("ABORTED", "Mine", "because")
    assert [event["type"] for event in execution.history][-1] == "ExecutionAborted"
    assert execution.history[-1]["previousEventId"] == 0


def test_waiting_for_a_job_can_time_out(session: sfn.Session) -> None:
    machine = session.state_machine({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9999, "End": True}}})
    job = machine.start({}, clock="real")
    with pytest.raises(TimeoutError, match="still runs after"):
        job.wait(0.01)
    job.stop()


def test_a_scaled_clock_runs_so_many_times_as_fast(session: sfn.Session) -> None:
    machine = session.state_machine({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 300, "End": True}}})
    started = time.monotonic()
    execution = machine.run({}, clock="x1000")
    assert 0.2 < time.monotonic() - started < 5
    assert execution.duration.total_seconds() >= 300


def test_a_thousand_executions_wait_on_one_thread(session: sfn.Session) -> None:
    machine = session.state_machine({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9999, "End": True}}})
    before = threading.active_count()
    jobs = [machine.start({}, clock="real") for _ in range(1000)]
    assert threading.active_count() <= before + 1
    assert {job.stop().status for job in jobs} == {"ABORTED"}


def test_executions_in_quick_succession_are_driven_by_one_thread(session: sfn.Session) -> None:
    machine = session.state_machine({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}})
    drivers: set[int | None] = set()
    for _ in range(20):
        machine.start().wait(10)
        drivers |= {thread.ident for thread in threading.enumerate() if thread.name == "sfn-engine"}
    assert len(drivers) == 1


@pytest.mark.slow
def test_no_thread_of_ours_is_left_when_nothing_runs(session: sfn.Session) -> None:
    session.function("work", echo)
    session.state_machine(mapped(task("work"))).start([1, 2, 3]).wait(10)
    deadline = time.monotonic() + 5 * IDLE_SECONDS
    while _our_threads() and time.monotonic() < deadline:
        threading.Event().wait(0.05)
    assert _our_threads() == []


def _our_threads() -> list[str]:
    mine = ("sfn-call", "sfn-engine")
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(mine)]


@pytest.mark.parametrize("drive", DRIVERS)
def test_an_endless_loop_ends_at_the_quota_of_events(session: sfn.Session, drive: Callable[..., sfn.Execution]) -> None:
    machine = session.state_machine(ENDLESS)
    execution = drive(machine, {})
    assert len(execution.history) == 25_000
    assert execution.history[-1]["type"] == "ExecutionFailed"
    assert execution.error == "States.Runtime"
    assert execution.cause == "The execution reached the maximum number of history events (25000)."


def test_cancelling_an_awaited_run_aborts_it(session: sfn.Session) -> None:
    machine = session.state_machine({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9999, "End": True}}})

    async def cancel() -> None:
        running = asyncio.create_task(machine.run_async({}, clock="real"))
        await asyncio.sleep(0.01)
        running.cancel()
        await running

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancel())
    (execution,) = session.executions.values()
    assert execution.status == "ABORTED"


def test_an_endless_loop_does_not_keep_others_from_being_stopped() -> None:
    with sfn.Session(quotas=sfn.Quotas.OFF) as session:
        loop = session.state_machine(ENDLESS, "loop")
        other = session.state_machine({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}, "other")
        endless = loop.start({})
        assert other.start({}).wait(10).status == "SUCCEEDED"
        assert endless.stop().status == "ABORTED"
