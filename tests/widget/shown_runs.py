"""Executions for tests of views, and what a browser would hold of them."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from hashlib import shake_256
from typing import Any, cast

import sfn_notebook as sfn
from sfn_notebook.values import JSON
from sfn_notebook.views.fold import StepFold
from sfn_notebook.widget.feed import Feed


def executed(machine: dict[str, JSON], given: JSON = None) -> sfn.Execution:
    """Run a machine in a session of its own, whatever its size."""
    with sfn.Session(seed=1, quotas=sfn.Quotas.OFF) as session:
        return sfn.StateMachine(machine, session=session).run(given)


def chain(count: int, noise_bytes: int = 0) -> dict[str, JSON]:
    """A machine of Pass states one after another; each gives a text of its own that cannot be compressed."""
    names = [f"S{number}" for number in range(count)]
    states: dict[str, JSON] = {
        name: {"Type": "Pass", "Result": noise(name, noise_bytes), **({"Next": after} if after else {"End": True})}
        for name, after in zip(names, [*names[1:], ""], strict=True)
    }
    return {"StartAt": "S0", "States": states}


def noise(name: str, size_bytes: int) -> str:
    """A text without pattern, another one for each name."""
    return shake_256(name.encode()).hexdigest(size_bytes // 2)


def feed_of(execution: sfn.Execution, most_bytes: int = 200_000) -> Feed:
    """A feed that has seen nothing yet."""
    fold = StepFold(execution.definition, execution.record.run.inspections)
    return Feed(fold, "test", most_bytes)


def unpacked(text: str) -> dict[str, Any]:
    """What a browser reads."""
    return cast("dict[str, Any]", json.loads(zlib.decompress(b64decode(text))))
