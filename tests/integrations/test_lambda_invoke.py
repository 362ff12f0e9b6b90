from __future__ import annotations

from typing import cast

import pytest
from task_calls import (
    ARN,
    INVOKE,
    REGION,
    REQUEST_ID,
    connector,
    echo,
    failed,
    invoke,
    refused,
    registry,
    succeeded,
    task,
    tasks,
)

from sfn_notebook.engine.ports import Connector
from sfn_notebook.values import JSON, size_bytes


def test_invoke_wraps_the_result_in_the_response_of_lambda() -> None:
    value = succeeded(invoke(registry(lambda: {"a": 1}), {"FunctionName": "charge"})).value
    assert isinstance(value, dict)
    http = value.pop("SdkHttpMetadata")
    assert value == {
        "ExecutedVersion": "$LATEST",
        "Payload": {"a": 1},
        "SdkResponseMetadata": {"RequestId": REQUEST_ID},
        "StatusCode": 200,
    }
    assert isinstance(http, dict)
    assert (list(http), http["HttpStatusCode"]) == (["AllHttpHeaders", "HttpHeaders", "HttpStatusCode"], 200)


def test_the_headers_of_a_response_tell_its_length_and_time() -> None:
    value = cast(
        "dict[str, dict[str, dict[str, str]]]",
        succeeded(invoke(registry(lambda: "hi"), {"FunctionName": "charge"})).value,
    )
    headers = value["SdkHttpMetadata"]["HttpHeaders"]
    assert (headers["Content-Length"], headers["Date"]) == ("4", "Tue, 14 Nov 2023 22:13:20 GMT")


def test_the_size_of_a_response_counts_all_of_it() -> None:
    found = succeeded(invoke(registry(lambda: {"ä": 1}), {"FunctionName": "charge"}))
    assert found.size_bytes == size_bytes(found.value)


def test_invoke_is_recorded_in_the_family_of_services() -> None:
    found = connector(registry(print), INVOKE, {"FunctionName": "charge"})
    assert (found.family, found.resource_type, found.resource, found.region, found.result_name) == (
        "Task",
        "lambda",
        "invoke",
        REGION,
        "lambda",
    )


@pytest.mark.parametrize(
    ("given", "event"),
    [
        ({}, {}),
        ({"Payload": None}, {}),
        ({"Payload": {"a": [1]}}, {"a": [1]}),
        ({"Payload": 0}, 0),
        ({"Payload": "7.5"}, 7.5),
        ({"Payload": '"text"'}, "text"),
        ({"Payload": '{"a": 1}'}, {"a": 1}),
    ],
)
def test_text_in_the_payload_is_the_body_of_the_request(given: dict[str, JSON], event: JSON) -> None:
    value = succeeded(invoke(registry(echo), {"FunctionName": "charge", **given})).value
    assert isinstance(value, dict)
    assert value["Payload"] == event


def test_text_that_is_not_json_is_refused_as_lambda_does() -> None:
    found = failed(invoke(registry(print), {"FunctionName": "charge", "Payload": "hello"}))
    assert (found.error, found.cause) == (
        "Lambda.InvalidRequestContentException",
        (
            "Could not parse request body into json: Could not parse payload into json: Unrecognized token 'hello': "
            "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false') "
            f"(Service: AWSLambda; Status Code: 400; "
            f"Error Code: InvalidRequestContentException; Request ID: {REQUEST_ID}; Proxy: null)"
        ),
    )


def test_text_that_is_nested_too_deep_is_refused() -> None:
    found = failed(invoke(registry(echo), {"FunctionName": "charge", "Payload": "[" * 600 + "]" * 600}))
    assert found.error == "Lambda.InvalidRequestContentException"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"FunctionName": "ship"}, f"{ARN}:ship:$LATEST"),
        ({"FunctionName": "ship:PROD"}, f"{ARN}:ship:PROD"),
        ({"FunctionName": f"{ARN}:ship", "Qualifier": "3"}, f"{ARN}:ship:3"),
        ({"FunctionName": "111122223333:function:ship"}, f"arn:aws:lambda:{REGION}:111122223333:function:ship:$LATEST"),
    ],
)
def test_a_name_from_data_that_nobody_answers_fails_as_on_aws(given: dict[str, JSON], missing: str) -> None:
    found = failed(invoke(registry(print), given))
    assert (found.error, found.cause) == (
        "Lambda.ResourceNotFoundException",
        (
            f"Function not found: {missing} (Service: AWSLambda; Status Code: 404; "
            f"Error Code: ResourceNotFoundException; Request ID: {REQUEST_ID}; Proxy: null)"
        ),
    )


def test_a_literal_name_that_nobody_answers_is_refused_before_anything_runs() -> None:
    assert refused(registry(print), INVOKE, {"FunctionName": "ship"})[0] == 'nobody answers the function "ship"'


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (None, "lambda:invoke needs the parameter FunctionName"),
        ({"Payload": 1}, "lambda:invoke needs the parameter FunctionName"),
        ({"FunctionName": "charge", "Paylod": 1}, 'the field "Paylod" is not supported by lambda:invoke'),
        (
            {"FunctionName": "charge", "InvocationType": "Event"},
            'InvocationType "Event" of lambda:invoke is not supported yet',
        ),
        ({"FunctionName": "charge", "LogType.$": "$.l"}, 'LogType.$ "$.l" of lambda:invoke is not supported yet'),
    ],
)
def test_parameters_that_cannot_work_are_refused_before_anything_runs(parameters: JSON, message: str) -> None:
    assert refused(registry(print), INVOKE, parameters)[0] == message


def test_what_does_as_without_it_is_taken() -> None:
    parameters: JSON = {"FunctionName": "charge", "InvocationType": "RequestResponse", "LogType": "None"}
    assert isinstance(tasks(registry(print)).resolve(task(INVOKE, parameters)), Connector)


@pytest.mark.parametrize(
    ("parameters", "problem"),
    [
        ({"FunctionName": 7}, "The value for the field 'FunctionName' must be a STRING"),
        ({"Payload": 7}, "The field 'FunctionName' is required but was missing"),
        ({"FunctionName": "charge", "Qualifier": 7}, "The value for the field 'Qualifier' must be a STRING"),
    ],
)
def test_parameters_of_the_wrong_type_are_a_runtime_error(parameters: dict[str, JSON], problem: str) -> None:
    found = failed(invoke(registry(print), parameters))
    assert found.error == "States.Runtime"
    assert (found.cause or "").endswith(f"could not be used to start the Task: [{problem}]")


def test_a_name_that_cannot_be_one_is_refused_by_lambda() -> None:
    found = failed(invoke(registry(print), {"FunctionName": "a b"}))
    assert found.error == "Lambda.AWSLambdaException"
    assert (found.cause or "").startswith(
        "1 validation error detected: Value 'a b' at 'functionName' failed to satisfy"
    )


def test_two_qualifiers_must_agree() -> None:
    found = failed(invoke(registry(print), {"FunctionName": "charge:A", "Qualifier": "B"}))
    assert found.error == "Lambda.InvalidParameterValueException"


def test_with_a_token_the_call_is_the_same_and_its_answer_is_not_that_of_the_task() -> None:
    found = connector(registry(lambda: 1), f"{INVOKE}.waitForTaskToken", {"FunctionName": "charge"})
    assert (found.family, found.resource_type, found.resource) == ("Task", "lambda", "invoke.waitForTaskToken")
    assert (found.pattern, found.result_name) == ("token", "lambda")
    assert connector(registry(lambda: 1), INVOKE, {"FunctionName": "charge"}).pattern == "response"
