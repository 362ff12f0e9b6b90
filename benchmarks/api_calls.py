"""What is measured through a botocore client of Step Functions, the same for whoever answers it."""

from __future__ import annotations

import gc
import itertools
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from peer_programs import ACCOUNT, PeerError
from timing import Action, Measure, Spent, measuring
from workloads import ORDER

EXECUTIONS: Final = "executions"
LISTED: Final = 50
"""Executions of the machine of which a page is listed, or one is described."""

_ROLE: Final = f"arn:aws:iam::{ACCOUNT}:role/benchmark"
_INPUT: Final = json.dumps(ORDER.payload)
_LOOK_SECONDS: Final = 0.001
_numbers: Final = itertools.count(1)

_Call = Callable[[Any, str, str], Action]
CALLS: Final[Mapping[str, _Call]] = {
    "describe_execution": lambda client, _, execution: lambda: client.describe_execution(executionArn=execution),
    "get_execution_history": lambda client, _, execution: lambda: client.get_execution_history(executionArn=execution),
    "list_executions": lambda client, machine, _: lambda: client.list_executions(stateMachineArn=machine),
    "start_execution": lambda client, machine, _: lambda: start(client, machine),
}
"""By the name of the method: what makes the call that is measured, of a client, a machine and an execution of it."""


def measure_of(client: Any, what: str) -> Measure:
    """How executions of `ORDER`, or calls of one operation, are measured: the mean of so many."""
    machine = client.create_state_machine(
        name=f"m{next(_numbers)}", definition=json.dumps(ORDER.definition), roleArn=_ROLE
    )["stateMachineArn"]
    if what == EXECUTIONS:
        return lambda runs: _executions(client, machine, runs)
    started = [start(client, machine) for _ in range(LISTED)]
    for execution in started:
        await_end(client, execution)
    return measuring(CALLS[what](client, machine, started[-1]))


def _executions(client: Any, machine: str, count: int) -> Spent:
    """From the first start until the last execution that was started has ended.

    Those of others that run on longer, on threads of their own, are waited for when the clock has stopped.
    """
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    started = [start(client, machine) for _ in range(count)]
    await_end(client, started[-1])
    spent = Spent((time.process_time() - cpu) / count, (time.perf_counter() - wall) / count)
    for execution in started:
        await_end(client, execution)
    return spent


def start(client: Any, machine: str) -> str:
    """Start an execution; its ARN. There are engines that want a name."""
    name = f"e{next(_numbers)}"
    return client.start_execution(stateMachineArn=machine, name=name, input=_INPUT)["executionArn"]


def await_end(client: Any, execution: str) -> None:
    """Ask until an execution has ended.

    Raises:
        PeerError: if it has not succeeded.
    """
    while (found := client.describe_execution(executionArn=execution))["status"] == "RUNNING":
        time.sleep(_LOOK_SECONDS)
    if json.loads(found.get("output", "null")) != ORDER_OUTPUT:
        raise PeerError(found["status"].lower())


ORDER_OUTPUT: Final[Any] = {
    **ORDER.payload,
    "order": {"label": "order o-17", "by": "Ada"},
    "priced": [{"sku": "a", "total": 12}, {"sku": "b", "total": 30}],
    "summary": {"order": "order o-17", "count": 2, "lines": [{"sku": "a", "total": 12}, {"sku": "b", "total": 30}]},
    "state": {"confirmed": True},
}
"""What the executions end with."""
