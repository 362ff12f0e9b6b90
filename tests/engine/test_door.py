"""What comes from outside gets in one at a time, wherever the driver is, and is answered once it is kept."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from small_machines import echo, one, row, task, types
from waiting_machines import callback, wait_until

import sfn_notebook as sfn
from sfn_notebook.engine.clock import Clock
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.drivers.door import ask, is_driven
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.ports import JournalError
from sfn_notebook.engine.run import Run

ENDLESS: dict[str, Any] = {
    "StartAt": "A",
    "States": {
        "A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": True, "Next": "B"}], "Default": "A"},
        "B": {"Type": "Succeed"},
    },
}


@pytest.fixture
def session() -> Any:
    with sfn.Session() as made:
        made.function("ask", echo)
        yield made


def test_a_domain_that_nobody_has_driven_is_asked_at_once() -> None:
    domain = Domain(Clock(), 5)
    assert (ask(domain, lambda: domain.now).result(0), is_driven(domain)) == (5, False)


def test_a_domain_that_is_driven_no_more_is_asked_at_once(session: sfn.Session) -> None:
    domain = session.state_machine(one({"Type": "Pass", "End": True})).run().record.run.domain
    assert (ask(domain, lambda: len(domain.open_runs)).result(0), is_driven(domain)) == (0, False)


def test_an_act_sees_the_domain_at_its_present_time(session: sfn.Session) -> None:
    job = session.state_machine(one(callback("ask"))).start()
    wait_until(lambda: job.execution.pending)
    domain = job.execution.record.run.domain
    first = ask(domain, lambda: domain.now).result(10)
    threading.Event().wait(0.01)
    assert ask(domain, lambda: domain.now).result(10) - first >= 10_000_000
    job.stop()


def test_what_was_asked_and_then_given_up_is_not_done(session: sfn.Session) -> None:
    entered, release = threading.Event(), threading.Event()

    @session.function("work")
    def work() -> None:
        entered.set()
        release.wait(10)

    machine = session.state_machine(row(W=task("work", TimeoutSeconds=60), A=callback("ask")))
    job = machine.start()
    assert entered.wait(10)
    domain = job.execution.record.run.domain
    blocker = threading.Event()
    ask(domain, lambda: blocker.wait(10))  # the engine is busy with it
    done: list[str] = []
    given_up, kept = ask(domain, lambda: done.append("given up")), ask(domain, lambda: done.append("kept"))
    assert given_up.cancel()
    blocker.set()
    kept.result(10)
    release.set()
    assert done == ["kept"]
    job.stop()


def test_an_endless_loop_answers_what_it_is_asked() -> None:
    with sfn.Session(quotas=sfn.Quotas.OFF) as session:
        job = session.state_machine(ENDLESS).start()
        assert job.execution.pending == ()
        assert job.stop().status == "ABORTED"


class Answering:
    """An observer that answers what it sees."""

    def __init__(self, execution: sfn.Execution) -> None:
        self.execution = execution
        self.seen: list[int] = []

    def published(self, events: Sequence[Event], count: int) -> None:
        self.seen.append(count)
        if events[count - 1].type == "TaskSubmitted":
            self.execution.pending[0].succeed("observed")


def test_an_observer_may_answer_what_it_sees(session: sfn.Session) -> None:
    machine = session.state_machine(one(callback("ask")))
    execution = machine.open()
    observer = Answering(execution)
    execution.observe(observer)
    machine.drive(execution)
    assert (execution.output, execution.orphans) == ("observed", ())
    assert observer.seen[-1] == len(execution.history)


def test_a_function_that_the_driver_calls_itself_may_wait_for_who_asks(session: sfn.Session) -> None:
    """Two branches: one waits for a token, the function of the other has another thread answer it."""
    asked: list[str] = []
    client = session.client()

    @session.function("give")
    def give(event: Any) -> None:
        asked.append(event["token"])

    @session.function("work")
    def work() -> str:
        answered = {"taskToken": asked[0], "output": "1"}
        thread = threading.Thread(target=client.send_task_success, kwargs=answered)
        thread.start()
        thread.join(10)
        return "worked"

    branches: list[Any] = [one(callback("give"), "Give"), row(First={"Type": "Wait", "Seconds": 1}, Work=task("work"))]
    machine = session.state_machine(one({"Type": "Parallel", "Branches": branches, "End": True}))
    execution = machine.run()
    assert execution.output == [1, "worked"]
    kinds = types(execution)
    assert kinds.index("TaskSucceeded") < kinds.index("LambdaFunctionSucceeded")


class Failing:
    """A journal that fails from the time on at which it is told to."""

    def __init__(self) -> None:
        self.is_full = False

    def commit(self, runs: Sequence[Run]) -> None:
        if self.is_full:
            raise JournalError(f"the disk is full, {len(runs)} runs are lost")

    def leave(self, runs: Sequence[Run]) -> None:
        pass


def test_an_answer_that_cannot_be_kept_was_not_given(session: sfn.Session) -> None:
    session.account.journal = journal = Failing()
    job = session.state_machine(one(callback("ask"))).start()
    wait_until(lambda: types(job.execution)[-1] == "TaskSubmitted")
    (pending,) = job.execution.pending
    journal.is_full = True
    with pytest.raises(JournalError):
        pending.succeed("lost")
    with pytest.raises(JournalError):
        job.wait(10)
    assert types(job.execution)[-1] == "TaskSubmitted"


def test_a_function_hears_that_its_answer_cannot_be_kept(session: sfn.Session) -> None:
    session.account.journal = journal = Failing()
    heard: list[str] = []

    @session.function("early")
    def early() -> None:
        (pending,) = session.pending
        journal.is_full = True
        try:
            pending.succeed("lost")
        except JournalError as error:
            heard.append(str(error))

    with pytest.raises(JournalError):
        session.state_machine(one(callback("early"))).run()
    assert heard == ["the disk is full, 1 runs are lost"]
