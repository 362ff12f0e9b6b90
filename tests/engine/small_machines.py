"""Machines and sessions of a few lines, for the tests of the engine."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import sfn_notebook as sfn
from sfn_notebook.values import JSON

ARN: Final = "arn:aws:lambda:us-east-1:123456789012:function:"
YEAR_2000: Final = 946_684_800_000_000_000


def task(name: str, **fields: Any) -> dict[str, JSON]:
    """A Task at the end of its scope."""
    return {"Type": "Task", "Resource": ARN + name, "End": True, **fields}


def wait(seconds: int, **fields: Any) -> dict[str, JSON]:
    """A Wait at the end of its scope."""
    return {"Type": "Wait", "Seconds": seconds, "End": True, **fields}


def one(state: Any, name: str = "S") -> dict[str, JSON]:
    """A machine of one state."""
    return {"StartAt": name, "States": {name: state}}


def row(**states: Any) -> dict[str, JSON]:
    """A machine of states that follow each other, the last at the end."""
    names = list(states)
    linked: dict[str, JSON] = dict(states)
    for name, after in pairwise(names):
        fields: dict[str, JSON] = {key: value for key, value in states[name].items() if key != "End"}
        linked[name] = {**fields, "Next": after}
    return {"StartAt": names[0], "States": linked}


def mapped(processor: JSON, **fields: Any) -> dict[str, JSON]:
    """A Map at the end of its scope."""
    return {"Type": "Map", "ItemProcessor": processor, "End": True, **fields}


def parallel(*branches: Any, **fields: Any) -> dict[str, JSON]:
    """A Parallel at the end of its scope."""
    return {"Type": "Parallel", "Branches": list(branches), "End": True, **fields}


def logical(**options: Any) -> sfn.Session:
    """A session whose runs repeat exactly."""
    return sfn.Session(clock="logical", seed=7, **options)


def lines(execution: sfn.Execution, first: int = 1) -> list[str]:
    """The events from an id on: `12<-10 MapIterationFailed`."""
    return [
        f"{event['id']}<-{event['previousEventId']} {event['type']}"
        for event in execution.history
        if event["id"] >= first
    ]


def echo(event: Any) -> Any:
    """A function that gives what it was given."""
    return event


def fail(event: Any) -> Any:
    """A function that fails."""
    raise RuntimeError(event)


def types(execution: sfn.Execution) -> list[str]:
    """The types of all events."""
    return [event["type"] for event in execution.history]


def repeated(state: JSON, count: int) -> list[dict[str, JSON]]:
    """So many machines of one state, for branches; their states have different names."""
    return [one(state, f"S{number}") for number in range(count)]
