"""What AWS accepts and what is likely a mistake all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from sfn_notebook.asl.findings import warning
from sfn_notebook.asl.sites import StateSite
from sfn_notebook.text.diagnostic import Diagnostic, Path, Severity
from sfn_notebook.values import JSON

INLINE_CONCURRENCY: Final = 40
_PATH: Final = re.compile(r"\$\$?\.[A-Za-z_][\w.\[\]]*")


def check_hygiene(state: StateSite) -> Iterator[Diagnostic]:
    """Warnings of one state."""
    if state.type == "Choice" and "Default" not in state.members:
        yield _no_default(state)
    if state.type == "Task":
        yield from _check_heartbeat(state)
    if state.type == "Map":
        yield from _check_concurrency(state)
    if state.language == "JSONPath":
        for field in ("Parameters", "ResultSelector", "ItemSelector"):
            if field in state.members:
                yield from _check_dollars(state.members[field], (*state.path, field))


def _no_default(state: StateSite) -> Diagnostic:
    hint = "input that no rule takes fails with States.NoChoiceMatched"
    return replace(warning("SFN601", "the Choice has no Default", state.path, hint), severity=Severity.INFO)


def _check_heartbeat(state: StateSite) -> Iterator[Diagnostic]:
    heartbeat, timeout = state.members.get("HeartbeatSeconds"), state.members.get("TimeoutSeconds")
    if isinstance(heartbeat, int) and isinstance(timeout, int) and heartbeat >= timeout:
        message = f"HeartbeatSeconds {heartbeat} is not less than TimeoutSeconds {timeout}"
        yield warning("SFN602", message, (*state.path, "HeartbeatSeconds"), "the task times out first")


def _check_concurrency(state: StateSite) -> Iterator[Diagnostic]:
    most = state.members.get("MaxConcurrency")
    processor = state.members.get("ItemProcessor")
    config = processor.get("ProcessorConfig") if isinstance(processor, dict) else None
    is_inline = not isinstance(config, dict) or config.get("Mode", "INLINE") == "INLINE"
    if is_inline and isinstance(most, int) and most > INLINE_CONCURRENCY:
        message = f"MaxConcurrency {most}: an inline Map runs at most {INLINE_CONCURRENCY} iterations at once"
        yield warning("SFN605", message, (*state.path, "MaxConcurrency"))


def _check_dollars(template: JSON, path: Path) -> Iterator[Diagnostic]:
    """AWS's own warning NO_DOLLAR: a value that looks like a path under a key without `.$`."""
    pending = [(template, path)]
    while pending:
        value, place = pending.pop()
        if isinstance(value, dict):
            pending += [(member, (*place, key)) for key, member in reversed(value.items()) if not key.endswith(".$")]
        elif isinstance(value, list):
            pending += [(member, (*place, index)) for index, member in reversed(list(enumerate(value)))]
        elif isinstance(value, str) and _PATH.fullmatch(value) and isinstance(place[-1], str) and place != path:
            hint = f'"{place[-1]}.$" as the key would read the path'
            found = warning("SFN604", f'"{value}" is taken as text', place, hint)
            yield replace(found, aws_code="NO_DOLLAR", aws_message=f"The field '{place[-1]}' has a path as its value")
