"""One client of `load.py`, in a process of its own: a socket and no SDK, so that it costs next to nothing.

Reads its task from stdin as JSON, starts when a second line comes, and writes what it measured to stdout.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from typing import Any, Final

_TARGET: Final = "AWSStepFunctions"
_HEAD_END: Final = b"\r\n\r\n"
_OK: Final = b"HTTP/1.1 200 "


class Client:
    """Calls over one connection that is kept."""

    def __init__(self, host: str, port: int) -> None:
        self._host = f"{host}:{port}"
        self._socket = socket.create_connection((host, port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def call(self, operation: str, parameters: dict[str, Any]) -> tuple[Any, float]:
        """The answer of a call, and how many milliseconds it took."""
        body = json.dumps(parameters).encode()
        head = (
            f"POST / HTTP/1.1\r\nHost: {self._host}\r\nX-Amz-Target: {_TARGET}.{operation}\r\n"
            f"Content-Type: application/x-amz-json-1.0\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        started = time.perf_counter()
        self._socket.sendall(head.encode() + body)
        answered, content = self._read()
        milliseconds = (time.perf_counter() - started) * 1000
        if not answered.startswith(_OK):
            raise RuntimeError(f"{operation} was answered by {answered.decode()}: {content.decode()}")
        return json.loads(content), milliseconds

    def _read(self) -> tuple[bytes, bytes]:
        found = b""
        while _HEAD_END not in found:
            found += self._more()
        head, _, content = found.partition(_HEAD_END)
        length = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        while len(content) < int(length.partition(b":")[2]):
            content += self._more()
        return head, content

    def _more(self) -> bytes:
        received = self._socket.recv(65_536)
        if not received:
            raise RuntimeError("the server has closed the connection")
        return received


def main() -> None:
    """Start executions one after another, and ask for each until it has ended."""
    task = json.loads(sys.stdin.readline())
    client = Client(task["host"], task["port"])
    starts: list[float] = []
    describes: list[float] = []
    wrong: list[str] = []
    sys.stdin.readline()
    for number in range(task["first"], task["last"]):
        given = {"stateMachineArn": task["machine"], "name": f"load-{number}", "input": json.dumps({"n": number})}
        started, milliseconds = client.call("StartExecution", given)
        starts.append(milliseconds)
        found = {"status": "RUNNING"}
        while found["status"] == "RUNNING":
            found, milliseconds = client.call("DescribeExecution", {"executionArn": started["executionArn"]})
            describes.append(milliseconds)
        if found["status"] != "SUCCEEDED" or json.loads(found["output"]) != {"n": number, "next": number + 1}:
            wrong.append(json.dumps(found))
    sys.stdout.write(json.dumps({"starts": starts, "describes": describes, "wrong": wrong}))


if __name__ == "__main__":
    main()
