"""Express state machines, through boto3."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from api_errors import refused

import sfn_notebook as sfn
from sfn_notebook.values import JSON

ACCOUNT = "111111111111"
STATES = f"arn:aws:states:us-east-1:{ACCOUNT}"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/any"
ARN = f"{STATES}:stateMachine:quick"
PASS: dict[str, JSON] = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}
FAIL: dict[str, JSON] = {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Boom", "Cause": "why"}}}


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session(account_id=ACCOUNT, seed=1, clock="logical") as opened:
        yield opened


def created(session: sfn.Session, definition: dict[str, JSON] = PASS, kind: str = "EXPRESS") -> Any:
    client = session.client()
    client.create_state_machine(name="quick", definition=json.dumps(definition), roleArn=ROLE, type=kind)
    return client


def nap(seconds: int) -> dict[str, JSON]:
    return {"StartAt": "Nap", "States": {"Nap": {"Type": "Wait", "Seconds": seconds, "End": True}}}


def task(resource: str) -> dict[str, JSON]:
    return {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": resource, "Parameters": {}, "End": True}}}


# -- what it cannot do
@pytest.mark.parametrize(
    ("definition", "said"),
    [
        (
            task(f"{STATES}:activity:work"),
            "Express state machine does not support Activity ARN at /States/T/Resource",
        ),
        (
            task("arn:aws:states:::aws-sdk:sfn:startExecution.waitForTaskToken"),
            "Express state machine does not support '.waitForTaskToken' service integration  at /States/T/Resource",
        ),
        (
            task("arn:aws:states:::batch:submitJob.sync"),
            "Express state machine does not support '.sync' service integration at /States/T/Resource",
        ),
        (
            {
                "StartAt": "M",
                "States": {
                    "M": {
                        "Type": "Map",
                        "ItemProcessor": {
                            **PASS,
                            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                        },
                        "End": True,
                    }
                },
            },
            (
                "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines"
                " at /States/M/ItemProcessor/ProcessorConfig/Mode"
            ),
        ),
    ],
)
def test_what_express_cannot_do_is_refused_in_aws_s_words(
    session: sfn.Session, definition: dict[str, JSON], said: str
) -> None:
    message = f"Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: {said}'"
    assert refused(lambda: created(session, definition)) == ("InvalidDefinition", message)
    assert session.client().list_state_machines()["stateMachines"] == []


def test_the_linter_says_the_same_of_an_express_machine_only() -> None:
    text = json.dumps(task(f"{STATES}:activity:work"))
    codes = [[found.code for found in sfn.lint(text, type=kind)] for kind in ("STANDARD", "EXPRESS")]
    assert ["SFN314" in found for found in codes] == [False, True]


def test_a_machine_of_another_type_is_another_machine(session: sfn.Session) -> None:
    created(session)
    assert refused(lambda: created(session, kind="STANDARD"))[0] == "StateMachineAlreadyExists"
    assert session.client().describe_state_machine(stateMachineArn=ARN)["type"] == "EXPRESS"


# -- a synchronous execution
def test_a_synchronous_execution_answers_with_its_end(session: sfn.Session) -> None:
    answer = created(session).start_sync_execution(stateMachineArn=ARN, name="one", input='{"a" : 1}')
    arn = answer.pop("executionArn")
    started, stopped = answer.pop("startDate"), answer.pop("stopDate")
    del answer["ResponseMetadata"]
    assert arn.startswith(f"{STATES}:express:quick:one:")
    assert len(arn.rpartition(":")[2]) == 36
    assert (started, stopped - started) == (dt.datetime(2000, 1, 1, tzinfo=dt.UTC), dt.timedelta())
    assert answer == {
        "stateMachineArn": ARN,
        "name": "one",
        "status": "SUCCEEDED",
        "input": '{"a" : 1}',
        "inputDetails": {"included": True},
        "output": '{"a":1}',
        "outputDetails": {"included": True},
        "billingDetails": {"billedDurationInMilliseconds": 100, "billedMemoryUsedInMB": 64},
    }


def test_a_synchronous_execution_that_fails_says_why(session: sfn.Session) -> None:
    answer = created(session, FAIL).start_sync_execution(stateMachineArn=ARN)
    assert (answer["status"], answer["error"], answer["cause"]) == ("FAILED", "Boom", "why")
    assert "output" not in answer
    assert answer["outputDetails"] == {"included": True}


def test_waiting_costs_no_time_but_is_billed(session: sfn.Session) -> None:
    answer = created(session, nap(250)).start_sync_execution(stateMachineArn=ARN)
    assert answer["stopDate"] - answer["startDate"] == dt.timedelta(seconds=250)
    assert answer["billingDetails"]["billedDurationInMilliseconds"] == 250_000


def test_five_minutes_are_the_end(session: sfn.Session) -> None:
    answer = created(session, nap(86_400)).start_sync_execution(stateMachineArn=ARN)
    assert (answer["status"], "error" in answer, "output" in answer) == ("TIMED_OUT", False, False)
    assert answer["stopDate"] - answer["startDate"] == dt.timedelta(minutes=5)


def test_data_can_be_left_out(session: sfn.Session) -> None:
    answer = created(session).start_sync_execution(stateMachineArn=ARN, includedData="METADATA_ONLY")
    assert ("input" in answer, "output" in answer) == (False, False)
    assert (answer["inputDetails"], answer["outputDetails"]) == ({"included": False}, {"included": False})


def test_a_task_of_a_synchronous_execution_is_answered(session: sfn.Session) -> None:
    def double(event: int) -> int:
        return event * 2

    session.function("double", double)
    state: JSON = {"Type": "Task", "Resource": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:double", "End": True}
    client = created(session, {"StartAt": "T", "States": {"T": state}})
    assert client.start_sync_execution(stateMachineArn=ARN, input="21")["output"] == "42"


def test_a_task_that_nobody_answers_is_refused(session: sfn.Session) -> None:
    client = created(session, task(f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:nobody"))
    assert refused(lambda: client.start_sync_execution(stateMachineArn=ARN))[0] == "ValidationException"
    assert session.executions == {}


def test_an_input_that_is_not_json_is_refused(session: sfn.Session) -> None:
    code, _ = refused(lambda: created(session).start_sync_execution(stateMachineArn=ARN, input="{"))
    assert code == "InvalidExecutionInput"


def test_a_standard_machine_has_no_synchronous_executions(session: sfn.Session) -> None:
    client = created(session, kind="STANDARD")
    assert refused(lambda: client.start_sync_execution(stateMachineArn=ARN)) == (
        "StateMachineTypeNotSupported",
        "This operation is not supported by this type of state machine",
    )


# -- an asynchronous one
def test_a_name_may_be_used_again(session: sfn.Session) -> None:
    client = created(session)
    arns = {client.start_execution(stateMachineArn=ARN, name="same")["executionArn"] for _ in range(2)}
    arns.add(client.start_sync_execution(stateMachineArn=ARN, name="same")["executionArn"])
    assert len(arns) == 3


def test_the_same_seed_gives_the_same_arns() -> None:
    arns: list[str] = []
    for _ in range(2):
        with sfn.Session(seed=7) as opened:
            machine = opened.state_machine(PASS, "quick", type="EXPRESS")
            arns.append(machine.run().arn)
    assert arns[0] == arns[1]


def test_executions_of_one_name_draw_different_numbers(session: sfn.Session) -> None:
    draw: JSON = {"Type": "Pass", "Parameters": {"id.$": "States.UUID()"}, "End": True}
    machine = session.state_machine({"StartAt": "P", "States": {"P": draw}}, "quick", type="EXPRESS")
    assert machine.run(name="same").output != machine.run(name="same").output


@pytest.mark.parametrize("operation", ["describe_execution", "get_execution_history", "stop_execution"])
def test_an_express_execution_cannot_be_asked_for(session: sfn.Session, operation: str) -> None:
    client = created(session)
    arn = client.start_execution(stateMachineArn=ARN)["executionArn"]
    assert refused(lambda: getattr(client, operation)(executionArn=arn)) == (
        "InvalidArn",
        "Invalid Arn: 'Resource type not valid in this context: express'",
    )


def test_express_executions_are_not_listed(session: sfn.Session) -> None:
    client = created(session)
    assert refused(lambda: client.list_executions(stateMachineArn=ARN))[0] == "StateMachineTypeNotSupported"


# -- for the user
def test_a_user_sees_more_than_aws_shows(session: sfn.Session) -> None:
    machine = session.state_machine(nap(3), "quick", type="EXPRESS")
    execution = machine.run({"a": 1})
    assert (machine.type, execution.status, execution.output) == ("EXPRESS", "SUCCEEDED", {"a": 1})
    assert execution.history[0]["type"] == "ExecutionStarted"
    assert [step.name for step in execution.steps] == ["Nap"]
    assert execution.billing is not None
    assert execution.billing.billed_duration_in_milliseconds == 3_000
    assert [record["id"] for record in execution.log_events] == ["1", "2", "3", "4"]
    assert {record["execution_arn"] for record in execution.log_events} == {execution.arn}
    assert execution.arn in session.executions


def test_a_standard_execution_is_not_billed_by_time(session: sfn.Session) -> None:
    assert session.state_machine(PASS).run().billing is None


def test_an_execution_that_has_not_ended_is_not_billed_yet(session: sfn.Session) -> None:
    machine = session.state_machine(PASS, type="EXPRESS")
    assert machine.open().billing is None


def test_a_name_of_an_express_execution_may_be_used_again_in_python_too(session: sfn.Session) -> None:
    machine = session.state_machine(PASS, type="EXPRESS")
    assert machine.run(name="one").arn != machine.run(name="one").arn


def test_a_name_of_a_standard_execution_is_still_unique(session: sfn.Session) -> None:
    machine = session.state_machine(PASS)
    machine.run(name="one")
    with pytest.raises(sfn.UsageError, match="has an execution"):
        machine.run(name="one")
