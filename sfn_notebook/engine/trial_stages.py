"""The data at each stage of a tested state, as TestState shows it: also behind a field that is not set.

What is shown of which type of state was recorded, except where it says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from sfn_notebook.engine.compiled import CompiledPass, CompiledState, CompiledTask
from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.ports import Success
from sfn_notebook.engine.run import Run
from sfn_notebook.values import ABSENT, JSON, Maybe

Stages: TypeAlias = "dict[str, JSON]"
_Chain: TypeAlias = Sequence[tuple[str, bool]]
"""Stages that follow each other, and whether the field of each is set."""

_OF_A_MAP: Final = (
    "afterItemsPointer",
    "afterItemSelector",
    "afterItemBatcher",
    "maxConcurrency",
    "toleratedFailureCount",
    "toleratedFailurePercentage",
)
_WITH_RESULT: Final = ("Pass", "Task", "Parallel", "Map")


def stages_of(run: Run, state: CompiledState) -> Stages:
    """The stages that the data came to."""
    entered = first_event(run, state.entered)
    seen: Mapping[str, JSON] = run.inspections.get(entered.id, {}) if entered is not None else {}
    given, result = run.identity.input, _result(run, state)
    stages: Stages = {"input": given}
    stages |= _chain(_before(state, run), given, seen)
    if isinstance(state, CompiledPass) and state.result is None:
        result = stages.get("afterParameters", ABSENT)
    elif state.kind in ("Pass", "Task") and result is not ABSENT:
        stages["result"] = result
    stages |= _chain(_behind(state), result, seen)
    return stages | {name: seen[name] for name in _OF_A_MAP if name in seen}


def first_event(run: Run, type_name: str) -> Event | None:
    """The first event of a type."""
    return next((event for event in run.history.events if event.type == type_name), None)


def _chain(fields: _Chain, value: Maybe, seen: Mapping[str, JSON]) -> Iterator[tuple[str, JSON]]:
    """Each stage from the one before; a field that is set has left its value, else it failed and nothing follows."""
    for name, is_set in fields:
        found = seen.get(name, ABSENT) if is_set else value
        if found is ABSENT:
            return
        value = found
        yield name, value


def _before(state: CompiledState, run: Run) -> _Chain:
    """The stages before the work: none of a Parallel, and none of a Pass that has a Result."""
    has_parameters = state.parameters is not None
    if state.is_jsonata:
        return [("afterArguments", has_parameters)] if state.kind == "Task" else []
    if state.kind == "Parallel" or (isinstance(state, CompiledPass) and state.result is not None):
        return []
    chain = [("afterInputPath", state.input_path is not None)]
    if state.kind in ("Pass", "Task"):
        chain.append(("afterParameters", has_parameters))
    elif state.kind == "Map" and not (run.trial is not None and run.trial.has_reader):
        chain.append(("afterItemsPath", True))
    return chain


def _behind(state: CompiledState) -> _Chain:
    """The stages behind the work, which JSONPath alone has."""
    if state.is_jsonata or state.kind not in _WITH_RESULT:
        return []
    return [("afterResultSelector", state.result_selector is not None), ("afterResultPath", state.result_path != ())]


def _result(run: Run, state: CompiledState) -> Maybe:
    """What the work gave; ABSENT where it failed, was not reached, or is no work."""
    if isinstance(state, CompiledPass):
        return ABSENT if state.result is None else state.result[0]
    if isinstance(state, CompiledTask):
        succeeded = first_event(run, f"{state.connector.family}Succeeded")
        return ABSENT if succeeded is None else detail(succeeded, "output")
    mock = None if run.trial is None else run.trial.asked.mock
    is_over = first_event(run, f"{state.kind}StateSucceeded") is not None
    return mock.value if is_over and isinstance(mock, Success) else ABSENT
