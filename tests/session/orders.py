"""Machines that reserve, charge and ship, and functions that can be made to fail; for the tests of going on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import sfn_notebook as sfn
from sfn_notebook.values import JSON

ARN: Final = "arn:aws:lambda:us-east-1:123456789012:function:"
START: Final = 1_000_000_000_000_000_000


def task(name: str, **fields: Any) -> dict[str, JSON]:
    """A Task, at the end of its scope unless it says where it goes."""
    return {"Type": "Task", "Resource": ARN + name, **({} if "Next" in fields else {"End": True}), **fields}


def machine(start: str, **states: Any) -> dict[str, Any]:
    """A machine of some states."""
    return {"StartAt": start, "States": states}


ORDER: Final = machine(
    "Reserve", Reserve=task("reserve", Next="Charge"), Charge=task("charge", Next="Ship"), Ship=task("ship")
)


class Broken(Exception):
    """What functions that fail raise."""


class Shop:
    """Functions that note how they are called, in a session on the logical clock.

    Attributes:
        calls: the names of the functions, in the order in which they were called.
        failing: the names of those that fail.
    """

    def __init__(self, session: sfn.Session) -> None:
        self.session = session
        self.calls: list[str] = []
        self.failing: set[str] = set()
        for name in ("reserve", "charge", "ship"):
            session.function(name, self._handler(name))

    def _handler(self, name: str) -> Callable[[Any], Any]:
        def handle(event: Any) -> Any:
            self.calls.append(name)
            if name in self.failing:
                raise Broken(name)
            return [name, event]

        return handle

    def run(self, definition: dict[str, Any], payload: Any = None, *, failing: str = "") -> sfn.Execution:
        """Run a machine while one of the functions fails; all work again afterwards, and the calls are forgotten."""
        self.failing = {failing} if failing else set()
        execution = self.session.state_machine(definition, "orders").run(payload)
        self.failing = set()
        self.calls.clear()
        return execution
