"""What the API answers when the store of its session fails: why, and what would help."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

import sfn_notebook as sfn

SIMPLE = '{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}'
WORK = "arn:aws:lambda:us-east-1:123456789012:function:work"
ROLE = "arn:aws:iam::123456789012:role/tests"
LARGE = json.dumps({"text": "x" * 200_000})
FULL = "the disk is full: nothing more can be kept; make room, then resume what was interrupted"
DAMAGED = "the file is damaged: what can still be read is, but nothing can be added; use another file"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "executions.db"


@pytest.fixture
def session(path: Path) -> Iterator[sfn.Session]:
    with sfn.Session(store=path) as session:
        yield session


def limit(session: sfn.Session, pages: int) -> None:
    store = session.account.store
    assert store is not None
    store.limit_pages(pages)


def refused(session: sfn.Session, operation: str, **parameters: Any) -> tuple[int, str, str]:
    """Status, code and message that botocore raises."""
    with pytest.raises(ClientError) as raised:
        getattr(session.client(), operation)(**parameters)
    response: Any = raised.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"], response["Error"]["Message"]


def served(session: sfn.Session, operation: str, **parameters: Any) -> tuple[int, str, str]:
    """Status, code and message over HTTP."""
    with session.serve() as endpoint:
        connection = HTTPConnection(endpoint.url.removeprefix("http://"), timeout=20)
        headers = {"X-Amz-Target": f"AWSStepFunctions.{operation}", "Content-Type": "application/x-amz-json-1.0"}
        connection.request("POST", "/", json.dumps(parameters), headers)
        response = connection.getresponse()
        body = json.loads(response.read())
        connection.close()
    return response.status, body["__type"], body["message"]


def test_a_full_disk_is_said_and_nothing_has_started(session: sfn.Session, path: Path) -> None:
    machine = session.state_machine(json.loads(SIMPLE), "m")
    limit(session, 1)
    expected = (503, "ServiceUnavailable", f"sfn_notebook: {path}: {FULL}")
    given = {"stateMachineArn": machine.arn, "name": "large", "input": LARGE}
    assert refused(session, "start_execution", **given) == expected
    assert served(session, "StartExecution", **given) == expected
    limit(session, 1_000_000)
    assert session.client().list_executions(stateMachineArn=machine.arn)["executions"] == []


def test_a_state_machine_that_cannot_be_kept_is_not_there(session: sfn.Session, path: Path) -> None:
    limit(session, 1)
    large = json.dumps({**json.loads(SIMPLE), "Comment": "x" * 200_000})
    given = {"name": "m", "definition": large, "roleArn": ROLE}
    assert refused(session, "create_state_machine", **given) == (
        503,
        "ServiceUnavailable",
        f"sfn_notebook: {path}: {FULL}",
    )
    assert session.client().list_state_machines()["stateMachines"] == []


def test_a_damaged_file_is_said(session: sfn.Session, path: Path) -> None:
    arn = session.state_machine(json.loads(SIMPLE), "m").run({}).arn
    session.account.executions.forget_ended()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE execution SET history = 'no JSON'")
        connection.commit()
    expected = (503, "ServiceUnavailable", f"sfn_notebook: {path}: {DAMAGED}")
    assert refused(session, "get_execution_history", executionArn=arn) == expected
    assert served(session, "GetExecutionHistory", executionArn=arn) == expected


def test_an_execution_that_another_process_has_taken_over_cannot_be_stopped_here(
    session: sfn.Session, path: Path
) -> None:
    called, over = threading.Event(), threading.Event()

    def hang(_: object) -> None:
        called.set()
        over.wait(60)

    session.function("work", hang)
    definition: dict[str, Any] = {"StartAt": "W", "States": {"W": {"Type": "Task", "Resource": WORK, "End": True}}}
    arn = session.state_machine(definition, "m").start({}, name="one").execution.arn
    assert called.wait(10)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE execution SET owner = 99")
        connection.commit()
    expected = (503, "ServiceUnavailable", "sfn_notebook: another process has taken over the execution one")
    assert refused(session, "stop_execution", executionArn=arn) == expected
    over.set()


def test_the_health_page_says_what_is_wrong_with_the_store(session: sfn.Session, path: Path) -> None:
    with session.serve() as endpoint:
        session.account.close()
        connection = HTTPConnection(endpoint.url.removeprefix("http://"), timeout=20)
        connection.request("GET", "/health")
        response = connection.getresponse()
        body = json.loads(response.read())
        connection.close()
    assert (response.status, body["message"]) == (
        503,
        f"sfn_notebook: {path} was closed: open it in another session",
    )


def test_the_health_page_reads_no_execution(session: sfn.Session, path: Path) -> None:
    session.state_machine(json.loads(SIMPLE), "m").run({})
    session.account.executions.forget_ended()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE execution SET history = 'no JSON'")
        connection.commit()
    with session.serve() as endpoint:
        connection = HTTPConnection(endpoint.url.removeprefix("http://"), timeout=20)
        connection.request("GET", "/health")
        assert json.loads(connection.getresponse().read())["executions"] == {"SUCCEEDED": 1}
        connection.close()
