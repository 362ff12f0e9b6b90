"""How each contender runs a workload: this package, the bare loop, moto."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Final

from bare_loop import Ex
from workloads import Workload

import sfn_notebook as sfn

_OPEN: Final = "RUNNING"
_ROLE: Final = "arn:aws:iam::123456789012:role/benchmark"


def bare(workload: Workload) -> Callable[[], Any]:
    """The compiled loop."""
    machine = Ex(workload.definition)
    return lambda: asyncio.run(machine.run(workload.payload))


def ours(workload: Workload, *, with_history: bool) -> Callable[[], Any]:
    """A run on the virtual clock with all limits, of a machine made before; perhaps with every event in AWS's shape."""
    session = sfn.Session()
    machine = sfn.StateMachine(workload.definition, session=session)

    def run() -> None:
        raise_unless_succeeded(machine.run(workload.payload), with_history=with_history)
        session.account.executions.clear()

    return run


def raise_unless_succeeded(execution: sfn.Execution, *, with_history: bool = False) -> None:
    """A failed run is no measurement."""
    if execution.status != "SUCCEEDED":
        message = f"{execution.status}: {execution.error} {execution.cause}"
        raise RuntimeError(message)
    if with_history and not execution.history:
        raise RuntimeError("no history")


@contextmanager
def moto_client() -> Generator[Any]:
    """A client of moto's own Step Functions engine."""
    import botocore.session
    from moto import mock_aws

    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        yield botocore.session.get_session().create_client(
            "stepfunctions",
            "us-east-1",
            aws_access_key_id="none",
            aws_secret_access_key="none",  # noqa: S106 - moto asks for some
        )


def moto(client: Any, workload: Workload) -> Callable[[], Any]:
    """Start an execution and wait for its end; moto parses the definition at each start."""
    import json

    name = f"m{time.monotonic_ns()}"
    made = client.create_state_machine(name=name, definition=json.dumps(workload.definition), roleArn=_ROLE)
    payload = json.dumps(workload.payload)

    def run() -> None:
        name = f"e{time.monotonic_ns()}"
        started = client.start_execution(stateMachineArn=made["stateMachineArn"], name=name, input=payload)
        while (found := client.describe_execution(executionArn=started["executionArn"]))["status"] == _OPEN:
            time.sleep(0.02)
        if found["status"] != "SUCCEEDED":
            raise RuntimeError(found["status"])

    return run
