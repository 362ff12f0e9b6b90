"""What is told of when an execution of a session changes its status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import sfn_notebook as sfn
from sfn_notebook.values import JSON

ACCOUNT = "111111111111"
DONE: dict[str, JSON] = {
    "StartAt": "Nap",
    "States": {"Nap": {"Type": "Wait", "Seconds": 60, "Next": "Done"}, "Done": {"Type": "Succeed"}},
}
FAIL: dict[str, JSON] = {"StartAt": "Stop", "States": {"Stop": {"Type": "Fail", "Error": "Boom", "Cause": "why"}}}


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session(account_id=ACCOUNT, clock="logical", seed=7) as opened:
        yield opened


def test_a_callback_is_called_at_the_start_and_at_the_end(session: sfn.Session) -> None:
    told: list[dict[str, Any]] = []
    session.on_status_change(told.append)
    execution = session.state_machine(DONE, name="order").run({"a": 1})
    assert [(event["detail"]["status"], event["time"]) for event in told] == [
        ("RUNNING", "2000-01-01T00:00:00Z"),
        ("SUCCEEDED", "2000-01-01T00:01:00Z"),
    ]
    assert {event["resources"][0] for event in told} == {execution.arn}
    assert len({event["id"] for event in told}) == 2


def test_a_callback_may_run_what_comes_next(session: sfn.Session) -> None:
    after = session.state_machine(DONE, name="after")
    outputs: list[JSON] = []

    def chain(event: dict[str, Any]) -> None:
        if event["detail"]["status"] == "SUCCEEDED" and event["detail"]["stateMachineArn"].endswith(":order"):
            outputs.append(after.run(json.loads(event["detail"]["output"])).output)

    session.on_status_change(chain)
    session.state_machine(DONE, name="order").run({"a": 1})
    assert outputs == [{"a": 1}]


def test_express_executions_tell_nothing(session: sfn.Session) -> None:
    told: list[dict[str, Any]] = []
    session.on_status_change(told.append)
    session.state_machine(DONE, type="EXPRESS").run()
    assert told == []


def test_a_callback_that_raises_is_reported_once(session: sfn.Session) -> None:
    def broken(_: dict[str, Any]) -> None:
        raise KeyError("x")

    session.on_status_change(broken)
    machine = session.state_machine(FAIL)
    with pytest.warns(RuntimeWarning, match=r"raised KeyError\('x'\)") as warned:
        assert [machine.run().status for _ in range(2)] == ["FAILED", "FAILED"]
    assert len(warned) == 1


def test_after_the_end_nothing_is_told_any_more(session: sfn.Session) -> None:
    told: list[dict[str, Any]] = []
    with session.on_status_change(told.append) as subscription:
        assert repr(subscription).startswith("<changes of status to <built-in method append of list")
        session.state_machine(DONE).run()
    session.state_machine(DONE).run()
    assert len(told) == 2


@pytest.fixture
def with_rule() -> Iterator[sfn.Session]:
    """A session with moto whose event bus sends what Step Functions tells to a queue and a log group."""
    with sfn.Session(account_id=ACCOUNT, aws="moto", clock="logical") as opened:
        events = opened.client("events")
        opened.client("sqs").create_queue(QueueName="told")
        opened.client("logs").create_log_group(logGroupName="told")
        events.put_rule(Name="ends", EventPattern=json.dumps({"detail": {"status": ["FAILED", "SUCCEEDED"]}}))
        queue = {"Id": "queue", "Arn": f"arn:aws:sqs:us-east-1:{ACCOUNT}:told"}
        group = {"Id": "group", "Arn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:told"}
        events.put_targets(Rule="ends", Targets=[queue, group])
        yield opened


def received(session: sfn.Session) -> list[dict[str, Any]]:
    sqs = session.client("sqs")
    url = sqs.get_queue_url(QueueName="told")["QueueUrl"]
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"]) for message in messages]


@pytest.mark.slow
def test_the_event_bus_of_moto_gets_the_same(with_rule: sfn.Session) -> None:
    told: list[dict[str, Any]] = []
    with_rule.on_status_change(told.append)
    with_rule.state_machine(FAIL).run({"<id>": "<region>"})
    with_rule.state_machine(DONE).run()
    (first, second) = received(with_rule)
    whole = [{**event, "id": ""} for event in told if event["detail"]["status"] != "RUNNING"]
    assert [{**event, "id": ""} for event in (first, second)] == whole
    logged = with_rule.client("logs").filter_log_events(logGroupName="told")["events"]
    assert len(logged) == 2


@pytest.mark.slow
def test_a_poller_that_sees_the_end_finds_the_event(with_rule: sfn.Session) -> None:
    client = with_rule.client()
    arn = client.create_state_machine(name="m", definition=json.dumps(DONE), roleArn="arn:aws:iam::1:role/r")
    started = client.start_execution(stateMachineArn=arn["stateMachineArn"])["executionArn"]
    job = with_rule.account.executions[started].job
    assert job is not None
    job.done.wait(10)
    assert client.describe_execution(executionArn=started)["status"] == "SUCCEEDED"
    assert [event["detail"]["status"] for event in received(with_rule)] == ["SUCCEEDED"]


@pytest.mark.slow
def test_a_target_that_moto_does_not_have_is_reported_and_ends_nothing(with_rule: sfn.Session) -> None:
    target = {"Id": "function", "Arn": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f"}
    with_rule.client("events").put_targets(Rule="ends", Targets=[target])
    with pytest.warns(RuntimeWarning, match=r"the event bus raised NotImplementedError"):
        assert with_rule.state_machine(FAIL).run().status == "FAILED"


@pytest.mark.slow
def test_an_input_transformer_is_still_moto_s_own(with_rule: sfn.Session) -> None:
    target = {
        "Id": "queue",
        "Arn": f"arn:aws:sqs:us-east-1:{ACCOUNT}:told",
        "InputTransformer": {"InputPathsMap": {"s": "$.detail.status"}, "InputTemplate": '{"ended": "<s>"}'},
    }
    with_rule.client("events").put_targets(Rule="ends", Targets=[target])
    with_rule.state_machine(DONE).run()
    assert received(with_rule) == [{"ended": "SUCCEEDED"}]
