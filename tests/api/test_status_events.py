"""The events of EventBridge: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html."""

from __future__ import annotations

from typing import Any

import pytest

import sfn_notebook as sfn
from sfn_notebook.api.status_events import status_event
from sfn_notebook.values import JSON

KB = 1024
ARN = "arn:aws:states:eu-west-1:111111111111"


def ended(end: JSON, given: object = None, **options: Any) -> Any:
    session = sfn.Session(account_id="111111111111", region="eu-west-1", clock="logical", seed=1)
    machine = session.state_machine({"StartAt": "S", "States": {"S": end}, **options}, name="order")
    return machine.run(given, name="one").record


def told(execution: Any, number: int = -1) -> dict[str, Any]:
    return status_event(execution, execution.run.events[number])


def test_the_first_event_says_that_an_execution_runs() -> None:
    execution = ended({"Type": "Succeed"}, {"a": 1})
    assert told(execution, 0) == {
        "version": "0",
        "id": told(execution, 0)["id"],
        "detail-type": "Step Functions Execution Status Change",
        "source": "aws.states",
        "account": "111111111111",
        "time": "2000-01-01T00:00:00Z",
        "region": "eu-west-1",
        "resources": [f"{ARN}:execution:order:one"],
        "detail": {
            "executionArn": f"{ARN}:execution:order:one",
            "stateMachineArn": f"{ARN}:stateMachine:order",
            "name": "one",
            "status": "RUNNING",
            "startDate": 946_684_800_000,
            "stopDate": None,
            "input": '{"a":1}',
            "output": None,
            "stateMachineVersionArn": None,
            "stateMachineAliasArn": None,
            "redriveCount": 0,
            "redriveDate": None,
            "redriveStatus": "NOT_REDRIVABLE",
            "redriveStatusReason": "Execution is RUNNING and cannot be redriven",
            "inputDetails": {"included": True},
            "outputDetails": None,
            "error": None,
            "cause": None,
        },
    }


def test_the_last_event_says_what_it_gave() -> None:
    detail = told(ended({"Type": "Succeed"}, "Hello World!"))["detail"]
    assert (detail["status"], detail["output"], detail["outputDetails"]) == (
        "SUCCEEDED",
        '"Hello World!"',
        {"included": True},
    )
    assert (detail["stopDate"], detail["redriveStatus"]) == (946_684_800_000, "NOT_REDRIVABLE")


def test_a_failure_says_why() -> None:
    detail = told(ended({"Type": "Fail", "Error": "Boom", "Cause": "why"}))["detail"]
    assert (detail["status"], detail["error"], detail["cause"]) == ("FAILED", "Boom", "why")
    assert (detail["output"], detail["outputDetails"]) == (None, None)
    assert (detail["redriveStatus"], detail["redriveStatusReason"]) == ("REDRIVABLE", None)


def test_a_timeout_has_an_end_and_no_reason() -> None:
    detail = told(ended({"Type": "Wait", "Seconds": 90, "End": True}, TimeoutSeconds=60))["detail"]
    assert (detail["status"], detail["error"], detail["cause"]) == ("TIMED_OUT", None, None)
    assert detail["stopDate"] - detail["startDate"] == 60_000


def test_the_id_of_an_event_comes_from_the_seed() -> None:
    ids = {told(ended({"Type": "Succeed"}), number)["id"] for number in (0, -1) for _ in range(2)}
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("given", "result", "included"),
    [
        ("x" * 123 * KB, "x" * 123 * KB, (True, True)),
        ("x" * 125 * KB, "x" * 125 * KB, (False, True)),
        ("x", "x" * 249 * KB, (False, False)),
        ("x" * 249 * KB, "x", (False, True)),
        ('"' * 61 * KB, "x", (True, True)),
        ('"' * 83 * KB, "x", (False, True)),
    ],
    ids=["fits", "together too long", "output too long", "input too long", "escaped fits", "escaped too long"],
)
def test_data_over_the_limit_of_eventbridge_are_left_out(given: str, result: str, included: tuple[bool, bool]) -> None:
    detail = told(ended({"Type": "Pass", "Result": result, "End": True}, given))["detail"]
    assert (detail["inputDetails"]["included"], detail["outputDetails"]["included"]) == included
    assert (detail["input"] is not None, detail["output"] is not None) == included
