"""Test one state, without creating a machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sfn_notebook.api import arn, errors
from sfn_notebook.api.operations.executions import checked_input
from sfn_notebook.api.operations.state_test_request import read_request
from sfn_notebook.api.ports import Account
from sfn_notebook.asl.lint.aws import invalid_definition_message
from sfn_notebook.asl.model import State
from sfn_notebook.asl.one_state import ALONE, find_state, read_machine, read_state
from sfn_notebook.engine.trial_outcome import Tried
from sfn_notebook.errors import UsageError
from sfn_notebook.text.source import read_source
from sfn_notebook.values import ABSENT, JSON, encode

NO_TEXTS: Final = frozenset({"maxConcurrency", "toleratedFailureCount", "toleratedFailurePercentage", "errorDetails"})
"""What is no JSON text in inspectionData."""


def test_state(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Run one state, or what a mock makes of it, and say what became of the data."""
    try:
        return try_state(account, _state(parameters), parameters)
    except UsageError as error:
        raise errors.invalid_definition(f"sfn_notebook: {error}") from None


def try_state(account: Account, state: State, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """`test_state` for a state that has been read; the parameters are those of the call without a definition.

    Raises:
        ApiError: in AWS's words, before anything runs.
        UsageError: if the state is a Task that nobody answers.
    """
    text = checked_input(str(parameters.get("input", "{}")))
    role = parameters.get("roleArn")
    role_arn = None if role is None else arn.check_role(str(role))
    asked = read_request(parameters, state)
    tried = account.try_state(state, asked, text, role_arn)
    return _response(tried, with_inspection=parameters.get("inspectionLevel", "INFO") != "INFO")


def _state(parameters: Mapping[str, JSON]) -> State:
    source = read_source(str(parameters["definition"]), format="json")
    name = str(parameters["stateName"]) if "stateName" in parameters else None
    read = read_state(source) if name is None else read_machine(source)
    if read.definition is None:
        raise errors.ApiError("InvalidDefinition", invalid_definition_message(read.errors))
    state = find_state(read.definition, ALONE if name is None else name)
    if state is None:
        raise errors.refused("State not found in definition")
    return state


def _response(tried: Tried, *, with_inspection: bool) -> Mapping[str, object]:
    """The members of the response; data is JSON text there, numbers are numbers."""
    inspected = {name: value if name in NO_TEXTS else encode(value) for name, value in tried.inspection.items()}
    return {
        "status": tried.status,
        "output": None if tried.output is ABSENT else encode(tried.output),
        "error": tried.error,
        "cause": tried.cause,
        "nextState": tried.next_state,
        "inspectionData": inspected if with_inspection else None,
    }
