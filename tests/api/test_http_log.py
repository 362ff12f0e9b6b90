from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from typing import Any

import pytest
from http_calls import request, served

from sfn_notebook.api import errors
from sfn_notebook.api.http.log import LOGGER
from sfn_notebook.api.wire import Output, Parameters


class Kept(logging.Handler):
    """Keeps the fields of what is logged, and tells when."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[dict[str, Any]] = []
        self.texts: list[str] = []
        self.told = threading.Semaphore(0)

    def emit(self, record: logging.LogRecord) -> None:
        self.fields.append(record.__dict__["fields"])
        self.texts.append(record.getMessage())
        self.told.release()


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler = Kept()
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    yield handler
    LOGGER.setLevel(logging.NOTSET)
    LOGGER.removeHandler(handler)


def refusing(_: str, __: Parameters) -> Mapping[str, object]:
    raise errors.invalid_token()


def test_each_request_is_logged_with_what_became_of_it(kept: Kept) -> None:
    with served(refusing) as server:
        answered = server.call("DescribeExecution", {"executionArn": "secret"})
    [logged] = kept.fields
    assert logged.pop("milliseconds") > 0
    assert logged == {
        "requestId": answered.headers["x-amzn-RequestId"],
        "operation": "DescribeExecution",
        "status": 400,
        "error": "InvalidToken",
        "client": "127.0.0.1",
    }
    assert kept.texts[0].startswith("DescribeExecution: 400 InvalidToken in ")


@pytest.mark.parametrize(("target", "path"), [("MakeCoffee", "/"), ("ListStateMachines", "/secret")])
def test_what_is_no_operation_is_not_logged_as_one(kept: Kept, target: str, path: str) -> None:
    with served(refusing) as server:
        server.ask("POST", path, b"secret", {"X-Amz-Target": f"AWSStepFunctions.{target}"})
    assert kept.fields[0]["operation"] is None


def test_no_body_is_logged(kept: Kept) -> None:
    with served(refusing) as server:
        server.call("DescribeExecution", {"executionArn": "secret"})
        server.call("DescribeExecution", {"executionArn": ["secret"]})
        server.ask("POST", "/", b"secret", {"X-Amz-Target": "AWSStepFunctions.ListStateMachines"})
    assert "secret" not in str((kept.fields, kept.texts))


def test_the_health_page_is_logged_by_its_path(kept: Kept) -> None:
    with served(refusing) as server:
        server.ask("GET", "/health")
    assert (kept.fields[0]["operation"], kept.fields[0]["status"]) == ("/health", 200)


def test_a_caller_who_has_gone_is_logged_without_a_status(kept: Kept) -> None:
    asked = threading.Event()

    def never(_: str, __: Parameters) -> Future[Output]:
        asked.set()
        return Future()

    with served(never) as server, server.raw() as connection:
        connection.sendall(request())
        assert asked.wait(20)
        connection.close()
        assert kept.told.acquire(timeout=20)
    assert (kept.fields[0]["status"], kept.fields[0]["error"]) == (None, "ClientClosedConnection")
