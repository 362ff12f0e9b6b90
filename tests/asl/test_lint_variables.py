"""Variables: what is said of one that is read, and of one that is assigned."""

import time

import pytest
from asl_samples import LAST, Members, findings, in_jsonata, machine

from sfn_notebook.asl.lint import lint
from sfn_notebook.text.diagnostic import Severity
from sfn_notebook.values import JSON


def row(*states: Members, **more: JSON) -> Members:
    """A machine of states S0, S1, … one after the other; a state may have its own way on."""
    last = len(states) - 1
    onward: list[Members] = [{"End": True} if index == last else {"Next": f"S{index + 1}"} for index in range(last + 1)]
    ways: list[Members] = [
        {} if state["Type"] in {"Choice", "Succeed"} else onward[index] for index, state in enumerate(states)
    ]
    named: Members = {f"S{index}": {**ways[index], **state} for index, state in enumerate(states)}
    return {"StartAt": "S0", "States": named, **more}


def assign(**names: JSON) -> Members:
    return {"Type": "Pass", "Assign": names}


def show(path: str) -> Members:
    return {"Type": "Pass", "Parameters": {"v.$": path}}


def inner(name: str, state: Members) -> Members:
    return {"StartAt": name, "States": {name: {**state, "End": True}}}


def parallel(*states: Members, **more: JSON) -> Members:
    return {"Type": "Parallel", "Branches": [inner(f"B{index}", state) for index, state in enumerate(states)], **more}


def each(state: Members, *, mode: str = "INLINE", **more: JSON) -> Members:
    config: Members = {"Mode": mode, **({"ExecutionType": "STANDARD"} if mode == "DISTRIBUTED" else {})}
    return {"Type": "Map", "ItemProcessor": {**inner("I", state), "ProcessorConfig": config}, **more}


CHOICE: Members = {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": True, "Next": "S2"}], "Default": "S1"}
TASK: Members = {"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:222222222222:function:work"}
WARNINGS: list[tuple[str, Members, str, str]] = [
    ("nothing assigns it", row(show("$x")), "SFN701", "/States/S0/Parameters/v.$"),
    ("it is assigned later", row(show("$x"), assign(x=1)), "SFN701", "/States/S0/Parameters/v.$"),
    ("$states in JSONPath", row(show("$states.input")), "SFN701", "/States/S0/Parameters/v.$"),
    ("a function's argument", row(show("States.Format('$y', $x)")), "SFN701", "/States/S0/Parameters/v.$"),
    ("InputPath", row({"Type": "Pass", "InputPath": "$x.y"}), "SFN701", "/States/S0/InputPath"),
    ("one way does not assign it", row(CHOICE, assign(x=1), show("$x")), "SFN702", "/States/S2/Parameters/v.$"),
    (
        "a rule assigns it, Default does not",
        row({**CHOICE, "Choices": [{"Variable": "$.a", "IsNull": True, "Next": "S1", "Assign": {"x": 1}}]}, show("$x")),
        "SFN702",
        "/States/S1/Parameters/v.$",
    ),
    (
        "the state assigns it, its catcher does not",
        row({**TASK, "Assign": {"x": 1}, "Catch": [{"ErrorEquals": ["E"], "Next": "S1"}]}, show("$x")),
        "SFN702",
        "/States/S1/Parameters/v.$",
    ),
    (
        "the state itself assigns it",
        row({**show("$x"), "Assign": {"x": 1}}),
        "SFN703",
        "/States/S0/Parameters/v.$",
    ),
    ("a branch assigns it", row(parallel(assign(x=1)), show("$x")), "SFN704", "/States/S1/Parameters/v.$"),
    (
        "a Distributed Map hides it",
        row(assign(x=1), each(show("$x"), mode="DISTRIBUTED", ItemSelector={"x.$": "$x"})),
        "SFN705",
        "/States/S1/ItemProcessor/States/I/Parameters/v.$",
    ),
    (
        "a branch assigns it anew",
        row(assign(x=1), parallel({**show("$x"), "Assign": {"x": 2}})),
        "SFN706",
        "/States/S1/Branches[0]/States/B0/Assign/x",
    ),
    (
        "JSONata",
        in_jsonata({"Type": "Pass", "Output": "{% $x + $map([1], $abs) %}"}),
        "SFN701",
        "/States/One/Output",
    ),
]


@pytest.mark.parametrize(("value", "code", "place"), [pytest.param(*case[1:], id=case[0]) for case in WARNINGS])
def test_a_doubtful_variable_is_a_warning_and_no_error(value: Members, code: str, place: str) -> None:
    assert (findings(value, Severity.WARNING), findings(value, Severity.ERROR)) == ([(code, place)], [])


GUARDED: Members = {
    "Type": "Choice",
    "Choices": [{"Variable": "$x", "IsPresent": True, "Next": "S1"}],
    "Default": "S1",
}
RIGHT: list[tuple[str, Members]] = [
    ("an earlier state", row(assign(**{"x.$": "$.a"}), show("$x.y[0]"))),
    ("on every way", row({**CHOICE, "Assign": {"x": 1}}, assign(x=2), {"Type": "Succeed"})),
    ("a branch reads what is around it", row(assign(x=1), parallel(show("$x"), each(show("$x"))))),
    (
        "a loop",
        row(assign(x=1), {**show("$x"), "Assign": {"x.$": "States.MathAdd($x, 1)"}}, {**CHOICE, "Default": "S1"}),
    ),
    ("asked for first", row(GUARDED, LAST)),
    ("asked for first in JSONata", in_jsonata({"Type": "Pass", "Output": "{% $exists($x) ? $x : 1 %}"})),
    ("a key that looks like a path", row({"Type": "Pass", "Parameters": {"InputPath": "$x", "l": ["$x"]}})),
    ("a result that looks like a path", row({"Type": "Pass", "Result": {"v.$": "$x"}})),
    ("a quoted text", row(show("$['$x']"))),
    ("branches that assign the same", row(parallel(assign(x=1), assign(x=2)))),
    (
        "a name that is taken around only later",
        row(parallel(assign(x=1), Catch=[{"ErrorEquals": ["E"], "Assign": {"x": 1}, "Next": "S1"}]), LAST),
    ),
    ("a Distributed Map with its own", row(assign(x=1), each(assign(x=2), mode="DISTRIBUTED"), show("$x"))),
    ("a state that nothing leads to reads it", row(LAST)),
    ("an assignment that is none", row({"Type": "Pass", "Assign": {}})),
    ("a variable named like a function", in_jsonata({"Type": "Pass", "Output": "{% $map([1], $count) %}"})),
]


@pytest.mark.parametrize("value", [pytest.param(case[1], id=case[0]) for case in RIGHT])
def test_a_variable_that_is_there_is_not_mentioned(value: Members) -> None:
    assert [found for found in findings(value, Severity.WARNING) if found[0].startswith("SFN7")] == []


def test_a_variable_that_nothing_reads_is_only_mentioned() -> None:
    value = row(assign(x=1, y=2), show("$x"))
    assert findings(value, Severity.INFO) == [("SFN707", "/States/S0/Assign/y")]


HINTS: list[tuple[str, Members, str]] = [
    ("another name", row(assign(total=1), show("$totl")), 'did you mean "total"?'),
    ("$states", row(show("$states.input")), "only JSONata has $states"),
    ("later", row(show("$x"), assign(x=1)), "the states that assign it come later, or in another branch"),
]


@pytest.mark.parametrize(("value", "hint"), [pytest.param(*case[1:], id=case[0]) for case in HINTS])
def test_a_hint_says_what_would_do(value: Members, hint: str) -> None:
    assert next(found.hint for found in lint(value) if found.code == "SFN701") == hint


def test_a_part_of_a_variable_cannot_be_assigned() -> None:
    (found,) = (found for found in lint(row(assign(**{"x.y": 1}))) if found.severity is Severity.ERROR)
    assert (found.code, found.hint) == ("SFN318", "a variable is assigned whole: $x")


def test_a_name_begins_with_a_letter() -> None:
    assert findings(row(assign(_x=1)), Severity.ERROR) == [("SFN318", "/States/S0/Assign/_x")]


def test_a_dangling_machine_does_no_harm() -> None:
    value: Members = {"StartAt": "Gone", "States": {"One": {**show("$x"), "Next": "Nowhere"}}}
    assert not [found for found in lint(value) if found.code.startswith("SFN7")]


def test_a_thousand_states_take_no_time() -> None:
    states: list[Members] = [{**show(f"$v{index}"), "Assign": {f"v{index + 1}": index}} for index in range(1000)]
    value = row(assign(v0=0), *states)
    started = time.process_time()
    assert findings(value, Severity.WARNING) == []
    assert time.process_time() - started < 2


def test_machines_in_machines_do_not_recurse() -> None:
    state = show("$x")
    for depth in range(40):
        state = parallel(state)
        state["Branches"] = [
            {
                "StartAt": f"D{depth}",
                "States": {f"D{depth}": {**show("$x"), "Next": f"E{depth}"}, f"E{depth}": {**state, "End": True}},
            }
        ]
    assert {found[0] for found in findings(machine(state), Severity.WARNING)} == {"SFN701"}
