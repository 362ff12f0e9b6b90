"""Short texts that say what a state, a rule or a catcher does."""

from __future__ import annotations

from typing import Final, assert_never

from sfn_notebook.asl import model
from sfn_notebook.values import encode

_SIGNS: Final = {
    "Equals": "=",
    "LessThan": "<",
    "GreaterThan": ">",
    "LessThanEquals": "≤",
    "GreaterThanEquals": "≥",
    "Matches": "matches",
}
_UNITS: Final = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
_FAMILIES: Final = ("String", "Numeric", "Timestamp", "Boolean")


def subtitle(state: model.State) -> str:
    """What a state does in a few words: a resource, a delay; "" if its type says it all."""
    match state:
        case model.TaskState():
            return _task(state)
        case model.WaitState():
            return _wait(state)
        case model.ParallelState():
            return _counted(len(state.branches), "branch", "branches")
        case model.MapState():
            return _map(state)
        case model.FailState():
            return state.error or state.error_path or ""
        case model.PassState() | model.ChoiceState() | model.SucceedState():
            return ""
        case _:  # pragma: no cover
            assert_never(state)


def rule_text(test: model.Test) -> str:
    """A Choice rule as one line: `$.total > 100 and $.country = "DE"`."""
    match test:
        case model.DataTest():
            return _data_test(test)
        case model.And():
            return " and ".join(map(_operand, test.tests))
        case model.Or():
            return " or ".join(map(_operand, test.tests))
        case model.Not():
            return f"not {_operand(test.test)}"
        case model.Condition():
            return _condition(test.value)
        case _:  # pragma: no cover
            assert_never(test)


def catcher_text(catcher: model.Catcher) -> str:
    """The errors that a catcher takes: `Payment.Declined, States.Timeout`; `any error` for States.ALL."""
    return "any error" if "States.ALL" in catcher.error_equals else ", ".join(catcher.error_equals)


def duration_text(seconds: int) -> str:
    """Whole seconds in their largest unit that is exact: `1 day`, `90 minutes`."""
    for size, unit in _UNITS:
        if seconds >= size and seconds % size == 0:
            return _counted(seconds // size, unit, f"{unit}s")
    return f"{seconds} seconds"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _task(state: model.TaskState) -> str:
    parts = state.resource.split(":")
    if ":function:" in state.resource:
        return ":".join(parts[6:])
    if "states:::" in state.resource:
        service, _, action = state.resource.partition("states:::")[2].partition(":")
        return f"{service}:{action} {_function_name(state)}".rstrip() if action else service
    return parts[-1]


def _function_name(state: model.TaskState) -> str:
    given = state.parameters if isinstance(state.parameters, dict) else state.arguments
    name = given.get("FunctionName") if isinstance(given, dict) else None
    return name.partition(":function:")[2] or name if isinstance(name, str) else ""


def _wait(state: model.WaitState) -> str:
    if isinstance(state.seconds, int):
        return duration_text(state.seconds)
    until = state.timestamp or state.timestamp_path
    return f"until {until}" if until else str(state.seconds or state.seconds_path or "")


def _map(state: model.MapState) -> str:
    limit = state.max_concurrency or state.max_concurrency_path
    distributed = "distributed" if state.item_processor.processor_config.mode == "DISTRIBUTED" else ""
    at_once = f"{limit} at once" if limit else ""
    return ", ".join(filter(None, (distributed, at_once)))


def _operand(test: model.Test) -> str:
    text = rule_text(test)
    return f"({text})" if isinstance(test, (model.And, model.Or)) else text


def _condition(value: str | bool) -> str:  # noqa: FBT001 - a condition is a boolean or an expression, nothing else
    if isinstance(value, bool):
        return str(value).lower()
    return value.removeprefix("{%").removesuffix("%}").strip()


def _data_test(test: model.DataTest) -> str:
    operator = test.operator
    if operator.startswith("Is"):
        negation = "" if test.operand else "not "
        return f"{test.variable} is {negation}{_adjective(operator[2:])}"
    if operator == "BooleanEquals":
        return f"{test.variable} is {encode(test.operand)}"
    by_path = operator.endswith("Path")
    sign = _sign(operator.removesuffix("Path"))
    return f"{test.variable} {sign} {test.operand if by_path else encode(test.operand)}"


def _adjective(kind: str) -> str:
    return kind.lower() if kind in {"Present", "Null"} else f"a {kind.lower()}"


def _sign(operator: str) -> str:
    for family in _FAMILIES:
        operator = operator.removeprefix(family)
    return _SIGNS.get(operator, operator)
