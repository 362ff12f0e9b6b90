"""Task states that call the account in which they run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from waiting_machines import create_activity, machine, wait_until

import sfn_notebook as sfn
from sfn_notebook.values import JSON

MACHINES = "arn:aws:states:us-east-1:123456789012:stateMachine:"


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session() as opened:
        yield opened


def calls(action: str, **parameters: JSON) -> dict[str, JSON]:
    resource = f"arn:aws:states:::aws-sdk:sfn:{action}"
    return machine({"Type": "Task", "Resource": resource, "Parameters": parameters, "End": True})


def test_an_express_machine_is_run_to_its_end(session: sfn.Session) -> None:
    session.state_machine(machine({"Type": "Pass", "Result": 7, "End": True}), "quick", type="EXPRESS")
    caller = calls("startSyncExecution", StateMachineArn=MACHINES + "quick", Input={"a": 1})
    output = session.state_machine(caller).run().output
    assert isinstance(output, dict)
    assert (output["Status"], output["Output"], output["Input"]) == ("SUCCEEDED", "7", '{"a":1}')


def test_an_execution_sees_itself(session: sfn.Session) -> None:
    caller = machine(
        {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:sfn:describeExecution",
            "Parameters": {"ExecutionArn.$": "$$.Execution.Id"},
            "OutputPath": "$.Status",
            "End": True,
        }
    )
    assert session.state_machine(caller).run().output == "RUNNING"


def test_an_execution_can_stop_itself(session: sfn.Session) -> None:
    caller = machine(
        {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:sfn:stopExecution",
            "Parameters": {"ExecutionArn.$": "$$.Execution.Id", "Error": "Enough"},
            "End": True,
        }
    )
    ended = session.state_machine(caller).run()
    assert (ended.status, ended.error) == ("ABORTED", "Enough")


def test_a_worker_whose_execution_is_stopped_polls_no_more(session: sfn.Session) -> None:
    arn = create_activity(session, "bake")
    job = session.state_machine(calls("getActivityTask", ActivityArn=arn)).start()
    wait_until(lambda: session.account.workers.of(arn).waiting)
    job.stop()
    wait_until(lambda: not session.account.workers.of(arn).waiting)
    assert job.wait().status == "ABORTED"


def test_a_poll_without_a_task_gives_nothing(session: sfn.Session) -> None:
    session.account.workers.poll_seconds = 0.01
    arn = create_activity(session, "bake")
    assert session.state_machine(calls("getActivityTask", ActivityArn=arn)).run().output == {}


def test_what_the_api_refuses_fails_the_task(session: sfn.Session) -> None:
    ended = session.state_machine(calls("createStateMachine", Name="x", Definition="{}", RoleArn="none")).run()
    assert ended.error == "Sfn.InvalidArnException"
