"""One wrong definition for each way a field can be wrong."""

import pytest
from asl_samples import INNER, LAST, Members, choice, findings, in_jsonata, machine, map_, passing, task

from sfn_notebook.text.diagnostic import Severity

ERRORS: list[tuple[str, Members, str, str]] = [
    ("no States", {"StartAt": "A"}, "SFN304", "/"),
    ("an empty machine", {}, "SFN304", "/"),
    ("no states in States", {"StartAt": "A", "States": {}}, "SFN308", "/States"),
    ("a state that is no object", {"StartAt": "One", "States": {"One": LAST, "B": 7}}, "SFN305", "/States/B"),
    ("a field of the machine", {**passing(), "Start": 1}, "SFN301", "/Start"),
    ("a version", {**passing(), "Version": "2.0"}, "SFN307", "/Version"),
    ("a query language", {**passing(), "QueryLanguage": "XPath"}, "SFN307", "/QueryLanguage"),
    ("no type", {"StartAt": "One", "States": {"One": {}, "Two": LAST}}, "SFN304", "/States/One"),
    ("a type that is no text", {"StartAt": "One", "States": {"One": {"Type": 7}}}, "SFN211", "/States/One/Type"),
    ("a type", {"StartAt": "One", "States": {"One": {"Type": "Pas"}}}, "SFN211", "/States/One/Type"),
    ("an unknown field", passing(Resultpath="$.a"), "SFN301", "/States/One/Resultpath"),
    ("a field of another state type", passing(Retry=[]), "SFN301", "/States/One/Retry"),
    ("a field of JSONata", passing(Output=1), "SFN302", "/States/One/Output"),
    ("a field of JSONPath", in_jsonata({"Type": "Pass", "InputPath": "$"}), "SFN302", "/States/One/InputPath"),
    ("a flag that is text", passing(End="true"), "SFN305", "/States/One/End"),
    ("a whole number that is text", task(TimeoutSeconds="5"), "SFN305", "/States/One/TimeoutSeconds"),
    ("a whole number with a fraction", task(TimeoutSeconds=1.5), "SFN305", "/States/One/TimeoutSeconds"),
    (
        "a number that is a flag",
        map_(ToleratedFailurePercentage=True),
        "SFN305",
        "/States/One/ToleratedFailurePercentage",
    ),
    ("a path that is an array", passing(InputPath=[]), "SFN305", "/States/One/InputPath"),
    ("a path that is null", map_(ItemsPath=None), "SFN305", "/States/One/ItemsPath"),
    ("a field that is an object", task(Resource={}), "SFN305", "/States/One/Resource"),
    ("Assign that is text", passing(Assign="x"), "SFN305", "/States/One/Assign"),
    ("a timeout of nothing", task(TimeoutSeconds=0), "SFN306", "/States/One/TimeoutSeconds"),
    ("a wait without end", machine({"Type": "Wait", "Seconds": 100_000_000}), "SFN306", "/States/One/Seconds"),
    ("a percentage", map_(ToleratedFailurePercentage=100.5), "SFN306", "/States/One/ToleratedFailurePercentage"),
    ("Next and End", passing(Next="Last", End=True), "SFN209", "/States/One/End"),
    ("neither Next nor End", passing(End=False), "SFN208", "/States/One"),
    ("a task without resource", machine({"Type": "Task"}), "SFN304", "/States/One"),
    ("a wait for nothing", machine({"Type": "Wait"}), "SFN304", "/States/One"),
    (
        "a wait for two things",
        machine({"Type": "Wait", "Seconds": 1, "SecondsPath": "$.s"}),
        "SFN303",
        "/States/One/Seconds",
    ),
    ("two causes", machine({"Type": "Fail", "Cause": "c", "CausePath": "$.c"}), "SFN303", "/States/One/CausePath"),
    ("two processors", map_(Iterator={"StartAt": "X", "States": {"X": LAST}}), "SFN303", "/States/One/Iterator"),
    ("no processor", machine({"Type": "Map"}), "SFN304", "/States/One"),
    ("no branches", machine({"Type": "Parallel", "Branches": []}), "SFN308", "/States/One/Branches"),
    (
        "a branch that is no object",
        machine({"Type": "Parallel", "Branches": [[]]}),
        "SFN305",
        "/States/One/Branches[0]",
    ),
    (
        "a query language of a branch",
        machine({"Type": "Parallel", "Branches": [{**INNER, "QueryLanguage": "JSONata"}]}),
        "SFN301",
        "/States/One/Branches[0]/QueryLanguage",
    ),
    (
        "a mode of a map",
        machine({"Type": "Map", "ItemProcessor": {**INNER, "ProcessorConfig": {"Mode": "inline"}}}),
        "SFN307",
        "/States/One/ItemProcessor/ProcessorConfig/Mode",
    ),
    (
        "an execution type of an inline map",
        machine({"Type": "Map", "ItemProcessor": {**INNER, "ProcessorConfig": {"ExecutionType": "STANDARD"}}}),
        "SFN301",
        "/States/One/ItemProcessor/ProcessorConfig/ExecutionType",
    ),
    (
        "no execution type of a distributed map",
        machine({"Type": "Map", "ItemProcessor": {**INNER, "ProcessorConfig": {"Mode": "DISTRIBUTED"}}}),
        "SFN304",
        "/States/One/ItemProcessor/ProcessorConfig",
    ),
    ("no rules", machine({"Type": "Choice", "Choices": [], "Default": "Last"}), "SFN308", "/States/One/Choices"),
    ("a rule that compares nothing", choice(Variable="$.a"), "SFN304", "/States/One/Choices[0]"),
    ("a rule without variable", choice(IsNull=True), "SFN304", "/States/One/Choices[0]"),
    (
        "a rule with two comparisons",
        choice(Variable="$.a", IsNull=True, IsString=True),
        "SFN303",
        "/States/One/Choices[0]/IsString",
    ),
    (
        "a rule with And and a variable",
        choice(And=[{"Variable": "$.a", "IsNull": True}], Variable="$.a"),
        "SFN303",
        "/States/One/Choices[0]/Variable",
    ),
    ("an unknown comparison", choice(Variable="$.a", StringEqual="x"), "SFN301", "/States/One/Choices[0]/StringEqual"),
    ("an operand", choice(Variable="$.a", NumericEquals="1"), "SFN305", "/States/One/Choices[0]/NumericEquals"),
    ("an empty And", choice(And=[]), "SFN308", "/States/One/Choices[0]/And"),
    (
        "Next inside of And",
        choice(And=[{"Variable": "$.a", "IsNull": True, "Next": "Last"}]),
        "SFN301",
        "/States/One/Choices[0]/And[0]/Next",
    ),
    (
        "a rule of JSONata without condition",
        in_jsonata({"Type": "Choice", "Choices": [{"Next": "Last"}]}),
        "SFN304",
        "/States/One/Choices[0]",
    ),
]


@pytest.mark.parametrize(("value", "code", "place"), [pytest.param(*case[1:], id=case[0]) for case in ERRORS])
def test_an_error_is_found_where_it_stands(value: Members, code: str, place: str) -> None:
    assert (code, place) in findings(value, Severity.ERROR)
