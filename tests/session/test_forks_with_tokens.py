"""Forks and repetitions of executions whose tasks somebody outside answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from waiting_machines import activity, callback, create_activity, machine, pending, wait_until

import sfn_notebook as sfn
from sfn_notebook.values import JSON


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session() as opened:
        yield opened


def stopped_at(session: sfn.Session, last: str, definition: dict[str, JSON]) -> sfn.Execution:
    """An execution that was stopped while its last event was of a type."""
    session.function("ask", lambda: "asked")
    job = session.state_machine(definition).start()
    wait_until(lambda: job.execution.history and job.execution.history[-1]["type"] == last)
    return job.stop()


def answering(session: sfn.Session) -> None:
    """Let the function answer with the token that it is handed."""

    def ask(event: Any) -> str:
        session.client().send_task_success(taskToken=event["token"], output='"yes"')
        return "asked"

    session.function("ask", ask)


@pytest.mark.parametrize("last", ["TaskScheduled", "TaskStarted", "TaskSubmitted"])
def test_a_fork_hands_out_a_token_of_its_own(session: sfn.Session, last: str) -> None:
    execution = stopped_at(session, "TaskSubmitted", machine(callback("ask"), "Ask"))
    place = next(event["id"] for event in execution.history if event["type"] == last)
    answering(session)
    fork = execution.fork(place)
    assert (fork.status, fork.output) == ("SUCCEEDED", "yes")
    types = [event["type"] for event in fork.history[place:]]
    assert types[:3] == ["TaskScheduled", "TaskStarted", "TaskSucceeded"]
    assert fork.history[place]["previousEventId"] == 2


def test_a_fork_offers_the_task_of_an_activity_anew(session: sfn.Session) -> None:
    arn = create_activity(session, "bake")
    client = session.client()
    job = session.state_machine(machine(activity("bake"), "Bake")).start()
    first = client.get_activity_task(activityArn=arn)["taskToken"]
    place = job.execution.history[-1]["id"]
    execution = job.stop()
    assert execution.history[place - 1]["type"] == "ActivityStarted"
    polled = session.account.workers.poll(arn, "worker")

    def bake(task: Any) -> None:
        given = task.result()
        assert given["taskToken"] != first
        client.send_task_success(taskToken=given["taskToken"], output='"bread"')

    polled.add_done_callback(bake)
    assert execution.fork(place).output == "bread"


def test_a_branch_that_waits_is_asked_anew_where_another_one_goes_on(session: sfn.Session) -> None:
    work: JSON = {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:work", "End": True}
    branches: JSON = [machine(callback("ask"), "Ask"), machine(work, "Work")]

    def fail(_: object) -> None:
        raise ValueError("not yet")

    session.function("ask", lambda: "asked")
    session.function("work", fail)
    definition = machine({"Type": "Parallel", "Branches": branches, "End": True}, "Both")
    execution = session.state_machine(definition).run(clock="logical")
    assert execution.error == "ValueError"
    answering(session)
    session.function("work", lambda: "done")
    assert execution.fork("Work").output == ["yes", "done"]


def test_what_a_worker_did_is_not_repeated(session: sfn.Session) -> None:
    arn = create_activity(session, "bake")
    job = session.state_machine(machine(activity("bake"), "Bake")).start()
    client = session.client()
    client.send_task_success(taskToken=client.get_activity_task(activityArn=arn)["taskToken"], output="1")
    with pytest.raises(sfn.UsageError, match="event 4 waits for a worker: such an execution cannot be repeated"):
        job.wait(10).repeat()


def test_what_waited_for_a_token_is_not_repeated(session: sfn.Session) -> None:
    session.function("ask", lambda: "asked")
    job = session.state_machine(machine(callback("ask"), "Ask")).start()
    pending(job).succeed()
    with pytest.raises(sfn.UsageError, match="event 5 waits for a token: such an execution cannot be repeated"):
        job.wait(10).repeat()


def answered(job: sfn.Job) -> sfn.Execution:
    """The execution of a job whose task that waits is answered."""
    wait_until(lambda: job.execution.pending)
    job.execution.pending[0].succeed("at last")
    return job.wait(10)


def test_what_somebody_answers_goes_on_in_the_background(session: sfn.Session) -> None:
    execution = stopped_at(session, "TaskSubmitted", machine(callback("ask"), "Ask"))
    other = session.state_machine(machine(callback("ask"), "Ask"), "other")
    for job in (
        execution.start_fork("Ask", name="forked"),
        execution.start_continue_with(other, name="continued"),
        execution.start_redrive(),
    ):
        assert answered(job).output == "at last"
    assert execution.output == "at last"
    assert [each.name for each in session.executions.values()] == [execution.name, "forked", "continued"]


def test_who_waits_himself_is_told_what_lets_others_answer(session: sfn.Session) -> None:
    execution = stopped_at(session, "TaskSubmitted", machine(callback("ask"), "Ask"))
    other = session.state_machine(machine(callback("ask"), "Ask"), "other")
    for go_on, instead in (
        (lambda: execution.fork("Ask"), "start_fork"),
        (lambda: execution.continue_with(other), "start_continue_with"),
        (execution.redrive, "start_redrive"),
    ):
        with pytest.raises(sfn.UsageError, match=rf'^nobody can answer the token of state "Ask": use {instead}\(\)$'):
            go_on()


def test_a_job_says_why_nobody_can_answer(session: sfn.Session) -> None:
    session.function("ask", lambda: "asked")
    job = session.state_machine(machine(callback("ask"), "Ask")).start(tokens="skip")
    for _ in range(2):
        with pytest.raises(sfn.UsageError, match=r'state "Ask": leave out tokens="skip"$'):
            job.wait(10)
