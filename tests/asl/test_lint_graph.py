"""One wrong definition for each rule of transitions and names."""

import pytest
from asl_samples import LAST, Members, catching, findings, machine, map_

from sfn_notebook.text.diagnostic import Severity

ERRORS: list[tuple[str, Members, str, str]] = [
    (
        "a dangling Next",
        {
            "StartAt": "One",
            "States": {"One": {"Type": "Pass", "Next": "Lst"}, "Last": LAST, "Two": {"Type": "Pass", "Next": "Last"}},
        },
        "SFN203",
        "/States/One/Next",
    ),
    ("a dangling StartAt", {"StartAt": "Two", "States": {"One": LAST}}, "SFN203", "/StartAt"),
    (
        "a dangling Default",
        machine({"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": True, "Next": "Last"}], "Default": "Lst"}),
        "SFN203",
        "/States/One/Default",
    ),
    ("a dangling catcher", catching({"ErrorEquals": ["E"], "Next": "Lst"}), "SFN203", "/States/One/Catch[0]/Next"),
    (
        "a transition out of a branch",
        machine(
            {
                "Type": "Parallel",
                "Branches": [{"StartAt": "In", "States": {"In": {"Type": "Pass", "Next": "Last"}, "End": LAST}}],
            }
        ),
        "SFN203",
        "/States/One/Branches[0]/States/In/Next",
    ),
    (
        "a state that nothing leads to",
        {"StartAt": "One", "States": {"One": LAST, "Two": LAST}},
        "SFN204",
        "/States/Two",
    ),
    ("no end", {"StartAt": "One", "States": {"One": {"Type": "Pass", "Next": "One"}}}, "SFN205", "/"),
    (
        "a name of two states",
        map_(ItemProcessor={"StartAt": "Last", "States": {"Last": LAST}}),
        "SFN206",
        "/States/One/ItemProcessor/States/Last",
    ),
    ("a name that is too long", {"StartAt": "x" * 81, "States": {"x" * 81: LAST}}, "SFN207", f"/States/{'x' * 81}"),
]


@pytest.mark.parametrize(("value", "code", "place"), [pytest.param(*case[1:], id=case[0]) for case in ERRORS])
def test_an_error_is_found_where_it_stands(value: Members, code: str, place: str) -> None:
    assert (code, place) in findings(value, Severity.ERROR)
