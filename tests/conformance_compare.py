"""What of a finished execution is not as its case expects it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol, cast

from conformance_cases import Run, read_yaml

_EVENT = re.compile(r"(\d+)<-(\d+) (\w+)(?: @([\d.]+))?(?: (\{.*\}))?")
_ANY: Final = "<any>"
_DECODED: Final = ("input", "output", "parameters")
_UNRECORDED: Final = ("inputDetails", "outputDetails", "assignedVariablesDetails", "roleArn")


class Finished(Protocol):
    """What is read of an execution that has ended."""

    @property
    def status(self) -> str: ...
    @property
    def output(self) -> Any: ...
    @property
    def error(self) -> str | None: ...
    @property
    def cause(self) -> str | None: ...
    @property
    def history(self) -> Sequence[Mapping[str, Any]]: ...


def differences(run: Run, finished: Finished) -> list[str]:
    """What is not as the case expects it; empty if all is."""
    expect = run.expect
    history = finished.history
    found = _differ("status", expect.get("status", "SUCCEEDED"), finished.status)
    if "output" in expect:
        found += _differ("output", expect["output"], finished.output)
    found += _differ("error", expect.get("error"), finished.error)
    found += _differ("cause", expect.get("cause"), finished.cause)
    if "elapsed_seconds" in expect:
        found += _differ("elapsed", float(expect["elapsed_seconds"]), _seconds(history, history[-1]))
    if "last_event" in expect:
        found += _differ("last event", expect["last_event"], history[-1]["type"])
    if "events" in expect:
        found += _differ_in_events(expect["events"].splitlines(), history)
    return found


def _seconds(history: Sequence[Mapping[str, Any]], event: Mapping[str, Any]) -> float:
    return (event["timestamp"] - history[0]["timestamp"]).total_seconds()


def _differ_in_events(lines: Sequence[str], history: Sequence[Mapping[str, Any]]) -> list[str]:
    found = [] if len(lines) == len(history) else [f"{len(history)} events, expected {len(lines)}"]
    for line, event in zip(lines, history, strict=False):
        found += _differ_in_event(line, event, _seconds(history, event))
    return found


def _differ_in_event(line: str, event: Mapping[str, Any], seconds: float) -> list[str]:
    matched = _EVENT.fullmatch(line.strip())
    if matched is None:
        message = f"not an event: {line}"
        raise ValueError(message)
    number, parent, kind, at, details = matched.groups()
    expected = f"{number}<-{parent} {kind}"
    actual = f"{event['id']}<-{event['previousEventId']} {event['type']}"
    if expected != actual:
        return [f"expected {expected}, got {actual}"]
    found = [] if at is None else _differ(f"#{number} time", float(at), seconds)
    return found + _differ(f"#{number}", read_yaml(details) if details else {}, details_of(event))


def details_of(event: Mapping[str, Any]) -> dict[str, Any]:
    """The details of an event, texts decoded, without what no case is about."""
    found: list[dict[str, Any]] = [value for key, value in event.items() if key.endswith("EventDetails")]
    return {
        key: json.loads(value) if key in _DECODED else value
        for details in found
        for key, value in details.items()
        if key not in _UNRECORDED
    }


def _differ(place: str, expected: Any, actual: Any) -> list[str]:
    if isinstance(expected, dict) and isinstance(actual, dict):
        return _differ_in_members(place, cast("dict[str, Any]", expected), cast("dict[str, Any]", actual))
    if isinstance(expected, list) and isinstance(actual, list):
        return _differ_in_items(place, cast("list[Any]", expected), cast("list[Any]", actual))
    same = _is_same(cast("object", expected), cast("object", actual))
    return [] if same else [f"{place}: expected {expected!r}, got {actual!r}"]


def _is_same(expected: object, actual: object) -> bool:
    if expected == _ANY:
        return True
    if isinstance(expected, str) and isinstance(actual, str):
        return _matches(expected, actual)
    return expected == actual and type(expected) is type(actual)


def _matches(expected: str, actual: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in expected.split(_ANY))
    return re.fullmatch(pattern, actual, re.DOTALL) is not None


def _differ_in_items(place: str, expected: Sequence[Any], actual: Sequence[Any]) -> list[str]:
    if len(expected) != len(actual):
        return [f"{place}: expected {expected!r}, got {actual!r}"]
    pairs = zip(expected, actual, strict=True)
    return [line for index, (one, other) in enumerate(pairs) for line in _differ(f"{place}[{index}]", one, other)]


def _differ_in_members(place: str, expected: Mapping[str, Any], actual: Mapping[str, Any]) -> list[str]:
    found = [f"{place}.{key}: missing" for key in expected if key not in actual]
    found += [f"{place}.{key}: unexpected {actual[key]!r}" for key in actual if key not in expected]
    return found + [
        line for key in expected if key in actual for line in _differ(f"{place}.{key}", expected[key], actual[key])
    ]
