from sfn_notebook.asl.model import Definition
from sfn_notebook.asl.parse import parse
from sfn_notebook.asl.walk import machines, states, transitions
from sfn_notebook.values import JSON

ARN = "arn:aws:lambda:eu-west-1:222222222222:function:work"
VALUE: JSON = {
    "StartAt": "Pick",
    "States": {
        "Pick": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.n", "NumericEquals": 1, "Next": "Both"}],
            "Default": "Each",
        },
        "Both": {
            "Type": "Parallel",
            "Branches": [
                {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}},
                {"StartAt": "B", "States": {"B": {"Type": "Fail"}}},
            ],
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Each"}],
            "Next": "Each",
        },
        "Each": {
            "Type": "Map",
            "Iterator": {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": ARN, "End": True}}},
            "End": True,
        },
    },
}


def definition() -> Definition:
    found = parse(VALUE).definition
    assert found is not None
    return found


def test_all_machines_are_walked_each_before_those_inside_it() -> None:
    assert [path for path, _ in machines(definition())] == [
        (),
        ("States", "Both", "Branches", 0),
        ("States", "Both", "Branches", 1),
        ("States", "Each", "Iterator"),
    ]


def test_all_states_are_walked_with_their_paths() -> None:
    found = [(path[-1], state.name, len(path)) for path, state in states(definition())]
    assert found == [
        ("Pick", "Pick", 2),
        ("Both", "Both", 2),
        ("Each", "Each", 2),
        ("A", "A", 6),
        ("B", "B", 6),
        ("T", "T", 5),
    ]


def test_transitions_say_kind_target_and_place() -> None:
    found = {
        state.name: [(way.kind, way.target, way.path) for way in transitions(state)]
        for _, state in states(definition())
    }
    assert found == {
        "Pick": [("choice", "Both", ("Choices", 0, "Next")), ("default", "Each", ("Default",))],
        "Both": [("next", "Each", ("Next",)), ("catch", "Each", ("Catch", 0, "Next"))],
        "Each": [("end", None, ("End",))],
        "A": [("end", None, ("End",))],
        "B": [("end", None, ("End",))],
        "T": [("end", None, ("End",))],
    }


def test_a_choice_without_default_has_its_rules_only() -> None:
    value: JSON = {
        "StartAt": "C",
        "States": {
            "C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "IsNull": True, "Next": "S"}]},
            "S": {"Type": "Succeed"},
        },
    }
    found = parse(value).definition
    assert found is not None
    (way,) = transitions(found.states["C"])
    assert (way.kind, way.source is not None) == ("choice", True)
