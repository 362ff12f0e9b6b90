"""Which fields each object of a definition takes, in which query language, and of what kind: one table.

AWS's accepted sets were measured by third parties with ValidateStateMachineDefinition; they equal the tables of the
spec but for TimeoutSeconds, which neither Parallel nor Map takes.

Spec: https://states-language.net/spec.html#state-type-table
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal, TypeAlias

from sfn_notebook.asl.model import QueryLanguage

MOST_SECONDS: Final = 99_999_999
MOST_DELAY_SECONDS: Final = 31_622_400


class Kind(Enum):
    """What a field holds."""

    TEXT = "String"
    TARGET = "String: the name of a state"
    FLAG = "Boolean"
    INTEGER = "Integer"
    NUMBER = "Number"
    PATH = "String: a path, or null"
    REFERENCE_PATH = "String: a reference path, or null"
    VALUE_PATH = "String: a path"
    PATH_OR_FUNCTION = "String: a path or an intrinsic function"
    TIMESTAMP = "String: a timestamp"
    ARN = "String: an ARN"
    TEMPLATE = "a payload template"
    VALUE = "any JSON"
    OBJECT = "Object"
    ARRAY = "Array"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field.

    Attributes:
        attribute: its name in the model.
        language: the only query language that has it; None for both.
        accepted: the texts that it may have; () for any.
        takes_expression: a number that JSONata may compute.
    """

    name: str
    kind: Kind
    attribute: str
    language: QueryLanguage | None = None
    minimum: float | None = None
    maximum: float | None = None
    accepted: tuple[str, ...] = ()
    takes_expression: bool = False


Fields: TypeAlias = Mapping[str, Field]
StateType: TypeAlias = Literal["Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map"]

STATE_TYPES: Final[tuple[StateType, ...]] = ("Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map")
LANGUAGES: Final[tuple[QueryLanguage, ...]] = ("JSONPath", "JSONata")


def snake_case(name: str) -> str:
    """`TimeoutSecondsPath` as `timeout_seconds_path`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _of(kind: Kind, *names: str, language: QueryLanguage | None = None) -> tuple[Field, ...]:
    return tuple(Field(name=name, kind=kind, attribute=snake_case(name), language=language) for name in names)


def _number(name: str, minimum: float, maximum: float | None = None, *, kind: Kind = Kind.INTEGER) -> Field:
    return Field(name=name, kind=kind, attribute=snake_case(name), minimum=minimum, maximum=maximum)


def _computed(name: str, minimum: float, maximum: float | None = None, *, kind: Kind = Kind.INTEGER) -> Field:
    attribute = snake_case(name)
    return Field(name=name, kind=kind, attribute=attribute, minimum=minimum, maximum=maximum, takes_expression=True)


def _one_of(name: str, *accepted: str) -> Field:
    return Field(name=name, kind=Kind.TEXT, attribute=snake_case(name), accepted=accepted)


def _table(*groups: Field | tuple[Field, ...]) -> Fields:
    fields = (field for group in groups for field in (group if isinstance(group, tuple) else (group,)))
    return {field.name: field for field in fields}


_STATE: Final = (*_of(Kind.TEXT, "Type", "Comment"), _one_of("QueryLanguage", *LANGUAGES))
_DATA: Final = (
    *_of(Kind.PATH, "InputPath", "OutputPath", language="JSONPath"),
    *_of(Kind.VALUE, "Output", language="JSONata"),
)
_ASSIGN: Final = _of(Kind.OBJECT, "Assign")
_ONWARD: Final = (*_of(Kind.TARGET, "Next"), *_of(Kind.FLAG, "End"))
_PARAMETERS: Final = _of(Kind.TEMPLATE, "Parameters", language="JSONPath")
_ARGUMENTS: Final = _of(Kind.VALUE, "Arguments", language="JSONata")
_RESULT_PATH: Final = _of(Kind.REFERENCE_PATH, "ResultPath", language="JSONPath")
_RESULT: Final = (*_of(Kind.TEMPLATE, "ResultSelector", language="JSONPath"), *_RESULT_PATH)
_HANDLERS: Final = _of(Kind.ARRAY, "Retry", "Catch")


def _paths(*names: str) -> tuple[Field, ...]:
    return _of(Kind.VALUE_PATH, *names, language="JSONPath")


PASS: Final = _table(
    _STATE, _DATA, _PARAMETERS, _of(Kind.VALUE, "Result", language="JSONPath"), _RESULT_PATH, _ASSIGN, _ONWARD
)
TASK: Final = _table(
    _STATE,
    _of(Kind.ARN, "Resource"),
    _DATA,
    _PARAMETERS,
    _ARGUMENTS,
    _RESULT,
    _of(Kind.TEMPLATE, "Credentials"),
    _computed("TimeoutSeconds", 1, MOST_SECONDS),
    _paths("TimeoutSecondsPath"),
    _computed("HeartbeatSeconds", 1, MOST_SECONDS),
    _paths("HeartbeatSecondsPath"),
    _HANDLERS,
    _ASSIGN,
    _ONWARD,
)
CHOICE: Final = _table(_STATE, _of(Kind.ARRAY, "Choices"), _of(Kind.TARGET, "Default"), _DATA, _ASSIGN)
WAIT: Final = _table(
    _STATE,
    _computed("Seconds", 0, MOST_SECONDS),
    _paths("SecondsPath"),
    _of(Kind.TIMESTAMP, "Timestamp"),
    _paths("TimestampPath"),
    _DATA,
    _ASSIGN,
    _ONWARD,
)
SUCCEED: Final = _table(_STATE, _DATA)
FAIL: Final = _table(
    _STATE,
    _of(Kind.TEXT, "Error"),
    _of(Kind.PATH_OR_FUNCTION, "ErrorPath", language="JSONPath"),
    _of(Kind.TEXT, "Cause"),
    _of(Kind.PATH_OR_FUNCTION, "CausePath", language="JSONPath"),
)
PARALLEL: Final = _table(
    _STATE, _of(Kind.ARRAY, "Branches"), _DATA, _PARAMETERS, _ARGUMENTS, _RESULT, _HANDLERS, _ASSIGN, _ONWARD
)
MAP: Final = _table(
    _STATE,
    _of(Kind.OBJECT, "ItemProcessor", "Iterator"),
    _paths("ItemsPath"),
    _of(Kind.VALUE, "Items", language="JSONata"),
    _of(Kind.TEMPLATE, "ItemSelector"),
    _PARAMETERS,
    _of(Kind.OBJECT, "ItemReader", "ItemBatcher", "ResultWriter"),
    _computed("MaxConcurrency", 0),
    _paths("MaxConcurrencyPath"),
    _computed("ToleratedFailurePercentage", 0, 100, kind=Kind.NUMBER),
    _paths("ToleratedFailurePercentagePath"),
    _computed("ToleratedFailureCount", 0),
    _paths("ToleratedFailureCountPath"),
    _of(Kind.TEXT, "Label"),
    _DATA,
    _RESULT,
    _HANDLERS,
    _ASSIGN,
    _ONWARD,
)
STATES: Final[Mapping[str, Fields]] = {
    "Task": TASK,
    "Wait": WAIT,
    "Pass": PASS,
    "Succeed": SUCCEED,
    "Fail": FAIL,
    "Choice": CHOICE,
    "Parallel": PARALLEL,
    "Map": MAP,
}
REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "Task": ("Resource",),
    "Choice": ("Choices",),
    "Parallel": ("Branches",),
}

_INNER: Final = (*_of(Kind.OBJECT, "States"), *_of(Kind.TARGET, "StartAt"), *_of(Kind.TEXT, "Comment"))
MACHINE: Final = _table(
    _INNER, _one_of("Version", "1.0"), _number("TimeoutSeconds", 0, MOST_SECONDS), _one_of("QueryLanguage", *LANGUAGES)
)
BRANCH: Final = _table(_INNER)
PROCESSOR: Final = _table(_INNER, _of(Kind.OBJECT, "ProcessorConfig"))
PROCESSOR_CONFIG: Final = _table(
    _one_of("Mode", "INLINE", "DISTRIBUTED"), _one_of("ExecutionType", "STANDARD", "EXPRESS")
)

RETRIER: Final = _table(
    _of(Kind.ARRAY, "ErrorEquals"),
    _number("IntervalSeconds", 0, MOST_SECONDS),
    _number("MaxAttempts", 0, MOST_SECONDS),
    _number("BackoffRate", 1, kind=Kind.NUMBER),
    _number("MaxDelaySeconds", 1, MOST_DELAY_SECONDS),
    _one_of("JitterStrategy", "NONE", "FULL"),
    _of(Kind.TEXT, "Comment"),
)
_OUTPUT: Final = _of(Kind.VALUE, "Output", language="JSONata")
CATCHER: Final = _table(
    _of(Kind.ARRAY, "ErrorEquals"),
    _of(Kind.TARGET, "Next"),
    _RESULT_PATH,
    _OUTPUT,
    _ASSIGN,
    _of(Kind.TEXT, "Comment"),
)


def _operators() -> tuple[Field, ...]:
    compared = {"String": Kind.TEXT, "Numeric": Kind.NUMBER, "Timestamp": Kind.TIMESTAMP}
    relations = ("Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals")
    found = [(f"{noun}{relation}", kind) for noun, kind in compared.items() for relation in relations]
    found.append(("BooleanEquals", Kind.FLAG))
    fields = [
        field for name, kind in found for field in (*_of(kind, name, language="JSONPath"), *_paths(f"{name}Path"))
    ]
    kinds = ("Null", "Present", "Numeric", "String", "Boolean", "Timestamp")
    matches = _of(Kind.TEXT, "StringMatches", language="JSONPath")
    return (*fields, *matches, *_of(Kind.FLAG, *(f"Is{name}" for name in kinds), language="JSONPath"))


OPERATORS: Final = _table(_operators())
"""The 39 comparisons of a Choice rule."""

TEST: Final = _table(
    _paths("Variable"),
    tuple(OPERATORS.values()),
    _of(Kind.ARRAY, "And", "Or", language="JSONPath"),
    _of(Kind.OBJECT, "Not", language="JSONPath"),
    _of(Kind.TEXT, "Comment"),
)
RULE: Final = _table(
    tuple(TEST.values()), _of(Kind.TARGET, "Next"), _of(Kind.VALUE, "Condition", language="JSONata"), _OUTPUT, _ASSIGN
)

EXCLUSIVE: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "Task": (("TimeoutSeconds", "TimeoutSecondsPath"), ("HeartbeatSeconds", "HeartbeatSecondsPath")),
    "Wait": (("SecondsPath", "Seconds", "TimestampPath", "Timestamp"),),
    "Fail": (("Error", "ErrorPath"), ("Cause", "CausePath")),
    "Map": (
        ("ItemProcessor", "Iterator"),
        ("ItemSelector", "Parameters"),
        ("MaxConcurrency", "MaxConcurrencyPath"),
        ("ToleratedFailurePercentage", "ToleratedFailurePercentagePath"),
        ("ToleratedFailureCount", "ToleratedFailureCountPath"),
    ),
}
"""Of each group at most one may stand in a state; the orders are AWS's."""

ONE_NEEDED: Final = frozenset({("SecondsPath", "Seconds", "TimestampPath", "Timestamp"), ("ItemProcessor", "Iterator")})
"""The groups of which one must stand there."""
