from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from api_errors import refused
from fake_account import (
    ARN_OF_ORDER,
    EXECUTIONS,
    MACHINES,
    NOON,
    ONE,
    SECOND,
    FakeAccount,
    FakeExecution,
    at,
    started,
    with_machine,
)

import sfn_notebook as sfn
from sfn_notebook.api.errors import ApiError, execution_already_exists
from sfn_notebook.api.execution_ports import ExecutionStatus
from sfn_notebook.api.ports import Startable


def bare(response: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in response.items() if key != "ResponseMetadata"}


def ended(account: FakeAccount, status: ExecutionStatus, **changes: Any) -> None:
    execution = started(account)
    execution.now = replace(execution.now, status=status, stopped=NOON + SECOND, **changes)


# -- start
def test_an_execution_starts_under_its_name() -> None:
    answer = with_machine().client.start_execution(stateMachineArn=ARN_OF_ORDER, name="one")
    assert bare(answer) == {"executionArn": ONE, "startDate": at(0)}


def test_an_execution_without_a_name_gets_one() -> None:
    answer = with_machine().client.start_execution(stateMachineArn=ARN_OF_ORDER)
    assert answer["executionArn"] == f"{EXECUTIONS}:order:run-0"


def test_an_execution_without_an_input_gets_an_empty_object() -> None:
    account = with_machine()
    account.client.start_execution(stateMachineArn=ARN_OF_ORDER, name="one")
    assert account.runs[ONE].now.input == "{}"


def test_the_input_is_kept_as_it_was_written() -> None:
    assert started(with_machine(), text='{"a" :  1}').now.input == '{"a" :  1}'


def test_starting_the_same_again_while_it_runs_answers_the_first() -> None:
    account = with_machine()
    first = account.client.start_execution(stateMachineArn=ARN_OF_ORDER, name="one", input="1")
    again = account.client.start_execution(stateMachineArn=ARN_OF_ORDER, name="one", input="1")
    assert (bare(first), len(account.runs)) == (bare(again), 1)


class QuickerAccount(FakeAccount):
    """Somebody else always starts the execution between a look and the start."""

    def start(self, target: Startable, name: str | None, input_text: str) -> FakeExecution:
        super().start(target, name, '"quicker"')
        raise execution_already_exists(f"{ONE}, which had {input_text}")


def test_of_two_that_start_the_same_at_once_one_starts_and_both_are_answered() -> None:
    client = with_machine(account=QuickerAccount()).client
    answer = client.start_execution(stateMachineArn=ARN_OF_ORDER, name="one", input='"quicker"')
    assert answer["executionArn"] == ONE


def test_of_two_that_start_something_else_at_once_one_is_refused() -> None:
    client = with_machine(account=QuickerAccount()).client
    found = refused(lambda: client.start_execution(stateMachineArn=ARN_OF_ORDER, name="one", input='"late"'))
    assert found == ("ExecutionAlreadyExists", f"Execution Already Exists: '{ONE}'")


def test_an_account_has_one_execution_of_a_name() -> None:
    with sfn.Session() as session:
        machine = session.state_machine({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}})
        machine.run(name="one")
        found = session.account.machines[machine.arn]
        with pytest.raises(ApiError, match="Execution Already Exists"):
            session.account.start(found, "one", "{}")


def test_a_name_has_at_most_eighty_characters() -> None:
    client = with_machine().client
    assert client.start_execution(stateMachineArn=ARN_OF_ORDER, name="a" * 80)["executionArn"].endswith("a" * 80)
    code, message = refused(lambda: client.start_execution(stateMachineArn=ARN_OF_ORDER, name="a" * 81))
    assert (code, "Member must have length less than or equal to 80" in message) == ("ValidationException", True)


@pytest.mark.parametrize(("status", "text"), [("RUNNING", "2"), ("SUCCEEDED", "{}")])
def test_another_execution_of_the_same_name_is_refused(status: ExecutionStatus, text: str) -> None:
    account = with_machine()
    ended(account, status)
    assert refused(lambda: started(account, text=text)) == (
        "ExecutionAlreadyExists",
        f"Execution Already Exists: '{ONE}'",
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Invalid execution input."),
        ("[" * 600 + "]" * 600, "nested deeper than 500 levels"),
        ("{'a': 1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name"),
    ],
)
def test_an_input_that_is_not_json_is_refused(text: str, why: str) -> None:
    assert refused(lambda: started(with_machine(), text=text)) == (
        "InvalidExecutionInput",
        f"Invalid State Machine Execution Input: '{why}'",
    )


def test_an_input_is_measured_in_bytes() -> None:
    code, message = refused(lambda: started(with_machine(), text=f'"{"ä" * 131_072}"'))
    assert code == "ValidationException"
    assert message.endswith(
        "Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144"
    )


def test_a_name_with_forbidden_characters_is_refused() -> None:
    assert refused(lambda: started(with_machine(), name="a b"))[0] == "InvalidName"


def test_a_machine_that_does_not_exist_cannot_be_started() -> None:
    arn = f"{MACHINES}:other"
    assert refused(lambda: with_machine().client.start_execution(stateMachineArn=arn))[0] == "StateMachineDoesNotExist"


def test_a_mocked_test_case_is_refused_by_name() -> None:
    assert refused(lambda: with_machine().client.start_execution(stateMachineArn=f"{ARN_OF_ORDER}#Sad")) == (
        "ValidationException",
        "sfn_notebook: a mocked test case (#Sad) is not supported yet",
    )


def test_a_trace_header_is_refused_by_name() -> None:
    code, message = refused(
        lambda: with_machine().client.start_execution(stateMachineArn=ARN_OF_ORDER, traceHeader="t")
    )
    assert (code, message) == ("ValidationException", "sfn_notebook: the parameter traceHeader is not supported yet")


# -- describe
def test_a_running_execution_is_described() -> None:
    account = with_machine()
    started(account)
    assert bare(account.client.describe_execution(executionArn=ONE)) == {
        "executionArn": ONE,
        "stateMachineArn": ARN_OF_ORDER,
        "name": "one",
        "status": "RUNNING",
        "startDate": at(0),
        "input": "{}",
        "inputDetails": {"included": True},
        "redriveCount": 0,
        "redriveStatus": "NOT_REDRIVABLE",
        "redriveStatusReason": "Execution is RUNNING and cannot be redriven",
    }


def test_a_succeeded_execution_has_an_output() -> None:
    account = with_machine()
    ended(account, "SUCCEEDED", output="7")
    described = account.client.describe_execution(executionArn=ONE)
    assert (described["output"], described["outputDetails"], described["stopDate"]) == ("7", {"included": True}, at(1))
    assert described["redriveStatusReason"] == "Execution is SUCCEEDED and cannot be redriven"


def test_a_failed_execution_has_an_error_and_can_be_redriven() -> None:
    account = with_machine()
    ended(account, "FAILED", error="Boom", cause="why")
    described = account.client.describe_execution(executionArn=ONE)
    assert (described["error"], described["cause"], described["redriveStatus"]) == ("Boom", "why", "REDRIVABLE")
    assert {"output", "outputDetails", "redriveStatusReason"}.isdisjoint(described)


def test_data_are_left_out_on_request() -> None:
    account = with_machine()
    ended(account, "SUCCEEDED", output="7")
    described = account.client.describe_execution(executionArn=ONE, includedData="METADATA_ONLY")
    assert {"input", "output"}.isdisjoint(described)
    assert described["inputDetails"] == {"included": False}


@pytest.mark.parametrize("operation", ["describe_execution", "get_execution_history", "stop_execution"])
def test_an_execution_that_does_not_exist_is_said_to(operation: str) -> None:
    assert refused(lambda: getattr(with_machine().client, operation)(executionArn=ONE)) == (
        "ExecutionDoesNotExist",
        f"Execution Does Not Exist: '{ONE}'",
    )


@pytest.mark.parametrize("operation", ["describe_execution", "get_execution_history", "stop_execution"])
def test_an_arn_that_is_none_is_refused(operation: str) -> None:
    assert refused(lambda: getattr(with_machine().client, operation)(executionArn="nothing")) == (
        "InvalidArn",
        "Invalid Arn: 'Invalid ARN prefix: nothing'",
    )


# -- stop
def test_an_execution_is_stopped_with_an_error_and_a_cause() -> None:
    account = with_machine()
    execution = started(account)
    answer = account.client.stop_execution(executionArn=ONE, error="Tired", cause="of it")
    assert bare(answer) == {"stopDate": at(2)}
    assert (execution.now.status, execution.now.error, execution.now.cause) == ("ABORTED", "Tired", "of it")


def test_an_execution_is_stopped_without_saying_why() -> None:
    account = with_machine()
    execution = started(account)
    account.client.stop_execution(executionArn=ONE)
    assert (execution.now.error, execution.now.cause) == (None, None)


# -- list
def test_executions_are_listed_newest_first() -> None:
    account = with_machine()
    for name in ("one", "two", "three"):
        started(account, name)
    listed = account.client.list_executions(stateMachineArn=ARN_OF_ORDER, maxResults=2)
    started(account, "four")
    more = account.client.list_executions(stateMachineArn=ARN_OF_ORDER, maxResults=2, nextToken=listed["nextToken"])
    assert [each["name"] for each in (*listed["executions"], *more["executions"])] == ["three", "two", "one"]


def test_executions_are_listed_by_status() -> None:
    account = with_machine()
    ended(account, "FAILED", error="Boom")
    started(account, "two")
    listed = account.client.list_executions(stateMachineArn=ARN_OF_ORDER, statusFilter="FAILED")["executions"]
    assert listed == [
        {
            "executionArn": ONE,
            "stateMachineArn": ARN_OF_ORDER,
            "name": "one",
            "status": "FAILED",
            "startDate": at(0),
            "stopDate": at(1),
            "redriveCount": 0,
        }
    ]


def test_executions_are_listed_of_one_machine_only() -> None:
    code, message = refused(with_machine().client.list_executions)
    assert code == "ValidationException"
    assert "Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null" in message


def test_only_the_executions_of_a_map_run_wait_to_be_redriven() -> None:
    account = with_machine()
    given = {"stateMachineArn": ARN_OF_ORDER, "statusFilter": "PENDING_REDRIVE"}
    assert refused(lambda: account.client.list_executions(**given))[0] == "ValidationException"


def test_only_children_of_map_runs_are_listed_by_whether_they_were_redriven() -> None:
    account = with_machine()
    assert refused(lambda: account.client.list_executions(stateMachineArn=ARN_OF_ORDER, redriveFilter="REDRIVEN")) == (
        "ValidationException",
        "RedriveFilter cannot be applied to ListExecutions call with StateMachine ARN",
    )


def test_a_list_that_became_shorter_goes_on_where_it_is_now() -> None:
    account = with_machine()
    for name in ("one", "two", "three"):
        started(account, name)
    given: dict[str, Any] = {"stateMachineArn": ARN_OF_ORDER, "statusFilter": "RUNNING", "maxResults": 1}
    token = account.client.list_executions(**given)["nextToken"]
    for name in ("two", "three"):
        account.runs[f"{EXECUTIONS}:order:{name}"].stop(None, None)
    listed = account.client.list_executions(**given, nextToken=token)
    assert ([each["name"] for each in listed["executions"]], "nextToken" in listed) == (["one"], False)
