"""`test_state` of a machine and of a session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import sfn_notebook as sfn
from sfn_notebook.values import JSON

CHARGE = "arn:aws:lambda:us-east-1:123456789012:function:charge"
ORDER: dict[str, Any] = {
    "StartAt": "Charge",
    "States": {
        "Charge": {
            "Type": "Task",
            "Resource": CHARGE,
            "Retry": [{"ErrorEquals": ["Busy"]}],
            "Catch": [{"ErrorEquals": ["Sold out"], "Next": "Done"}],
            "ResultPath": "$.paid",
            "Next": "Done",
        },
        "Done": {"Type": "Succeed"},
    },
}
PUBLISH: dict[str, JSON] = {
    "Type": "Task",
    "Resource": "arn:aws:states:::sns:publish",
    "Parameters": {"Message": "m"},
    "End": True,
}
MAP: dict[str, JSON] = {
    "Type": "Map",
    "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "Inner",
        "States": {"Inner": {"Type": "Pass", "End": True}},
    },
    "ItemReader": {
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {"InputType": "JSON"},
        "Parameters": {"Bucket": "b", "Key": "k"},
    },
    "ItemSelector": {"v.$": "$$.Map.Item.Value"},
    "End": True,
}


@pytest.fixture
def session() -> sfn.Session:
    return sfn.Session(clock="logical", parent=None)


@pytest.fixture
def order(session: sfn.Session) -> sfn.StateMachine:
    session.function("charge", _charge)
    return session.state_machine(ORDER, "order")


def _charge(event: Any) -> JSON:
    return {"euros": event["total"]}


def test_a_function_is_called_with_the_machines_own_role(order: sfn.StateMachine) -> None:
    tested = order.test_state("Charge", {"total": 12})
    assert (tested.status, tested.next_state) == ("SUCCEEDED", "Done")
    assert tested.output == {"total": 12, "paid": {"euros": 12}}
    assert tested.inspection_data == {}


def test_values_go_in_and_come_out_decoded(order: sfn.StateMachine) -> None:
    tested = order.test_state(
        "Charge", {"total": 1}, variables={"v": [1]}, mock={"result": 7}, inspection_level="DEBUG"
    )
    assert (tested.inspection_data["result"], tested.inspection_data["variables"]) == (7, {"v": [1]})


def test_a_result_that_is_a_text_is_json_text(order: sfn.StateMachine) -> None:
    assert order.test_state("Charge", mock={"result": '"paid"'}).output == {"paid": "paid"}
    assert _said(lambda: order.test_state("Charge", mock={"result": "paid"})) == "Mocked result must be valid JSON"


def test_a_mocked_error_shows_who_takes_it(order: sfn.StateMachine) -> None:
    mock = {"errorOutput": {"error": "Busy", "cause": "later"}}
    tested = order.test_state("Charge", mock=mock, inspection_level="DEBUG")
    assert (tested.status, tested.error, tested.cause, tested.output) == ("RETRIABLE", "Busy", "later", None)
    assert tested.inspection_data["errorDetails"] == {"retryIndex": 0, "retryBackoffIntervalSeconds": 1}


def test_a_context_stands_in_the_place_of_the_runs(session: sfn.Session) -> None:
    state: dict[str, JSON] = {**PUBLISH, "ResultSelector": {"name.$": "$$.Execution.Name"}}
    tested = session.test_state(state, context={"Execution": {"Name": "n"}}, mock={"result": {}})
    assert tested.output == {"name": "n"}


def test_retries_up_to_now_are_a_configuration(order: sfn.StateMachine) -> None:
    mock = {"errorOutput": {"error": "Busy"}}
    assert order.test_state("Charge", mock=mock, state_configuration={"retrierRetryCount": 3}).status == "FAILED"


@pytest.mark.parametrize("data", ["[1]", [1]])
def test_what_an_item_reader_reads_is_a_text_or_a_value(session: sfn.Session, data: object) -> None:
    tested = session.test_state(
        MAP, mock={"result": []}, state_configuration={"mapItemReaderData": data}, inspection_level="TRACE"
    )
    assert tested.inspection_data["afterItemSelector"] == [{"v": 1}]


def test_the_response_can_be_had_in_the_shape_of_aws(order: sfn.StateMachine) -> None:
    expected = {"status": "SUCCEEDED", "output": '{"paid":null}', "nextState": "Done"}
    assert order.test_state("Charge", mock={"result": None}).to_dict() == expected
    shown = order.test_state("Done", 1, inspection_level="DEBUG").to_dict()
    assert shown["inspectionData"] == {"input": "1", "afterInputPath": "1"}


def test_a_response_without_output_has_none_in_the_shape_of_aws(session: sfn.Session) -> None:
    assert session.test_state({"Type": "Fail", "Error": "E"}).to_dict() == {"status": "FAILED", "error": "E"}


def test_a_null_that_left_the_state_is_an_output(session: sfn.Session) -> None:
    assert session.test_state({"Type": "Pass", "Result": None, "End": True}).to_dict()["output"] == "null"


def test_a_state_of_a_service_that_nobody_answers_can_be_mocked(session: sfn.Session) -> None:
    assert session.test_state(PUBLISH, mock={"result": {"MessageId": "1"}}).output == {"MessageId": "1"}


def test_a_state_is_found_in_a_definition_that_cannot_be_run(session: sfn.Session) -> None:
    machine: dict[str, JSON] = {"StartAt": "Tell", "States": {"Tell": PUBLISH}}
    assert session.test_state(machine, "Tell", mock={"result": {}}).state_name == "Tell"


def test_a_definition_may_be_a_text_or_a_file(session: sfn.Session, tmp_path: Any) -> None:
    file = tmp_path / "state.asl.yaml"
    file.write_text("Type: Pass\nNext: Other\n", encoding="utf-8")
    assert session.test_state(file).next_state == "Other"
    assert session.test_state('{"Type": "Pass", // ours\n"Next": "Other"}').next_state == "Other"


def test_a_definition_that_is_wrong_says_where(session: sfn.Session) -> None:
    with pytest.raises(sfn.AslError, match="SFN211"):
        session.test_state({"Type": "Pas", "End": True})
    with pytest.raises(sfn.AslError, match="line 1"):
        session.test_state('{"Type": ')


def test_nothing_is_kept_of_a_test(order: sfn.StateMachine, session: sfn.Session) -> None:
    order.test_state("Done")
    assert session.executions == {}


def _said(call: Callable[[], object]) -> str:
    with pytest.raises(sfn.UsageError) as raised:
        call()
    return str(raised.value)


@pytest.mark.parametrize(
    ("name", "given", "beginning"),
    [
        ("Chrage", {}, 'no state "Chrage" in this machine: did you mean "Charge"?'),
        ("Done", {"mock": {"result": 1}}, "State type 'Succeed' is not supported when a mock is specified"),
        ("Charge", {"mock": {"resutl": 1}}, 'a mock has no "resutl": did you mean "result"?'),
        ("Charge", {"mock": {"result": 1, "fieldValidationMode": "LOOSE"}}, 'no fieldValidationMode "LOOSE": STRICT'),
        ("Charge", {"mock": 1}, "the mock is an object with some of result, errorOutput"),
        ("Charge", {"mock": {"result": {1}}}, "the mocked result is not JSON"),
        ("Charge", {"state_configuration": {"items": 1}}, 'a stateConfiguration has no "items": it has retrier'),
        (
            "Charge",
            {"state_configuration": {"retrierRetryCount": -1}},
            "retrierRetryCount is a whole number, 0 or more",
        ),
        ("Done", {"input": {1}}, "the input is not JSON"),
        ("Done", {"inspection_level": "ALL"}, 'no inspection level "ALL": INFO, DEBUG or TRACE'),
    ],
)
def test_a_mistake_says_what_would_do(order: sfn.StateMachine, name: str, given: Any, beginning: str) -> None:
    assert _said(lambda: order.test_state(name, **given)).startswith(beginning)


def test_a_task_that_nobody_answers_is_named_as_the_user_does(session: sfn.Session) -> None:
    machine = session.state_machine(ORDER, "order")
    assert _said(lambda: machine.test_state("Charge")).startswith('state Charge: nobody answers the function "charge"')


def test_a_test_shows_itself_as_lines(order: sfn.StateMachine) -> None:
    tested = order.test_state("Charge", {"total": 1}, mock={"result": 7}, inspection_level="DEBUG")
    assert repr(tested).splitlines() == [
        "✓ Charge: SUCCEEDED → Done",
        '  input                {"total":1}',
        '  afterInputPath       {"total":1}',
        '  afterParameters      {"total":1}',
        "  result               7",
        "  afterResultSelector  7",
        '  afterResultPath      {"total":1,"paid":7}',
        'output: {"total":1,"paid":7}',
    ]


@pytest.mark.parametrize(
    ("error", "lines"),
    [
        ("Busy", ["… Charge: RETRIABLE, Retry[0] tries again after 1 s", "error: Busy", "cause: why"]),
        (
            "Sold out",
            [
                "! Charge: CAUGHT_ERROR, Catch[0] → Done",
                "error: Sold out",
                "cause: why",
                'output: {"Error":"Sold out","Cause":"why"}',
            ],
        ),
        ("Lost", ["✕ Charge: FAILED", "error: Lost", "cause: why"]),
    ],
)
def test_a_failure_shows_what_becomes_of_it(session: sfn.Session, error: str, lines: list[str]) -> None:
    state = {**ORDER["States"]["Charge"]}
    state["Catch"] = [{**state["Catch"][0], "ResultPath": "$"}]
    machine = session.state_machine({**ORDER, "States": {**ORDER["States"], "Charge": state}})
    mock = {"errorOutput": {"error": error, "cause": "why"}}
    tested = machine.test_state("Charge", mock=mock, inspection_level="DEBUG")
    assert [line for line in repr(tested).splitlines() if not line.startswith("  ")] == lines


def test_a_long_line_is_cut(session: sfn.Session) -> None:
    assert max(map(len, repr(session.test_state({"Type": "Pass", "End": True}, input="a" * 999)).splitlines())) == 200


def test_a_test_shows_itself_as_a_table(order: sfn.StateMachine) -> None:
    shown = order.test_state("Done", "<b>", inspection_level="DEBUG")._repr_html_()  # pyright: ignore[reportPrivateUsage] - as a notebook calls it
    assert shown.startswith('<div class="sfn-notebook"><style>')
    assert "<tr><th>afterInputPath</th>" in shown
    assert "&lt;b&gt;" in shown
    assert "<b>&quot;" not in shown
