"""From a definition to a program: every path, template, test and resource looked at once.

The definition is one that the linter found no error in; what is not supported yet has been refused before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypedDict

from sfn_notebook.asl.model import (
    Catcher,
    ChoiceRule,
    ChoiceState,
    Condition,
    DataFields,
    Definition,
    FailState,
    MapState,
    ParallelState,
    PassState,
    Retrier,
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
    CompiledRule,
    CompiledState,
    CompiledSucceed,
    CompiledTask,
    CompiledWait,
    Distributed,
    Kind,
    Program,
    Selector,
    Steps,
    Template,
)
from sfn_notebook.engine.place import escape
from sfn_notebook.engine.ports import Connector
from sfn_notebook.engine.reading import Reading
from sfn_notebook.expressions.reference_path import parse_reference_path
from sfn_notebook.values import ABSENT, Maybe, size_bytes

Connect = Callable[[TaskState], Connector]
"""Finds who answers a Task; whoever compiles has made sure that somebody does."""


class _Common(TypedDict):
    name: str
    label: str
    kind: Kind
    entered: str
    exited: str
    next: str | None
    is_jsonata: bool
    input_path: Selector | None
    output_path: Selector | None
    output: Template | None
    assign: Template | None


class _Result(TypedDict):
    result_selector: Template | None
    result_path: Steps | None
    retriable: bool
    retry: tuple[Retrier, ...]
    catch: tuple[CatchRule, ...]


def compile_definition(definition: Definition, connect: Connect) -> Program:
    """The program of a machine, with those of its branches and processors; does not recurse.

    A state without a query language of its own has that of the whole machine, however deep it stands.
    """
    order = [definition]
    for machine in order:
        for state in machine.states.values():
            order.extend(_inner(state))
    programs: dict[int, Program] = {}
    language = definition.query_language or "JSONPath"
    for machine in reversed(order):
        states = {
            name: _compile(state, Reading((state.query_language or language) == "JSONata"), connect, programs)
            for name, state in machine.states.items()
        }
        timeout = None if machine.timeout_seconds is None else machine.timeout_seconds * SECOND
        programs[id(machine)] = Program(start_at=machine.start_at, states=states, timeout=timeout)
    return programs[id(definition)]


def _inner(state: State) -> tuple[Definition, ...]:
    if isinstance(state, ParallelState):
        return state.branches
    return (state.item_processor,) if isinstance(state, MapState) else ()


def _compile(state: State, reading: Reading, connect: Connect, programs: Mapping[int, Program]) -> CompiledState:
    match state:
        case TaskState():
            return _task(state, reading, connect(state))
        case ParallelState():
            return _parallel(state, reading, programs)
        case MapState():
            return _map(state, reading, programs)
        case _:
            return _simple(state, reading)


def _simple(state: PassState | ChoiceState | WaitState | SucceedState | FailState, reading: Reading) -> CompiledState:
    match state:
        case PassState():
            return _pass(state, reading)
        case ChoiceState():
            return _choice(state, reading)
        case WaitState():
            return _wait(state, reading)
        case SucceedState():
            return CompiledSucceed(**_common(state, reading, "Succeed", None))
        case FailState():
            return _fail(state, reading)


def _common(state: DataFields, reading: Reading, kind: Kind, target: str | None) -> _Common:
    return _Common(
        name=state.name,
        label=escape(state.name),
        kind=kind,
        entered=f"{kind}StateEntered",
        exited=f"{kind}StateExited",
        next=target,
        is_jsonata=reading.is_jsonata,
        input_path=reading.path(state.input_path),
        output_path=reading.path(state.output_path),
        output=reading.output(state.output, "Output"),
        assign=reading.template(getattr(state, "assign", ABSENT), "Assign"),
    )


def _pass(state: PassState, reading: Reading) -> CompiledPass:
    common = _common(state, reading, "Pass", state.next)
    parameters = reading.template(state.parameters, "Parameters")
    steps = _steps(state.result_path)
    result = None if state.result is ABSENT else (state.result, size_bytes(state.result))
    parts = (*(common[part] for part in ("input_path", "output_path", "output", "assign")), parameters, result)
    is_plain = all(part is None for part in parts) and steps == ()
    return CompiledPass(**common, parameters=parameters, result_path=steps, is_plain=is_plain, result=result)


def _task(state: TaskState, reading: Reading, connector: Connector) -> CompiledTask:
    return CompiledTask(
        **_common(state, reading, "Task", state.next),
        **_result(state, reading),
        parameters=_work_input(state, reading),
        connector=connector,
        has_token=connector.pattern == "token",
        timeout=reading.number("TimeoutSeconds", state.timeout_seconds, state.timeout_seconds_path),
        heartbeat=reading.number("HeartbeatSeconds", state.heartbeat_seconds, state.heartbeat_seconds_path),
        credentials=reading.template(state.credentials, "Credentials"),
    )


def _work_input(state: TaskState | ParallelState, reading: Reading) -> Template | None:
    if reading.is_jsonata:
        return reading.template(state.arguments, "Arguments")
    return reading.template(state.parameters, "Parameters")


def _choice(state: ChoiceState, reading: Reading) -> CompiledChoice:
    rules = tuple(_rule(rule, reading, f"Choices[{index}]") for index, rule in enumerate(state.choices))
    return CompiledChoice(**_common(state, reading, "Choice", None), rules=rules, default=state.default)


def _rule(rule: ChoiceRule, reading: Reading, place: str) -> CompiledRule:
    test = rule.test
    holds = reading.condition(test.value, f"{place}/Condition") if isinstance(test, Condition) else compile_test(test)
    return CompiledRule(
        test=holds,
        next=rule.next,
        output=reading.output(rule.output, f"{place}/Output"),
        assign=reading.template(rule.assign, f"{place}/Assign"),
    )


def _wait(state: WaitState, reading: Reading) -> CompiledWait:
    seconds = reading.number("Seconds", state.seconds, state.seconds_path)
    return CompiledWait(
        **_common(state, reading, "Wait", state.next),
        duration=seconds * SECOND if isinstance(seconds, int) else seconds,
        time=reading.time("Timestamp", state.timestamp, state.timestamp_path),
    )


def _fail(state: FailState, reading: Reading) -> CompiledFail:
    return CompiledFail(
        name=state.name,
        label=escape(state.name),
        kind="Fail",
        entered="FailStateEntered",
        exited="",
        is_jsonata=reading.is_jsonata,
        error=reading.text("Error", state.error, state.error_path),
        cause=reading.text("Cause", state.cause, state.cause_path),
    )


def _parallel(state: ParallelState, reading: Reading, programs: Mapping[int, Program]) -> CompiledParallel:
    return CompiledParallel(
        **_common(state, reading, "Parallel", state.next),
        **_result(state, reading),
        parameters=_work_input(state, reading),
        branches=tuple(programs[id(branch)] for branch in state.branches),
    )


def _map(state: MapState, reading: Reading, programs: Mapping[int, Program]) -> CompiledMap:
    return CompiledMap(
        **_common(state, reading, "Map", state.next),
        **_result(state, reading),
        processor=programs[id(state.item_processor)],
        items=reading.items(state.items, state.items_path),
        item_selector=reading.template(state.item_selector, state.item_selector_field),
        max_concurrency=reading.number("MaxConcurrency", state.max_concurrency, state.max_concurrency_path),
        distributed=_distributed(state, reading),
    )


def _distributed(state: MapState, reading: Reading) -> Distributed | None:
    config = state.item_processor.processor_config
    if config.mode != "DISTRIBUTED":
        return None
    count, percentage = state.tolerated_failure_count, state.tolerated_failure_percentage
    return Distributed(
        label=state.label,
        is_express=config.execution_type == "EXPRESS",
        tolerated_count=reading.number("ToleratedFailureCount", count, state.tolerated_failure_count_path),
        tolerated_percentage=reading.fraction(
            "ToleratedFailurePercentage", percentage, state.tolerated_failure_percentage_path
        ),
        batcher=reading.batcher(state.item_batcher),
        transformation=_transformation(state.result_writer),
    )


def _transformation(writer: Maybe) -> Literal["COMPACT", "FLATTEN", "NONE"]:
    config = writer.get("WriterConfig") if isinstance(writer, dict) else None
    match config.get("Transformation") if isinstance(config, dict) else None:
        case "NONE":
            return "NONE"
        case "FLATTEN":
            return "FLATTEN"
        case _:
            return "COMPACT"


def _result(state: TaskState | ParallelState | MapState, reading: Reading) -> _Result:
    return _Result(
        result_selector=reading.template(state.result_selector, "ResultSelector"),
        result_path=_steps(state.result_path),
        retriable=True,
        retry=state.retry,
        catch=tuple(_catcher(catcher, reading, f"Catch[{index}]") for index, catcher in enumerate(state.catch)),
    )


def _catcher(catcher: Catcher, reading: Reading, place: str) -> CatchRule:
    return CatchRule(
        catcher=catcher,
        result_path=_steps(catcher.result_path),
        output=reading.output(catcher.output, f"{place}/Output"),
        assign=reading.template(catcher.assign, f"{place}/Assign"),
    )


def _steps(path: str | None) -> Steps | None:
    return None if path is None else parse_reference_path(path)
