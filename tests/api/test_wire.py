from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from concurrent.futures import CancelledError, Future

import pytest

from sfn_notebook.api import errors
from sfn_notebook.api.wire import Answer, Output, Parameters, answer, begin_answer, service_model
from sfn_notebook.values import JSON, encode

F = "failed to satisfy constraint: Member must"
ARN = "arn:aws:states:eu-west-1:999988887777:stateMachine:order"


def sent(
    operation: str, body: bytes | JSON, output: Mapping[str, object] | None = None
) -> tuple[int, JSON, list[Parameters]]:
    seen: list[Parameters] = []

    def dispatch(_: str, parameters: Parameters) -> Mapping[str, object]:
        seen.append(parameters)
        return output or {}

    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    status, answered = answer(dispatch, f"AWSStepFunctions.{operation}", raw)
    return status, answered, seen


def problem(operation: str, body: bytes | JSON) -> tuple[int, str, str]:
    status, answered, _ = sent(operation, body)
    assert isinstance(answered, dict)
    return status, str(answered["__type"]), str(answered["message"])


def test_parameters_reach_the_operation_and_unknown_ones_do_not() -> None:
    _, _, seen = sent("StartExecution", {"stateMachineArn": ARN, "input": None, "colour": "red"})
    assert seen == [{"stateMachineArn": ARN}]


def test_an_empty_body_has_no_parameters() -> None:
    assert sent("ListStateMachines", b"")[2] == [{}]


@pytest.mark.parametrize(
    ("operation", "parameters", "why"),
    [
        ("StartExecution", {}, f"Value null at 'stateMachineArn' {F} not be null"),
        (
            "StartExecution",
            {"stateMachineArn": "", "name": "n"},
            f"Value '' at 'stateMachineArn' {F} have length greater than or equal to 1",
        ),
        (
            "StartExecution",
            {"stateMachineArn": ARN, "name": "n" * 81},
            f"Value '{'n' * 81}' at 'name' {F} have length less than or equal to 80",
        ),
        (
            "StartExecution",
            {"stateMachineArn": ARN, "input": "1" * 262_145},
            f"Value at 'input' {F} have length less than or equal to 262144",
        ),
        (
            "StartExecution",
            {"stateMachineArn": ARN, "traceHeader": "ä"},
            rf"Value 'ä' at 'traceHeader' {F} satisfy regular expression pattern: \p{{ASCII}}*",
        ),
        (
            "DescribeExecution",
            {"executionArn": ARN, "includedData": "SOME"},
            f"Value 'SOME' at 'includedData' {F} satisfy enum value set: [ALL_DATA, METADATA_ONLY]",
        ),
        (
            "ListStateMachines",
            {"maxResults": 1001},
            f"Value '1001' at 'maxResults' {F} have value less than or equal to 1000",
        ),
        (
            "ListStateMachines",
            {"maxResults": -1},
            f"Value '-1' at 'maxResults' {F} have value greater than or equal to 0",
        ),
        (
            "TagResource",
            {"resourceArn": ARN, "tags": [{"key": ""}]},
            f"Value '' at 'tags.1.member.key' {F} have length greater than or equal to 1",
        ),
    ],
)
def test_a_broken_constraint_is_told_in_the_words_of_aws(operation: str, parameters: Parameters, why: str) -> None:
    assert problem(operation, parameters) == (400, "ValidationException", f"1 validation error detected: {why}")


def test_several_broken_constraints_are_told_together() -> None:
    message = problem("CreateStateMachine", {"name": "order"})[2]
    assert message.startswith("2 validation errors detected: Value null at 'definition' ")
    assert "; Value null at 'roleArn' failed" in message


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"stateMachineArn": 7}, "NUMBER_VALUE can not be converted to String"),
        ({"stateMachineArn": ARN, "name": True}, "BOOLEAN_VALUE can not be converted to String"),
        ([], "START_ARRAY can not be converted to Structure"),
        (None, "NULL_VALUE can not be converted to Structure"),
    ],
)
def test_a_value_of_another_type_cannot_be_read(parameters: JSON, message: str) -> None:
    assert problem("StartExecution", parameters) == (400, "SerializationException", message)


def test_true_is_no_number() -> None:
    assert problem("ListStateMachines", {"maxResults": True})[1] == "SerializationException"


def test_a_body_that_is_not_json_cannot_be_read() -> None:
    assert problem("StartExecution", b"{")[1] == "SerializationException"


def test_an_operation_that_does_not_exist_is_unknown() -> None:
    assert problem("MakeCoffee", {})[:2] == (400, "UnknownOperationException")


def test_an_error_of_the_operation_is_answered_with_its_code() -> None:
    def dispatch(_: str, __: Parameters) -> Mapping[str, object]:
        raise errors.invalid_token()

    assert answer(dispatch, "AWSStepFunctions.ListStateMachines", b"{}") == (
        400,
        {"__type": "InvalidToken", "message": "Invalid Token: 'Invalid token'"},
    )


def test_times_are_written_in_seconds_to_the_millisecond() -> None:
    output = {"executionArn": ARN, "startDate": 1_700_000_000_123_999_999}
    assert sent("StartExecution", {"stateMachineArn": ARN}, output)[1] == {
        "executionArn": ARN,
        "startDate": 1_700_000_000.123,
    }


def test_times_inside_lists_are_written_too() -> None:
    event = {"id": 1, "timestamp": 1_500_000_000, "type": "FailStateEntered", "stateEnteredEventDetails": {"name": "F"}}
    found = sent("GetExecutionHistory", {"executionArn": ARN}, {"events": [event], "nextToken": None})[1]
    assert found == {"events": [{**event, "timestamp": 1.5}]}


def test_members_that_are_none_are_left_out() -> None:
    output = {"stopDate": None, "status": "RUNNING", "mapRunArn": None}
    assert sent("DescribeExecution", {"executionArn": ARN}, output)[1] == {"status": "RUNNING"}


def test_an_output_that_the_model_does_not_know_is_a_bug_of_ours() -> None:
    with pytest.raises(KeyError):
        sent("DescribeExecution", {"executionArn": ARN}, {"colour": "red"})


@pytest.mark.parametrize("target", ["ListStateMachines", "DynamoDB_20120810.ListStateMachines", "", "."])
def test_an_operation_of_another_service_is_unknown(target: str) -> None:
    status, answered = answer(lambda _, __: {}, target, b"{}")
    assert isinstance(answered, dict)
    assert (status, answered["__type"]) == (400, "UnknownOperationException")


def later(future: Future[Output]) -> Answer | Future[Answer]:
    return begin_answer(
        lambda _, __: future, "AWSStepFunctions.StartExecution", encode({"stateMachineArn": ARN}).encode()
    )


def test_an_operation_may_answer_later() -> None:
    future: Future[Output] = Future()
    begun = later(future)
    assert isinstance(begun, Future)
    assert not begun.done()
    future.set_result({"startDate": 1_500_000_000, "executionArn": None})
    assert begun.result(0) == (200, {"startDate": 1.5})


def test_an_error_may_come_later_too() -> None:
    future: Future[Output] = Future()
    begun = later(future)
    future.set_exception(errors.invalid_token())
    assert isinstance(begun, Future)
    assert begun.result(0) == (400, {"__type": "InvalidToken", "message": "Invalid Token: 'Invalid token'"})


def test_a_bug_that_shows_later_is_raised_where_the_answer_is_waited_for() -> None:
    future: Future[Output] = Future()
    begun = later(future)
    future.set_exception(ZeroDivisionError())
    assert isinstance(begun, Future)
    with pytest.raises(ZeroDivisionError):
        begun.result(0)


def test_whoever_answers_in_this_process_waits() -> None:
    future: Future[Output] = Future()
    threading.Timer(0.01, lambda: future.set_result({"executionArn": ARN})).start()
    answered = answer(
        lambda _, __: future, "AWSStepFunctions.StartExecution", encode({"stateMachineArn": ARN}).encode()
    )
    assert answered == (200, {"executionArn": ARN})


def test_an_operation_is_told_that_its_caller_has_gone() -> None:
    future: Future[Output] = Future()
    begun = later(future)
    assert isinstance(begun, Future)
    begun.cancel()
    assert future.cancelled()


def test_an_answer_that_nobody_waits_for_is_dropped() -> None:
    future: Future[Output] = Future()
    begun = later(future)
    assert isinstance(begun, Future)
    assert future.set_running_or_notify_cancel()
    begun.cancel()
    future.set_result({"executionArn": ARN})
    assert begun.cancelled()


def test_an_operation_that_gives_up_is_an_answer_that_was_cancelled() -> None:
    future: Future[Output] = Future()
    begun = later(future)
    future.cancel()
    assert isinstance(begun, Future)
    with pytest.raises(CancelledError):
        begun.result(0)


def test_the_model_is_read_once() -> None:
    assert service_model() is service_model()
