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


def fields_of(kind: Kind, *names: str, language: QueryLanguage | None = None) -> tuple[Field, ...]:
    """Fields of one kind."""
    return tuple(Field(name=name, kind=kind, attribute=snake_case(name), language=language) for name in names)


def number(name: str, minimum: float, maximum: float | None = None, *, kind: Kind = Kind.INTEGER) -> Field:
    """A number that is a constant."""
    return Field(name=name, kind=kind, attribute=snake_case(name), minimum=minimum, maximum=maximum)


def computed(
    name: str, minimum: float | None = None, maximum: float | None = None, *, kind: Kind = Kind.INTEGER
) -> Field:
    """A number that JSONata may compute."""
    attribute = snake_case(name)
    return Field(name=name, kind=kind, attribute=attribute, minimum=minimum, maximum=maximum, takes_expression=True)


def one_of(name: str, *accepted: str) -> Field:
    """A text of a few."""
    return Field(name=name, kind=Kind.TEXT, attribute=snake_case(name), accepted=accepted)


def table_of(*groups: Field | tuple[Field, ...]) -> Fields:
    """The fields of one object, by name."""
    fields = (field for group in groups for field in (group if isinstance(group, tuple) else (group,)))
    return {field.name: field for field in fields}


_STATE: Final = (*fields_of(Kind.TEXT, "Type", "Comment"), one_of("QueryLanguage", *LANGUAGES))
_DATA: Final = (
    *fields_of(Kind.PATH, "InputPath", "OutputPath", language="JSONPath"),
    *fields_of(Kind.VALUE, "Output", language="JSONata"),
)
_ASSIGN: Final = fields_of(Kind.OBJECT, "Assign")
_ONWARD: Final = (*fields_of(Kind.TARGET, "Next"), *fields_of(Kind.FLAG, "End"))
_PARAMETERS: Final = fields_of(Kind.TEMPLATE, "Parameters", language="JSONPath")
_ARGUMENTS: Final = fields_of(Kind.VALUE, "Arguments", language="JSONata")
_RESULT_PATH: Final = fields_of(Kind.REFERENCE_PATH, "ResultPath", language="JSONPath")
_RESULT: Final = (*fields_of(Kind.TEMPLATE, "ResultSelector", language="JSONPath"), *_RESULT_PATH)
_HANDLERS: Final = fields_of(Kind.ARRAY, "Retry", "Catch")


def paths_of(*names: str) -> tuple[Field, ...]:
    """Fields that hold a path, in JSONPath."""
    return fields_of(Kind.VALUE_PATH, *names, language="JSONPath")


PASS: Final = table_of(
    _STATE, _DATA, _PARAMETERS, fields_of(Kind.VALUE, "Result", language="JSONPath"), _RESULT_PATH, _ASSIGN, _ONWARD
)
TASK: Final = table_of(
    _STATE,
    fields_of(Kind.ARN, "Resource"),
    _DATA,
    _PARAMETERS,
    _ARGUMENTS,
    _RESULT,
    fields_of(Kind.TEMPLATE, "Credentials"),
    computed("TimeoutSeconds", 1, MOST_SECONDS),
    paths_of("TimeoutSecondsPath"),
    computed("HeartbeatSeconds", 1, MOST_SECONDS),
    paths_of("HeartbeatSecondsPath"),
    _HANDLERS,
    _ASSIGN,
    _ONWARD,
)
CHOICE: Final = table_of(_STATE, fields_of(Kind.ARRAY, "Choices"), fields_of(Kind.TARGET, "Default"), _DATA, _ASSIGN)
WAIT: Final = table_of(
    _STATE,
    computed("Seconds", 0, MOST_SECONDS),
    paths_of("SecondsPath"),
    fields_of(Kind.TIMESTAMP, "Timestamp"),
    paths_of("TimestampPath"),
    _DATA,
    _ASSIGN,
    _ONWARD,
)
SUCCEED: Final = table_of(_STATE, _DATA)
FAIL: Final = table_of(
    _STATE,
    fields_of(Kind.TEXT, "Error"),
    fields_of(Kind.PATH_OR_FUNCTION, "ErrorPath", language="JSONPath"),
    fields_of(Kind.TEXT, "Cause"),
    fields_of(Kind.PATH_OR_FUNCTION, "CausePath", language="JSONPath"),
)
PARALLEL: Final = table_of(
    _STATE, fields_of(Kind.ARRAY, "Branches"), _DATA, _PARAMETERS, _ARGUMENTS, _RESULT, _HANDLERS, _ASSIGN, _ONWARD
)
MAP: Final = table_of(
    _STATE,
    fields_of(Kind.OBJECT, "ItemProcessor", "Iterator"),
    paths_of("ItemsPath"),
    fields_of(Kind.VALUE, "Items", language="JSONata"),
    fields_of(Kind.TEMPLATE, "ItemSelector"),
    _PARAMETERS,
    fields_of(Kind.OBJECT, "ItemReader", "ItemBatcher", "ResultWriter"),
    computed("MaxConcurrency", 0),
    paths_of("MaxConcurrencyPath"),
    computed("ToleratedFailurePercentage", 0, 100, kind=Kind.NUMBER),
    paths_of("ToleratedFailurePercentagePath"),
    computed("ToleratedFailureCount", 0),
    paths_of("ToleratedFailureCountPath"),
    fields_of(Kind.TEXT, "Label"),
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

_INNER: Final = (
    *fields_of(Kind.OBJECT, "States"),
    *fields_of(Kind.TARGET, "StartAt"),
    *fields_of(Kind.TEXT, "Comment"),
)
MACHINE: Final = table_of(
    _INNER, one_of("Version", "1.0"), number("TimeoutSeconds", 0, MOST_SECONDS), one_of("QueryLanguage", *LANGUAGES)
)
BRANCH: Final = table_of(_INNER)
PROCESSOR: Final = table_of(_INNER, fields_of(Kind.OBJECT, "ProcessorConfig"))
PROCESSOR_CONFIG: Final = table_of(
    one_of("Mode", "INLINE", "DISTRIBUTED"), one_of("ExecutionType", "STANDARD", "EXPRESS")
)

RETRIER: Final = table_of(
    fields_of(Kind.ARRAY, "ErrorEquals"),
    number("IntervalSeconds", 0, MOST_SECONDS),
    number("MaxAttempts", 0, MOST_SECONDS),
    number("BackoffRate", 1, kind=Kind.NUMBER),
    number("MaxDelaySeconds", 1, MOST_DELAY_SECONDS),
    one_of("JitterStrategy", "NONE", "FULL"),
    fields_of(Kind.TEXT, "Comment"),
)
_OUTPUT: Final = fields_of(Kind.VALUE, "Output", language="JSONata")
CATCHER: Final = table_of(
    fields_of(Kind.ARRAY, "ErrorEquals"),
    fields_of(Kind.TARGET, "Next"),
    _RESULT_PATH,
    _OUTPUT,
    _ASSIGN,
    fields_of(Kind.TEXT, "Comment"),
)


def _operators() -> tuple[Field, ...]:
    compared = {"String": Kind.TEXT, "Numeric": Kind.NUMBER, "Timestamp": Kind.TIMESTAMP}
    relations = ("Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals")
    found = [(f"{noun}{relation}", kind) for noun, kind in compared.items() for relation in relations]
    found.append(("BooleanEquals", Kind.FLAG))
    fields = [
        field
        for name, kind in found
        for field in (*fields_of(kind, name, language="JSONPath"), *paths_of(f"{name}Path"))
    ]
    kinds = ("Null", "Present", "Numeric", "String", "Boolean", "Timestamp")
    matches = fields_of(Kind.TEXT, "StringMatches", language="JSONPath")
    return (*fields, *matches, *fields_of(Kind.FLAG, *(f"Is{name}" for name in kinds), language="JSONPath"))


OPERATORS: Final = table_of(_operators())
"""The 39 comparisons of a Choice rule."""

TEST: Final = table_of(
    paths_of("Variable"),
    tuple(OPERATORS.values()),
    fields_of(Kind.ARRAY, "And", "Or", language="JSONPath"),
    fields_of(Kind.OBJECT, "Not", language="JSONPath"),
    fields_of(Kind.TEXT, "Comment"),
)
RULE: Final = table_of(
    tuple(TEST.values()),
    fields_of(Kind.TARGET, "Next"),
    fields_of(Kind.VALUE, "Condition", language="JSONata"),
    _OUTPUT,
    _ASSIGN,
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
