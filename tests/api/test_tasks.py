"""Tasks that are answered by their tokens, through boto3."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from api_errors import refused
from waiting_machines import callback, machine, pending, wait_until

import sfn_notebook as sfn
from sfn_notebook.api.operations.table import OPERATIONS
from sfn_notebook.engine.drivers.door import ask

LATE = ("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")
INVALID = ("InvalidToken", "Invalid Token: 'Invalid token'")
ROLE = "arn:aws:iam::123456789012:role/any"


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session() as opened:
        opened.function("ask", lambda: "asked")
        yield opened


def begun(session: sfn.Session, **fields: Any) -> tuple[Any, sfn.Job, str]:
    """A client, a job that waits for a callback, and its token."""
    job = session.state_machine(machine(callback("ask", **fields))).start()
    return session.client(), job, pending(job).token


def success(client: Any, token: str, output: str = "1") -> tuple[str, str]:
    return refused(lambda: client.send_task_success(taskToken=token, output=output))


def test_an_answer_is_there_when_it_has_been_given(session: sfn.Session) -> None:
    client, job, token = begun(session)
    answer = client.send_task_success(taskToken=token, output='{"a": [1, 2]}')
    history = client.get_execution_history(executionArn=job.execution.arn)["events"]
    assert {key for key in answer if key != "ResponseMetadata"} == set()
    assert history[5]["taskSucceededEventDetails"]["output"] == '{"a":[1,2]}'
    assert job.wait(10).output == {"a": [1, 2]}


def test_a_failure_has_an_error_and_a_cause_or_neither(session: sfn.Session) -> None:
    client, job, token = begun(session)
    client.send_task_failure(taskToken=token, error="Boom", cause="why")
    assert (job.wait(10).error, job.execution.cause) == ("Boom", "why")
    client, job, token = begun(session)
    client.send_task_failure(taskToken=token)
    failed = job.wait(10).history[-2:]
    assert failed[0]["taskFailedEventDetails"] == {"resourceType": "lambda", "resource": "invoke.waitForTaskToken"}
    assert failed[1]["executionFailedEventDetails"] == {}


def test_the_second_answer_is_too_late(session: sfn.Session) -> None:
    client, job, token = begun(session)
    client.send_task_success(taskToken=token, output="1")
    assert success(client, token, "2") == LATE
    assert refused(lambda: client.send_task_failure(taskToken=token)) == LATE
    assert refused(lambda: client.send_task_heartbeat(taskToken=token)) == LATE
    assert job.wait(10).output == 1


def test_an_answer_after_the_deadline_is_too_late(session: sfn.Session) -> None:
    client, job, token = begun(session, TimeoutSeconds=30, Catch=[{"ErrorEquals": ["States.ALL"], "Next": "S"}])
    job.skip()
    assert success(client, token) == LATE
    job.stop()


def test_an_answer_after_the_end_of_the_execution_is_too_late(session: sfn.Session) -> None:
    client, job, token = begun(session)
    client.stop_execution(executionArn=job.execution.arn)
    assert success(client, token) == LATE
    job.wait(10)
    assert success(client, token) == LATE


def test_a_token_of_an_execution_that_nobody_knows_is_of_no_task(session: sfn.Session) -> None:
    arn = "arn:aws:states:us-east-1:123456789012:execution:none:none"
    token = base64.b64encode(json.dumps([arn, "id"]).encode()).decode()
    for call in ("success", "failure", "heartbeat"):
        output = {"output": "1"} if call == "success" else {}
        found = refused(lambda: getattr(session.client(), f"send_task_{call}")(taskToken=token, **output))  # noqa: B023 - called at once
        assert found == ("TaskDoesNotExist", "Task Does Not Exist: 'Provided task does not exist'")


def test_a_task_of_an_execution_that_nobody_runs_is_not_said_to_be_over(session: sfn.Session) -> None:
    execution = session.state_machine(machine(callback("ask"))).open()
    token = base64.b64encode(json.dumps([execution.arn, "id"]).encode()).decode()
    code, message = success(session.client(), token)
    said = f'sfn_notebook: execution "{execution.name}" is run by nobody in this process'
    assert (code, message) == ("ValidationException", said)


def test_what_can_be_no_token_is_refused_before_the_output_is_looked_at(session: sfn.Session) -> None:
    client = session.client()
    assert success(client, "NoSuchTaskToken", "no JSON") == INVALID
    assert refused(lambda: client.send_task_failure(taskToken="NoSuchTaskToken")) == INVALID
    assert refused(lambda: client.send_task_heartbeat(taskToken="NoSuchTaskToken")) == INVALID
    assert success(client, "x" * 2049)[0] == "ValidationException"


def test_an_output_is_json_and_not_too_large(session: sfn.Session) -> None:
    client, job, token = begun(session)
    code, message = success(client, token, "{oops")
    assert (code, message.startswith("Invalid Output: 'Unexpected character ('o'")) == ("InvalidOutput", True)
    limit = "Member must have length less than or equal to 262144"
    for text in (json.dumps("x" * 262_143), json.dumps("é" * 131_073, ensure_ascii=False)):
        assert success(client, token, text) == (
            "ValidationException",
            f"1 validation error detected: Value at 'output' failed to satisfy constraint: {limit}",
        )
    client.send_task_success(taskToken=token, output=json.dumps("x" * 262_142))
    assert job.wait(10).output == "x" * 262_142


def test_an_error_and_a_cause_are_not_too_long(session: sfn.Session) -> None:
    client, job, token = begun(session)
    assert refused(lambda: client.send_task_failure(taskToken=token, error="e" * 257))[0] == "ValidationException"
    assert refused(lambda: client.send_task_failure(taskToken=token, cause="c" * 32_769))[0] == "ValidationException"
    client.send_task_failure(taskToken=token, error="e" * 256, cause="c" * 32_768)
    assert job.wait(10).error == "e" * 256


def test_a_heartbeat_moves_the_deadline_and_leaves_no_event(session: sfn.Session) -> None:
    client, job, token = begun(session, HeartbeatSeconds=60)
    before = job.execution.pending[0].heartbeat_deadline
    count = len(job.execution.history)
    client.send_task_heartbeat(taskToken=token)
    after = job.execution.pending[0].heartbeat_deadline
    assert before is not None
    assert after is not None
    assert after > before
    assert len(job.execution.history) == count
    job.stop()


def test_a_heartbeat_of_a_task_without_heartbeats_is_taken(session: sfn.Session) -> None:
    client, job, token = begun(session)
    client.send_task_heartbeat(taskToken=token)
    assert job.execution.pending[0].heartbeat_deadline is None
    job.stop()


def test_an_execution_that_the_api_started_waits_for_its_answer(session: sfn.Session) -> None:
    client = session.client()
    definition = json.dumps(machine(callback("ask")))
    arn = client.create_state_machine(name="m", definition=definition, roleArn=ROLE)["stateMachineArn"]
    execution = client.start_execution(stateMachineArn=arn)["executionArn"]
    wait_until(lambda: session.executions[execution].pending)
    client.send_task_success(taskToken=session.pending[0].token, output='"done"')
    wait_until(lambda: client.describe_execution(executionArn=execution)["status"] == "SUCCEEDED")
    assert client.describe_execution(executionArn=execution)["output"] == '"done"'


def test_a_caller_who_has_gone_is_told_nothing(session: sfn.Session) -> None:
    _, job, token = begun(session)
    release = threading.Event()
    ask(job.execution.record.run.domain, lambda: release.wait(10))  # the engine is busy with it
    asked: Any = OPERATIONS["SendTaskSuccess"](session.account, {"taskToken": token, "output": "1"})
    assert asked.cancel()
    release.set()
    assert job.wait(10).output == 1
