"""What is handed over on another thread: once, in order, and never in the way of the engine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Container, Iterator, Sequence

import pytest

import sfn_notebook as sfn
from sfn_notebook.api.delivery import Delivery, Outbox
from sfn_notebook.api.execution import Execution
from sfn_notebook.engine.drivers.pool import POOL
from sfn_notebook.engine.event import Event
from sfn_notebook.values import JSON

PATIENCE = 10.0
THREE: dict[str, JSON] = {
    "StartAt": "A",
    "States": {
        "A": {"Type": "Pass", "Next": "Nap"},
        "Nap": {"Type": "Wait", "Seconds": 3600, "Next": "B"},
        "B": {"Type": "Succeed"},
    },
}


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session() as opened:
        yield opened


def deliver(
    session: sfn.Session, take: Callable[[Sequence[Event]], object], types: Container[str] | None = None
) -> Outbox:
    """Have everything that the session's executions publish handed over."""
    outbox = Outbox()

    def watch(execution: Execution) -> Delivery:
        return Delivery(execution.run, take, outbox, types=types)

    session.account.watchers.append(watch)
    return outbox


def test_each_event_is_handed_over_once_and_in_order(session: sfn.Session) -> None:
    taken: list[int] = []
    deliver(session, lambda events: taken.extend(event.id for event in events))
    states: dict[str, JSON] = {
        f"W{number}": {"Type": "Wait", "Seconds": 1, "Next": f"W{number + 1}"} for number in range(200)
    }
    machine = session.state_machine({"StartAt": "W0", "States": {**states, "W200": {"Type": "Succeed"}}})
    machine.start().wait(PATIENCE)
    assert taken == list(range(1, 405))


def test_a_slow_receiver_keeps_no_execution_from_ending(session: sfn.Session) -> None:
    is_free = threading.Event()
    deliver(session, lambda _: is_free.wait(PATIENCE))
    jobs = [session.state_machine(THREE).start() for _ in range(3)]
    try:
        for job in jobs:
            record = job.execution.record
            assert record.job is not None
            record.job.done.wait(PATIENCE)
        assert [job.status for job in jobs] == ["SUCCEEDED"] * 3
    finally:
        is_free.set()


@pytest.mark.parametrize("how", ["run", "start", "stop", "run_async"])
def test_whoever_waits_for_the_end_finds_everything_handed_over(session: sfn.Session, how: str) -> None:
    last: list[str] = []
    deliver(session, lambda events: last.append(events[-1].type))
    machine = session.state_machine(THREE)
    match how:
        case "run":
            machine.run()
        case "start":
            machine.start().wait(PATIENCE)
        case "stop":
            machine.start(clock="real").stop()
        case _:
            import asyncio

            asyncio.run(machine.run_async())
    assert last[-1] == ("ExecutionAborted" if how == "stop" else "ExecutionSucceeded")


def test_a_receiver_that_raises_is_told_no_more_and_ends_nothing(session: sfn.Session) -> None:
    calls: list[int] = []

    def broken(events: Sequence[Event]) -> None:
        calls.append(len(events))
        raise ValueError("full")

    deliver(session, broken, types={"PassStateEntered", "ExecutionSucceeded"})
    with pytest.warns(
        RuntimeWarning, match=r"broken.* raised ValueError\('full'\) and is told no more of execution one"
    ):
        execution = session.state_machine(THREE).run(name="one")
    assert (execution.status, calls[1:]) == ("SUCCEEDED", [])


def test_only_the_types_that_were_asked_for_are_handed_over(session: sfn.Session) -> None:
    taken: list[str] = []
    deliver(session, lambda events: taken.extend(event.type for event in events), types={"WaitStateExited"})
    session.state_machine(THREE).run()
    assert taken == ["WaitStateExited"]


def test_a_receiver_may_run_executions_that_are_delivered_later(session: sfn.Session) -> None:
    names: list[str] = []
    inner = session.state_machine(THREE, name="inner")

    def again(events: Sequence[Event]) -> None:
        names.append(str(events[0].details[0]))
        if len(names) == 1:
            inner.run("second")

    deliver(session, again, types={"ExecutionStarted"})
    session.state_machine(THREE, name="outer").run("first")
    for execution in session.account.executions.values():
        execution.settle()
    assert names == ["first", "second"]


def test_what_raises_in_the_other_thread_does_not_stop_it(
    session: sfn.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[type[BaseException]] = []

    def report(found: threading.ExceptHookArgs) -> None:
        reported.append(found.exc_type)

    monkeypatch.setattr(threading, "excepthook", report)

    class Rude(Delivery):
        def catch_up(self) -> None:
            raise SystemExit

    outbox = Outbox()
    taken = threading.Event()
    run = session.state_machine(THREE).open().record.run
    outbox.put(Rude(run, lambda _: None, outbox))
    polite = Delivery(run, lambda _: taken.set(), outbox)
    run.observers.append(polite)
    run.publish()
    assert taken.wait(PATIENCE)
    assert reported == [SystemExit]


def test_while_the_end_is_handed_over_whoever_waits_still_finds_out(session: sfn.Session) -> None:
    has_begun, may_go_on = threading.Event(), threading.Event()

    def slow(_: Sequence[Event]) -> None:
        has_begun.set()
        may_go_on.wait(PATIENCE)

    deliver(session, slow, types={"ExecutionSucceeded"})
    record = session.state_machine(THREE).start().execution.record
    assert has_begun.wait(PATIENCE)
    assert [each.is_settled for each in record.deliveries] == [False]
    may_go_on.set()
    record.settle()
    assert record.deliveries == ()


def test_when_the_execution_has_ended_nobody_watches_it_any_more(session: sfn.Session) -> None:
    deliver(session, lambda _: None)
    assert session.state_machine(THREE).run().record.deliveries == ()


def test_without_threads_everything_is_handed_over_at_once(
    session: sfn.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(POOL, "has_threads", False)
    threads: set[int] = set()
    deliver(session, lambda _: threads.add(threading.get_ident()))
    execution = session.state_machine(THREE).open()
    execution.record.run.publish()
    assert [each.is_settled for each in execution.record.deliveries] == [True]
    assert threads == {threading.get_ident()}


def test_a_watcher_that_is_not_interested_watches_nothing(session: sfn.Session) -> None:
    session.account.watchers.append(lambda _: None)
    assert session.state_machine(THREE).run().record.run.observers == []


def test_an_answer_of_the_api_that_shows_the_end_comes_after_the_account_knows(session: sfn.Session) -> None:
    class Idle(Outbox):
        def put(self, delivery: Delivery) -> None:
            """Nobody hands anything over."""

    types: list[str] = []

    def watch(execution: Execution) -> Delivery:
        return Delivery(execution.run, lambda events: types.append(events[-1].type), Idle(), is_own=True)

    session.account.watchers.append(watch)
    job = session.state_machine(THREE).start()
    assert job.execution.record.job is not None
    job.execution.record.job.done.wait(PATIENCE)
    assert types == []
    assert session.client().describe_execution(executionArn=job.execution.arn)["status"] == "SUCCEEDED"
    assert types == ["ExecutionSucceeded"]
