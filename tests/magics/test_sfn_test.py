"""`%sfn test`."""

from __future__ import annotations

import pytest
from cells import BODY, FUNCTIONS, Notebook

import sfn_notebook as sfn


@pytest.fixture
def order(notebook: Notebook) -> Notebook:
    notebook.run(FUNCTIONS)
    notebook.run(f"%%statemachine order --silent{BODY}")
    return notebook


def test_a_state_is_run_alone_and_shown_with_its_stages(order: Notebook) -> None:
    cell = order.run("%sfn test order Charge --input '{\"total\": 12}'")
    lines = cell.shown.splitlines()
    assert (lines[0], lines[-1]) == ("✓ Charge: SUCCEEDED", 'output: {"paid":12}')
    assert [line.split() for line in lines[1:4]] == [
        ["input", '{"total":12}'],
        ["afterInputPath", '{"total":12}'],
        ["afterParameters", '{"total":12}'],
    ]
    assert "<table>" in cell.bundles[0]["text/html"]


def test_a_name_with_a_space_stands_in_quotes(order: Notebook) -> None:
    shown = order.run("%sfn test order 'Cool off' --level info").shown
    assert (
        shown == "✕ Cool off: FAILED\nerror: States.Timeout"
    )  # a test lasts five minutes at most, and this waits a day


def test_a_mock_stands_in_the_place_of_the_function(order: Notebook) -> None:
    order.variables["busy"] = {"errorOutput": {"error": "Busy", "cause": "later"}}
    shown = order.run("%sfn test order Charge --mock $busy --level info").shown
    assert shown.splitlines() == ["✕ Charge: FAILED", "error: Busy", "cause: later"]


def test_variables_context_and_configuration_are_json(order: Notebook) -> None:
    given = """--variables '{"v": 1}' --context '{"State": {}}' --configuration '{"retrierRetryCount": 1}'"""
    shown = order.run(f"%sfn test order Charge --mock '{{\"result\": 1}}' {given}").shown
    assert ["variables", '{"v":1}'] in [line.split() for line in shown.splitlines()]


def test_what_came_of_it_can_be_bound(order: Notebook) -> None:
    order.run("%sfn found << test order Charge --input '{\"total\": 3}' --out tested")
    assert order.variables["found"] == {"paid": 3}
    assert order.variables["tested"].status == "SUCCEEDED"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("order", "the following arguments are required: STATE"),
        ("ordre Charge", 'no machine "ordre": did you mean "order"?'),
        ("order Chrge", 'no state "Chrge" in this machine: did you mean "Charge"?'),
        ("order Charge --mock {", "--mock is not JSON"),
        ("order Charge --mock 1", "the mock is an object with some of result, errorOutput"),
        ("order Charge --level all", "argument --level: invalid choice: 'ALL'"),
        ("order Charge --out 1a", '"1a" cannot be the name of a variable'),
        ("order 'Cool off' --mock '{\"result\": 1}'", "State type 'Wait' is not supported when a mock is specified"),
    ],
)
def test_a_slip_in_a_test_is_one_short_block(order: Notebook, line: str, said: str) -> None:
    cell = order.run(f"%sfn test {line}")
    assert isinstance(cell.error, sfn.UsageError)
    assert cell.text.startswith(f"UsageError: {said}")
    assert "Traceback" not in cell.text
