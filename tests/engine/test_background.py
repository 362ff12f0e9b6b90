"""Whatever breaks in the background ends no more than the job it belongs to, and nobody waits for ever."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from small_machines import echo, one, parallel, task, wait

import sfn_notebook as sfn
from sfn_notebook.engine.drivers.effects import Effects
from sfn_notebook.engine.drivers.pool import Pool
from sfn_notebook.engine.ports import JournalError
from sfn_notebook.engine.run import Run

PASS = one({"Type": "Pass", "End": True})


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session() as session:
        yield session


class Picky:
    """A journal that breaks over one execution; `left` are those that it was told go on no more."""

    def __init__(self, name: str) -> None:
        self.left: list[str] = []
        self._name = name

    def commit(self, runs: Sequence[Run]) -> None:
        if any(run.identity.execution_name == self._name and run.outcome is not None for run in runs):
            raise ValueError("not a number that I know")

    def leave(self, runs: Sequence[Run]) -> None:
        self.left += [run.identity.execution_name for run in dict.fromkeys(runs)]


def test_a_journal_that_breaks_over_one_execution_keeps_the_others(session: sfn.Session) -> None:
    session.account.journal = journal = Picky("b")
    session.function("work", echo)
    jobs = [session.state_machine(one(task("work"))).start({}, name=name) for name in "abc"]
    assert [jobs[number].wait(10).status for number in (0, 2)] == ["SUCCEEDED", "SUCCEEDED"]
    with pytest.raises(JournalError, match="could not be kept: ValueError: not a number that I know"):
        jobs[1].wait(10)
    assert (jobs[1].status, journal.left) == ("RUNNING", ["b"])


def test_where_no_thread_can_be_started_it_says_so_and_the_next_one_runs(
    session: sfn.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = session.state_machine(PASS)
    _until_idle()
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", _no_thread)
        with pytest.raises(RuntimeError, match="can't start new thread"):
            machine.start({}, name="first")
    assert session.load("first").status == "ABORTED"
    assert machine.start({}, name="second").wait(10).status == "SUCCEEDED"


def _until_idle() -> None:
    """Let the engine's thread of an earlier test end."""
    for thread in threading.enumerate():
        if thread.name == "sfn-engine":
            thread.join(10)


def _no_thread(_: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


def test_where_no_more_threads_can_be_started_those_that_there_are_do_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    pool, is_free, done = Pool(), threading.Event(), threading.Event()
    pool.submit(lambda: is_free.wait(10))
    monkeypatch.setattr(threading.Thread, "start", _no_thread)
    pool.submit(done.set)
    assert not done.is_set()
    is_free.set()
    assert done.wait(10)


def test_a_pool_without_any_thread_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading.Thread, "start", _no_thread)
    with pytest.raises(RuntimeError, match="can't start new thread"):
        Pool().submit(lambda: None)


class _Watcher:
    def published(self, events: Sequence[Any], count: int) -> None:
        raise LookupError(len(events) - count)


def test_who_watches_and_raises_ends_nothing_even_where_warnings_are_errors(
    session: sfn.Session, caplog: pytest.LogCaptureFixture
) -> None:
    execution = session.state_machine(PASS).open({})
    execution.record.run.observers.append(_Watcher())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        execution.record.account.run_in_background(execution.record)
        assert sfn.Job(execution).wait(10).status == "SUCCEEDED"
    assert "raised LookupError(0) and is told no more" in caplog.text


def test_everybody_is_answered_though_one_act_raises() -> None:
    effects, told = Effects(), list[str]()
    effects.after_commit(lambda: told.append("first"))
    effects.after_commit(lambda: told[9:].remove("none"))
    effects.after_commit(lambda: told.append("last"))
    with pytest.raises(ValueError, match="not in list"):
        effects.release()
    assert told == ["first", "last"]


def test_a_message_that_breaks_ends_its_job_alone(session: sfn.Session) -> None:
    started = threading.Event()
    session.function("work", lambda: started.wait(10))
    machine = session.state_machine(one(parallel(one(task("work"), "A"), one(wait(1), "B"))))
    broken, whole = machine.start({}), machine.start({})
    job = broken.execution.record.job
    assert job is not None
    assert job.conductor is not None
    job.conductor.post(lambda: [].remove(1))  # pyright: ignore[reportUnknownMemberType]
    with pytest.raises(ValueError, match="not in list"):
        broken.wait(10)
    started.set()
    assert (broken.status, whole.wait(10).status) == ("ABORTED", "SUCCEEDED")


def test_what_cannot_be_kept_in_the_midst_of_a_turn_stands_where_it_was_kept(session: sfn.Session) -> None:
    is_free = threading.Event()
    session.function("work", lambda: is_free.wait(10))
    job = session.state_machine(one(task("work"))).start({})
    driven = job.execution.record.job
    assert driven is not None
    assert driven.conductor is not None
    driven.conductor.post(_fail_to_keep)
    with pytest.raises(JournalError, match="the disk is full"):
        job.wait(10)
    is_free.set()
    assert (job.status, job.execution.history[-1]["type"]) == ("RUNNING", "LambdaFunctionStarted")


def _fail_to_keep() -> None:
    raise JournalError("the disk is full")


def test_when_the_engine_itself_ends_everybody_hears_of_it_and_the_next_job_has_a_new_one(
    session: sfn.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_free, ended = threading.Event(), threading.Event()
    monkeypatch.setattr(threading, "excepthook", _told(ended))
    session.function("work", lambda: is_free.wait(10))
    machine = session.state_machine(one(task("work")))
    jobs = [machine.start({}) for _ in range(2)]
    driven = jobs[0].execution.record.job
    assert driven is not None
    assert driven.conductor is not None
    driven.conductor.post(_exit)
    for job in jobs:
        with pytest.raises(SystemExit):
            job.wait(10)
    is_free.set()
    assert ended.wait(10)
    assert machine.start({}).wait(10).status == "SUCCEEDED"


def _told(ended: threading.Event) -> Callable[[threading.ExceptHookArgs], None]:
    return lambda _: ended.set()


def _exit() -> None:
    raise SystemExit(3)
