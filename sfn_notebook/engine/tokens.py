"""Task tokens: the names under which somebody outside answers a task.

The id of a token is drawn anew for each attempt. Its text also names the execution to which whoever answers is led: so
any process that knows the execution can tell what has become of the task.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, cast

from sfn_notebook.engine import draws
from sfn_notebook.engine.frame import Frame, attempt

if TYPE_CHECKING:
    from sfn_notebook.engine.run import Run


WaitsFor: TypeAlias = Literal["callback", "activity"]
"""Who is to answer: somebody to whom the token was handed out, or a worker of an activity."""


class Token(NamedTuple):
    """A token, read: the ARN of an execution, not of a Map Run's child, and the id in its domain."""

    execution_arn: str
    id: str


def token_id(run: Run, frame: Frame) -> str:
    """The id of the token of the present attempt; the same however often it is asked for."""
    return draws.draw_uuid(run.identity.seed, frame.visit_path, attempt(frame), "token")


def token_text(run: Run, frame: Frame) -> str:
    """The token of the present attempt as users see it: opaque, in ASCII, at most 1,024 characters as on AWS."""
    top = run
    while top.starter is not None:
        top = top.starter.run
    arn = top.identity.execution_arn
    text = json.dumps([arn, token_id(run, frame)], ensure_ascii=False, separators=(",", ":"))
    return b64encode(text.encode("utf-8", "surrogatepass")).decode()


def read_token(text: str) -> Token | None:
    """What a token says; None if it can be no token of ours."""
    try:
        found: object = json.loads(b64decode(text, validate=True).decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return None
    parts = cast("list[object]", found) if isinstance(found, list) else []
    texts = [part for part in parts if isinstance(part, str)]
    return Token(*texts) if len(parts) == len(texts) == len(Token._fields) else None
