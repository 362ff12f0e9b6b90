"""From a definition to a program: every path, template, test and resource looked at once.

The definition is one that the linter found no error in; what is not supported yet has been refused before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypedDict

from sfn_notebook.asl.model import (
    Catcher,
    ChoiceState,
    DataFields,
    Definition,
    FailState,
    MapState,
    ParallelState,
    PassState,
    State,
    SucceedState,
    TaskState,
    WaitState,
)
from sfn_notebook.engine.choice_rules import compile_test
from sfn_notebook.engine.clock import SECOND
from sfn_notebook.engine.compiled import (
    CatchRule,
    CompiledChoice,
    CompiledFail,
    CompiledMap,
    CompiledParallel,
    CompiledPass,
    CompiledState,
    CompiledSucceed,
    CompiledTask,
    CompiledWait,
    Kind,
    Program,
    Selector,
    Steps,
    Template,
)
from sfn_notebook.engine.place import escape
from sfn_notebook.engine.ports import Connector
from sfn_notebook.expressions.intrinsics.compiler import compile_intrinsic
from sfn_notebook.expressions.jsonpath import parse_path
from sfn_notebook.expressions.path import compile_field_path, compile_items_path, compile_path
from sfn_notebook.expressions.reference_path import parse_reference_path
from sfn_notebook.expressions.scope import Reader
from sfn_notebook.expressions.template import compile_template, template_bound
from sfn_notebook.expressions.timestamp import parse_timestamp
from sfn_notebook.values import ABSENT, JSON, Maybe, size_bytes

Connect = Callable[[TaskState], Connector]
"""Finds who answers a Task; whoever compiles has made sure that somebody does."""


class _Common(TypedDict):
    name: str
    label: str
    kind: Kind
    entered: str
    exited: str
    next: str | None
    input_path: Selector | None
    output_path: Selector | None


class _Result(TypedDict):
    parameters: Template | None
    result_selector: Template | None
    result_path: Steps | None
    retriable: bool


def compile_definition(definition: Definition, connect: Connect) -> Program:
    """The program of a machine, with those of its branches and processors; does not recurse."""
    order = [definition]
    for machine in order:
        for state in machine.states.values():
            order.extend(_inner(state))
    programs: dict[int, Program] = {}
    for machine in reversed(order):
        states = {name: _compile(state, connect, programs) for name, state in machine.states.items()}
        timeout = None if machine.timeout_seconds is None else machine.timeout_seconds * SECOND
        programs[id(machine)] = Program(start_at=machine.start_at, states=states, timeout=timeout)
    return programs[id(definition)]


def _inner(state: State) -> tuple[Definition, ...]:
    if isinstance(state, ParallelState):
        return state.branches
    return (state.item_processor,) if isinstance(state, MapState) else ()


def _compile(state: State, connect: Connect, programs: Mapping[int, Program]) -> CompiledState:
    match state:
        case TaskState():
            return _task(state, connect(state))
        case ParallelState():
            return _parallel(state, programs)
        case MapState():
            return _map(state, programs)
        case _:
            return _simple(state)


def _simple(state: PassState | ChoiceState | WaitState | SucceedState | FailState) -> CompiledState:
    match state:
        case PassState():
            return _pass(state)
        case ChoiceState():
            return _choice(state)
        case WaitState():
            return _wait(state)
        case SucceedState():
            return CompiledSucceed(**_common(state, "Succeed", None))
        case FailState():
            return _fail(state)


def _common(state: DataFields, kind: Kind, target: str | None) -> _Common:
    return _Common(
        name=state.name,
        label=escape(state.name),
        kind=kind,
        entered=f"{kind}StateEntered",
        exited=f"{kind}StateExited",
        next=target,
        input_path=_selector(state.input_path),
        output_path=_selector(state.output_path),
    )


def _pass(state: PassState) -> CompiledPass:
    common = _common(state, "Pass", state.next)
    parameters = _template(state.parameters)
    steps = _steps(state.result_path)
    result = None if state.result is ABSENT else (state.result, size_bytes(state.result))
    parts = (common["input_path"], common["output_path"], parameters, result)
    is_plain = all(part is None for part in parts) and steps == ()
    return CompiledPass(**common, parameters=parameters, result_path=steps, is_plain=is_plain, result=result)


def _task(state: TaskState, connector: Connector) -> CompiledTask:
    return CompiledTask(
        **_common(state, "Task", state.next),
        **_result(state),
        retry=state.retry,
        catch=_catch(state.catch),
        connector=connector,
        timeout=_limit(state.timeout_seconds, state.timeout_seconds_path),
        heartbeat=_limit(state.heartbeat_seconds, state.heartbeat_seconds_path),
    )


def _choice(state: ChoiceState) -> CompiledChoice:
    rules = tuple((compile_test(rule.test), rule.next) for rule in state.choices)
    return CompiledChoice(**_common(state, "Choice", None), rules=rules, default=state.default)


def _wait(state: WaitState) -> CompiledWait:
    time = parse_timestamp(state.timestamp) if state.timestamp is not None else None
    return CompiledWait(
        **_common(state, "Wait", state.next),
        duration=state.seconds * SECOND if isinstance(state.seconds, int) else None,
        duration_path=_given(state.seconds_path),
        time=time,
        time_path=_given(state.timestamp_path),
    )


def _fail(state: FailState) -> CompiledFail:
    label = escape(state.name)
    return CompiledFail(
        name=state.name,
        label=label,
        kind="Fail",
        entered="FailStateEntered",
        exited="",
        error=_text_or_path(state.error, state.error_path, "ErrorPath"),
        cause=_text_or_path(state.cause, state.cause_path, "CausePath"),
    )


def _text_or_path(text: str | None, path: str | None, field: str) -> str | Selector | None:
    if path is None:
        return text
    read = compile_field_path(path, field) if path.startswith("$") else compile_intrinsic(path)
    return Selector(text=path, read=read, shrinks=False)


def _parallel(state: ParallelState, programs: Mapping[int, Program]) -> CompiledParallel:
    return CompiledParallel(
        **_common(state, "Parallel", state.next),
        **_result(state),
        retry=state.retry,
        catch=_catch(state.catch),
        branches=tuple(programs[id(branch)] for branch in state.branches),
    )


def _map(state: MapState, programs: Mapping[int, Program]) -> CompiledMap:
    return CompiledMap(
        **_common(state, "Map", state.next),
        result_selector=_template(state.result_selector),
        result_path=_steps(state.result_path),
        retriable=True,
        retry=state.retry,
        catch=_catch(state.catch),
        processor=programs[id(state.item_processor)],
        items_path=_selector(state.items_path, compile_items_path),
        item_selector=_template(state.item_selector),
        max_concurrency=_limit(state.max_concurrency, state.max_concurrency_path),
    )


def _result(state: TaskState | ParallelState) -> _Result:
    return _Result(
        parameters=_template(state.parameters),
        result_selector=_template(state.result_selector),
        result_path=_steps(state.result_path),
        retriable=True,
    )


def _catch(catchers: tuple[Catcher, ...]) -> tuple[CatchRule, ...]:
    return tuple(CatchRule(catcher=catcher, result_path=_steps(catcher.result_path)) for catcher in catchers)


def _steps(path: str | None) -> Steps | None:
    return None if path is None else parse_reference_path(path)


def _limit(number: int | str | None, path: str | None) -> int | Selector | None:
    if path is not None:
        return _given(path)
    return number if isinstance(number, int) else None


def _nothing(*_: object) -> JSON:
    return {}


_NULL: Final = Selector(text="null", read=_nothing, shrinks=False)


def _selector(path: str | None, compile_text: Callable[[str], Reader] = compile_path) -> Selector | None:
    """A path field with the default `$`; None where it changes nothing, and an empty object for null."""
    if path == "$":
        return None
    return _NULL if path is None else _read(path, compile_text)


def _given(path: str | None) -> Selector | None:
    """A path field without a default."""
    return None if path is None else _read(path, compile_path)


def _read(path: str, compile_text: Callable[[str], Reader]) -> Selector:
    reads_input = not path.startswith("$$") and path[1:2] in ("", ".", "[")
    return Selector(text=path, read=compile_text(path), shrinks=reads_input and parse_path(path).is_definite)


def _template(template: Maybe) -> Template | None:
    if template is ABSENT:
        return None
    bound = template_bound(template)
    return Template(read=compile_template(template), literal_bytes=bound.literal_bytes, references=bound.references)
