"""Tasks that wait for somebody outside, as a user sees and answers them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from waiting_machines import activity, callback, create_activity, machine, pending, wait_until

import sfn_notebook as sfn
from sfn_notebook.values import JSON

NOON = dt.datetime(2031, 3, 4, 12, tzinfo=dt.UTC)
NOTHING = "nothing waits for an answer from outside"
START = int(NOON.timestamp()) * 1_000_000_000


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session(start_time=START) as opened:
        opened.function("ask", lambda: "asked")
        yield opened


def html_of(shown: object) -> str:
    return getattr(shown, "_repr_html_")()  # noqa: B009 - it is the notebook that calls it


def test_a_pending_callback_tells_all_about_itself(session: sfn.Session) -> None:
    definition = machine(callback("ask", TimeoutSeconds=600, HeartbeatSeconds=60), "Ask")
    job = session.state_machine(definition, "orders").start(name="one")
    task = pending(job)
    assert (task.execution_name, task.state_name, task.path, task.kind) == ("one", "Ask", "/Ask#1", "callback")
    assert task.input == {"FunctionName": "ask", "Payload": {"token": task.token}}
    assert task.deadline is not None
    assert task.heartbeat_deadline is not None
    assert NOON <= task.since < NOON + dt.timedelta(seconds=10)
    assert task.deadline - task.heartbeat_deadline == dt.timedelta(seconds=540)
    job.stop()


def test_a_pending_activity_has_no_deadline_before_a_worker_has_taken_it(session: sfn.Session) -> None:
    arn = create_activity(session, "bake")
    job = session.state_machine(machine(activity("bake", TimeoutSeconds=600), "Bake")).start({"n": 1})
    task = pending(job)
    assert (task.kind, task.input, task.deadline, task.heartbeat_deadline) == ("activity", {"n": 1}, None, None)
    token = session.client().get_activity_task(activityArn=arn)["taskToken"]
    (taken,) = job.execution.pending
    assert (taken.token, taken.deadline is not None) == (token, True)
    job.stop()


def test_what_is_handed_out_is_a_copy(session: sfn.Session) -> None:
    job = session.state_machine(machine(callback("ask"))).start()
    task = pending(job)
    given: Any = task.input
    given["FunctionName"] = "other"
    assert task.input != given
    job.stop()


def test_a_pending_task_is_answered_with_anything_that_json_can_carry(session: sfn.Session) -> None:
    job = session.state_machine(machine(callback("ask"))).start()
    pending(job).succeed((1, {"a": None}))
    assert job.wait(10).output == [1, {"a": None}]


def test_a_pending_task_may_be_failed(session: sfn.Session) -> None:
    job = session.state_machine(machine(callback("ask"))).start()
    pending(job).fail("Rude", "no")
    assert (job.wait(10).error, job.execution.cause) == ("Rude", "no")
    job = session.state_machine(machine(callback("ask"))).start()
    pending(job).fail()
    assert (job.wait(10).status, job.execution.error, job.execution.cause) == ("FAILED", None, None)


def test_an_answer_that_comes_too_late_says_so_in_the_words_of_aws(session: sfn.Session) -> None:
    job = session.state_machine(machine(callback("ask"), "Ask")).start()
    task = pending(job)
    task.heartbeat()
    job.stop()
    late = "^state Ask: Task Timed Out: 'Provided task does not exist anymore'$"
    for answer in (task.succeed, task.fail, task.heartbeat):
        with pytest.raises(sfn.UsageError, match=late):
            answer()


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (object(), "the output is not JSON: "),
        ("x" * 262_143, "state S: 1 validation error detected: Value at 'output' failed"),
    ],
)
def test_an_output_that_aws_would_not_take_is_refused(session: sfn.Session, output: object, message: str) -> None:
    job = session.state_machine(machine(callback("ask"))).start()
    with pytest.raises(sfn.UsageError) as refused:
        pending(job).succeed(output)
    assert str(refused.value).startswith(message)
    job.stop()


def test_an_error_that_aws_would_not_take_is_refused(session: sfn.Session) -> None:
    job = session.state_machine(machine(callback("ask"))).start()
    with pytest.raises(sfn.UsageError, match="the error has 257 characters, more than the 256 that AWS takes"):
        pending(job).fail("e" * 257)
    with pytest.raises(sfn.UsageError, match="the cause has 32769 characters, more than the 32768 that AWS takes"):
        pending(job).fail("e", "c" * 32_769)
    with pytest.raises(sfn.UsageError, match="the cause is no text: it has half of a surrogate pair"):
        pending(job).fail("e", "\ud800")
    job.stop()


def test_pending_tasks_stand_in_the_order_in_which_they_were_scheduled(session: sfn.Session) -> None:
    branches: JSON = [machine(callback("ask"), name) for name in ("Two", "One")]
    job = session.state_machine(machine({"Type": "Parallel", "Branches": branches, "End": True}, "Both")).start()
    wait_until(lambda: len(job.execution.pending) == 2)
    assert [task.path for task in job.execution.pending] == ["/Both#1[0]/Two#1", "/Both#1[1]/One#1"]
    for task in job.execution.pending:
        task.succeed(task.state_name)
    assert (job.wait(10).output, job.execution.pending) == (["Two", "One"], ())


def test_children_of_a_map_run_are_pending_under_their_map(session: sfn.Session) -> None:
    processor: JSON = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        **machine(callback("ask"), "Ask"),
    }
    job = session.state_machine(machine({"Type": "Map", "ItemProcessor": processor, "End": True}, "Each")).start([7, 8])
    wait_until(lambda: len(job.execution.pending) == 2)
    assert [task.path for task in job.execution.pending] == ["/Each#1[0]/Ask#1", "/Each#1[1]/Ask#1"]
    assert len({task.execution_name for task in job.execution.pending} - {job.execution.name}) == 2
    for task in job.execution.pending:
        task.succeed(task.path)
    assert job.wait(10).output == ["/Each#1[0]/Ask#1", "/Each#1[1]/Ask#1"]


def test_a_session_has_the_pending_tasks_of_all_its_executions(session: sfn.Session) -> None:
    asking = session.state_machine(machine(callback("ask")))
    jobs = [asking.start(name=name) for name in ("one", "two")]
    wait_until(lambda: len(session.pending) == 2)
    assert [task.execution_name for task in session.pending] == ["one", "two"]
    for job in jobs:
        job.stop()
    assert session.pending == ()


def test_an_execution_that_nobody_runs_has_nothing_pending(session: sfn.Session) -> None:
    assert session.state_machine(machine(callback("ask"))).open().pending == ()


def test_a_pending_task_shows_itself(session: sfn.Session) -> None:
    job = session.state_machine(machine(callback("ask", TimeoutSeconds=60), "Ask <it>")).start(name="one")
    task = pending(job)
    first, *rest = repr(task).splitlines()
    assert first.startswith("… Ask <it>: waits for a callback since 2031-03-04 12:00:0")
    assert ", times out at 2031-03-04 12:01:0" in first
    assert [line.split()[0] for line in rest] == ["input", "token"]
    html = html_of(task)
    assert "<b>Ask &lt;it&gt;</b> waits for a callback since 2031-03-04 12:00:0" in html
    assert f"<pre>{task.token}</pre>" in html
    job.stop()


def test_pending_tasks_show_themselves_one_below_the_other(session: sfn.Session) -> None:
    asking = session.state_machine(machine(callback("ask"), "Ask"))
    jobs = [asking.start(name=name) for name in ("one", "two")]
    wait_until(lambda: len(session.pending) == 2)
    both = session.pending
    assert (repr(both), html_of(both)) == ("\n".join(map(repr, both)), "".join(map(html_of, both)))
    for job in jobs:
        job.stop()
    assert (repr(session.pending), html_of(session.pending)) == (NOTHING, f"<p>{NOTHING}</p>")


def test_what_waits_is_seen_in_the_execution(session: sfn.Session) -> None:
    job = session.state_machine(machine(callback("ask"), "Ask")).start()
    task = pending(job)
    assert "… Ask (Task) waits for a callback" in repr(job.execution)
    assert repr(job).endswith("RUNNING, 1 transition, Ask waits for a callback")
    assert "waits for a callback" in html_of(job.execution)
    assert ">callback<" in job.execution.to_svg()
    (step,) = job.execution.steps
    assert {stage.name: stage.value for stage in step.stages}["taskToken"] == task.token
    task.succeed()
    assert "waits" not in repr(job.wait(10))
