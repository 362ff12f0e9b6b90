"""One request over HTTP, from its head to its answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, cast
from uuid import uuid4

from tornado.http1connection import HTTP1Connection
from tornado.httputil import HTTPHeaders, HTTPMessageDelegate, RequestStartLine, ResponseStartLine

from sfn_notebook.api.errors import ApiError, not_available
from sfn_notebook.api.http.answer import PLAIN_JSON, Reply, reply_with, send
from sfn_notebook.api.http.gate import (
    HEALTH_PATH,
    METHODS,
    Gate,
    Head,
    body_too_large,
    check_head,
    check_head_size,
    knows_token,
    too_slow,
)
from sfn_notebook.api.http.lanes import HEAVY, HEAVY_THREADS, WAITING, WAITING_THREADS, Lane
from sfn_notebook.api.http.limits import Limits
from sfn_notebook.api.http.log import Logged, log_fault, log_request
from sfn_notebook.api.wire import Answer, Dispatch, answer, begin_answer, refusal
from sfn_notebook.engine.ports import JournalError
from sfn_notebook.values import JSON, encode

DRAINED_BYTES: Final = 64 << 20
"""How much of a body is read and dropped, so that a client that is refused comes to read why."""
_INTERNAL_FAILURE: Final = "sfn_notebook: this is a bug of the server; its log has more under the id of the request"
_POLL: Final = "GetActivityTask"
_GONE: Final = "ClientClosedConnection"
_CUT_OFF: Final = "EndpointClosed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What all requests of an endpoint are answered with.

    Attributes:
        health: the page that says how the endpoint is; called on a thread.
        running: requests that are being answered by threads or later.
        polls: those among them that wait for work, and have got none yet.
        closing: set when the endpoint takes no further requests.
    """

    dispatch: Dispatch
    gate: Gate
    health: Callable[[], JSON]
    limits: Limits
    waiting: Lane = field(default_factory=lambda: Lane(WAITING_THREADS))
    heavy: Lane = field(default_factory=lambda: Lane(HEAVY_THREADS))
    running: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])
    polls: set[Request] = field(default_factory=set["Request"])
    closing: asyncio.Event = field(default_factory=asyncio.Event)


class Request(HTTPMessageDelegate):
    """A request that arrives on a connection; `on_head` is told when its head is complete."""

    def __init__(self, desk: Desk, connection: HTTP1Connection, client: str, on_head: Callable[[], None]) -> None:
        self._desk = desk
        self._connection = connection
        self._client = client
        self._on_head = on_head
        self._id = ""
        self._started = 0.0
        self._head = Head(method="", path="", headers={})
        self._refusal: ApiError | None = None
        self._chunks: list[bytes] = []
        self._size = 0
        self._operation: str | None = None
        self._is_answered = False
        self._begun: Future[Answer] | None = None
        self._patience: asyncio.TimerHandle | None = None

    # -- as it arrives
    def headers_received(self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders) -> None:
        """Look at the head; the body of what is refused is read and dropped, unless it is endless."""
        self._on_head()
        self._id, self._started = str(uuid4()), time.perf_counter()
        line = cast("RequestStartLine", start_line)
        self._head = Head(method=line.method, path=line.path.partition("?")[0], headers=headers)
        self._patience = asyncio.get_running_loop().call_later(self._desk.limits.body_seconds, self._lose_patience)
        try:
            check_head_size(self._head)
            self._operation = check_head(self._desk.gate, self._head)
        except ApiError as error:
            self._refusal = error
        length = _content_length(headers)
        if length > self._desk.gate.max_body_bytes:
            self._refuse_body()
        if self._refusal is not None and (length > DRAINED_BYTES or "Expect" in headers):
            self._connection.set_max_body_size(max(length, DRAINED_BYTES))  # else it would be answered once more
            self._reply(reply_with(refusal(self._refusal)))

    def data_received(self, chunk: bytes) -> None:
        """Keep a piece of the body."""
        self._size += len(chunk)
        if self._size > self._desk.gate.max_body_bytes:
            self._refuse_body()
        if self._refusal is None:
            self._chunks.append(chunk)

    def finish(self) -> None:
        """Answer, now that all of it is here."""
        self._end_patience()
        body = b"".join(self._chunks)
        self._chunks.clear()
        if self._refusal is not None:
            self._reply(reply_with(refusal(self._refusal)))
        elif self._operation == HEALTH_PATH:
            self._answer_later(self._desk.heavy.run(self._health))
        else:
            self._call(self._head.headers["X-Amz-Target"], body)

    def on_connection_close(self) -> None:
        """The client has gone away before the answer; an operation that answers later is told."""
        self._end_patience()
        if self._is_answered or not self._id:
            return
        self._is_answered = True
        self._desk.polls.discard(self)
        self._log(None, _CUT_OFF if self._desk.closing.is_set() else _GONE)
        if self._begun is not None:
            self._begun.cancel()

    # -- its answer
    def _call(self, target: str, body: bytes) -> None:
        desk = self._desk
        lane = desk.waiting if self._operation in WAITING else desk.heavy if self._operation in HEAVY else None
        if lane is not None:
            self._answer_later(lane.run(lambda: reply_with(answer(desk.dispatch, target, body))))
            return
        try:
            begun = begin_answer(desk.dispatch, target, body)
            reply = None if isinstance(begun, Future) else reply_with(begun)
        except Exception as error:  # noqa: BLE001 - the door: a bug of ours is not the end of the endpoint
            self._fail(error)
            return
        if reply is not None:
            self._reply(reply)
        elif isinstance(begun, Future):
            self._begun = begun
            self._answer_later(_awaited(begun))
            if self._operation == _POLL:
                desk.polls.add(self)

    def give_up(self) -> None:
        """Answer a poll that there is no work: none will come any more."""
        if self._begun is not None and self._begun.cancel():
            self._reply(reply_with((HTTPStatus.OK, {})))

    def _lose_patience(self) -> None:
        """The body is not there in time."""
        self._refusal = too_slow("body", self._desk.limits.body_seconds)
        self._reply(reply_with(refusal(self._refusal)))

    def _end_patience(self) -> None:
        if self._patience is not None:
            self._patience.cancel()

    def _answer_later(self, coming: Awaitable[Reply]) -> None:
        self._connection.set_close_callback(self.on_connection_close)
        task = asyncio.ensure_future(self._answer(coming))
        self._desk.running.add(task)
        task.add_done_callback(self._desk.running.discard)

    async def _answer(self, coming: Awaitable[Reply]) -> None:
        try:
            reply = await coming
        except asyncio.CancelledError:
            reply = reply_with(refusal(not_available("nobody answers any more, as the session is being closed")))
        except JournalError as error:
            reply = reply_with(refusal(error))
        except Exception as error:  # noqa: BLE001 - the door, as above
            self._fail(error)
            return
        self._reply(reply)

    def _health(self) -> Reply:
        is_known = knows_token(self._desk.gate, self._head.headers.get("Authorization", ""))
        page: JSON = self._desk.health() if is_known else {"status": "ok"}
        return Reply(status=HTTPStatus.OK, body=encode(page).encode(), content_type=PLAIN_JSON)

    def _fail(self, error: Exception) -> None:
        log_fault(self._id, error)
        failure = {"__type": "InternalFailure", "message": _INTERNAL_FAILURE}
        self._reply(reply_with((HTTPStatus.INTERNAL_SERVER_ERROR, cast("JSON", failure))))

    def _refuse_body(self) -> None:
        if self._refusal is None:
            self._refusal = body_too_large(self._desk.gate)
        self._chunks.clear()

    def _reply(self, reply: Reply) -> None:
        if self._is_answered:
            return
        self._is_answered = True
        self._desk.polls.discard(self)
        head = {"x-amzn-RequestId": self._id}
        if reply.status == HTTPStatus.METHOD_NOT_ALLOWED:
            head["Allow"] = ", ".join(METHODS[self._head.path])
        if self._desk.closing.is_set() or reply.status == HTTPStatus.REQUEST_TIMEOUT:
            head["Connection"] = "close"
        self._log(reply.status, reply.error)  # before the client knows, so that whoever looks then finds it
        unwritten = send(self._connection, reply, head, with_body=self._head.method != "HEAD")
        if unwritten is not None:
            patience = asyncio.get_running_loop().call_later(self._desk.limits.write_seconds, self._connection.close)
            unwritten.add_done_callback(lambda _: patience.cancel())

    def _log(self, status: int | None, error: str | None) -> None:
        log_request(
            Logged(
                request_id=self._id,
                operation=self._operation,
                status=status,
                error=error,
                seconds=time.perf_counter() - self._started,
                client=self._client,
            )
        )


async def _awaited(begun: Future[Answer]) -> Reply:
    return reply_with(await asyncio.wrap_future(begun))


def _content_length(headers: HTTPHeaders) -> int:
    """What a body declares; 0 for what is no number: tornado refuses it."""
    given = headers.get("Content-Length", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 20 else 0
