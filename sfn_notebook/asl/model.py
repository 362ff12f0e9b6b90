"""A state machine as frozen data, named as in the Amazon States Language.

The attribute of a field is the field's name in snake case, by one rule: `TimeoutSecondsPath` is
`timeout_seconds_path`. Fields that hold a path are kept as text; fields that hold a payload template are kept as
JSON. A path that is null in the definition is None; one that is missing is its default, `"$"`. `ABSENT` marks a
missing field where null is a value of its own.

Spec: https://states-language.net/spec.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from sfn_notebook.values import ABSENT, JSON, Maybe

QueryLanguage: TypeAlias = Literal["JSONPath", "JSONata"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrier:
    """One entry of Retry."""

    error_equals: tuple[str, ...]
    interval_seconds: int = 1
    max_attempts: int = 3
    backoff_rate: float = 2.0
    max_delay_seconds: int | None = None
    jitter_strategy: Literal["NONE", "FULL"] = "NONE"
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catcher:
    """One entry of Catch."""

    error_equals: tuple[str, ...]
    next: str
    result_path: str | None = "$"
    output: Maybe = ABSENT
    assign: Maybe = ABSENT
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTest:
    """One comparison of a Choice rule: `{"Variable": "$.n", "NumericEquals": 1}`."""

    variable: str
    operator: str
    operand: JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """True if all of its tests are; they are tried in order."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """True if one of its tests is; they are tried in order."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """True if its test is not."""

    test: Test


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A JSONata expression, or a boolean."""

    value: str | bool


Test: TypeAlias = DataTest | And | Or | Not | Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRule:
    """One entry of Choices."""

    test: Test
    next: str
    output: Maybe = ABSENT
    assign: Maybe = ABSENT
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFields:
    """What every state has."""

    name: str
    comment: str | None = None
    query_language: QueryLanguage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFields(StateFields):
    """What every state but Fail has besides."""

    input_path: str | None = "$"
    output_path: str | None = "$"
    output: Maybe = ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class PassState(DataFields):
    """Passes its input on, or a fixed result, or a new shape of its input."""

    parameters: Maybe = ABSENT
    result: Maybe = ABSENT
    result_path: str | None = "$"
    assign: Maybe = ABSENT
    next: str | None = None
    end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskState(DataFields):
    """Work done by somebody else: a Lambda function, a service."""

    resource: str
    parameters: Maybe = ABSENT
    arguments: Maybe = ABSENT
    result_selector: Maybe = ABSENT
    result_path: str | None = "$"
    credentials: Maybe = ABSENT
    timeout_seconds: int | str | None = None
    timeout_seconds_path: str | None = None
    heartbeat_seconds: int | str | None = None
    heartbeat_seconds_path: str | None = None
    retry: tuple[Retrier, ...] = ()
    catch: tuple[Catcher, ...] = ()
    assign: Maybe = ABSENT
    next: str | None = None
    end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceState(DataFields):
    """Branches on the data: the first rule that holds decides, else Default."""

    choices: tuple[ChoiceRule, ...]
    default: str | None = None
    assign: Maybe = ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitState(DataFields):
    """Waits for some seconds, or until a time."""

    seconds: int | str | None = None
    seconds_path: str | None = None
    timestamp: str | None = None
    timestamp_path: str | None = None
    assign: Maybe = ABSENT
    next: str | None = None
    end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SucceedState(DataFields):
    """Ends its machine well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailState(StateFields):
    """Ends its machine with an error."""

    error: str | None = None
    error_path: str | None = None
    cause: str | None = None
    cause_path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelState(DataFields):
    """Runs its branches side by side, each on the same input."""

    branches: tuple[Definition, ...]
    parameters: Maybe = ABSENT
    arguments: Maybe = ABSENT
    result_selector: Maybe = ABSENT
    result_path: str | None = "$"
    retry: tuple[Retrier, ...] = ()
    catch: tuple[Catcher, ...] = ()
    assign: Maybe = ABSENT
    next: str | None = None
    end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessorConfig:
    """How a Map runs its processor."""

    mode: Literal["INLINE", "DISTRIBUTED"] = "INLINE"
    execution_type: Literal["STANDARD", "EXPRESS"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapState(DataFields):
    """Runs its processor once for each item of an array.

    Attributes:
        item_processor: from ItemProcessor, or from its deprecated name Iterator (`item_processor_field` says which).
        item_selector: from ItemSelector, or from its deprecated name Parameters (`item_selector_field` says which).
        item_reader, item_batcher, result_writer: as they stand in the definition.
    """

    item_processor: Definition
    item_processor_field: Literal["ItemProcessor", "Iterator"] = "ItemProcessor"
    items_path: str | None = "$"
    items: Maybe = ABSENT
    item_selector: Maybe = ABSENT
    item_selector_field: Literal["ItemSelector", "Parameters"] = "ItemSelector"
    item_reader: Maybe = ABSENT
    item_batcher: Maybe = ABSENT
    result_writer: Maybe = ABSENT
    max_concurrency: int | str | None = None
    max_concurrency_path: str | None = None
    tolerated_failure_percentage: float | str | None = None
    tolerated_failure_percentage_path: str | None = None
    tolerated_failure_count: int | str | None = None
    tolerated_failure_count_path: str | None = None
    label: str | None = None
    result_selector: Maybe = ABSENT
    result_path: str | None = "$"
    retry: tuple[Retrier, ...] = ()
    catch: tuple[Catcher, ...] = ()
    assign: Maybe = ABSENT
    next: str | None = None
    end: bool = False


State: TypeAlias = PassState | TaskState | ChoiceState | WaitState | SucceedState | FailState | ParallelState | MapState


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A state machine, a branch of a Parallel state, or the processor of a Map state.

    Attributes:
        states: by name, in the order of the text.
        timeout_seconds, version, query_language: of the whole machine only.
        processor_config: of a Map's processor only.
    """

    start_at: str
    states: Mapping[str, State]
    comment: str | None = None
    version: str | None = None
    timeout_seconds: int | None = None
    query_language: QueryLanguage | None = None
    processor_config: ProcessorConfig = field(default_factory=ProcessorConfig)


def type_name(state: State) -> str:
    """The Type of a state as the definition has it: `Pass`, `Task`, `Choice`."""
    return type(state).__name__.removesuffix("State")
