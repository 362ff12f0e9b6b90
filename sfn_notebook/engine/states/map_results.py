"""What a Distributed Map makes of its children's outputs.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
"""

from __future__ import annotations

from typing import Literal

from sfn_notebook.engine.map_run import ChildRow, MapRun
from sfn_notebook.expressions.timestamp import format_timestamp
from sfn_notebook.values import JSON, encode


def results_of(map_run: MapRun, transformation: Literal["COMPACT", "FLATTEN", "NONE"]) -> list[JSON]:
    """The results in the order of the items; a failure that is tolerated gives none, but a record with NONE."""
    rows = [map_run.rows[index] for index in range(len(map_run.rows))]
    if transformation == "NONE":
        return [_record(row) for row in rows]
    outputs = [row.output for row in rows if row.status == "SUCCEEDED"]
    if transformation == "COMPACT":
        return outputs
    return [member for output in outputs for member in (output if isinstance(output, list) else [output])]


def _record(row: ChildRow) -> JSON:
    machine, _, _ = row.execution_arn.replace(":execution:", ":stateMachine:").rpartition(":")
    record: dict[str, JSON] = {
        "ExecutionArn": row.execution_arn,
        "Input": encode(row.input),
        "InputDetails": {"Included": True},
        "Name": row.name,
    }
    if row.status == "SUCCEEDED":
        record |= {"Output": encode(row.output), "OutputDetails": {"Included": True}}
    record |= {} if row.error is None else {"Error": row.error}
    record |= {} if row.cause is None else {"Cause": row.cause}
    is_redrivable = row.status != "SUCCEEDED"
    reason = {} if is_redrivable else {"RedriveStatusReason": "Execution is SUCCEEDED and cannot be redriven"}
    redriven = {} if row.redriven is None else {"RedriveDate": format_timestamp(row.redriven)}
    return {
        **record,
        "RedriveCount": row.redrives,
        **redriven,
        "RedriveStatus": "REDRIVABLE_BY_MAP_RUN" if is_redrivable else "NOT_REDRIVABLE",
        **reason,
        "StartDate": format_timestamp(row.started),
        "StateMachineArn": machine,
        "Status": row.status,
        "StopDate": format_timestamp(row.stopped),
    }
