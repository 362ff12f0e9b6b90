"""A state that was tested, as a user holds it. Views are imported when they are needed: importing is cheap."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, cast

from sfn_notebook.api.account import Account
from sfn_notebook.api.errors import ApiError
from sfn_notebook.api.operations.state_tests import NO_TEXTS, try_state
from sfn_notebook.api.refused_tasks import RefusedTaskError
from sfn_notebook.asl.check import AslError
from sfn_notebook.asl.model import Definition, State
from sfn_notebook.asl.one_state import ALONE, find_state, read_machine, read_state
from sfn_notebook.asl.walk import states
from sfn_notebook.engine.trial_outcome import TrialStatus
from sfn_notebook.errors import UsageError, check_type
from sfn_notebook.text.source import Source, has_errors, read_source
from sfn_notebook.text.suggest import did_you_mean
from sfn_notebook.values import JSON, NotJsonError, decode, encode, to_json

InspectionLevel: TypeAlias = Literal["INFO", "DEBUG", "TRACE"]

_LEVELS: Final = ("INFO", "DEBUG", "TRACE")
_MOCK: Final = ("result", "errorOutput", "fieldValidationMode")
_MODES: Final = ("STRICT", "PRESENT", "NONE")
_CONFIGURATION: Final = ("retrierRetryCount", "errorCausedByState", "mapIterationFailureCount", "mapItemReaderData")
_WITH_OUTPUT: Final = ("SUCCEEDED", "CAUGHT_ERROR")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StateTest:
    """What became of a state that was tested: the response of TestState in Python's spelling.

    Attributes:
        state_name: of the tested state.
        status: SUCCEEDED; FAILED; RETRIABLE, where a retrier would try again; CAUGHT_ERROR, where a catcher goes on.
        output: decoded; None where nothing left the state (`status` tells that from a null that did).
        error, cause: of a failure, also where it would be retried or was caught; else None.
        next_state: None at the end of a machine, and where nothing left the state.
        inspection_data: decoded, by TestState's names: `afterInputPath`, `result`, `errorDetails`, …; empty with INFO.
    """

    state_name: str
    status: TrialStatus
    output: JSON
    error: str | None
    cause: str | None
    next_state: str | None
    inspection_data: Mapping[str, JSON]

    def to_dict(self) -> dict[str, Any]:
        """The response in AWS's shape: data as JSON text, and nothing under the name of what there is none of."""
        data = {name: value if name in NO_TEXTS else encode(value) for name, value in self.inspection_data.items()}
        members = {
            "status": self.status,
            "output": encode(self.output) if self.status in _WITH_OUTPUT else None,
            "error": self.error,
            "cause": self.cause,
            "nextState": self.next_state,
            "inspectionData": data or None,
        }
        return {name: value for name, value in members.items() if value is not None}

    def __repr__(self) -> str:
        from sfn_notebook.views.state_test import state_test_text

        return state_test_text(self.state_name, self.to_dict())

    def _repr_html_(self) -> str:
        from sfn_notebook.views.state_test import state_test_html

        return state_test_html(self.state_name, self.to_dict())


def existing_state(definition: Definition, name: str) -> State:
    """The state of that name, however deep it stands.

    Raises:
        UsageError: if there is none.
    """
    check_type("the name of a state", name, str, "a text")
    found = find_state(definition, name)
    if found is None:
        hint = did_you_mean(name, [state.name for _, state in states(definition)])
        raise UsageError(f'no state "{name}" in this machine{f": {hint}" if hint else ""}')
    return found


def state_in(given: Source | JSON, name: str | None) -> State:
    """The state of that name in a machine; without a name the one that is defined by itself.

    Raises:
        AslError: if AWS would refuse the definition; what cannot be run here is no reason.
        UsageError: if the machine has no such state.
    """
    if isinstance(given, Source) and has_errors(given.diagnostics):
        raise AslError(given.diagnostics, given)
    value = given.value if isinstance(given, Source) else given
    source = read_source(encode(value), format="json")
    read = read_state(source) if name is None else read_machine(source)
    if read.definition is None:
        raise AslError(read.errors, None)
    return existing_state(read.definition, ALONE if name is None else name)


def run_test(account: Account, state: State, name: str, given: Mapping[str, object]) -> StateTest:
    """Test a state.

    Args:
        account: whose functions answer.
        state: with its query language.
        name: what the user calls it.
        given: the parameters of TestState as Python values; what is None is not given.

    Raises:
        UsageError: for what TestState refuses, in its words, and for a Task that nobody answers.
    """
    try:
        response = try_state(account, state, _parameters(given))
    except ApiError as error:
        raise UsageError(error.message) from None
    except RefusedTaskError as error:
        refusal = next(iter(error.refusals.values()))
        raise RefusedTaskError({name: refusal}) from None
    return _read(name, response)


def _parameters(given: Mapping[str, object]) -> dict[str, JSON]:
    """The parameters of the call, as the API has them."""
    parameters: dict[str, JSON] = {}
    for name, value in given.items():
        if value is None:
            continue
        match name:
            case "input" | "variables" | "context":
                parameters[name] = _text(value, name)
            case "mock":
                parameters[name] = _mock(_members(value, name, _MOCK))
            case "stateConfiguration":
                parameters[name] = _configuration(_members(value, name, _CONFIGURATION))
            case _:
                parameters[name] = cast("JSON", value)
    level = parameters.get("inspectionLevel")
    if level not in _LEVELS:
        raise UsageError(f'no inspection level "{level}": INFO, DEBUG or TRACE')
    return parameters


def _text(value: object, what: str) -> str:
    try:
        return to_json(value)
    except NotJsonError as error:
        raise UsageError(f"the {what} is not JSON: {error}") from None


def _members(value: object, name: str, known: Collection[str]) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise UsageError(f"the {name} is an object with some of {', '.join(known)}")
    members = {str(key): member for key, member in cast("Mapping[object, object]", value).items()}
    for key in members:
        if key not in known:
            hint = did_you_mean(key, known) or f"it has {', '.join(known)}"
            raise UsageError(f'a {name} has no "{key}": {hint}')
    return members


def _mock(mock: dict[str, object]) -> JSON:
    """A result that is a text is JSON text already, as boto3 has it."""
    mode = mock.get("fieldValidationMode", "STRICT")
    if mode not in _MODES:
        raise UsageError(f'no fieldValidationMode "{mode}": STRICT, PRESENT or NONE')
    result = mock.get("result", "")
    if "result" in mock and not isinstance(result, str):
        mock["result"] = _text(result, "mocked result")
    return decode(_text(mock, "mock"))


def _configuration(configuration: dict[str, object]) -> JSON:
    """The data of an ItemReader that is no text is written as JSON."""
    data = configuration.get("mapItemReaderData", "")
    if not isinstance(data, str):
        configuration["mapItemReaderData"] = _text(data, "mapItemReaderData")
    for name in ("retrierRetryCount", "mapIterationFailureCount"):
        count = configuration.get(name, 0)
        if isinstance(count, bool) or not isinstance(count, int) or count < 0:
            raise UsageError(f"{name} is a whole number, 0 or more, found {count!r}")
    return decode(_text(configuration, "stateConfiguration"))


def _read(name: str, response: Mapping[str, object]) -> StateTest:
    """The response with its texts decoded: whoever gets it shares nothing with the engine."""
    output = response["output"]
    data = cast("Mapping[str, JSON]", response["inspectionData"] or {})
    return StateTest(
        state_name=name,
        status=cast("TrialStatus", response["status"]),
        output=None if output is None else decode(str(output)),
        error=cast("str | None", response["error"]),
        cause=cast("str | None", response["cause"]),
        next_state=cast("str | None", response["nextState"]),
        inspection_data={key: value if key in NO_TEXTS else decode(str(value)) for key, value in data.items()},
    )
