"""Workers who get no task, and tasks that lose their worker: nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from typing import Any

import pytest
from api_errors import refused
from polling import baking, poll, started
from waiting_machines import callback, create_activity, machine, pending

import sfn_notebook as sfn
from sfn_notebook.api.workers import ActivityQueue
from sfn_notebook.engine.closing import stop
from sfn_notebook.engine.drivers.door import ask
from sfn_notebook.engine.drivers.pool import POOL
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.run import Outcome


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session() as opened:
        yield opened


def test_a_poll_ends_without_a_task_after_its_time(session: sfn.Session) -> None:
    arn = create_activity(session, "bake")
    session.account.workers.poll_seconds = 0.01
    answer = session.client().get_activity_task(activityArn=arn)
    assert {key for key in answer if key != "ResponseMetadata"} == set()


def test_a_task_is_not_lost_on_a_worker_who_has_gone(session: sfn.Session) -> None:
    arn, bake = baking(session)
    gone, waiting = poll(session, arn, "gone"), poll(session, arn, "waits")
    assert gone.cancel()
    job = bake.start()
    waiting.result(10)
    assert job.execution.history[3]["activityStartedEventDetails"] == {"workerName": "waits"}
    job.stop()


def test_a_worker_who_goes_while_a_task_is_handed_to_him_leaves_it_to_the_next(session: sfn.Session) -> None:
    arn, bake = baking(session)
    job = started(bake)
    entered, release = threading.Event(), threading.Event()
    ask(job.execution.record.run.domain, lambda: (entered.set(), release.wait(10)))
    assert entered.wait(10)
    gone = poll(session, arn, "gone")  # the execution is asked, and does not answer yet
    assert gone.cancel()
    release.set()
    token = poll(session, arn, "next").result(10)["taskToken"]
    assert job.execution.pending[0].token == token
    assert [event["type"] for event in job.execution.history].count("ActivityStarted") == 1
    job.stop()


class Watching:
    """An observer that does something once, at an event."""

    def __init__(self, kind: str, act: Callable[[], object]) -> None:
        self._kind = kind
        self._acts = [act]

    def published(self, events: Sequence[Event], count: int) -> None:
        if self._acts and events[count - 1].type == self._kind:
            self._acts.pop()()


def test_a_task_that_has_begun_when_its_worker_goes_is_taken_by_the_next(session: sfn.Session) -> None:
    arn, bake = baking(session)
    job = started(bake)
    polls, gone = list[Future[dict[str, Any]]](), Future[None]()
    job.execution.observe(Watching("ActivityStarted", lambda: polls[0].cancel() and gone.set_result(None)))
    entered, release = threading.Event(), threading.Event()
    ask(job.execution.record.run.domain, lambda: (entered.set(), release.wait(10)))
    assert entered.wait(10)
    polls.append(poll(session, arn, "gone"))
    release.set()
    gone.result(10)
    token = poll(session, arn, "next").result(10)["taskToken"]
    assert job.execution.pending[0].token == token
    kinds = [event["type"] for event in job.execution.history]
    assert (kinds.count("ActivityStarted"), polls[0].cancelled()) == (1, True)
    job.stop()


def test_a_worker_who_goes_without_the_task_that_he_was_given_leaves_it_to_the_next(session: sfn.Session) -> None:
    arn, bake = baking(session)
    job = started(bake)
    given = poll(session, arn, "gone")
    token = given.result(10)["taskToken"]
    assert [given.cancel(), given.cancel()] == [False, False]
    assert poll(session, arn, "next").result(10)["taskToken"] == token
    job.execution.pending[0].succeed("done")
    assert job.wait(10).output == "done"


def test_a_worker_whose_task_was_aborted_meanwhile_gets_the_next_one(session: sfn.Session) -> None:
    arn, bake = baking(session)
    job = started(bake, {"n": 1})
    domain, record = job.execution.record.run.domain, job.execution.record
    entered, release = threading.Event(), threading.Event()
    ask(domain, lambda: (entered.set(), release.wait(10)))
    assert entered.wait(10)
    ask(domain, lambda: stop(record.run, "ExecutionAborted", Outcome(status="ABORTED")))
    polled = poll(session, arn)
    release.set()
    other = bake.start({"n": 2})
    assert json.loads(polled.result(10)["input"]) == {"n": 2}
    other.stop()


def test_a_task_that_is_aborted_before_it_is_offered_is_offered_to_nobody(session: sfn.Session) -> None:
    arn, bake = baking(session)
    execution = bake.open()
    execution.observe(Watching("ActivityScheduled", execution.record.stop))
    polled = poll(session, arn)
    bake.drive(execution)
    assert (execution.status, polled.done()) == ("ABORTED", False)


def test_a_task_that_finds_no_room_in_the_history_is_not_taken() -> None:
    with sfn.Session(quotas=sfn.Quotas(events=4)) as session:
        arn, bake = baking(session)
        polled = poll(session, arn)
        execution = bake.start().wait(10)
        assert [event["type"] for event in execution.history][2:] == ["ActivityScheduled", "ExecutionFailed"]
        assert not polled.done()


def test_an_answer_that_finds_no_room_in_the_history_ends_the_execution() -> None:
    with sfn.Session(quotas=sfn.Quotas(events=6)) as session:
        session.function("ask", lambda: 1)
        job = session.state_machine(machine(callback("ask"))).start()
        pending(job).succeed(1)
        assert job.wait(10).cause == "The execution reached the maximum number of history events (25000)."


def test_an_interrupted_worker_loses_no_task(session: sfn.Session) -> None:
    arn, bake = baking(session)
    client = session.client()
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        client.get_activity_task(activityArn=arn, workerName="interrupted")
    job = bake.start()
    assert client.get_activity_task(activityArn=arn, workerName="next")["taskToken"]
    assert job.execution.history[3]["activityStartedEventDetails"] == {"workerName": "next"}
    job.stop()


def test_so_many_workers_may_wait_and_no_more(session: sfn.Session) -> None:
    arn = create_activity(session, "bake")
    for _ in range(1000):
        poll(session, arn)
    why = "The maximum number of workers concurrently polling for activity tasks has been reached"
    assert refused(lambda: session.client().get_activity_task(activityArn=arn)) == (
        "ActivityWorkerLimitExceeded",
        f"Activity Worker Limit Exceeded: '{why}'",
    )


def test_workers_are_sent_away_when_the_session_is_closed() -> None:
    with sfn.Session() as session:
        polled = poll(session, create_activity(session, "bake"))
    assert polled.result(0) == {}


def test_without_threads_a_worker_waits_only_where_somebody_can_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(POOL, "has_threads", False)
    with sfn.Session() as session:
        arn, bake = baking(session)
        answer = session.client().get_activity_task(activityArn=arn)
        assert "taskToken" not in answer
        polled = poll(session, arn)
        with pytest.raises(sfn.UsageError, match='nobody can answer the token of state "Bake"'):
            bake.run(clock="logical")
        assert json.loads(polled.result(0)["input"]) == {}


def test_a_queue_without_an_activity_says_so() -> None:
    assert not ActivityQueue(lambda: False).exist
