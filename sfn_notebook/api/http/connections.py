"""The connections of an endpoint: so many at a time, each cut off when it keeps the endpoint waiting."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, Final, cast

from tornado.http1connection import HTTP1Connection, HTTP1ServerConnection
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPConnection, HTTPMessageDelegate
from tornado.iostream import IOStream

from sfn_notebook.api.http.request import DRAINED_BYTES, Desk, Request

_FULL: Final = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"


class Listener(HTTPServer):
    """Accepts connections and makes a `Request` of each request."""

    def initialize(self, desk: Desk) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - it stands for the constructor
        """Take what tornado's constructor takes, chosen for this endpoint."""
        super().initialize(
            cast("Any", self),
            max_body_size=DRAINED_BYTES,
            idle_connection_timeout=desk.limits.head_seconds,
            body_timeout=desk.limits.body_seconds,
        )
        self._desk = desk
        self._open = 0
        self._emptied = asyncio.Event()
        self._idle: dict[IOStream, None] = {}

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
        client = str(connection.context)
        return Request(self._desk, cast("HTTP1Connection", request_conn), client, lambda: self._idle.pop(stream, None))

    def on_close(self, server_conn: object) -> None:
        """Forget a connection."""
        self._open -= 1
        if self._open == 0:
            self._emptied.set()
        self._idle.pop(cast("HTTP1ServerConnection", server_conn).stream, None)
        super().on_close(server_conn)

    async def drain(self) -> None:
        """Take no more, give the requests that are being answered some time, and close what is open."""
        self._desk.closing.set()
        self.stop()
        for stream in list(self._idle):
            self._close_idle(stream)
        if self._open:
            self._emptied.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._emptied.wait(), self._desk.limits.closing_seconds)
        await self.close_all_connections()

    def _close_idle(self, stream: IOStream) -> None:
        self._idle.pop(stream, None)
        stream.close()
