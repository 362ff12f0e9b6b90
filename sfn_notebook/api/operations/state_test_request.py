"""What a call of TestState may say, and what AWS says of what it may not.

Where a sentence of AWS's was recorded, the docstring says so; the others follow its pattern.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal, TypeAlias, cast

from sfn_notebook.api import errors
from sfn_notebook.api.operations.state_test_context import read_context
from sfn_notebook.asl.model import MapState, ParallelState, State, TaskState, type_name
from sfn_notebook.asl.walk import nested, states
from sfn_notebook.engine.ports import Answer, Failure, Success
from sfn_notebook.engine.trial import Asked
from sfn_notebook.integrations.mock_validation import mock_problem
from sfn_notebook.values import ABSENT, JSON, NotJsonError, decode, size_bytes

Members: TypeAlias = "Mapping[str, JSON]"
_Mode: TypeAlias = Literal["STRICT", "PRESENT", "NONE"]

_CONFIGURATION: Final = ("retrierRetryCount", "errorCausedByState", "mapIterationFailureCount", "mapItemReaderData")
_ACTIVITY: Final = re.compile(r"arn:[^:]+:states:[^:]*:[^:]*:activity:.+")
_ANSWERED_LATER: Final = re.compile(r"\.(sync(:\d+)?|waitForTaskToken)$")


def read_request(parameters: Members, state: State) -> Asked:
    """What is asked of a state beside its input.

    Raises:
        ApiError: ValidationException, for what does not go with the state or with the other parameters.
    """
    mock = members_of(parameters, "mock") if "mock" in parameters else None
    configuration = members_of(parameters, "stateConfiguration")
    if mock is None:
        _check_unmocked(parameters, configuration, state)
    else:
        _check_mocked(parameters, mock, state)
        _check_configuration(configuration, mock, state)
    failed, count = configuration.get("mapIterationFailureCount"), configuration.get("retrierRetryCount")
    return Asked(
        mock=None if mock is None else _mock(mock, state),
        context=read_context(str(parameters["context"])) if "context" in parameters else ABSENT,
        variables=_variables(str(parameters.get("variables", "{}"))),
        retry_count=count if isinstance(count, int) else 0,
        failed_iterations=failed if isinstance(failed, int) else None,
        reader_data=cast("str | None", configuration.get("mapItemReaderData")),
    )


def members_of(parameters: Members, name: str) -> Members:
    """A parameter that is an object; empty if it is not given."""
    found = parameters.get(name)
    return found if isinstance(found, dict) else {}


# -- without a mock
def _check_unmocked(parameters: Members, configuration: Members, state: State) -> None:
    """What only a mock allows (recorded for MapIterationFailureCount); a Task needs a role then (recorded)."""
    given = [name for name in _CONFIGURATION if name in configuration]
    if "context" in parameters:
        given.append("context")
    what = f"{given[0][0].upper()}{given[0][1:]}" if given else _needing_mock(state)
    if what is not None:
        raise errors.refused(f"TestState does not support {what} when a mock is not specified.")
    if isinstance(state, TaskState) and "roleArn" not in parameters:
        raise errors.refused("RoleArn must be specified when testing a Task state")


def _needing_mock(state: State) -> str | None:
    if isinstance(state, MapState | ParallelState):
        return "Map or Parallel states"
    if isinstance(state, TaskState) and _ACTIVITY.fullmatch(state.resource):
        return "Activity tasks"
    found = _ANSWERED_LATER.search(state.resource) if isinstance(state, TaskState) else None
    return None if found is None else f"the {found[0].partition(':')[0]} service integration pattern"


# -- with a mock
def _check_mocked(parameters: Members, mock: Members, state: State) -> None:
    """What cannot be mocked (recorded for the types of states)."""
    if ("result" in mock) == ("errorOutput" in mock):
        raise errors.refused("A test mock should have only one of the following fields: [result, errorOutput].")
    if not isinstance(state, TaskState | MapState | ParallelState):
        raise errors.refused(f"State type '{type_name(state)}' is not supported when a mock is specified")
    if parameters.get("revealSecrets") is True:
        raise errors.refused("TestState does not support RevealSecrets when a mock is specified.")


def _check_configuration(configuration: Members, mock: Members, state: State) -> None:
    """What does not go with the state; the words are ours."""
    if "mapIterationFailureCount" in configuration and not isinstance(state, MapState):
        raise errors.refused("MapIterationFailureCount can only be specified when testing a Map state")
    if "mapItemReaderData" in configuration and not (isinstance(state, MapState) and state.item_reader is not ABSENT):
        raise errors.refused("MapItemReaderData can only be specified when testing a Map state with an ItemReader")
    name = configuration.get("errorCausedByState")
    if name is None:
        return
    if not isinstance(state, MapState | ParallelState) or "errorOutput" not in mock:
        raise errors.refused("ErrorCausedByState can only be specified for a mocked error of a Map or Parallel state")
    if all(inner.name != name for _, machine in nested(state) for _, inner in states(machine)):
        raise errors.refused(f"ErrorCausedByState names no state inside the tested one: {name}")


def _mock(mock: Members, state: State) -> Answer:
    if "errorOutput" in mock:
        return _error(members_of(mock, "errorOutput"))
    try:
        result = decode(str(mock["result"]))
    except NotJsonError:
        raise errors.refused("Mocked result must be valid JSON") from None  # recorded
    problem = _result_problem(result, cast("_Mode", mock.get("fieldValidationMode", "STRICT")), state)
    if problem is not None:
        raise errors.refused(problem)
    return Success(value=result, size_bytes=size_bytes(result))


def _error(output: Members) -> Failure:
    if "error" not in output:
        raise errors.validation(errors.constraint("mock.errorOutput.error", "Member must not be null"))
    cause = output.get("cause")
    return Failure(error=str(output["error"]), cause=None if cause is None else str(cause))


def _result_problem(result: JSON, mode: _Mode, state: State) -> str | None:
    """Why a result cannot be one of the state."""
    if isinstance(state, TaskState):
        return mock_problem(state.resource, result, mode)
    if isinstance(state, MapState) and isinstance(state.result_writer, dict) and "Resource" in state.result_writer:
        return None if isinstance(result, dict) else "Mocked result must be a JSON object."
    if not isinstance(result, list):
        return "Mocked result must be an array."
    if isinstance(state, ParallelState) and len(result) != len(state.branches):
        return "Mocked result must be an array with one element for each branch."
    return None


def _variables(text: str) -> dict[str, JSON]:
    """The words of what is refused are ours."""
    try:
        found = decode(text)
    except NotJsonError:
        raise errors.refused("Variables must be valid JSON") from None
    if not isinstance(found, dict):
        raise errors.refused("Variables must be a JSON object")
    return found
