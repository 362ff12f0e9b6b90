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
    """A path field.

    Attributes:
        text: as it stands in the definition; "null" for null.
        shrinks: whether its value is never larger than what it reads from.
    """

    text: str
    read: Reader
    shrinks: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Template:
    """A payload template; its value has at most `literal_bytes` + `references` * (bytes of `$`) bytes of JSON.

    Attributes:
        references: None where that bound does not hold.
    """

    read: Reader
    literal_bytes: int
    references: int | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CatchRule:
    """A catcher with its compiled ResultPath; None discards the error output."""

    catcher: Catcher
    result_path: Steps | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CompiledState:
    """What all states have once compiled; None means the default of the field.

    Attributes:
        label: the name as it stands in paths.
        entered, exited: types of events.
        next: None at the end of a scope.
        result_path: () replaces the input, None discards the result.
        retriable: whether it has Retry, and so a RetryCount.
    """

    name: str
    label: str
    kind: Kind
    entered: str
    exited: str
    next: str | None = None
    input_path: Selector | None = None
    parameters: Template | None = None
    parameters_field: str = "Parameters"
    result_selector: Template | None = None
    result_path: Steps | None = ()
    output_path: Selector | None = None
    retriable: bool = False
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CompiledChoice(CompiledState):
    """A Choice state: tests and where they lead, in order."""

    rules: tuple[tuple[Callable[[JSON, Scope], bool], str], ...]
    default: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CompiledWait(CompiledState):
    """A Wait state: exactly one of the four is not None; times in nanoseconds."""

    duration: int | None = None
    duration_path: Selector | None = None
    time: int | None = None
    time_path: Selector | None = None


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
class CompiledMap(CompiledState):
    """An inline Map state."""

    processor: Program
    items_path: Selector | None
    item_selector: Template | None
    max_concurrency: int | Selector | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Program:
    """A machine, a branch or a processor.

    Attributes:
        timeout: of the whole machine, in nanoseconds.
    """

    start_at: str
    states: Mapping[str, CompiledState]
    timeout: int | None = None
