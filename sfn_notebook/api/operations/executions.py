"""Start, describe, list and stop executions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from sfn_notebook.api import arn, errors
from sfn_notebook.api.errors import ApiError
from sfn_notebook.api.execution_ports import ExecutionRecord, ExecutionView
from sfn_notebook.api.listings import Listing, Views
from sfn_notebook.api.operations import paging, refusals
from sfn_notebook.api.operations.execution_targets import existing_execution, existing_standard_execution
from sfn_notebook.api.operations.map_run_targets import existing_map_run
from sfn_notebook.api.operations.targets import active_target, existing_target, machine_of
from sfn_notebook.api.ports import Account, Startable
from sfn_notebook.api.redrives import redrivability
from sfn_notebook.text import jackson
from sfn_notebook.values import JSON, NotJsonError, decode, text_size_bytes
from sfn_notebook.views.billing import Billing

MAX_INPUT_BYTES: Final = 262_144

StartAt: TypeAlias = "Callable[[Startable, str | None, str], ExecutionView]"
"""Starts an execution somewhere, under a name and with the text of an input."""


def start_execution(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Start an execution; with the name and the input of a Standard one that runs, that one is answered."""
    return started(account, parameters, account.start)


def started(account: Account, parameters: Mapping[str, JSON], start: StartAt) -> Mapping[str, object]:
    """What StartExecution answers, where `start` starts what it asks for."""
    refusals.only(parameters, ("stateMachineArn", "name", "input"))
    target = active_target(account, parameters)
    name, text = _checked_start(parameters)
    is_named = name is not None and machine_of(account, target).settings.type == "STANDARD"
    record = _start_once(account, target, (str(name), text), start) if is_named else start(target, name, text).record()
    return {"executionArn": record.arn, "startDate": record.started}


def _start_once(account: Account, target: Startable, given: tuple[str, str], start: StartAt) -> ExecutionRecord:
    """The Standard execution of that name and input: the one that runs, or a new one."""
    name, text = given
    try:
        return start(target, name, text).record()
    except ApiError:  # there may be one already: that comes before all that speaks against a new one
        execution_arn = arn.execution(machine_of(account, target).settings.arn, name)
        running = _already_started(account, execution_arn, text)
        if running is None:
            raise
        return running


def start_sync_execution(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Run an Express execution to its end."""
    refusals.only(parameters, ("stateMachineArn", "name", "input", "includedData"))
    target = active_target(account, parameters)
    if machine_of(account, target).settings.type != "EXPRESS":
        raise errors.state_machine_type_not_supported()
    view = account.run(target, *_checked_start(parameters))
    record, billed = view.record(), view.billing()
    with_data = parameters.get("includedData") != "METADATA_ONLY"
    return {
        "executionArn": record.arn,
        "stateMachineArn": record.state_machine_arn,
        "name": record.name,
        "startDate": record.started,
        "stopDate": record.stopped,
        "status": record.status,
        "error": record.error,
        "cause": record.cause,
        **({"input": record.input, "output": record.output} if with_data else {}),
        "inputDetails": {"included": with_data},
        "outputDetails": {"included": with_data},
        "billingDetails": None if billed is None else _billing_details(billed),
    }


def describe_execution(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """What an execution is and how it ended."""
    record = existing_execution(account, parameters).record()
    return described(account, record, with_data=parameters.get("includedData") != "METADATA_ONLY")


def described(account: Account, record: ExecutionRecord, *, with_data: bool = True) -> dict[str, object]:
    """What DescribeExecution says of an execution; times in nanoseconds."""
    output = {"output": record.output, "outputDetails": {"included": True}} if record.output is not None else {}
    return {
        **_listed(record),
        "mapRunArn": record.map_run_arn,
        **({"input": record.input, **output} if with_data else {}),
        "inputDetails": {"included": with_data},
        "error": record.error,
        "cause": record.cause,
        **_redrive(account, record),
    }


def list_executions(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """The executions of a state machine or of a Map Run, in the order of their starts, newest first.

    AWS sorts those that have ended by the time of their end; on a clock that runs ahead that says little.
    """
    listing = _started_by_map_run(account, parameters) if "mapRunArn" in parameters else _started(account, parameters)
    positions, token = paging.page(parameters, len(listing), newest_first=True)
    listed = [
        {**_listed(record), "mapRunArn": record.map_run_arn, "itemCount": record.item_count}
        for record in listing.records(positions)
    ]
    return {"executions": listed, "nextToken": token}


def _started(account: Account, parameters: Mapping[str, JSON]) -> Listing:
    """The executions that were started at a state machine, a version or an alias."""
    if "stateMachineArn" not in parameters:
        raise errors.validation(errors.constraint("stateMachineArn", "Member must not be null"))
    _check_filters(parameters)
    target = existing_target(account, parameters)
    settings = machine_of(account, target).settings
    if settings.type != "STANDARD":
        raise errors.state_machine_type_not_supported()
    status = parameters.get("statusFilter")
    return account.started_at(target, None if status is None else str(status))


def _started_by_map_run(account: Account, parameters: Mapping[str, JSON]) -> Listing:
    """The executions that a Map Run started; Express ones too."""
    if "stateMachineArn" in parameters:
        raise errors.refused("Either a mapRunArn or a stateMachineArn can be specified, but not both")
    children = existing_map_run(account, parameters).children()
    return Views([view for view in children if _is_wanted(view, parameters)])


def _is_wanted(view: ExecutionView, parameters: Mapping[str, JSON]) -> bool:
    """Whether an execution passes the filters of a call."""
    if parameters.get("statusFilter") not in (None, view.status):
        return False
    wanted = parameters.get("redriveFilter")
    return wanted is None or (_listed(view.record())["redriveCount"] != 0) == (wanted == "REDRIVEN")


def _check_filters(parameters: Mapping[str, JSON]) -> None:
    """Refuse what only the children of Map Runs are filtered by; AWS's words for a status are not known."""
    call = "cannot be applied to ListExecutions call with StateMachine ARN"
    if "redriveFilter" in parameters:
        raise errors.refused(f"RedriveFilter {call}")
    if parameters.get("statusFilter") == "PENDING_REDRIVE":
        raise errors.refused(f"StatusFilter PENDING_REDRIVE {call}")


def stop_execution(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Abort an execution; one that has ended stays as it is."""
    error, cause = parameters.get("error"), parameters.get("cause")
    view = existing_standard_execution(account, parameters)
    return {"stopDate": view.stop(None if error is None else str(error), None if cause is None else str(cause))}


def _checked_start(parameters: Mapping[str, JSON]) -> tuple[str | None, str]:
    """The name and the input of an execution that is to be started."""
    text = checked_input(str(parameters.get("input", "{}")))
    return arn.check_name(str(parameters["name"])) if "name" in parameters else None, text


def checked_input(text: str) -> str:
    """The text of an input, unchanged.

    Raises:
        ApiError: for one that is too large, empty, or not JSON.
    """
    if text_size_bytes(text) > MAX_INPUT_BYTES:
        rule = f"Member must have length less than or equal to {MAX_INPUT_BYTES}"
        raise errors.validation(errors.constraint("input", rule, text, is_secret=True))
    if not text.strip():
        raise errors.invalid_execution_input("Invalid execution input.")
    try:
        decode(text)
    except NotJsonError as error:
        raise errors.invalid_execution_input(jackson.problem(text) or str(error)) from None
    return text


def _already_started(account: Account, execution_arn: str, text: str) -> ExecutionRecord | None:
    view = account.executions.get(execution_arn)
    if view is None:
        return None
    record = view.record()
    if record.status != "RUNNING" or record.input != text:
        raise errors.execution_already_exists(execution_arn)
    return record


def _billing_details(billed: Billing) -> dict[str, int]:
    return {
        "billedDurationInMilliseconds": billed.billed_duration_in_milliseconds,
        "billedMemoryUsedInMB": billed.billed_memory_used_in_mb,
    }


def _listed(record: ExecutionRecord) -> dict[str, object]:
    return {
        "executionArn": record.arn,
        "stateMachineArn": record.state_machine_arn,
        "stateMachineVersionArn": record.version_arn,
        "stateMachineAliasArn": record.alias_arn,
        "name": record.name,
        "status": record.status,
        "startDate": record.started,
        "stopDate": record.stopped,
        "redriveCount": record.redrives,
        "redriveDate": record.redriven,
    }


def _redrive(account: Account, record: ExecutionRecord) -> dict[str, object]:
    is_child = record.map_run_arn is not None
    if is_child and record.is_express and record.status not in ("RUNNING", "SUCCEEDED"):
        return {"redriveStatus": "REDRIVABLE_BY_MAP_RUN"}
    is_deleting = record.state_machine_arn.partition("/")[0] not in account.machines
    status, reason = redrivability(record, account.now(), account.quotas, is_deleting=is_deleting)
    if is_child and status == "REDRIVABLE":
        status = "REDRIVABLE_BY_MAP_RUN"
    return {"redriveStatus": status, "redriveStatusReason": reason}
