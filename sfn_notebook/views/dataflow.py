"""The stages of the data on its way through one visit of a state."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sfn_notebook.asl.model import MapState, ParallelState, State, TaskState
from sfn_notebook.values import ABSENT, JSON, Maybe
from sfn_notebook.views.steps import Stage
from sfn_notebook.views.variables import Variables

_FIELDS: Final = MappingProxyType(
    {
        "afterInputPath": "InputPath",
        "afterItemsPath": "ItemsPath",
        "afterItemsPointer": "ItemsPointer",
        "afterItemSelector": "ItemSelector",
        "afterItemBatcher": "ItemBatcher",
        "afterParameters": "Parameters",
        "afterArguments": "Arguments",
        "taskToken": "",
        "executionArn": "",
        "result": "",
        "afterResultSelector": "ResultSelector",
        "afterResultPath": "ResultPath",
    }
)
"""The stages between input and output in the order of processing, with the field that makes each."""

_ENDS: Final = frozenset({"input", "variables", "output", "mapRun"})


def stages(
    state: State | None,
    before: tuple[JSON, Variables],
    inspected: Mapping[str, JSON],
    result: Maybe,
    after: tuple[Maybe, JSON],
) -> tuple[Stage, ...]:
    """The stages of one visit in the order of processing; those that the state does not have are left out.

    Args:
        state: of the definition; None where it does not know the state.
        before: the input of the visit, and the variables that it can read.
        inspected: the recorded stages by TestState's names; names that are not known here stand before the output.
        result: what the work gave, according to the history; `inspected` wins.
        after: the output, ABSENT while the visit lasts and where it failed; the variables that were assigned, None
            where none were.
    """
    (given, variables), (output, assigned) = before, after
    found = [Stage(name="input", field="", value=given)]
    if variables:
        found.append(Stage(name="variables", field="", value=dict(variables)))
    for name in _FIELDS:
        value: Maybe = inspected.get(name, ABSENT)
        if value is ABSENT and name == "result":
            value = result
        if value is not ABSENT:
            found.append(Stage(name=name, field=_field(state, name), value=value))
    others = [name for name in inspected if name not in _FIELDS and name not in _ENDS]
    found.extend(Stage(name=name, field="", value=inspected[name]) for name in others)
    if assigned is not None:
        found.append(Stage(name="assignedVariables", field="Assign", value=assigned))
    if output is not ABSENT:
        found.append(Stage(name="output", field="", value=output))
    return tuple(found)


def _field(state: State | None, name: str) -> str:
    if isinstance(state, MapState) and name == "afterItemSelector":
        return state.item_selector_field
    if isinstance(state, MapState) and name == "afterItemsPath" and state.items is not ABSENT:
        return "Items"
    has_work = state is None or isinstance(state, (TaskState, ParallelState, MapState))
    return "Result" if name == "result" and not has_work else _FIELDS[name]
