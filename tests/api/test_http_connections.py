from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from select import select

import pytest
from http_calls import read_all, request, served

from sfn_notebook.api.http.limits import Limits
from sfn_notebook.api.http.server import THREAD_NAME
from sfn_notebook.api.wire import Output, Parameters

HURRY = Limits(head_seconds=0.1, body_seconds=0.1, write_seconds=0.1)


def no_machines(_: str, __: Parameters) -> Mapping[str, object]:
    return {"stateMachines": []}


class LongPolls:
    """Operations that answer when they are told to."""

    def __init__(self) -> None:
        self.polls: list[Future[Output]] = []
        self.asked = threading.Semaphore(0)

    def dispatch(self, _: str, __: Parameters) -> Future[Output]:
        self.polls.append(Future())
        self.asked.release()
        return self.polls[-1]

    def await_calls(self, count: int) -> None:
        assert all(self.asked.acquire(timeout=20) for _ in range(count))


def test_who_says_nothing_is_cut_off() -> None:
    with served(no_machines, limits=HURRY) as server:
        assert server.send(b"") == b""


@pytest.mark.parametrize(
    ("sent", "why", "limits"),
    [
        (b"POST / HTTP/1.1\r\nHost:", b"", HURRY),
        (request(body=b"", Content_Length="9") + b"{", b"the body of a request has 0.1 s", Limits(body_seconds=0.1)),
        (request() + b"POST / HT", b"", HURRY),
    ],
    ids=["half a head", "half a body", "half a head after a request"],
)
def test_who_keeps_the_endpoint_waiting_is_told_so_and_cut_off(sent: bytes, why: bytes, limits: Limits) -> None:
    with served(no_machines, limits=limits) as server:
        answer = server.send(sent)
        last = answer[answer.rindex(b"HTTP/1.1 ") :]
        assert last.startswith(b"HTTP/1.1 408 ")
        assert b"Connection: close" in last
        assert why in last


def test_headers_that_are_too_long_are_refused() -> None:
    with served(no_machines) as server:
        for size in (66_000, 200_000):
            answer = server.send(request(Connection="close", X_Long="x" * size))
            assert answer.startswith(b"HTTP/1.1 431 ")
            assert b"at most 65536 bytes" in answer


def test_who_sends_drop_by_drop_is_cut_off_all_the_same() -> None:
    with served(no_machines, limits=HURRY) as server, server.raw() as connection:
        drops = 0
        with suppress(ConnectionError):
            while not select([connection], [], [], 0.01)[0]:
                connection.sendall(b"x")
                drops += 1
        assert drops < 100


@pytest.mark.slow
def test_who_does_not_read_an_answer_is_cut_off() -> None:
    long: Output = {"stateMachines": list[object](), "nextToken": "x" * 20_000_000}
    polls = LongPolls()
    with served(polls.dispatch, limits=HURRY) as server, server.raw() as connection:
        connection.sendall(request())
        polls.await_calls(1)
        polls.polls[0].set_result(long)
        assert server.send() == b""  # which takes as long
        assert server.send() == b""
        assert len(read_all(connection)) < 20_000_000


def test_a_connection_that_is_idle_after_an_answer_is_closed() -> None:
    with served(no_machines, limits=HURRY) as server:
        assert server.send(request()).startswith(b"HTTP/1.1 200 ")


def test_for_one_connection_too_many_the_one_that_has_been_idle_longest_is_closed() -> None:
    with served(no_machines, limits=Limits(connections=2)) as server, ExitStack() as stack:
        oldest, newer, newest = [stack.enter_context(server.raw()) for _ in range(3)]
        assert read_all(oldest) == b""
        for connection in (newer, newest):
            connection.sendall(request(Connection="close"))
            assert read_all(connection).startswith(b"HTTP/1.1 200 ")


def test_where_all_connections_are_busy_a_further_one_is_told_to_come_again() -> None:
    calls = LongPolls()
    with served(calls.dispatch, limits=Limits(connections=1)) as server, server.raw() as busy:
        busy.sendall(request(Connection="close"))
        calls.await_calls(1)
        assert server.send().startswith(b"HTTP/1.1 503 ")
        calls.polls[0].set_result({"stateMachines": []})
        assert read_all(busy).startswith(b"HTTP/1.1 200 ")


def test_calls_that_are_answered_later_cost_no_thread() -> None:
    calls = LongPolls()
    with served(calls.dispatch) as server, ExitStack() as stack:
        before = threading.active_count()
        connections = [stack.enter_context(server.raw()) for _ in range(200)]
        for connection in connections:
            connection.sendall(request(Connection="close"))
        calls.await_calls(len(connections))
        assert threading.active_count() <= before
        for number, poll in enumerate(calls.polls):
            poll.set_result({"stateMachines": [], "nextToken": str(number)})
        answers = {read_all(connection).rpartition(b"\r\n\r\n")[2] for connection in connections}
    assert len(answers) == 200


def test_a_caller_who_has_gone_is_not_answered_any_more() -> None:
    calls = LongPolls()
    with served(calls.dispatch) as server:
        with server.raw() as connection:
            connection.sendall(request())
            calls.await_calls(1)
        gone = threading.Event()
        calls.polls[0].add_done_callback(lambda _: gone.set())
        assert gone.wait(20)
        assert calls.polls[0].cancelled()
        assert not calls.polls[0].set_running_or_notify_cancel()


def test_an_operation_that_gives_up_is_answered() -> None:
    calls = LongPolls()
    with served(calls.dispatch) as server, server.raw() as connection:
        connection.sendall(request(Connection="close"))
        calls.await_calls(1)
        calls.polls[0].cancel()
        assert read_all(connection).startswith(b"HTTP/1.1 503 ")


def test_what_is_being_answered_when_the_endpoint_closes_is_answered() -> None:
    calls = LongPolls()
    with served(calls.dispatch) as server, server.raw() as idle, server.raw() as connection:
        connection.sendall(request())
        calls.await_calls(1)
        closing = threading.Thread(target=server.server.close)
        closing.start()
        assert read_all(idle) == b""
        with pytest.raises(ConnectionRefusedError):
            server.raw()
        calls.polls[0].set_result({"stateMachines": []})
        answered = read_all(connection)
        closing.join()
    assert answered.startswith(b"HTTP/1.1 200 ")
    assert b"Connection: close" in answered


def test_polls_are_answered_empty_when_the_endpoint_closes() -> None:
    calls = LongPolls()
    with served(calls.dispatch, limits=Limits(closing_seconds=60)) as server, server.raw() as connection:
        connection.sendall(request("GetActivityTask", b'{"activityArn": "arn:aws:states:us-east-1:1:activity:a"}'))
        calls.await_calls(1)
        server.server.close()
        answer = read_all(connection)
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert answer.endswith(b"\r\n\r\n{}")
        assert calls.polls[0].cancelled()


def test_what_takes_too_long_when_the_endpoint_closes_is_cut_off() -> None:
    calls = LongPolls()
    with served(calls.dispatch, limits=Limits(closing_seconds=0.05)) as server, server.raw() as connection:
        connection.sendall(request())
        calls.await_calls(1)
        server.server.close()
        assert read_all(connection) == b""


def test_an_endpoint_that_was_closed_leaves_nothing_behind() -> None:
    with served(no_machines) as server:
        server.call("ListStateMachines")
        server.server.close()
        server.server.close()
        assert THREAD_NAME not in [thread.name for thread in threading.enumerate()]
        with socket.socket() as again:
            again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            again.bind(("127.0.0.1", server.port))


def test_a_call_on_a_thread_does_not_keep_the_endpoint_from_closing() -> None:
    begun, released = threading.Event(), threading.Event()

    def dispatch(_: str, __: Parameters) -> Output:
        begun.set()
        assert released.wait(20)
        return {}

    with served(dispatch, limits=Limits(closing_seconds=0.05)) as server, server.raw() as connection:
        connection.sendall(request("StopExecution", b'{"executionArn": "x"}'))
        assert begun.wait(20)
        server.server.close()
        released.set()
