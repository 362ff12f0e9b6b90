"""Figures that stand below the tables."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from bare_loop import Ex
from contenders import Load
from timing import median_cpu_seconds, medians
from workloads import WORKLOADS, Workload, chain

import sfn_notebook as sfn

_ROUNDS = 5


def waiting_row() -> str:
    """W6: a thousand executions that wait a real second, against as many sleeping coroutines."""
    workload = WORKLOADS["w6"]
    loop_machine = Ex(workload.definition)

    async def sleeping() -> None:
        await asyncio.gather(*(loop_machine.run(workload.payload) for _ in range(1000)))

    def started() -> None:
        with sfn.Session(clock="real") as session:
            machine = sfn.StateMachine(workload.definition, session=session)
            for job in [machine.start(workload.payload) for _ in range(1000)]:
                job.wait()

    loop, alone = median_cpu_seconds([lambda: asyncio.run(sleeping()), started], _ROUNDS)
    return f"w6: {workload.title}: {alone:.2f} s of CPU, bare loop {loop:.2f} s (ratio {loop / alone:.2f})"


def parser_row() -> str:
    """What botocore's own parser of the response costs an event, which no gate counts."""
    import botocore.parsers
    import botocore.session

    session = sfn.Session()
    machine = sfn.StateMachine(WORKLOADS["w1_1000"].definition, session=session)
    events = machine.run({"a": 1}).history
    written = [{**event, "timestamp": event["timestamp"].timestamp()} for event in events]
    model = botocore.session.get_session().get_service_model("stepfunctions")
    shape = model.operation_model("GetExecutionHistory").output_shape
    if shape is None:
        raise RuntimeError("the operation has a response")
    response: dict[str, Any] = {"status_code": 200, "headers": {}, "body": json.dumps({"events": written}).encode()}
    parser = botocore.parsers.create_parser("json")
    seconds = median_cpu_seconds([lambda: parser.parse(response, shape)], _ROUNDS)[0]
    return f"botocore's response parser: {seconds / len(events) * 1e6:.0f} µs an event, not counted above"


def ministack_row(load: Load) -> str:
    """What an execution of ministack takes on the wall, which the table does not show: it sleeps at each start."""
    short = Workload(title="", definition=chain(1), payload={}, transitions=1)
    few, many = (medians([load(workload)], _ROUNDS)[0] for workload in (short, WORKLOADS["w1_1000"]))
    marginal = (many.wall - few.wall) / (WORKLOADS["w1_1000"].transitions - 1)
    return (
        f"ministack on the wall: {few.wall:.2f} s for one Pass, of which it sleeps 0.15 s; {many.wall:.2f} s for 1,000;"
        f" {marginal * 1e6:.0f} µs for one more"
    )
