from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from sfn_notebook.integrations.mock_validation import FieldValidationMode, mock_problem
from sfn_notebook.values import JSON

STATES = "arn:aws:states:::"
PREFIX = "Mock result schema validation error: "


def problem(resource: str, result: JSON, mode: FieldValidationMode = "STRICT") -> str | None:
    return mock_problem(STATES + resource, result, mode)


@pytest.mark.parametrize(
    ("resource", "result", "said"),
    [
        ("sqs:sendMessage", {"MessageId": 5}, "Field 'MessageId' must be a string"),
        ("aws-sdk:kms:sign", {"Signature": ["c2ln"]}, "Field 'Signature' must be a string"),
        ("aws-sdk:s3:headObject", {"LastModified": 1}, "Field 'LastModified' must be a string"),
        ("aws-sdk:s3:headObject", {"DeleteMarker": "true"}, "Field 'DeleteMarker' must be a boolean"),
        ("aws-sdk:s3:headObject", {"PartsCount": True}, "Field 'PartsCount' must be a number"),
        ("aws-sdk:s3:headObject", {"ContentLength": {}}, "Field 'ContentLength' must be a number"),
        ("aws-sdk:s3:headObject", {"Metadata": []}, "Field 'Metadata' must be an object"),
        ("aws-sdk:s3:headObject", {"ETag": None}, "Field 'ETag' must be a string"),
        ("dynamodb:getItem", {"ConsumedCapacity": "all"}, "Field 'ConsumedCapacity' must be an object"),
        ("dynamodb:getItem", {"ConsumedCapacity": {"CapacityUnits": []}}, "Field 'CapacityUnits' must be a number"),
        ("aws-sdk:cloudwatch:getMetricData", {"MetricDataResults": {}}, "Field 'MetricDataResults' must be an array"),
        ("aws-sdk:ecs:listTasks", {"TaskArns": [1]}, "Field 'TaskArns' must be a string"),
        ("aws-sdk:s3:headObject", {"Metadata": {"owner": 1}}, "Field 'owner' must be a string"),
    ],
)
def test_a_field_has_the_type_of_the_api(resource: str, result: JSON, said: str) -> None:
    assert problem(resource, result) == PREFIX + said


@pytest.mark.parametrize(
    ("resource", "result", "said"),
    [
        (
            "aws-sdk:lambda:getFunctionConcurrency",
            {"ReservedConcurrentExecutions": -1},
            "is less than the minimum value",
        ),
        ("aws-sdk:lambda:createFunction", {"Timeout": 10**9}, "is greater than the maximum value"),
        ("aws-sdk:kms:generateRandom", {"Plaintext": ""}, "is smaller than the minimum length"),
        ("aws-sdk:kms:generateRandom", {"Plaintext": "x" * 5000}, "is larger than the maximum length"),
        ("aws-sdk:kms:sign", {"KeyId": ""}, "is smaller than the minimum length"),
        ("aws-sdk:lambda:createFunction", {"Architectures": []}, "is smaller than the minimum length"),
        ("aws-sdk:lambda:createFunction", {"PackageType": "Tar"}, "is not an expected value"),
    ],
)
def test_a_field_is_within_the_limits_of_the_api(resource: str, result: dict[str, JSON], said: str) -> None:
    assert problem(resource, result) == f"{PREFIX}Field '{next(iter(result))}' {said}"


@pytest.mark.parametrize(
    ("resource", "result"),
    [
        ("lambda:invoke", {"StatusCode": 200, "Payload": '{"ok": true}', "ExecutedVersion": "$LATEST"}),
        ("aws-sdk:lambda:createFunction", {"Timeout": 1, "Architectures": ["arm64"], "PackageType": "Zip"}),
        ("aws-sdk:kms:generateRandom", {"Plaintext": "x"}),
        ("dynamodb:getItem", {"Item": {"id": {"S": "1"}}, "ConsumedCapacity": {"CapacityUnits": 1}}),
        ("aws-sdk:s3:headObject", {"LastModified": "yesterday"}),
        ("sns:publish", {"MessageId": "1", "SdkHttpMetadata": {"HttpStatusCode": 200}}),
        ("events:putEvents", {}),
        ("aws-sdk:sqs:deleteMessage", "nothing is known of an answer without members"),
    ],
)
def test_what_the_service_could_answer_is_accepted(resource: str, result: JSON) -> None:
    assert problem(resource, result) is None


def test_a_result_that_is_no_object_is_none_of_an_api() -> None:
    assert problem("sqs:sendMessage", ["sent"]) == f"{PREFIX}Mock result must be an object"


def test_the_second_element_of_a_list_is_looked_at() -> None:
    entries: JSON = [{"ErrorCode": "InternalFailure"}, {"ErrorCode": 500}]
    assert problem("events:putEvents", {"Entries": entries}) == f"{PREFIX}Field 'ErrorCode' must be a string"


def test_the_first_problem_is_that_of_the_models_first_member() -> None:
    result: JSON = {"MessageId": 1, "MD5OfMessageBody": 2}
    assert problem("sqs:sendMessage", result) == f"{PREFIX}Field 'MD5OfMessageBody' must be a string"


def test_a_members_inside_is_looked_at_before_the_next_member() -> None:
    result: JSON = {"FunctionName": 1, "Configuration": {"VpcConfig": {"SubnetIds": "all"}}, "Code": "zip"}
    assert problem("aws-sdk:lambda:getFunction", result) == f"{PREFIX}Field 'SubnetIds' must be an array"


def test_strict_asks_for_the_required_fields() -> None:
    assert problem("aws-sdk:sfn:createActivity", {}) == f"{PREFIX}Field 'ActivityArn' is required"


def test_strict_asks_for_the_required_fields_inside() -> None:
    result: JSON = {"Activities": [{"ActivityArn": "arn", "Name": "n"}]}
    assert problem("aws-sdk:sfn:listActivities", result) == f"{PREFIX}Field 'CreationDate' is required"


def test_present_asks_for_no_field() -> None:
    assert problem("aws-sdk:sfn:createActivity", {}, "PRESENT") is None


def test_present_looks_at_the_fields_that_are_there() -> None:
    said = problem("aws-sdk:sfn:createActivity", {"CreationDate": 5}, "PRESENT")
    assert said == f"{PREFIX}Field 'CreationDate' must be a string"


def test_none_looks_at_nothing() -> None:
    assert problem("aws-sdk:sfn:createActivity", ["no activity"], "NONE") is None


def test_a_name_in_the_case_of_the_api_is_a_field_that_nobody_knows() -> None:
    assert problem("aws-sdk:sfn:createActivity", {"activityArn": 5}, "PRESENT") is None


def test_the_sdk_has_the_names_of_java() -> None:
    result: JSON = {"Item": {"paid": {"Bool": "yes"}}}
    assert problem("aws-sdk:dynamodb:getItem", result) == f"{PREFIX}Field 'Bool' must be a boolean"


def test_an_integration_of_its_own_has_the_names_of_the_api() -> None:
    assert problem("dynamodb:getItem", {"Item": {"paid": {"BOOL": 1}}}) == f"{PREFIX}Field 'BOOL' must be a boolean"


def test_an_integration_that_waits_answers_what_it_polls() -> None:
    said = problem("glue:startJobRun.sync", {"JobRun": {"Attempt": "first"}})
    assert said == f"{PREFIX}Field 'Attempt' must be a number"


def test_the_output_of_a_nested_execution_is_text_as_the_api_has_it() -> None:
    said = problem("states:startExecution.sync:2", {"Output": {"total": 1}}, "PRESENT")
    assert said == f"{PREFIX}Field 'Output' must be a string"


def test_a_value_that_holds_itself_is_followed_however_deep() -> None:
    value: JSON = {"S": 1}
    for _ in range(400):
        value = {"L": [value]}
    assert problem("dynamodb:getItem", {"Item": {"id": value}}) == f"{PREFIX}Field 'S' must be a string"


def test_a_free_document_is_anything() -> None:
    use: JSON = {"ToolUseId": "1", "Name": "weather", "Input": 5}
    result: JSON = {"Output": {"Message": {"Role": "assistant", "Content": [{"ToolUse": use}]}}}
    assert problem("aws-sdk:bedrockruntime:converse", result, "PRESENT") is None


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:lambda:us-east-1:111111111111:function:charge",
        "arn:aws:states:us-east-1:111111111111:activity:approve",
        f"{STATES}http:invoke",
        f"{STATES}apigateway:invoke",
        f"{STATES}eks:call",
        f"{STATES}eks:runJob.sync",
        f"{STATES}sqs:sendMessage.waitForTaskToken",
        f"{STATES}elasticmapreduce:createCluster",
        f"{STATES}bedrock:invokeModel",
        f"{STATES}databrew:startJobRun.sync",
    ],
)
def test_what_no_api_answers_as_it_is_is_not_looked_at(resource: str) -> None:
    assert mock_problem(resource, 5, "STRICT") is None


def _recorded(corpus: Path) -> Iterator[tuple[str, JSON, FieldValidationMode, str | None]]:
    """Resource, mocked result, mode and AWS's complaint of all recorded mocks of a Task."""
    for file in sorted((corpus / "asl" / "cases" / "test_state").glob("*.json")):
        case: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        mock = case["request"].get("mock", {})
        state = case["definition"]
        if "States" in state:
            state = state["States"].get(case["request"].get("stateName"), {})
        if "result" not in mock or state.get("Type") != "Task":
            continue
        said: str = case["expected"].get("error_response", {}).get("message", "")
        try:
            result: JSON = json.loads(mock["result"])
        except json.JSONDecodeError:
            continue
        mode = mock.get("fieldValidationMode", "STRICT")
        assert mode in get_args(FieldValidationMode)
        yield state["Resource"], result, mode, said if said.startswith(PREFIX) else None


def test_every_recorded_mock_is_judged_as_on_aws(corpus: Path) -> None:
    recorded = list(_recorded(corpus))
    assert len(recorded) > 20
    wrong = [
        (resource, result, mode, said)
        for resource, result, mode, said in recorded
        if mock_problem(resource, result, mode) != said
    ]
    assert wrong == []
