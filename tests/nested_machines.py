"""Machines that start executions of others."""

from __future__ import annotations

from typing import Any, Final

from sfn_notebook.values import JSON

MACHINES: Final = "arn:aws:states:us-east-1:123456789012:stateMachine:"


def starting(name: str, pattern: str = ".sync", given: JSON = None, **fields: Any) -> dict[str, JSON]:
    """A Task at the end of its scope that starts an execution of a machine."""
    resource = f"arn:aws:states:::states:startExecution{pattern}"
    parameters: JSON = {"StateMachineArn": MACHINES + name, "Name": name, "Input": given}
    return {"Type": "Task", "Resource": resource, "Parameters": parameters, "End": True, **fields}


def waiting(seconds: int = 60) -> dict[str, JSON]:
    """A machine that waits."""
    return {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": seconds, "End": True}}}
