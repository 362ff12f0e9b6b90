"""List, describe and update the Map Runs of executions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from sfn_notebook.api import errors
from sfn_notebook.api.operations import paging
from sfn_notebook.api.operations.execution_targets import check_kept, existing_execution
from sfn_notebook.api.operations.map_run_targets import existing_map_run
from sfn_notebook.api.ports import Account
from sfn_notebook.engine.map_run import Limits
from sfn_notebook.values import JSON

_LIMITS: Final = ("maxConcurrency", "toleratedFailureCount", "toleratedFailurePercentage")


def list_map_runs(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """The Map Runs that an execution started, newest first."""
    view = existing_execution(account, parameters)
    check_kept(view, "the list of Map Runs")
    map_runs = view.map_runs()
    positions, token = paging.page(parameters, len(map_runs), newest_first=True)
    records = [map_runs[position].record() for position in positions]
    listed = [
        {
            "executionArn": record.execution_arn,
            "mapRunArn": record.arn,
            "stateMachineArn": record.machine_arn,
            "startDate": record.started,
            "stopDate": record.stopped,
        }
        for record in records
    ]
    return {"mapRuns": listed, "nextToken": token}


def describe_map_run(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """What a Map Run is, and what has become of its items."""
    record = existing_map_run(account, parameters).record()
    return {
        "mapRunArn": record.arn,
        "executionArn": record.execution_arn,
        "status": record.status,
        "startDate": record.started,
        "stopDate": record.stopped,
        "maxConcurrency": record.max_concurrency,
        "toleratedFailureCount": record.tolerated_count,
        "toleratedFailurePercentage": record.tolerated_percentage,
        "itemCounts": record.items,
        "executionCounts": record.executions,
        "redriveCount": record.redrives,
        "redriveDate": record.redriven,
    }


def update_map_run(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Give a Map Run that goes on other limits, which hold from now on."""
    map_run = existing_map_run(account, parameters)
    if not any(name in parameters for name in _LIMITS):
        raise errors.refused(f"At least one of {', '.join(_LIMITS)} must be specified")
    limits = Limits(
        max_concurrency=cast("int | None", parameters.get("maxConcurrency")),
        tolerated_count=cast("int | None", parameters.get("toleratedFailureCount")),
        tolerated_percentage=cast("float | None", parameters.get("toleratedFailurePercentage")),
    )
    if not map_run.change(limits):
        raise errors.refused(f"Map Run is {map_run.record().status} and cannot be updated: '{map_run.arn}'")
    return {}
