"""How fuzzed calls go over the wire: as requests that can be answered, and as bytes that are none."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from fuzz_http_calls import OPERATIONS, body_of, call
from fuzz_values import ODD, mutated, noise

_METHODS: Final = ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "BREW", "post", "X" * 500)
_PATHS: Final = (
    "/x",
    "//",
    "/?",
    "/?a=b&c",
    "*",
    "/../..",
    "/%00",
    "/health",
    "http://a/",
    "/health/",
    "/" + "x" * 9_000,
)
_TARGETS: Final = (
    *("", "AWSStepFunctions", "AWSStepFunctions.", ".", "AWSStepFunctions.MakeCoffee", "AmazonSQS.SendMessage"),
    *("AWSStepFunctions.ListStateMachines.ListStateMachines", "x" * 20_000),
)
_HEADERS: Final = (
    *(("Content-Type", "text/plain"), ("Content-Type", ""), ("Content-Encoding", "gzip"), ("Host", "evil.example")),
    *(("Authorization", "x" * 20_000), ("Authorization", "AWS4-HMAC-SHA256 Credential=/"), ("Connection", "close")),
    *(("Connection", "upgrade"), ("Upgrade", "h2c"), ("Expect", "200-ok"), ("Cookie", "a=b;" * 3_000), ("X-\x7f", "y")),
    *(("Transfer-Encoding", "identity"), ("Content-Length", "5"), ("Range", "bytes=0-"), ("Accept", "text/html")),
    *(("X-Amz-Target", "AWSStepFunctions.ListActivities"), ("Host", ""), ("Origin", "http://evil.example")),
)
_HEAD_JUNK: Final = ("\x00", "\r", "\n", "\r\n\r\n", " ", ":", "\t", "é", "HTTP/1.1", "HTTP/2.0", ", ,", "-1", "0x10")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What goes over one connection.

    Attributes:
        pieces: of bytes, written one by one.
        answers: how many answers must come; None where a server may also hang up.
        is_head: the answer has no body.
    """

    kind: str
    pieces: tuple[bytes, ...]
    answers: int | None
    is_head: bool = False


def sent(random: Random) -> Sent:
    """A case."""
    drawn = random.random()
    if drawn < 0.70:
        operation, body = _called(random)
        return Sent(kind=operation, pieces=(_head(operation, random, len(body)) + body,), answers=1)
    if drawn < 0.78:
        return _odd_request(random)
    if drawn < 0.86:
        return _in_chunks(random)
    if drawn < 0.93:
        return _kept_alive(random)
    return _no_http(random)


def _called(random: Random) -> tuple[str, bytes]:
    operation, parameters = call(random)
    return operation, body_of(parameters, random)


def _head(operation: str, random: Random, length: int | None, *more: tuple[str, str]) -> bytes:
    lines = [
        "POST / HTTP/1.1",
        f"Host: {random.choice(('localhost', '127.0.0.1:8083', 'sync-localhost'))}",
        f"X-Amz-Target: AWSStepFunctions.{operation}",
        "Content-Type: application/x-amz-json-1.0",
        *([] if length is None else [f"Content-Length: {length}"]),
        *(f"{name}: {value}" for name, value in more),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def _odd_request(random: Random) -> Sent:
    """A request that is HTTP, and no call."""
    operation, body = _called(random)
    method, path, target = "POST", "/", f"AWSStepFunctions.{operation}"
    more: list[tuple[str, str]] = []
    match random.randrange(4):
        case 0:
            method = random.choice(_METHODS)
        case 1:
            path = random.choice(_PATHS)
        case 2:
            target = random.choice(_TARGETS)
        case _:
            more = random.sample(_HEADERS, random.choice((1, 2, 3)))
    headers = [("Host", "localhost"), ("X-Amz-Target", target), ("Content-Length", str(len(body))), *more]
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers), "", ""]
    is_certain = not more
    return Sent(
        kind="an odd request",
        pieces=("\r\n".join(lines).encode() + body,),
        answers=1 if is_certain else None,
        is_head=method == "HEAD",
    )


def _in_chunks(random: Random) -> Sent:
    """A chunked body; every second one is spoilt."""
    operation, body = _called(random)
    chunks: list[bytes] = []
    while body:
        size = random.choice((1, 2, 10, 1_000, 100_000))
        chunks.append(f"{len(body[:size]):x}\r\n".encode() + body[:size] + b"\r\n")
        body = body[size:] if len(chunks) < 200 else b""
    head = _head(operation, random, None, ("Transfer-Encoding", "chunked"))
    if random.random() < 0.5:
        return Sent(kind="chunks", pieces=(head, *chunks, b"0\r\n\r\n"), answers=1)
    spoilt = random.choice(
        (b"", b"zz\r\n", b"-1\r\nx\r\n", b"5\r\nabc\r\n", b"fffffffffffffffff\r\n", b"0\r\nX: y\r\n\r\n")
    )
    at = random.randrange(len(chunks) + 1)
    return Sent(kind="spoilt chunks", pieces=(head, *chunks[:at], spoilt), answers=None)


def _kept_alive(random: Random) -> Sent:
    """Some requests at once, in pieces that end anywhere; the last one may be half of one."""
    requests: list[bytes] = []
    for _ in range(random.choice((2, 3, 8))):
        body = body_of({}, random) if random.random() < 0.3 else b"{}"
        requests.append(_head(random.choice(OPERATIONS), random, len(body)) + body)
    is_whole = random.random() < 0.6
    data = b"".join(requests) if is_whole else b"".join(requests)[: -random.choice((1, 2, 30, 100))]
    cuts = sorted(random.randrange(len(data)) for _ in range(random.choice((0, 1, 3, 10))))
    pieces = [data[first:last] for first, last in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    return Sent(kind="requests at once", pieces=tuple(pieces), answers=len(requests) if is_whole else None)


def _no_http(random: Random) -> Sent:
    """A request whose head is spoilt as a text, or noise."""
    operation, body = _called(random)
    head = _head(operation, random, len(body)).decode()
    match random.randrange(3):
        case 0:
            at = random.randrange(len(head))
            head = head[:at] + random.choice(_HEAD_JUNK) + head[at + random.randrange(2) :]
        case 1:
            head = mutated(head, random)
        case _:
            head = noise(random) + random.choice((*ODD, "\r\n\r\n"))
    return Sent(kind="no HTTP", pieces=(head.encode("utf-8", "surrogatepass") + body,), answers=None)
