"""Definitions made ready to run: every field a callable or a constant, read once and not at each visit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sfn_notebook.asl.model import Catcher, Retrier
from sfn_notebook.engine.ports import Connector
from sfn_notebook.expressions.scope import Reader, Scope
from sfn_notebook.values import JSON

Steps: TypeAlias = "tuple[str | int, ...]"
Kind: TypeAlias = Literal["Pass", "Task", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Selector:
    """A field that a path or a JSONata expression computes.

    Attributes:
        text: as it stands in the definition; "null" for null.
        shrinks: whether its value is never larger than what it reads from.
        is_jsonata: whether it reads `$states`, and not the data itself.
    """

    text: str
    read: Reader
    shrinks: bool
    is_jsonata: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Template:
    """A template of either language; its value has at most `literal_bytes` + `references` * (bytes of `$`) of JSON.

    Attributes:
        references: None where that bound does not hold.
    """

    read: Reader
    literal_bytes: int
    references: int | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CatchRule:
    """A catcher. A result_path of None discards the error output; output is what JSONata has instead."""

    catcher: Catcher
    result_path: Steps | None
    output: Template | None
    assign: Template | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CompiledRule:
    """A Choice rule: its test, where it leads, and what it makes of the data instead of the state."""

    test: Callable[[JSON, Scope], bool]
    next: str
    output: Template | None
    assign: Template | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CompiledState:
    """What all states have once compiled; None means the default of the field.

    Attributes:
        label: the name as it stands in paths.
        entered, exited: types of events.
        next: None at the end of a scope.
        is_jsonata: whether its fields are JSONata: then parameters are its Arguments, and output makes its output.
        result_path: () replaces the input, None discards the result.
        retriable: whether it has Retry, and so a RetryCount.
        has_token: whether it is answered through a token, which its context object has.
    """

    name: str
    label: str
    kind: Kind
    entered: str
    exited: str
    next: str | None = None
    is_jsonata: bool = False
    input_path: Selector | None = None
    parameters: Template | None = None
    result_selector: Template | None = None
    result_path: Steps | None = ()
    output_path: Selector | None = None
    output: Template | None = None
    assign: Template | None = None
    retriable: bool = False
    has_token: bool = False
    retry: tuple[Retrier, ...] = ()
    catch: tuple[CatchRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CompiledPass(CompiledState):
    """A Pass state.

    Attributes:
        is_plain: whether it hands its input on untouched.
        result: value and bytes of Result; None without one.
    """

    is_plain: bool
    result: tuple[JSON, int] | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CompiledTask(CompiledState):
    """A Task state. Limits are seconds, or a selector that reads them."""

    connector: Connector
    timeout: int | Selector | None
    heartbeat: int | Selector | None
    credentials: Template | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CompiledChoice(CompiledState):
    """A Choice state: its rules in order."""

    rules: tuple[CompiledRule, ...]
    default: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CompiledWait(CompiledState):
    """A Wait state: one of the two is not None; times in nanoseconds, or what computes seconds or a timestamp."""

    duration: int | Selector | None = None
    time: int | Selector | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CompiledSucceed(CompiledState):
    """A Succeed state."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CompiledFail(CompiledState):
    """A Fail state: texts, or readers of them, or nothing."""

    error: str | Selector | None
    cause: str | Selector | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CompiledParallel(CompiledState):
    """A Parallel state."""

    branches: tuple[Program, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Batcher:
    """An ItemBatcher: at most so many items, and bytes of input, for one child; None is no limit."""

    max_items: int | Selector | None
    max_bytes: int | Selector | None
    batch_input: Template | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Distributed:
    """What a Distributed Map has besides.

    Attributes:
        label: None where the definition has none.
        is_express: whether its children are Express executions.
        transformation: of the results: COMPACT gives outputs, FLATTEN those in arrays one by one, NONE whole records.
    """

    label: str | None
    is_express: bool
    tolerated_count: int | Selector | None
    tolerated_percentage: float | Selector | None
    batcher: Batcher | None
    transformation: Literal["COMPACT", "FLATTEN", "NONE"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CompiledMap(CompiledState):
    """A Map state; distributed is None for an inline one."""

    processor: Program
    items: Selector | None
    item_selector: Template | None
    max_concurrency: int | Selector | None
    distributed: Distributed | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Program:
    """A machine, a branch or a processor.

    Attributes:
        timeout: of the whole machine, in nanoseconds.
    """

    start_at: str
    states: Mapping[str, CompiledState]
    timeout: int | None = None
