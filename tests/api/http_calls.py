"""Requests over HTTP as they go over the wire, and servers that answer them."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sfn_notebook.api.http.gate import Gate
from sfn_notebook.api.http.limits import Limits
from sfn_notebook.api.http.listening import listen, port_of
from sfn_notebook.api.http.server import HttpServer
from sfn_notebook.api.wire import Dispatch
from sfn_notebook.values import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> tuple[int, str]:
        assert self.headers["x-amzn-ErrorType"] == self.json["__type"]
        return self.status, self.json["__type"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A server that listens on a port."""

    server: HttpServer
    port: int

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def ask(
        self, method: str, path: str = "/", body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answered:
        """The answer on a connection of its own."""
        connection = self.connection()
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            return Answered(status=response.status, headers=response.headers, body=response.read())
        finally:
            connection.close()

    def call(self, operation: str, parameters: JSON = None, **headers: str) -> Answered:
        """The answer of an operation; headers as `Content_Type`."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        target = {"X-Amz-Target": f"AWSStepFunctions.{operation}", "Content-Type": "application/x-amz-json-1.0"}
        return self.ask("POST", "/", json.dumps(parameters or {}).encode(), {**target, **given})

    def raw(self) -> socket.socket:
        """A connection on which nothing has been sent."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def send(self, *pieces: bytes) -> bytes:
        """All that comes back until the server closes the connection."""
        with self.raw() as connection:
            for piece in pieces:
                connection.sendall(piece)
            return read_all(connection)


def read_all(connection: socket.socket) -> bytes:
    found = b""
    while received := connection.recv(65_536):
        found += received
    return found


def request(operation: str = "ListStateMachines", body: bytes = b"{}", **headers: str) -> bytes:
    """The bytes of a call; headers as `Content_Length`."""
    given = {"Host": "localhost", "X-Amz-Target": f"AWSStepFunctions.{operation}", "Content-Length": str(len(body))}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in given.items() if value]
    return "\r\n".join(["POST / HTTP/1.1", *lines, "", ""]).encode() + body


@contextmanager
def served(dispatch: Dispatch, gate: Gate | None = None, limits: Limits | None = None) -> Generator[Served]:
    """A server whose calls are answered by a function."""
    sockets = listen("127.0.0.1", 0)
    server = HttpServer(sockets, dispatch, lambda: {"status": "ok", "secret": 1}, gate or Gate(), limits)
    try:
        yield Served(server=server, port=port_of(sockets))
    finally:
        server.close()
