"""Workers of activities: each task is taken by one of them, and none is lost."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from api_errors import refused
from fake_account import with_machine
from polling import baking, poll, started
from waiting_machines import wait_until

import sfn_notebook as sfn


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session() as opened:
        yield opened


def shown(execution: sfn.Execution) -> list[dict[str, Any]]:
    """Each event as AWS gives it, without times and without what stands for its own length."""
    return [
        {key: value for key, value in event.items() if key not in {"id", "timestamp", "previousEventId"}}
        for event in execution.history
    ]


# -- as AWS was seen to do it
def test_a_worker_takes_a_task_and_gives_its_result(session: sfn.Session) -> None:
    arn, bake = baking(session)
    job = bake.start({"Value1": "HelloWorld"})
    client = session.client()
    task = client.get_activity_task(activityArn=arn, workerName="BASE_ID_ACTIVITY_CONSUMER")
    client.send_task_success(taskToken=task["taskToken"], output=task["input"])
    execution = job.wait(10)
    value, whole = '{"Value1":"HelloWorld"}', {"truncated": False}
    assert execution.output == {"Value1": "HelloWorld"}
    assert shown(execution)[2:6] == [
        {
            "type": "ActivityScheduled",
            "activityScheduledEventDetails": {"resource": arn, "input": value, "inputDetails": whole},
        },
        {"type": "ActivityStarted", "activityStartedEventDetails": {"workerName": "BASE_ID_ACTIVITY_CONSUMER"}},
        {"type": "ActivitySucceeded", "activitySucceededEventDetails": {"output": value, "outputDetails": whole}},
        {
            "type": "TaskStateExited",
            "stateExitedEventDetails": {"name": "Bake", "output": value, "outputDetails": whole},
        },
    ]
    assert [event["previousEventId"] for event in execution.history] == [0, 0, 2, 3, 4, 5, 6]


def test_a_worker_without_a_name_fails_a_task(session: sfn.Session) -> None:
    arn, bake = baking(session)
    job = bake.start({"Value1": "HelloWorld"})
    client = session.client()
    task = client.get_activity_task(activityArn=arn)
    client.send_task_failure(taskToken=task["taskToken"], error="Programmatic Error", cause=task["input"])
    execution = job.wait(10)
    failure = {"error": "Programmatic Error", "cause": '{"Value1":"HelloWorld"}'}
    assert shown(execution)[3:] == [
        {"type": "ActivityStarted", "activityStartedEventDetails": {}},
        {"type": "ActivityFailed", "activityFailedEventDetails": failure},
        {"type": "ExecutionFailed", "executionFailedEventDetails": failure},
    ]


def test_an_activity_that_was_deleted_after_the_machine_was_made_fails_the_execution(session: sfn.Session) -> None:
    arn, bake = baking(session)
    session.account.activities.delete(arn)
    execution = bake.run()
    where = "An error occurred while executing the state 'Bake' (entered at the event id #2)."
    assert (execution.error, execution.cause) == ("States.Runtime", f"{where} The activity {arn} does not exist.")


@pytest.mark.parametrize(
    ("arn", "error"),
    [
        (
            "arn:aws:states:us-east-1:123456789012:activity:gone",
            (
                "ActivityDoesNotExist",
                "Activity Does Not Exist: 'arn:aws:states:us-east-1:123456789012:activity:gone'",
            ),
        ),
        ("bake", ("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: bake'")),
    ],
)
def test_only_activities_that_exist_have_tasks(arn: str, error: tuple[str, str]) -> None:
    assert refused(lambda: with_machine().client.get_activity_task(activityArn=arn)) == error


# -- who gets what
def test_a_worker_who_waits_gets_the_next_task(session: sfn.Session) -> None:
    arn, bake = baking(session)
    polled = poll(session, arn, "early")
    job = bake.start({"n": 1})
    task = polled.result(10)
    assert json.loads(task["input"]) == {"n": 1}
    assert job.execution.history[3]["activityStartedEventDetails"] == {"workerName": "early"}
    job.stop()


def test_a_worker_makes_a_blocking_run_go_on(session: sfn.Session) -> None:
    arn, bake = baking(session, TimeoutSeconds=50)
    client = session.client()

    def work() -> None:
        task = client.get_activity_task(activityArn=arn)
        client.send_task_heartbeat(taskToken=task["taskToken"])
        client.send_task_success(taskToken=task["taskToken"], output='"bread"')

    thread = threading.Thread(target=work)
    thread.start()
    wait_until(lambda: session.account.workers.of(arn).waiting)
    assert bake.run().output == "bread"
    thread.join(10)


def test_tasks_of_all_executions_are_taken_the_oldest_first(session: sfn.Session) -> None:
    arn, bake = baking(session)
    jobs = [started(bake, {"n": number}) for number in range(5)]
    assert [json.loads(poll(session, arn).result(10)["input"])["n"] for _ in jobs] == [0, 1, 2, 3, 4]


def test_a_task_that_nobody_waits_for_any_more_is_not_handed_out(session: sfn.Session) -> None:
    arn, bake = baking(session)
    jobs = [started(bake, {"n": number}) for number in range(3)]
    jobs[0].stop()
    jobs[1].execution.pending[0].succeed("from the notebook")
    assert json.loads(poll(session, arn).result(10)["input"]) == {"n": 2}
    jobs[2].stop()


def test_of_many_workers_and_tasks_each_has_one(session: sfn.Session) -> None:
    arn, bake = baking(session)
    client, taken = session.client(), list[int]()

    def work() -> None:
        while True:
            task = client.get_activity_task(activityArn=arn)
            if "taskToken" not in task:
                return
            taken.append(json.loads(task["input"])["n"])
            client.send_task_success(taskToken=task["taskToken"], output=task["input"])

    session.account.workers.poll_seconds = 0.2
    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    jobs = [bake.start({"n": number}) for number in range(60)]
    assert [job.wait(20).output for job in jobs] == [{"n": number} for number in range(60)]
    for thread in threads:
        thread.join(10)
    assert sorted(taken) == list(range(60))
