"""The events that AWS sends to EventBridge when the status of a Standard execution changes.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

from sfn_notebook.api.execution_ports import ExecutionRecord
from sfn_notebook.api.operations.executions import described
from sfn_notebook.engine import draws
from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.history import CLOSING, to_datetime
from sfn_notebook.values import encode, text_size_bytes

if TYPE_CHECKING:
    from sfn_notebook.api.execution import Execution

if TYPE_CHECKING:
    from sfn_notebook.api.account import Account


DETAIL_TYPE: Final = "Step Functions Execution Status Change"
SOURCE: Final = "aws.states"
STATUS_TYPES: Final = frozenset({"ExecutionStarted", "ExecutionRedriven", *CLOSING})
"""The types of events after which an execution has another status."""

_MOST_DATA_BYTES: Final = 248 * 1024
_MILLISECOND: Final = 1_000_000
_DATES: Final = ("startDate", "stopDate", "redriveDate")
_DETAIL: Final = (
    "executionArn",
    "stateMachineArn",
    "name",
    "status",
    *_DATES[:2],
    "input",
    "output",
    "stateMachineVersionArn",
    "stateMachineAliasArn",
    "redriveCount",
    _DATES[2],
    "redriveStatus",
    "redriveStatusReason",
    "inputDetails",
    "outputDetails",
    "error",
    "cause",
)
"""What DescribeExecution says, in the order in which AWS sends it; there is null for what it does not say."""


def status_event(execution: Execution, event: Event) -> dict[str, Any]:
    """What EventBridge gets after an event of one of `STATUS_TYPES`; whoever gets it may change it."""
    identity = execution.run.identity
    _, _, _, region, account, *_ = execution.arn.split(":")
    return {
        "version": "0",
        "id": draws.draw_uuid(identity.seed, "status event", event.id),
        "detail-type": DETAIL_TYPE,
        "source": SOURCE,
        "account": account,
        "time": to_datetime(event.timestamp).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": region,
        "resources": [execution.arn],
        "detail": _detail(execution.account, _as_of(execution.record(), event)),
    }


def _as_of(record: ExecutionRecord, event: Event) -> ExecutionRecord:
    """The execution as it was after that event; by now it may have gone on."""
    status = CLOSING.get(event.type)
    if status is None:
        return replace(record, status="RUNNING", stopped=None, output=None, error=None, cause=None)
    if status == "SUCCEEDED":
        output = encode(detail(event, "output"))
        return replace(record, status=status, stopped=event.timestamp, output=output, error=None, cause=None)
    error, cause = cast("tuple[str | None, str | None]", (detail(event, "error"), detail(event, "cause")))
    return replace(record, status=status, stopped=event.timestamp, output=None, error=error, cause=cause)


def _detail(account: Account, record: ExecutionRecord) -> dict[str, Any]:
    said: dict[str, Any] = described(account, record)
    for name in _DATES:
        if said.get(name) is not None:
            said[name] = said[name] // _MILLISECOND
    input_bytes, output_bytes = _escaped_bytes(said.get("input")), _escaped_bytes(said.get("output"))
    if input_bytes + output_bytes > _MOST_DATA_BYTES:
        said |= {"input": None, "inputDetails": {"included": False}}
    if output_bytes > _MOST_DATA_BYTES:
        said |= {"output": None, "outputDetails": {"included": False}}
    return {name: said.get(name) for name in _DETAIL}


def _escaped_bytes(text: str | None) -> int:
    """The size of a text as it stands in the JSON of the event."""
    return 0 if text is None else text_size_bytes(encode(text))
