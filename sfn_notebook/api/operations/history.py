"""Read the history of an execution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sfn_notebook.api.operations import paging
from sfn_notebook.api.operations.execution_targets import check_kept, existing_standard_execution
from sfn_notebook.api.ports import Account
from sfn_notebook.values import JSON

_EXECUTION_DATA: Final = frozenset({"input", "output", "parameters", "assignedVariables"})


def get_execution_history(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """The events of an execution, in pages, from the first or (`reverseOrder`) from the last one on."""
    view = existing_standard_execution(account, parameters)
    check_kept(view, "the history")
    is_reversed = parameters.get("reverseOrder") is True
    positions, token = paging.page(parameters, view.record().event_count, newest_first=is_reversed)
    events = list(view.events(min(positions) + 1, max(positions) + 1)) if positions else []
    if is_reversed:
        events.reverse()
    if parameters.get("includeExecutionData", True) is False:
        events = [_without_data(event) for event in events]
    return {"events": events, "nextToken": token}


def _without_data(event: Mapping[str, JSON]) -> Mapping[str, JSON]:
    return {key: _details(value) if isinstance(value, dict) else value for key, value in event.items()}


def _details(details: Mapping[str, JSON]) -> JSON:
    return {key: value for key, value in details.items() if key not in _EXECUTION_DATA}
