"""Machines with a Distributed Map, whose children wait until somebody lets them go on."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

import sfn_notebook as sfn
from sfn_notebook.session.job import Job
from sfn_notebook.values import JSON

PATIENCE = 20
"""Real seconds after which a test gives up."""
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:work"
MACHINES = "arn:aws:states:us-east-1:123456789012:stateMachine:orders"


class Work:
    """A function that waits for each of the held items until it is let go, and fails for the bad ones."""

    def __init__(self, session: sfn.Session, held: Iterable[int] = (), bad: Iterable[int] = ()) -> None:
        self.begun = {item: threading.Event() for item in held}
        self.gates = {item: threading.Event() for item in held}
        self.any_begun = threading.Event()
        self._bad = set(bad)
        session.function("work", self.work)

    def work(self, event: Any) -> Any:
        if event in self.gates:
            self.begun[event].set()
            self.any_begun.set()
            assert self.gates[event].wait(PATIENCE)
        if event in self._bad:
            raise ValueError(event)
        return event

    def wait_for(self, item: int) -> None:
        """Until the work on a held item has begun."""
        assert self.begun[item].wait(PATIENCE)

    def let_go(self, *items: int) -> None:
        for item in items or self.gates:
            self.gates[item].set()


def task() -> dict[str, JSON]:
    return {"Type": "Task", "Resource": FUNCTION, "End": True}


def processor(execution_type: str = "STANDARD") -> dict[str, JSON]:
    config: JSON = {"Mode": "DISTRIBUTED", "ExecutionType": execution_type}
    return {"ProcessorConfig": config, "StartAt": "Work", "States": {"Work": task()}}


def around(execution_type: str = "STANDARD", **states: JSON) -> dict[str, JSON]:
    """A processor of other states; the first one is where it starts."""
    return {**processor(execution_type), "StartAt": next(iter(states)), "States": {**states}}


def mapped(inner: dict[str, JSON] | None = None, label: str = "each", **fields: Any) -> dict[str, JSON]:
    given = {"ItemProcessor": inner or processor(), "Label": label, **fields}
    return {"Type": "Map", "End": True, **given}


def machine(session: sfn.Session, state: dict[str, JSON], **top: JSON) -> sfn.StateMachine:
    return session.state_machine({"StartAt": "Each", "States": {"Each": state}, **top}, "orders")


def started(session: sfn.Session, work: Work, items: JSON, **fields: Any) -> tuple[Job, str]:
    """The job of an execution that maps the items, and the ARN of its Map Run: work on a held item has begun."""
    job = machine(session, mapped(**fields)).start(items)
    assert work.any_begun.wait(PATIENCE)
    return job, map_run_of(session, job)


def map_run_of(session: sfn.Session, job: Job) -> str:
    return str(session.client().list_map_runs(executionArn=job.execution.arn)["mapRuns"][0]["mapRunArn"])


def ended(session: sfn.Session, items: JSON, **fields: Any) -> tuple[sfn.Execution, str]:
    """An execution that has mapped the items, and the ARN of its Map Run."""
    execution = machine(session, mapped(**fields)).run(items)
    return execution, execution.map_runs[0].arn


def children(session: sfn.Session, map_run: str, **more: Any) -> list[Any]:
    return list(session.client().list_executions(mapRunArn=map_run, **more)["executions"])
