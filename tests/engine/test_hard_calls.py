"""Functions that hang, break their thread, block their loop or come too late: on every driver."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from small_machines import logical, mapped, one, row, task, types, wait

import sfn_notebook as sfn
from sfn_notebook.engine.event import Event


def on_this_thread(machine: sfn.StateMachine, value: object = None) -> sfn.Execution:
    return machine.run(value)


def on_a_loop(machine: sfn.StateMachine, value: object = None) -> sfn.Execution:
    return asyncio.run(machine.run_async(value))


def in_the_background(machine: sfn.StateMachine, value: object = None) -> sfn.Execution:
    return machine.start(value).wait(10)


Drive = Callable[..., sfn.Execution]
DRIVERS = [on_this_thread, on_a_loop, in_the_background]


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session() as made:
        yield made


def eventually(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + 10
    while not is_so() and time.monotonic() < end:
        threading.Event().wait(0.01)
    return is_so()


# -- functions that raise what is no Exception
@pytest.mark.parametrize("drive", DRIVERS)
def test_an_interrupt_raised_on_a_thread_of_the_pool_is_the_error_of_its_task(
    session: sfn.Session, drive: Drive
) -> None:
    @session.function("quit")
    def quit_at_once() -> None:
        raise KeyboardInterrupt("mine")

    execution = drive(session.state_machine(one(mapped(one(task("quit"))), "M")), [1, 2])
    assert (execution.status, execution.error, execution.cause) == ("FAILED", "KeyboardInterrupt", "mine")


@pytest.mark.parametrize("clock", ["virtual", "logical"])
@pytest.mark.parametrize("drive", DRIVERS)
def test_a_coroutine_that_awaits_something_cancelled_fails_its_task(drive: Drive, clock: str) -> None:
    with sfn.Session(clock=clock) as session:

        @session.function("await")
        async def await_cancelled() -> None:
            raise asyncio.CancelledError

        execution = drive(session.state_machine(one(task("await"))))
        assert (execution.status, execution.error) == ("FAILED", "CancelledError")


def test_the_loop_of_coroutines_outlives_an_interrupt_that_one_of_them_raises(session: sfn.Session) -> None:
    @session.function("quit")
    async def quit_at_once() -> None:
        raise KeyboardInterrupt

    @session.function("fine")
    async def fine() -> str:
        return "fine"

    with pytest.raises(KeyboardInterrupt):
        session.state_machine(one(task("quit")), "quit").run()
    assert session.state_machine(one(task("fine")), "fine").run().output == "fine"


def test_an_interrupt_cancels_the_coroutine_that_is_waited_for(session: sfn.Session) -> None:
    cancelled = threading.Event()

    @session.function("long")
    async def take_long() -> None:
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
        try:
            await asyncio.sleep(20)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    with pytest.raises(KeyboardInterrupt):
        session.state_machine(one(task("long"))).run()
    assert cancelled.wait(10)


@pytest.mark.parametrize("drive", DRIVERS)
def test_a_timeout_raised_by_hand_where_there_is_no_deadline_fails_the_task(session: sfn.Session, drive: Drive) -> None:
    @session.function("late")
    def late() -> None:
        raise sfn.TaskTimedOut

    assert drive(session.state_machine(one(task("late")))).error == "TaskTimedOut"


@pytest.mark.parametrize("drive", DRIVERS)
def test_a_timeout_raised_by_hand_before_the_deadline_costs_no_real_time(session: sfn.Session, drive: Drive) -> None:
    @session.function("late")
    def late() -> None:
        raise sfn.TaskTimedOut

    execution = drive(session.state_machine(one(task("late", TimeoutSeconds=3600))))
    assert (execution.error, execution.duration.total_seconds()) == ("States.Timeout", 3600)


# -- sleeping on the run's clock
@pytest.mark.parametrize("drive", DRIVERS)
def test_coroutines_sleep_side_by_side_without_blocking_their_loop(session: sfn.Session, drive: Drive) -> None:
    @session.function("nap")
    async def nap(event: Any, context: Any) -> Any:
        context.sleep(3600)
        await asyncio.sleep(0)
        return event

    started = time.monotonic()
    execution = drive(session.state_machine(one(mapped(one(task("nap"))), "M")), [1, 2])
    assert execution.output == [1, 2]
    assert 3600 <= execution.duration.total_seconds() < 3610
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("drive", DRIVERS)
def test_a_coroutine_that_sleeps_beyond_its_deadline_is_told(session: sfn.Session, drive: Drive) -> None:
    remaining: list[int] = []

    @session.function("nap")
    async def nap(_: Any, context: Any) -> None:
        context.sleep(40)
        remaining.append(context.get_remaining_time_in_millis() // 1000)
        context.sleep(40)

    execution = drive(session.state_machine(one(task("nap", TimeoutSeconds=60))))
    assert (execution.error, execution.duration.total_seconds()) == ("States.Timeout", 60)
    assert remaining == [19]


def test_a_function_that_sleeps_after_its_run_was_aborted_is_told_that_nobody_waits(session: sfn.Session) -> None:
    entered, aborted, told = threading.Event(), threading.Event(), threading.Event()

    @session.function("nap")
    def nap(_: Any, context: Any) -> None:
        entered.set()
        aborted.wait(10)
        try:
            context.sleep(1)
        except sfn.TaskTimedOut:
            told.set()

    job = session.state_machine(one(task("nap"))).start()
    assert entered.wait(10)
    execution = job.stop()
    assert execution.orphans == ("S (/S#1)",)
    aborted.set()
    assert told.wait(10)
    assert eventually(lambda: execution.orphans == ())


# -- the watchdog of the logical clock
@pytest.mark.slow
@pytest.mark.parametrize("drive", DRIVERS)
def test_a_call_that_hangs_on_the_logical_clock_ends_at_its_deadline(drive: Drive) -> None:
    release = threading.Event()
    with logical() as session:
        session.function("stuck", lambda: release.wait(20))
        machine = row(
            S=task("stuck", TimeoutSeconds=1, Catch=[{"ErrorEquals": ["States.Timeout"], "Next": "W"}]), W=wait(60)
        )
        execution = drive(session.state_machine(machine))
    assert (execution.status, execution.duration.total_seconds()) == ("SUCCEEDED", 61)
    assert types(execution)[3:5] == ["LambdaFunctionStarted", "LambdaFunctionTimedOut"]
    assert execution.orphans == ("S (/S#1)",)
    events = types(execution)
    release.set()
    assert eventually(lambda: execution.orphans == ())
    assert types(execution) == events


@pytest.mark.slow
def test_a_late_answer_on_the_logical_clock_is_dropped() -> None:
    release, answered = threading.Event(), threading.Event()

    def slow() -> str:
        release.wait(20)
        answered.set()
        return "late"

    def look() -> bool:
        release.set()
        return answered.wait(10)

    catch = [{"ErrorEquals": ["States.Timeout"], "Next": "Look"}]
    with logical() as session:
        session.function("slow", slow)
        session.function("look", look)
        machine = row(Slow=task("slow", HeartbeatSeconds=1, Catch=catch), Look=task("look"), W=wait(3))
        execution = session.state_machine(machine).run()
    assert (execution.output, execution.duration.total_seconds()) == (True, 4)


@pytest.mark.parametrize("clock", ["virtual", "logical"])
def test_a_job_is_stopped_while_its_function_runs(clock: str) -> None:
    entered, release = threading.Event(), threading.Event()
    with sfn.Session(clock=clock) as session:

        @session.function("stuck")
        def stuck() -> None:
            entered.set()
            release.wait(20)

        job = session.state_machine(one(task("stuck"))).start()
        assert entered.wait(10)
        assert job.stop().status == "ABORTED"
        release.set()


# -- time
def test_a_call_after_a_wait_on_a_scaled_clock_has_all_of_its_time(session: sfn.Session) -> None:
    session.function("quick", lambda: 1)
    machine = session.state_machine(row(W=wait(5_000), S=task("quick", TimeoutSeconds=1)))
    assert machine.run(clock="x100000").status == "SUCCEEDED"


# -- those who watch, and bugs
class Failing:
    """An observer that breaks."""

    def published(self, events: Sequence[Event], count: int) -> None:
        raise RuntimeError(len(events[:count]))


@pytest.mark.parametrize("drive", DRIVERS)
def test_an_observer_that_raises_is_told_no_more_and_changes_nothing(session: sfn.Session, drive: Drive) -> None:
    class Watched(sfn.StateMachine):
        def open(self, *given: Any, **options: Any) -> sfn.Execution:
            execution = super().open(*given, **options)
            execution.observe(Failing())
            return execution

    machine = Watched(one(wait(1)), session=session)
    with pytest.warns(RuntimeWarning, match="is told no more of execution"):
        execution = drive(machine)
    assert execution.status == "SUCCEEDED"


def test_a_bug_ends_its_own_job_and_no_other(session: sfn.Session) -> None:
    machine = session.state_machine(one(wait(1)))
    broken = machine.open()
    root = broken.record.run.root
    assert root is not None
    root.state = "Nowhere"
    session.account.run_in_background(broken.record)
    assert broken.record.job is not None
    with pytest.raises(KeyError):
        broken.record.job.done.wait(10)
    assert broken.status == "ABORTED"
    assert machine.start().wait(10).status == "SUCCEEDED"
