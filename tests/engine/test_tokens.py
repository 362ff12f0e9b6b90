"""What a token says, and what happens through it while an execution is driven."""

from __future__ import annotations

import asyncio
import base64
import json
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from small_machines import echo, fail, one, parallel, row, types, wait
from waiting_machines import callback, wait_until

import sfn_notebook as sfn
from sfn_notebook.engine.tokens import Token, read_token


@pytest.fixture
def session() -> Any:
    with sfn.Session() as made:
        made.function("ask", echo)
        yield made


def written(value: object) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


def test_a_token_leads_to_its_execution(session: sfn.Session) -> None:
    job = session.state_machine(one(callback("ask"))).start()
    wait_until(lambda: job.execution.pending)
    (task,) = job.execution.pending
    token = read_token(task.token)
    assert token is not None
    assert (token.execution_arn, len(token.id)) == (job.execution.arn, 36)


def test_no_token_is_longer_than_those_of_aws(session: sfn.Session) -> None:
    name = "\N{GRINNING FACE}" * 80
    job = session.state_machine(one(callback("ask")), name).start(name=name)
    wait_until(lambda: job.execution.pending)
    (task,) = job.execution.pending
    assert len(task.token) <= 1024
    task.succeed(1)
    assert job.wait(10).output == 1


NONE = [
    *("", "x", "AAAA", "\N{GRINNING FACE}", "W" * 4096),
    *(written(1), written(["a"]), written(["a", 1]), written(["a", "b", "c"]), written([["a"], "b"])),
]


@pytest.mark.parametrize("text", NONE)
def test_what_can_be_no_token_is_none(text: str) -> None:
    assert read_token(text) is None


def test_a_token_is_read_as_it_was_written() -> None:
    assert read_token(written(["arn", "id"])) == Token("arn", "id")


# -- time
def test_in_a_blocking_run_time_jumps_to_the_deadline(session: sfn.Session) -> None:
    execution = session.state_machine(one(callback("ask", TimeoutSeconds=90_000))).run()
    assert (execution.error, round(execution.duration.total_seconds())) == ("States.Timeout", 90_000)


@pytest.mark.parametrize("clock", ["virtual", "real", "x60", "logical"])
def test_a_blocking_run_says_when_nobody_can_answer(session: sfn.Session, clock: str) -> None:
    machine = session.state_machine(row(Nap=wait(0), Ask=callback("ask")))
    hint = "in logical time nobody can" if clock == "logical" else r"use start\(\)"
    with pytest.raises(sfn.UsageError, match=f'^nobody can answer the token of state "Ask": {hint}$') as raised:
        machine.run(clock=clock)
    execution = raised.value.execution
    assert isinstance(execution, sfn.Execution)
    assert (execution.status, types(execution)[-1]) == ("ABORTED", "ExecutionAborted")


def test_what_else_is_due_comes_before_nobody_can_answer(session: sfn.Session) -> None:
    machine = session.state_machine(one(parallel(one(callback("ask"), "A"), row(W=wait(9), F={"Type": "Fail"}))))
    assert (machine.run().status, round(machine.run().duration.total_seconds())) == ("FAILED", 9)


def test_in_the_background_time_holds_while_a_token_is_open(session: sfn.Session) -> None:
    job = session.state_machine(one(callback("ask", TimeoutSeconds=3))).start()
    wait_until(lambda: job.execution.pending)
    (task,) = job.execution.pending
    assert task.deadline is not None
    task.succeed("in time")
    assert job.wait(10).output == "in time"


def test_a_virtual_clock_that_holds_runs_as_real_time(session: sfn.Session) -> None:
    job = session.state_machine(one(parallel(one(callback("ask"), "A"), one(wait(3600), "W")))).start()
    wait_until(lambda: job.execution.pending)
    job.execution.pending[0].succeed(1)
    execution = job.wait(10)  # nothing holds any more: the hour passes at once
    assert (execution.output, execution.duration.total_seconds() >= 3600) == ([1, {}], True)


def test_a_scaled_clock_goes_on_as_fast_while_a_token_is_open(session: sfn.Session) -> None:
    execution = session.state_machine(one(callback("ask", TimeoutSeconds=100))).start(clock="x1000").wait(10)
    assert execution.error == "States.Timeout"


def test_time_can_be_let_jump_once_to_the_next_deadline(session: sfn.Session) -> None:
    job = session.state_machine(one(parallel(one(callback("ask"), "A"), row(V=wait(600), W=wait(900))))).start()
    wait_until(lambda: "TaskSubmitted" in types(job.execution))
    job.skip()
    assert 600 <= job.execution.duration.total_seconds() < 700
    job.skip()
    assert 1500 <= job.execution.duration.total_seconds() < 1600
    with pytest.raises(sfn.UsageError, match="time has nothing to jump to"):
        job.skip()
    job.execution.pending[0].succeed()
    assert job.wait(10).output == [None, {}]


def test_a_job_that_skips_says_when_nobody_can_answer(session: sfn.Session) -> None:
    machine = session.state_machine(one(callback("ask"), "Ask"))
    with pytest.raises(sfn.UsageError, match='nobody can answer the token of state "Ask"') as raised:
        machine.start(tokens="skip").wait(10)
    assert raised.value.execution is not None
    assert machine.start(tokens="skip", clock="real").execution.status in ("RUNNING", "ABORTED")


def test_a_blocking_run_that_holds_is_answered_from_another_thread(session: sfn.Session) -> None:
    def answer() -> None:
        wait_until(lambda: session.pending)
        session.pending[0].succeed("thread")

    thread = threading.Thread(target=answer)
    thread.start()
    assert session.state_machine(one(callback("ask"))).run(tokens="hold").output == "thread"
    thread.join(10)


def test_an_awaited_run_is_answered_from_its_own_loop(session: sfn.Session) -> None:
    async def both() -> sfn.Execution:
        asked = asyncio.Event()

        @session.function("hear")
        async def hear() -> None:  # on the loop
            asyncio.get_running_loop().call_later(0.01, asked.set)

        running = asyncio.create_task(session.state_machine(one(callback("hear"))).run_async())
        await asked.wait()
        session.pending[0].succeed("loop")
        return await running

    assert asyncio.run(both()).output == "loop"


def test_tokens_hold_or_are_skipped_and_nothing_else(session: sfn.Session) -> None:
    machine = session.state_machine(one(callback("ask")))
    with pytest.raises(sfn.UsageError, match='tokens="wait" is neither "hold" nor "skip"'):
        machine.run(tokens="wait")  # pyright: ignore[reportArgumentType] - what is refused


# -- who is first
Answer = Callable[[str], None]


def _answering(session: sfn.Session, *, elsewhere: bool) -> Answer:
    client = session.client()

    def answer(token: str) -> None:
        client.send_task_success(taskToken=token, output='"early"')

    def answer_elsewhere(token: str) -> None:
        thread = threading.Thread(target=answer, args=(token,))
        thread.start()
        thread.join(10)

    return answer_elsewhere if elsewhere else answer


@pytest.mark.parametrize("elsewhere", [False, True])
@pytest.mark.parametrize("limits", [{}, {"TimeoutSeconds": 60}])
@pytest.mark.parametrize("clock", ["virtual", "logical"])
def test_an_answer_may_come_while_the_call_goes_on(
    session: sfn.Session, clock: str, limits: dict[str, int], *, elsewhere: bool
) -> None:
    answer = _answering(session, elsewhere=elsewhere)

    @session.function("early")
    def early(event: Any) -> str:
        answer(event["token"])
        if not limits:  # else the function is in the pool, and nobody waits for its end
            sys.stdout.write("answered")
        return "late"

    execution = session.state_machine(row(A=callback("early", **limits), Z=wait(1))).run(clock=clock)
    assert execution.output == "early"
    assert types(execution)[3:6] == ["TaskStarted", "TaskSucceeded", "TaskStateExited"]
    assert execution.steps[0].printed == (() if limits else ("answered",))


async def _early(client: Any, event: Any) -> str:
    client.send_task_success(taskToken=event["token"], output='"early"')
    await asyncio.sleep(0)
    return "late"


@pytest.mark.parametrize("clock", ["virtual", "logical"])
def test_a_coroutine_may_answer_its_own_token(session: sfn.Session, clock: str) -> None:
    client = session.client()

    @session.function("early")
    async def early(event: Any) -> str:
        return await _early(client, event)

    machine = session.state_machine(one(callback("early")))
    assert asyncio.run(machine.run_async(clock=clock)).output == "early"
    assert machine.run(clock=clock).output == "early"
    assert machine.start(clock=clock).wait(10).output == "early"


def test_of_many_answers_exactly_one_counts(session: sfn.Session) -> None:
    job = session.state_machine(one(callback("ask"))).start()
    wait_until(lambda: job.execution.pending)
    (task,) = job.execution.pending
    barrier, results = threading.Barrier(16, timeout=10), list[str]()

    def answer(number: int) -> None:
        barrier.wait()
        try:
            task.succeed(number)
        except sfn.UsageError as error:
            results.append(str(error))
        else:
            results.append(f"answer {number}")

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    late = "state S: Task Timed Out: 'Provided task does not exist anymore'"
    assert sorted(results) == [f"answer {job.wait(10).output}", *[late] * 15]


def test_a_call_that_fails_after_its_token_was_answered_changes_nothing(session: sfn.Session) -> None:
    client = session.client()

    @session.function("early")
    def early(event: Any) -> None:
        client.send_task_success(taskToken=event["token"], output="1")
        fail(event)

    assert session.state_machine(one(callback("early"))).run().output == 1


def test_the_answer_of_a_timed_out_attempt_does_not_reach_the_next_one(session: sfn.Session) -> None:
    retry = [{"ErrorEquals": ["States.Timeout"], "IntervalSeconds": 1}]
    job = session.state_machine(one(callback("ask", TimeoutSeconds=5, Retry=retry))).start()
    wait_until(lambda: job.execution.pending)
    (first,) = job.execution.pending
    job.skip()
    wait_until(lambda: job.execution.pending and job.execution.pending[0].token != first.token)
    with pytest.raises(sfn.UsageError, match="Task Timed Out"):
        first.succeed("old")
    job.execution.pending[0].succeed("new")
    assert job.wait(10).output == "new"
