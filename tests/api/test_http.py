from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future

import pytest
from fake_account import ARN_OF_ORDER, FakeAccount, started, with_machine
from http_calls import Served, read_all, request, served

from sfn_notebook.api.http.gate import Gate
from sfn_notebook.api.operations.table import dispatcher
from sfn_notebook.api.wire import Parameters


@pytest.fixture(scope="module")
def account() -> FakeAccount:
    account = with_machine()
    started(account)
    return account


@pytest.fixture(scope="module")
def server(account: FakeAccount) -> Iterator[Served]:
    with served(dispatcher(account), Gate(max_body_bytes=10_000)) as server:
        yield server


def test_a_call_is_answered_with_its_output(server: Served) -> None:
    answered = server.call("ListStateMachines")
    assert answered.status == 200
    assert [each["stateMachineArn"] for each in answered.json["stateMachines"]] == [ARN_OF_ORDER]


def test_an_answer_has_the_headers_of_aws(server: Served) -> None:
    headers = server.call("ListStateMachines").headers
    assert headers["Content-Type"] == "application/x-amz-json-1.0"
    assert len(headers["x-amzn-RequestId"]) == 36
    assert headers["Date"].endswith(" GMT")
    assert not [name for name in headers if name.lower().startswith("access-control-")]


def test_each_answer_has_a_request_id_of_its_own(server: Served) -> None:
    assert len({server.call("ListStateMachines").headers["x-amzn-RequestId"] for _ in range(3)}) == 3


def test_an_error_has_its_name_in_the_body_and_in_a_header(server: Served) -> None:
    answered = server.call("DescribeStateMachine", {"stateMachineArn": f"{ARN_OF_ORDER}s"})
    assert (answered.status, answered.headers["x-amzn-ErrorType"]) == (400, "StateMachineDoesNotExist")
    assert answered.json == {
        "__type": "StateMachineDoesNotExist",
        "message": f"State Machine Does Not Exist: '{ARN_OF_ORDER}s'",
    }


@pytest.mark.parametrize(
    "target",
    ["", "AWSStepFunctions", "AWSStepFunctions.", "AWSStepFunctions.MakeCoffee", "DynamoDB_20120810.ListTables",
     "Other.ListStateMachines", "ListStateMachines", "awsstepfunctions.ListStateMachines", "x" * 5000],
)  # fmt: skip
def test_another_target_is_an_unknown_operation(server: Served, target: str) -> None:
    assert server.call("", X_Amz_Target=target).error == (400, "UnknownOperationException")


def test_without_a_target_the_operation_is_unknown(server: Served) -> None:
    assert server.ask("POST").error == (400, "UnknownOperationException")


@pytest.mark.parametrize("body", [b"{", b"\xff", b"nul", b'"\\ud800"', b"[" * 9000, b"[]", b"3"])
def test_a_body_that_is_no_json_object_cannot_be_read(server: Served, body: bytes) -> None:
    headers = {"X-Amz-Target": "AWSStepFunctions.ListStateMachines"}
    assert server.ask("POST", "/", body, headers).error == (400, "SerializationException")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"])
def test_a_call_is_a_post(server: Served, method: str) -> None:
    answered = server.ask(method)
    assert answered.error == (405, "UnknownOperationException")
    assert answered.headers["Allow"] == "POST"


@pytest.mark.parametrize("path", ["/x", "/healthz", "//", "*", "http://localhost/", "/../health", "/%2e"])
def test_there_is_nothing_at_another_path(server: Served, path: str) -> None:
    assert server.ask("POST", path).error == (404, "UnknownOperationException")


def test_a_query_changes_nothing(server: Served) -> None:
    headers = {"X-Amz-Target": "AWSStepFunctions.ListStateMachines"}
    assert server.ask("POST", "/?x=1", b"{}", headers).status == 200


@pytest.mark.parametrize(
    "media_type", ["application/x-amz-json-1.0", "application/x-amz-json-1.0; charset=utf-8", "Application/JSON"]
)
def test_a_call_is_json(server: Served, media_type: str) -> None:
    assert server.call("ListStateMachines", Content_Type=media_type).status == 200


def test_another_type_of_content_is_refused(server: Served) -> None:
    answered = server.call("ListStateMachines", Content_Type="application/x-www-form-urlencoded")
    assert answered.error == (415, "UnsupportedMediaTypeException")
    assert answered.json["message"] == (
        'Content-Type is "application/x-www-form-urlencoded", expected application/x-amz-json-1.0'
    )


@pytest.mark.parametrize(("encoding", "status"), [("gzip", 415), ("br", 415), ("identity", 200), ("amz-1.0", 200)])
def test_a_compressed_body_is_refused(server: Served, encoding: str, status: int) -> None:
    assert server.call("ListStateMachines", Content_Encoding=encoding).status == status


def test_a_body_that_is_too_large_is_refused(server: Served) -> None:
    answered = server.call("ListStateMachines", {"nextToken": "x" * 10_000})
    assert answered.error == (413, "RequestEntityTooLargeException")
    assert answered.json["message"] == "a request has at most 10000 bytes here"


def test_a_client_that_sends_a_large_body_comes_to_read_why_it_is_refused(server: Served) -> None:
    assert server.call("ListStateMachines", {"nextToken": "x" * 5_000_000}).status == 413


def test_an_endless_body_is_refused_before_it_comes(server: Served) -> None:
    answered = server.send(request(body=b"", Content_Length=str(10**15)))
    assert answered.startswith(b"HTTP/1.1 413 ")
    assert answered.count(b"HTTP/1.1") == 1


def test_who_asks_before_sending_a_large_body_is_told_not_to(server: Served) -> None:
    answered = server.send(request(body=b"", Content_Length="20000", Expect="100-continue"))
    assert answered.startswith(b"HTTP/1.1 413 ")


def test_who_asks_before_sending_a_body_may(server: Served) -> None:
    with server.raw() as connection:
        connection.sendall(request(body=b"", Content_Length="2", Expect="100-continue", Connection="close"))
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"{}")
        assert read_all(connection).startswith(b"HTTP/1.1 200 ")


def test_a_body_may_come_in_chunks(server: Served) -> None:
    chunked = request(body=b"", Content_Length="", Transfer_Encoding="chunked", Connection="close")
    answered = server.send(chunked, b"1\r\n{\r\n", b"1\r\n}\r\n0\r\n\r\n")
    assert answered.startswith(b"HTTP/1.1 200 ")


def test_a_body_in_chunks_that_is_too_large_is_refused(server: Served) -> None:
    chunked = request(body=b"", Content_Length="", Transfer_Encoding="chunked", Connection="close")
    chunk = b"1000\r\n" + b" " * 0x1000 + b"\r\n"
    assert server.send(chunked, *[chunk] * 4, b"0\r\n\r\n").startswith(b"HTTP/1.1 413 ")


def test_a_connection_serves_one_request_after_another(server: Served) -> None:
    one = request()
    answered = server.send(one + request("MakeCoffee") + one, request(Connection="close"))
    assert re.findall(rb"HTTP/1.1 (\d+)", answered) == [b"200", b"400", b"200", b"200"]


@pytest.mark.parametrize(
    "sent",
    [
        b"GARBAGE\r\n\r\n",
        b"POST / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        request(Content_Length="-1"),
        request(Content_Length="two"),
        request(Content_Length="9" * 5000),
        request(Transfer_Encoding="chunked"),
        request(Content_Length="", Transfer_Encoding="gzip"),
        request(Content_Length="", Transfer_Encoding="chunked") + b"zz\r\n",
    ],
)
def test_what_is_no_http_is_a_bad_request(server: Served, sent: bytes) -> None:
    assert server.send(sent).startswith(b"HTTP/1.1 400 ")


def test_a_head_without_end_is_cut_off(server: Served) -> None:
    with server.raw() as connection:
        try:
            connection.sendall(b"POST / HTTP/1.1\r\n" + b"X: y\r\n" * 200_000)
            answered = read_all(connection)
        except ConnectionError:
            answered = b""
    assert not answered.startswith(b"HTTP/1.1 5")
    assert server.call("ListStateMachines").status == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_health_page_says_how_the_endpoint_is(server: Served, method: str) -> None:
    answered = server.ask(method, "/health")
    assert (answered.status, answered.headers["Content-Type"]) == (200, "application/json")
    assert answered.body == (b'{"status":"ok","secret":1}' if method == "GET" else b"")
    assert answered.headers["Content-Length"] == "26"


def test_the_health_page_is_read_only(server: Served) -> None:
    answered = server.ask("POST", "/health")
    assert (answered.status, answered.headers["Allow"]) == (405, "GET, HEAD")


def test_a_bug_in_an_operation_is_an_internal_failure_and_no_end(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: str, parameters: Parameters) -> Mapping[str, object]:
        raise ZeroDivisionError(parameters)

    with served(broken) as server:
        quick = server.call("DescribeExecution", {"executionArn": "secret"})
        on_a_thread = server.call("TestState", {"definition": "secret"})
        assert [each.error for each in (quick, on_a_thread)] == [(500, "InternalFailure")] * 2
        assert server.ask("GET", "/health").status == 200
    assert caplog.text.count("ZeroDivisionError in request") == 2
    assert "secret" not in caplog.text


def test_a_bug_that_shows_later_is_an_internal_failure_too() -> None:
    def later(_: str, __: Parameters) -> Future[Mapping[str, object]]:
        future: Future[Mapping[str, object]] = Future()
        future.set_exception(ZeroDivisionError())
        return future

    with served(later) as server:
        assert server.call("ListStateMachines").error == (500, "InternalFailure")


def test_calls_that_wait_leave_room_for_others() -> None:
    waiting, released = threading.Semaphore(0), threading.Event()

    def dispatch(name: str, _: Parameters) -> Mapping[str, object]:
        if name == "StartSyncExecution":
            waiting.release()
            assert released.wait(20)
        return {"stateMachines": []}

    with served(dispatch) as server:
        threads = [
            threading.Thread(target=server.call, args=("StartSyncExecution", {"stateMachineArn": "x"}))
            for _ in range(10)
        ]
        for thread in threads:
            thread.start()
        assert all(waiting.acquire(timeout=20) for _ in threads)
        assert server.call("ListStateMachines").status == 200
        released.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize("raised", [SystemExit, KeyboardInterrupt, GeneratorExit])
def test_what_would_end_a_program_does_not_end_the_endpoint(raised: type[BaseException]) -> None:
    def ending(_: str, __: Parameters) -> Mapping[str, object]:
        raise raised

    with served(ending) as server:
        assert server.call("TestState", {"definition": "x"}).error == (500, "InternalFailure")
        assert server.ask("GET", "/health").status == 200
