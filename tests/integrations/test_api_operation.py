from __future__ import annotations

import pytest

from sfn_notebook.integrations import service_model
from sfn_notebook.integrations.api_operation import (
    ApiOperation,
    ServiceResource,
    api_operation,
    parse_resource,
    polled_operation,
)

STATES = "arn:aws:states:::"


def test_a_resource_has_a_service_an_action_and_a_pattern() -> None:
    assert parse_resource(f"{STATES}states:startExecution.sync:2") == ServiceResource(
        is_sdk=False, service="states", action="startExecution", pattern=".sync:2"
    )


def test_a_resource_of_the_sdk_says_so() -> None:
    parts = parse_resource("arn:aws-cn:states:::aws-sdk:s3:getObject.waitForTaskToken")
    assert parts == ServiceResource(is_sdk=True, service="s3", action="getObject", pattern=".waitForTaskToken")


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:lambda:us-east-1:111111111111:function:charge",
        "arn:aws:states:us-east-1:111111111111:activity:approve",
        f"{STATES}lambda:invoke.async",
        "lambda:invoke",
    ],
)
def test_what_is_no_service_integration_has_no_parts(resource: str) -> None:
    assert parse_resource(resource) is None


@pytest.mark.parametrize(
    ("resource", "service", "operation"),
    [
        ("lambda:invoke.waitForTaskToken", "lambda", "Invoke"),
        ("dynamodb:updateItem", "dynamodb", "UpdateItem"),
        ("states:startExecution.sync", "stepfunctions", "StartExecution"),
        ("elasticmapreduce:createCluster", "emr", "RunJobFlow"),
        ("bedrock:invokeModel", "bedrock-runtime", "InvokeModel"),
        ("emr-serverless:startJobRun.sync", "emr-serverless", "StartJobRun"),
        ("aws-sdk:s3:listObjectsV2", "s3", "ListObjectsV2"),
        ("aws-sdk:rds:stopDBCluster", "rds", "StopDBCluster"),
    ],
)
def test_a_resource_calls_an_operation(resource: str, service: str, operation: str) -> None:
    assert api_operation(STATES + resource) == ApiOperation(service=service, operation=operation)


@pytest.mark.parametrize(
    ("sdk_name", "service"),
    [
        ("sfn", "stepfunctions"),
        ("cloudwatchlogs", "logs"),
        ("elasticloadbalancingv2", "elbv2"),
        ("cognitoidentityprovider", "cognito-idp"),
        ("config", "config"),
        ("databasemigration", "dms"),
        ("lexmodelsv2", "lexv2-models"),
        ("iot", "iot"),
    ],
)
def test_a_service_of_the_sdk_is_found_by_its_id(sdk_name: str, service: str) -> None:
    assert service_model.service_of_sdk(sdk_name) == service


@pytest.mark.parametrize(
    "resource",
    [
        "http:invoke",
        "apigateway:invoke",
        "eks:call",
        "eks:runJob.sync",
        "aws-sdk:logs:putLogEvents",
        "aws-sdk:s3:getObjekt",
        "aws-sdk:unheardof:listThings",
        "kinesis:putRecord",
    ],
)
def test_what_no_api_of_aws_answers_calls_no_operation(resource: str) -> None:
    assert api_operation(STATES + resource) is None


@pytest.mark.parametrize(
    ("resource", "service", "operation"),
    [
        ("states:startExecution.sync:2", "stepfunctions", "DescribeExecution"),
        ("batch:submitJob.sync", "batch", "DescribeJobs"),
        ("ecs:runTask.sync", "ecs", "DescribeTasks"),
        ("glue:startJobRun.sync", "glue", "GetJobRun"),
        ("athena:startQueryExecution.sync", "athena", "GetQueryExecution"),
        ("codebuild:startBuild.sync", "codebuild", "BatchGetBuilds"),
        ("elasticmapreduce:addStep.sync", "emr", "DescribeStep"),
        ("sagemaker:createTrainingJob.sync", "sagemaker", "DescribeTrainingJob"),
    ],
)
def test_an_integration_that_waits_polls_an_operation(resource: str, service: str, operation: str) -> None:
    assert polled_operation(STATES + resource) == ApiOperation(service=service, operation=operation)


@pytest.mark.parametrize(
    "resource", ["ecs:runTask", "ecs:runTask.waitForTaskToken", "databrew:startJobRun.sync", "aws-sdk:glue:startJobRun"]
)
def test_what_does_not_wait_for_a_known_answer_polls_nothing(resource: str) -> None:
    assert polled_operation(STATES + resource) is None


@pytest.mark.parametrize(
    ("member", "field"),
    [
        ("jobId", "JobId"),
        ("VpcId", "VpcId"),
        ("ETag", "ETag"),
        ("DBInstanceArn", "DbInstanceArn"),
        ("BOOL", "Bool"),
        ("MD5OfBody", "Md5OfBody"),
        ("ChecksumCRC32", "ChecksumCRC32"),
        ("S", "S"),
    ],
)
def test_the_sdk_calls_members_as_java_does(member: str, field: str) -> None:
    assert service_model.sdk_field(member) == field
