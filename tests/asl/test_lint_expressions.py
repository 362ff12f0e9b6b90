"""One wrong definition for each rule of paths, templates, timestamps and JSONata."""

import pytest
from asl_samples import Members, catching, choice, distributed, findings, in_jsonata, machine, passing, task

from sfn_notebook.text.diagnostic import Severity

ERRORS: list[tuple[str, Members, str, str]] = [
    ("no path", passing(InputPath="a"), "SFN401", "/States/One/InputPath"),
    ("a function as InputPath", passing(InputPath="States.UUID()"), "SFN401", "/States/One/InputPath"),
    ("no timeout path", task(TimeoutSecondsPath="a"), "SFN401", "/States/One/TimeoutSecondsPath"),
    ("no error path", machine({"Type": "Fail", "ErrorPath": "e"}), "SFN401", "/States/One/ErrorPath"),
    (
        "a broken function as ErrorPath",
        machine({"Type": "Fail", "ErrorPath": "States.Format("}),
        "SFN401",
        "/States/One/ErrorPath",
    ),
    (
        "a number as ErrorPath",
        machine({"Type": "Fail", "ErrorPath": "States.MathAdd(1, 2)"}),
        "SFN401",
        "/States/One/ErrorPath",
    ),
    ("a wildcard as ResultPath", passing(ResultPath="$.a[*]"), "SFN402", "/States/One/ResultPath"),
    ("the context as ResultPath", passing(ResultPath="$$.a"), "SFN402", "/States/One/ResultPath"),
    (
        "no ResultPath of a catcher",
        catching({"ErrorEquals": ["E"], "ResultPath": "e"}),
        "SFN402",
        "/States/One/Catch[0]/ResultPath",
    ),
    ("no variable of a rule", choice(Variable="a", IsNull=True), "SFN402", "/States/One/Choices[0]/Variable"),
    (
        "no path in a rule",
        choice(Not={"Or": [{"Variable": "$.a", "StringEqualsPath": "b"}]}),
        "SFN402",
        "/States/One/Choices[0]/Not/Or[0]/StringEqualsPath",
    ),
    ("no path in a template", passing(Parameters={"a.$": "hello"}), "SFN403", "/States/One/Parameters/a.$"),
    ("no path in an assignment", passing(Assign={"a.$": "hello"}), "SFN403", "/States/One/Assign/a.$"),
    (
        "no path in the parameters of a reader",
        distributed(ItemReader={"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Key.$": "k"}}),
        "SFN403",
        "/States/One/ItemReader/Parameters/Key.$",
    ),
    ("no timestamp", machine({"Type": "Wait", "Timestamp": "2030-01-01"}), "SFN309", "/States/One/Timestamp"),
    (
        "no timestamp in a rule",
        choice(Variable="$.a", TimestampEquals="noon"),
        "SFN309",
        "/States/One/Choices[0]/TimestampEquals",
    ),
    (
        "JSONPath in JSONata",
        in_jsonata({"Type": "Pass", "QueryLanguage": "JSONPath"}),
        "SFN313",
        "/States/One/QueryLanguage",
    ),
    ("an expression without end", in_jsonata({"Type": "Pass", "Output": ["{% 1"]}), "SFN317", "/States/One/Output[0]"),
    (
        "an expression without beginning",
        in_jsonata({"Type": "Pass", "Output": {"a": "1 %}"}}),
        "SFN317",
        "/States/One/Output/a",
    ),
    ("a variable that begins with a digit", passing(Assign={"1a": 1}), "SFN318", "/States/One/Assign/1a"),
    ("the reserved variable", passing(Assign={"states": 1}), "SFN318", "/States/One/Assign/states"),
    ("a variable that is too long", passing(Assign={"a" * 81: 1}), "SFN318", f"/States/One/Assign/{'a' * 81}"),
]


@pytest.mark.parametrize(("value", "code", "place"), [pytest.param(*case[1:], id=case[0]) for case in ERRORS])
def test_an_error_is_found_where_it_stands(value: Members, code: str, place: str) -> None:
    assert (code, place) in findings(value, Severity.ERROR)
