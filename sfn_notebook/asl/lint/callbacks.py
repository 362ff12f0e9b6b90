"""Tasks that wait for a callback: somebody has to get the token.

Spec: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sfn_notebook.asl.findings import warning
from sfn_notebook.asl.sites import StateSite
from sfn_notebook.text.diagnostic import Diagnostic
from sfn_notebook.values import JSON

_ELSEWHERE: Final = r"(?!\.(?:Execution|Map|State|StateMachine)\b)"
_IN_JSONPATH: Final = re.compile(r"\$\$" + _ELSEWHERE)
_IN_JSONATA: Final = re.compile(rf"\$states(?:(?!\.)|\.context{_ELSEWHERE})")
"""What may read the token: itself, or the whole of what it stands in."""


def check_token(state: StateSite) -> Iterator[Diagnostic]:
    """A Task that waits for a callback hands its token to somebody."""
    resource = state.members.get("Resource")
    if state.type != "Task" or not isinstance(resource, str) or not resource.endswith(".waitForTaskToken"):
        return
    is_jsonata = state.language == "JSONata"
    field = "Arguments" if is_jsonata else "Parameters"
    if field not in state.members or _mentions(state.members[field], _IN_JSONATA if is_jsonata else _IN_JSONPATH):
        return
    shown = '"{% $states.context.Task.Token %}"' if is_jsonata else '"TaskToken.$": "$$.Task.Token"'
    message = "nobody gets the token of the task, and nobody can answer it"
    yield warning("SFN608", message, (*state.path, field), f"pass it on with {shown}")


def _mentions(template: JSON, pattern: re.Pattern[str]) -> bool:
    pending = [template]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
        elif isinstance(value, str) and pattern.search(value):
            return True
    return False
