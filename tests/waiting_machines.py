"""Tasks that wait for somebody outside, and what tests do with them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Final

import sfn_notebook as sfn
from sfn_notebook.api.activities import Activity
from sfn_notebook.values import JSON

CALLBACK: Final = "arn:aws:states:::lambda:invoke.waitForTaskToken"
ACTIVITIES: Final = "arn:aws:states:us-east-1:123456789012:activity:"


def callback(name: str, **fields: Any) -> dict[str, JSON]:
    """A Task at the end of its scope that hands its token to a function, as `token`, and waits for a callback."""
    parameters: JSON = {"FunctionName": name, "Payload": {"token.$": "$$.Task.Token"}}
    return {"Type": "Task", "Resource": CALLBACK, "Parameters": parameters, "End": True, **fields}


def activity(name: str, **fields: Any) -> dict[str, JSON]:
    """A Task at the end of its scope that waits for a worker of an activity."""
    return {"Type": "Task", "Resource": ACTIVITIES + name, "End": True, **fields}


def machine(state: JSON, name: str = "S") -> dict[str, JSON]:
    """A machine of one state."""
    return {"StartAt": name, "States": {name: state}}


def create_activity(session: sfn.Session, name: str) -> str:
    """Make an activity; its ARN."""
    session.account.activities.create(Activity(arn=ACTIVITIES + name, name=name, created=0))
    return ACTIVITIES + name


def wait_until(is_so: Callable[[], object]) -> None:
    """Wait until something is so that another thread brings about."""
    deadline = time.monotonic() + 10
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError("it has not come about")
        threading.Event().wait(0.005)


def pending(job: sfn.Job) -> sfn.PendingTask:
    """The only task of a job that waits for somebody, once it is submitted or scheduled."""
    wait_until(lambda: any(each.waits_for for each in job.execution.steps))
    (task,) = job.execution.pending
    return task
