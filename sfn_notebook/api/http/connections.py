"""The connections of an endpoint: so many at a time, each cut off when it keeps the endpoint waiting."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, Final, cast

from tornado.http1connection import HTTP1Connection, HTTP1ServerConnection
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPConnection, HTTPMessageDelegate
from tornado.iostream import IOStream

from sfn_notebook.api.http.gate import MAX_HEAD_BYTES
from sfn_notebook.api.http.request import DRAINED_BYTES, Desk, Request

_MOST_HEAD_BYTES: Final = 4 * MAX_HEAD_BYTES
"""So much of a head is read; of one that is longer than is allowed, so that it can be answered."""
_SLOW: Final = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_FULL: Final = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"


class Listener(HTTPServer):
    """Accepts connections and makes a `Request` of each request."""

    def initialize(self, desk: Desk) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - it stands for the constructor
        """Take what tornado's constructor takes, chosen for this endpoint."""
        super().initialize(
            cast("Any", self),
            max_body_size=DRAINED_BYTES,
            max_header_size=_MOST_HEAD_BYTES,
        )
        self._desk = desk
        self._open = 0
        self._emptied = asyncio.Event()
        self._idle: dict[IOStream, None] = {}
        self._patience: dict[IOStream, asyncio.TimerHandle] = {}

    def handle_stream(self, stream: IOStream, address: Any) -> None:
        """Serve a new connection, if there is room, or can be made."""
        if self._open >= self._desk.limits.connections:
            if not self._idle:
                stream.write(_FULL).add_done_callback(lambda _: stream.close())
                return
            self._close_idle(next(iter(self._idle)))
        self._open += 1
        self._idle[stream] = None
        super().handle_stream(stream, address)  # pyright: ignore[reportUnknownMemberType] - the address of any family

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        """Wait for a request on a connection: until its head is there, it is idle."""
        connection = cast("HTTP1ServerConnection", server_conn)
        stream = connection.stream
        if self._desk.closing.is_set():
            stream.close()
        else:
            self._idle[stream] = None
        loop, limits = asyncio.get_running_loop(), self._desk.limits
        self._patience[stream] = loop.call_later(limits.head_seconds, self._lose_patience, stream)
        client = str(connection.context)
        return Request(self._desk, cast("HTTP1Connection", request_conn), client, lambda: self._head_came(stream))

    def _head_came(self, stream: IOStream) -> None:
        self._idle.pop(stream, None)
        self._end_patience(stream)

    def _end_patience(self, stream: IOStream) -> None:
        patience = self._patience.pop(stream, None)
        if patience is not None:
            patience.cancel()

    def _lose_patience(self, stream: IOStream) -> None:
        """Close a connection whose next head is not there in time; who has sent a part of it is told why."""
        self._patience.pop(stream, None)
        if stream.closed():
            return
        has_begun = stream._read_buffer_size > 0  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - nothing else tells
        if has_begun:
            stream.write(_SLOW).add_done_callback(lambda _: stream.close())
        else:
            self._close_idle(stream)

    def on_close(self, server_conn: object) -> None:
        """Forget a connection."""
        self._open -= 1
        if self._open == 0:
            self._emptied.set()
        stream = cast("HTTP1ServerConnection", server_conn).stream
        self._idle.pop(stream, None)
        self._end_patience(stream)
        super().on_close(server_conn)

    async def drain(self) -> None:
        """Take no more, give the requests that are being answered some time, and close what is open."""
        self._desk.closing.set()
        self.stop()
        for stream in list(self._idle):
            self._close_idle(stream)
        for poll in list(self._desk.polls):
            poll.give_up()
        if self._open:
            self._emptied.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._emptied.wait(), self._desk.limits.closing_seconds)
        await self.close_all_connections()

    def _close_idle(self, stream: IOStream) -> None:
        self._idle.pop(stream, None)
        stream.close()
