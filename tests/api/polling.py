"""Workers who poll for tasks of activities."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, cast

from waiting_machines import activity, create_activity, machine, wait_until

import sfn_notebook as sfn
from sfn_notebook.api.operations.table import OPERATIONS
from sfn_notebook.values import JSON


def baking(session: sfn.Session, **fields: Any) -> tuple[str, sfn.StateMachine]:
    return create_activity(session, "bake"), session.state_machine(machine(activity("bake", **fields), "Bake"))


def poll(session: sfn.Session, arn: str, worker: str | None = None) -> Future[dict[str, Any]]:
    """GetActivityTask, without waiting for its answer."""
    given = {} if worker is None else {"workerName": worker}
    return cast("Future[dict[str, Any]]", OPERATIONS["GetActivityTask"](session.account, {"activityArn": arn, **given}))


def started(machine: sfn.StateMachine, value: JSON = None) -> sfn.Job:
    """A job whose task has been scheduled."""
    job = machine.start(value)
    wait_until(lambda: job.execution.pending)
    return job
