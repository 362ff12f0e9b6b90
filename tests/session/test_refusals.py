"""What a session refuses by name: each before anything runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import pytest

import sfn_notebook as sfn

PASS: Final[dict[str, Any]] = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
ROLE: Final = "arn:aws:iam::123456789012:role/any"


@pytest.mark.parametrize(
    ("ask", "what"),
    [
        (lambda: sfn.Session(aws="profile:mine"), 'aws="profile:mine" is not supported yet'),
        (lambda: sfn.Session().mocks({"StateMachines": {}}), "mocks are not supported yet"),
        (lambda: sfn.Session().client("s3"), 'no client for "s3"'),
    ],
)
def test_a_session_says_what_it_does_not_do_yet(ask: Callable[[], object], what: str) -> None:
    with pytest.raises(sfn.UsageError) as refused:
        ask()
    assert what in str(refused.value)


def test_the_api_says_what_it_does_not_do_yet() -> None:
    given = {"name": "any", "definition": json.dumps(PASS), "roleArn": ROLE, "tracingConfiguration": {"enabled": True}}
    with sfn.Session() as session:
        client = session.client("stepfunctions")
        with pytest.raises(client.exceptions.ClientError) as refused:
            client.create_state_machine(**given)
        assert "tracing (tracingConfiguration)" in str(refused.value)
        assert session.executions == {}
        assert client.list_state_machines()["stateMachines"] == []
