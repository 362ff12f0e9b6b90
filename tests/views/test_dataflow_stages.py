from __future__ import annotations

from histories import END, inner, machine, task

from sfn_notebook.values import ABSENT, JSON
from sfn_notebook.views.dataflow import stages

EVERYTHING: dict[str, JSON] = {
    "afterResultPath": 6,
    "afterResultSelector": 5,
    "result": 4,
    "afterParameters": 3,
    "afterInputPath": 2,
}


def test_stages_stand_in_the_order_of_processing_with_their_fields() -> None:
    state = machine(T=task()).states["T"]
    found = [(stage.name, stage.field, stage.value) for stage in stages(state, 1, EVERYTHING, ABSENT, 7)]
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
    assert [(stage.name, stage.value) for stage in stages(None, 1, {}, None, ABSENT)] == [
        ("input", 1),
        ("result", None),
    ]


def test_the_items_of_a_map_name_the_field_that_the_definition_uses() -> None:
    old: JSON = {"Type": "Map", "Iterator": inner(A=END), "Parameters": {"a": 1}, "End": True}
    new: JSON = {"Type": "Map", "ItemProcessor": inner(A=END), "ItemSelector": {"a": 1}, "End": True}
    for body, field in ((old, "Parameters"), (new, "ItemSelector")):
        found = stages(machine(M=body).states["M"], 1, {"afterItemSelector": [2]}, ABSENT, ABSENT)
        assert [stage.field for stage in found] == ["", field]


def test_the_result_of_a_pass_state_comes_from_its_field() -> None:
    found = stages(machine(A=END).states["A"], 1, {"result": 2}, ABSENT, ABSENT)
    assert found[1].field == "Result"


def test_stages_of_other_names_stand_before_the_output() -> None:
    found = stages(None, 1, {"maxConcurrency": 2, "input": 9}, ABSENT, 3)
    assert [stage.name for stage in found] == ["input", "maxConcurrency", "output"]


def test_assigned_variables_stand_before_the_output() -> None:
    found = stages(None, 1, {"afterArguments": 2}, ABSENT, 3, {"total": 4})
    assert [(stage.name, stage.field, stage.value) for stage in found] == [
        ("input", "", 1),
        ("afterArguments", "Arguments", 2),
        ("assignedVariables", "Assign", {"total": 4}),
        ("output", "", 3),
    ]
