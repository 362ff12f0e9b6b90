"""Calls of TestState on a session of their own."""

from __future__ import annotations

from typing import Any, Final

import sfn_notebook as sfn
from sfn_notebook.values import JSON, encode

ROLE: Final = "arn:aws:iam::123456789012:role/tests"
TASK: Final[dict[str, JSON]] = {
    "Type": "Task",
    "Resource": "arn:aws:states:::lambda:invoke",
    "Parameters": {"FunctionName": "f"},
    "End": True,
}
INNER: Final[dict[str, JSON]] = {"StartAt": "Inner", "States": {"Inner": {"Type": "Pass", "End": True}}}
PARALLEL: Final[dict[str, JSON]] = {"Type": "Parallel", "Branches": [INNER], "End": True}
MAP: Final[dict[str, JSON]] = {"Type": "Map", "ItemProcessor": INNER, "End": True}


def call(definition: object, **parameters: Any) -> dict[str, Any]:
    """The answer of TestState without its metadata; a definition that is no text is written as JSON."""
    text = definition if isinstance(definition, str) else encode(definition)  # pyright: ignore[reportArgumentType] - JSON
    client = parameters.pop("client", None) or sfn.Session(clock="logical").client()
    answer: dict[str, Any] = client.test_state(definition=text, **parameters)
    del answer["ResponseMetadata"]
    return answer


def mocked(value: JSON, **fields: str) -> dict[str, Any]:
    """A mock with a result."""
    return {"result": encode(value), **fields}


def failing(error: str = "E", cause: str = "why") -> dict[str, Any]:
    """A mock with an error."""
    return {"errorOutput": {"error": error, "cause": cause}}
