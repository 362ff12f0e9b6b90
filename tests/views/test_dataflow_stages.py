from __future__ import annotations

from typing import Final

from histories import END, inner, machine, task

from sfn_notebook.values import ABSENT, JSON
from sfn_notebook.views.dataflow import stages
from sfn_notebook.views.variables import NO_VARIABLES

ONE: Final = (1, NO_VARIABLES)
NO_END: Final = (ABSENT, None)
EVERYTHING: dict[str, JSON] = {
    "afterResultPath": 6,
    "afterResultSelector": 5,
    "result": 4,
    "afterParameters": 3,
    "afterInputPath": 2,
}


def test_stages_stand_in_the_order_of_processing_with_their_fields() -> None:
    state = machine(T=task()).states["T"]
    found = [(stage.name, stage.field, stage.value) for stage in stages(state, ONE, EVERYTHING, ABSENT, (7, None))]
    assert found == [
        ("input", "", 1),
        ("afterInputPath", "InputPath", 2),
        ("afterParameters", "Parameters", 3),
        ("result", "", 4),
        ("afterResultSelector", "ResultSelector", 5),
        ("afterResultPath", "ResultPath", 6),
        ("output", "", 7),
    ]


def test_the_result_of_the_history_stands_in_for_one_that_was_not_inspected() -> None:
    assert [(stage.name, stage.value) for stage in stages(None, ONE, {}, None, NO_END)] == [
        ("input", 1),
        ("result", None),
    ]


def test_the_items_of_a_map_name_the_field_that_the_definition_uses() -> None:
    old: JSON = {"Type": "Map", "Iterator": inner(A=END), "Parameters": {"a": 1}, "End": True}
    new: JSON = {"Type": "Map", "ItemProcessor": inner(A=END), "ItemSelector": {"a": 1}, "End": True}
    for body, field in ((old, "Parameters"), (new, "ItemSelector")):
        found = stages(machine(M=body).states["M"], ONE, {"afterItemSelector": [2]}, ABSENT, NO_END)
        assert [stage.field for stage in found] == ["", field]


def test_the_result_of_a_pass_state_comes_from_its_field() -> None:
    found = stages(machine(A=END).states["A"], ONE, {"result": 2}, ABSENT, NO_END)
    assert found[1].field == "Result"


def test_stages_of_other_names_stand_before_the_output() -> None:
    found = stages(None, ONE, {"maxConcurrency": 2, "input": 9}, ABSENT, (3, None))
    assert [stage.name for stage in found] == ["input", "maxConcurrency", "output"]


def test_assigned_variables_stand_before_the_output() -> None:
    found = stages(None, ONE, {"afterArguments": 2}, ABSENT, (3, {"total": 4}))
    assert [(stage.name, stage.field, stage.value) for stage in found] == [
        ("input", "", 1),
        ("afterArguments", "Arguments", 2),
        ("assignedVariables", "Assign", {"total": 4}),
        ("output", "", 3),
    ]


def test_the_variables_that_a_visit_can_read_stand_after_its_input() -> None:
    found = stages(None, (1, {"limit": 5}), {}, ABSENT, NO_END)
    assert [(stage.name, stage.value) for stage in found] == [("input", 1), ("variables", {"limit": 5})]
