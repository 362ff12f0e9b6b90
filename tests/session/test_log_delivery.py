"""Executions of a session with moto: what their state machines log arrives in the log group."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest

import sfn_notebook as sfn
from sfn_notebook.values import JSON

pytestmark = pytest.mark.slow

ACCOUNT = "111111111111"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/any"
GROUP = "/aws/vendedlogs/states/order"
MACHINE: dict[str, JSON] = {
    "StartAt": "Nap",
    "States": {
        "Nap": {"Type": "Wait", "Seconds": 60, "Next": "Stop"},
        "Stop": {"Type": "Fail", "Error": "Boom", "Cause": "why"},
    },
}


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session(account_id=ACCOUNT, aws="moto", clock="logical") as opened:
        opened.client("logs").create_log_group(logGroupName=GROUP)
        yield opened


def created(
    session: sfn.Session, kind: str = "EXPRESS", level: str = "ALL", definition: dict[str, JSON] = MACHINE, **more: Any
) -> str:
    arn = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{GROUP}:*"
    logging = {"level": level, "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": arn}}], **more}
    answer = session.client().create_state_machine(
        name="order", definition=json.dumps(definition), roleArn=ROLE, type=kind, loggingConfiguration=logging
    )
    made: str = answer["stateMachineArn"]
    return made


def logged(session: sfn.Session) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = session.client("logs").filter_log_events(logGroupName=GROUP)["events"]
    return [json.loads(event["message"]) for event in found]


def finish(session: sfn.Session) -> None:
    for execution in session.account.executions.values():
        assert execution.job is not None
        execution.job.done.wait(10)
        execution.settle()


@pytest.mark.parametrize("kind", ["STANDARD", "EXPRESS"])
def test_what_is_logged_is_what_the_execution_shows(session: sfn.Session, kind: str) -> None:
    arn = created(session, kind, includeExecutionData=True)
    session.client().start_execution(stateMachineArn=arn, input='{"a":1}')
    finish(session)
    (execution,) = session.executions.values()
    assert logged(session) == execution.log_events
    assert logged(session)[0]["details"]["input"] == '{"a":1}'


def test_a_synchronous_execution_is_logged_before_it_answers(session: sfn.Session) -> None:
    session.client().start_sync_execution(stateMachineArn=created(session))
    assert logged(session)[-1]["type"] == "ExecutionFailed"
    assert "input" not in logged(session)[0]["details"]


@pytest.mark.parametrize(
    ("level", "types"),
    [("ERROR", ["FailStateEntered", "ExecutionFailed"]), ("FATAL", ["ExecutionFailed"]), ("OFF", [])],
)
def test_a_level_takes_less(session: sfn.Session, level: str, types: list[str]) -> None:
    session.client().start_sync_execution(stateMachineArn=created(session, level=level))
    assert [record["type"] for record in logged(session)] == types


def test_every_execution_has_a_stream_of_its_own(session: sfn.Session) -> None:
    arn = created(session)
    for _ in range(2):
        session.client().start_sync_execution(stateMachineArn=arn)
    streams = session.client("logs").describe_log_streams(logGroupName=GROUP)["logStreams"]
    names = [stream["logStreamName"].rpartition("/")[0] for stream in streams]
    assert names == ["states/order/2000-01-01-00-00"] * 2


def test_records_keep_the_time_of_the_run(session: sfn.Session) -> None:
    session.client().start_sync_execution(stateMachineArn=created(session))
    times = [dt.datetime.fromtimestamp(int(each["event_timestamp"]) / 1000, dt.UTC) for each in logged(session)]
    assert (times[0].year, times[-1] - times[0]) == (2000, dt.timedelta(minutes=1))


def test_what_cannot_be_delivered_is_lost_and_harms_nothing(session: sfn.Session) -> None:
    arn = created(session)
    session.client("logs").delete_log_group(logGroupName=GROUP)
    assert session.client().start_sync_execution(stateMachineArn=arn)["status"] == "FAILED"


def test_long_executions_are_delivered_in_batches(session: sfn.Session) -> None:
    text = "x" * 200_000
    states: dict[str, JSON] = {
        f"S{number}": {"Type": "Pass", **({"End": True} if number == 9 else {"Next": f"S{number + 1}"})}
        for number in range(10)
    }
    arn = created(session, definition={"StartAt": "S0", "States": states}, includeExecutionData=True)
    session.client().start_sync_execution(stateMachineArn=arn, input=json.dumps(text))
    assert [record["id"] for record in logged(session)] == [str(number) for number in range(1, 23)]


def test_without_services_there_is_no_log_group() -> None:
    with sfn.Session(account_id=ACCOUNT) as plain:
        client = plain.client()
        with pytest.raises(client.exceptions.InvalidLoggingConfiguration, match="Log Destination not found"):
            created(plain)


def test_closing_a_session_whose_executions_log_is_quiet(session: sfn.Session) -> None:
    session.client().start_execution(stateMachineArn=created(session))
    session.close()
    finish(session)
