"""Fuzzing of `sfn-notebook serve` in a process of its own: every request is answered, and none by a 5xx."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import IO, Any, Final

from fuzz_http_calls import ROLE, WORLD
from fuzz_http_wire import Sent, sent

CLIENTS: Final = 4
PATIENCE_SECONDS: Final = 30.0
_STATUS: Final = re.compile(rb"HTTP/1\.1 (\d{3}) ")
_LENGTH: Final = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
_CONTINUE: Final = b"HTTP/1.1 100 (Continue)\r\n\r\n"


@dataclass(slots=True)
class Fuzzed:
    """What was sent, how it was answered, and what went wrong."""

    cases: int = 0
    kinds: Counter[str] = field(default_factory=Counter[str])
    statuses: Counter[int] = field(default_factory=Counter[int])
    errors: Counter[str] = field(default_factory=Counter[str])
    hung_up: int = 0
    failures: list[str] = field(default_factory=list[str])

    def add(self, other: Fuzzed) -> None:
        """Take another one's counts."""
        self.cases += other.cases
        self.kinds.update(other.kinds)
        self.statuses.update(other.statuses)
        self.errors.update(other.errors)
        self.hung_up += other.hung_up
        self.failures.extend(other.failures)


class _WrongAnswerError(Exception):
    """What is no answer of an endpoint that works."""


def fuzz(seed: int, count: int, store: Path | None = None) -> Fuzzed:
    """Send cases, some at the same time, and see that the server is there at the end and ends as it should.

    Args:
        seed: of the cases.
        count: of the cases.
        store: the file in which the server keeps its executions; None keeps them in memory.
    """
    fuzzed = Fuzzed()
    with _served(fuzzed, store) as port, ThreadPoolExecutor(CLIENTS) as pool:
        shares = [range(first, count, CLIENTS) for first in range(CLIENTS)]
        for found in pool.map(partial(_cases, port, seed), shares):
            fuzzed.add(found)
        health = _exchange(port, Sent(kind="health", pieces=(_HEALTH,), answers=1))[0]
        if health[0] != 200:
            fuzzed.failures.append(f"the health page is answered by {health}")
    return fuzzed


_HEALTH: Final = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@contextmanager
def _served(fuzzed: Fuzzed, store: Path | None) -> Generator[int]:
    command = [sys.executable, "-m", "sfn_notebook", "serve", "--port", "0", "--log-level", "warning"]
    command += [] if store is None else ["--store", str(store)]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        try:
            assert process.stdout is not None
            port = int(json.loads(process.stdout.readline())["url"].rpartition(":")[2])
            _make_world(port)
            yield port
            process.send_signal(signal.SIGINT)
            status = process.wait(timeout=PATIENCE_SECONDS)
            if status != 0:
                fuzzed.failures.append(f"the server ended with {status}")
        finally:
            process.kill()
            fuzzed.failures.extend(_faults(log))


def _faults(log: IO[bytes]) -> list[str]:
    log.seek(0)
    return [line.decode().replace("\\n", "\n") for line in log.read().splitlines()]


def _make_world(port: int) -> None:
    for name, (kind, definition) in WORLD.items():
        given = {"name": name, "type": kind, "definition": json.dumps(definition), "roleArn": ROLE, "publish": True}
        _call(port, "CreateStateMachine", given)
    arn = f"arn:aws:states:us-east-1:123456789012:stateMachine:{next(iter(WORLD))}"
    for number in range(3):
        _call(port, "StartExecution", {"stateMachineArn": arn, "name": f"e{number}"})
    route = {"stateMachineVersionArn": f"{arn}:1", "weight": 100}
    _call(port, "CreateStateMachineAlias", {"name": "PROD", "routingConfiguration": [route]})


def _call(port: int, operation: str, parameters: Any) -> None:
    body = json.dumps(parameters).encode()
    head = f"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.{operation}\r\n"
    length = f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    status, content = _exchange(port, Sent(kind="", pieces=((head + length).encode() + body,), answers=1))[0]
    assert status == 200, content


def _cases(port: int, seed: int, numbers: Sequence[int]) -> Fuzzed:
    fuzzed = Fuzzed()
    for number in numbers:
        case = sent(Random(f"{seed}:{number}"))  # noqa: S311 - it is repeatable, not secret
        fuzzed.cases += 1
        fuzzed.kinds[case.kind] += 1
        try:
            answers = _exchange(port, case)
        except (_WrongAnswerError, OSError, ValueError) as error:
            shown = b"".join(case.pieces)[:1_500]
            fuzzed.failures.append(f"seed {seed}, case {number}, {case.kind}: {error!r}\n  {shown!r}")
            continue
        fuzzed.hung_up += not answers
        fuzzed.statuses.update(status for status, _ in answers)
        fuzzed.errors.update(str(content.get("__type")) for status, content in answers if status != 200)
    return fuzzed


def _exchange(port: int, case: Sent) -> list[tuple[int, Any]]:
    """The statuses and the bodies of the answers.

    Raises:
        _WrongAnswerError: for a 5xx, and where an answer is missing or is not as it should be.
        TimeoutError: if none comes.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        with suppress(OSError):  # it may hang up before all is sent
            for piece in case.pieces:
                connection.sendall(piece)
            if case.answers is None:  # nothing more comes, so the server need not wait for it
                connection.shutdown(socket.SHUT_WR)
        answers, rest = _read_answers(connection, case)
    if rest or (case.answers is not None and len(answers) != case.answers):
        raise _WrongAnswerError(f"{len(answers)} answers, expected {case.answers}, and {rest[:500]!r}")
    for status, content in answers:
        if status >= 500:
            raise _WrongAnswerError(f"status {status}: {content}")
    return answers


def _read_answers(connection: socket.socket, case: Sent) -> tuple[list[tuple[int, Any]], bytes]:
    """The answers, and what is none; ends when all have come, or when the server hangs up."""
    answers: list[tuple[int, Any]] = []
    found = b""
    with suppress(ConnectionResetError):
        while len(answers) != case.answers and (received := connection.recv(1 << 20)):
            found = (found + received).replace(_CONTINUE, b"")
            while answer := _first_answer(found, is_head=case.is_head):
                answers.append(answer[:2])
                found = answer[2]
    return answers, found


def _first_answer(found: bytes, *, is_head: bool) -> tuple[int, Any, bytes] | None:
    """Status, body and what comes after it; None if it is not complete."""
    head, end, rest = found.partition(b"\r\n\r\n")
    if not end:
        return None
    status, length = _STATUS.match(head), _LENGTH.search(head + b"\r\n")
    if not status:
        raise _WrongAnswerError(f"no answer: {found[:500]!r}")
    size = int(length[1]) if length and not is_head else 0
    return None if len(rest) < size else (int(status[1]), json.loads(rest[:size] or b"{}"), rest[size:])
