"""Answers of HTTP: JSON bodies with the headers that AWS's clients look for."""

from __future__ import annotations

from asyncio import Future
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from typing import Final

from tornado.http1connection import HTTP1Connection
from tornado.httputil import HTTPHeaders, ResponseStartLine

from sfn_notebook.api.wire import CONTENT_TYPE, Answer
from sfn_notebook.values import encode

PLAIN_JSON: Final = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is sent back.

    Attributes:
        error: AWS's name of the error that is answered; None for a result.
    """

    status: int
    body: bytes
    error: str | None = None
    content_type: str = CONTENT_TYPE


def reply_with(answer: Answer) -> Reply:
    """The reply that carries an answer of the API."""
    status, body = answer
    error = str(body["__type"]) if status != HTTPStatus.OK and isinstance(body, dict) else None
    return Reply(status=status, body=encode(body).encode(), error=error)


def send(
    connection: HTTP1Connection, reply: Reply, head: dict[str, str], *, with_body: bool = True
) -> Future[None] | None:
    """Write a reply, with further headers; its body is left out of the answer to HEAD.

    Gives what tells when it is on its way; None if it is already.
    """
    headers = HTTPHeaders(
        {
            "Content-Type": reply.content_type,
            "Content-Length": str(len(reply.body)),
            "Date": formatdate(usegmt=True),
            **head,
        }
    )
    if reply.error is not None:
        headers["x-amzn-ErrorType"] = reply.error
    line = ResponseStartLine("HTTP/1.1", reply.status, HTTPStatus(reply.status).phrase)
    written = connection.write_headers(line, headers, reply.body if with_body else None)
    connection.finish()
    return None if written.done() else written
