"""Which operation of which AWS API a Task's Resource calls, and which one a `.sync` integration polls.

Spec: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias, cast

from sfn_notebook.integrations.service_model import capitalized, has_operation, service_of_sdk

Pattern: TypeAlias = Literal["", ".sync", ".sync:2", ".waitForTaskToken"]

_RESOURCE: Final = re.compile(
    r"arn:[^:]+:states:[^:]*:[^:]*:(?P<sdk>aws-sdk:)?(?P<service>[a-z0-9-]+):(?P<action>[A-Za-z0-9]+)"
    r"(?P<pattern>|\.sync|\.sync:2|\.waitForTaskToken)"
)

_OPTIMIZED: Final[Mapping[str, str]] = {
    **{
        name: name
        for name in (
            *("athena", "batch", "bedrock", "bedrock-agentcore", "codebuild", "databrew", "dynamodb", "ecs", "eks"),
            *("emr-containers", "emr-serverless", "events", "glue", "lambda", "mediaconvert", "s3", "sagemaker"),
            *("sns", "sqs"),
        )
    },
    "elasticmapreduce": "emr",
    "states": "stepfunctions",
}
"""Botocore's names of the services with integrations of their own; http and apigateway call no AWS API."""

_OTHER_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "bedrock:invokeModel": ("bedrock-runtime", "InvokeModel"),
    "elasticmapreduce:addStep": ("emr", "AddJobFlowSteps"),
    "elasticmapreduce:cancelStep": ("emr", "CancelSteps"),
    "elasticmapreduce:createCluster": ("emr", "RunJobFlow"),
    "elasticmapreduce:modifyInstanceFleetByName": ("emr", "ModifyInstanceFleet"),
    "elasticmapreduce:modifyInstanceGroupByName": ("emr", "ModifyInstanceGroups"),
    "elasticmapreduce:setClusterTerminationProtection": ("emr", "SetTerminationProtection"),
    "elasticmapreduce:terminateCluster": ("emr", "TerminateJobFlows"),
}
"""The actions that are not called as the API calls them."""

_POLLED: Final[Mapping[str, str]] = {
    "athena:startQueryExecution": "GetQueryExecution",
    "batch:submitJob": "DescribeJobs",
    "bedrock:createModelCustomizationJob": "GetModelCustomizationJob",
    "codebuild:retryBuildBatch": "BatchGetBuildBatches",
    "codebuild:startBuild": "BatchGetBuilds",
    "codebuild:startBuildBatch": "BatchGetBuildBatches",
    "ecs:runTask": "DescribeTasks",
    "eks:createCluster": "DescribeCluster",
    "eks:createFargateProfile": "DescribeFargateProfile",
    "eks:createNodegroup": "DescribeNodegroup",
    "elasticmapreduce:addStep": "DescribeStep",
    "elasticmapreduce:createCluster": "DescribeCluster",
    "elasticmapreduce:terminateCluster": "DescribeCluster",
    "emr-containers:deleteVirtualCluster": "DescribeVirtualCluster",
    "emr-containers:startJobRun": "DescribeJobRun",
    "emr-serverless:cancelJobRun": "GetJobRun",
    "emr-serverless:createApplication": "GetApplication",
    "emr-serverless:startApplication": "GetApplication",
    "emr-serverless:startJobRun": "GetJobRun",
    "emr-serverless:stopApplication": "GetApplication",
    "glue:startJobRun": "GetJobRun",
    "mediaconvert:createJob": "GetJob",
    "sagemaker:createHyperParameterTuningJob": "DescribeHyperParameterTuningJob",
    "sagemaker:createLabelingJob": "DescribeLabelingJob",
    "sagemaker:createProcessingJob": "DescribeProcessingJob",
    "sagemaker:createTrainingJob": "DescribeTrainingJob",
    "sagemaker:createTransformJob": "DescribeTransformJob",
    "states:startExecution": "DescribeExecution",
}
"""What the `.sync` integrations poll, by the permissions that AWS's guide gives them.

What is deleted (EKS, EMR Serverless) cannot be described at the end; of DataBrew only a list is polled.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceResource:
    """A Resource that names a service integration.

    Attributes:
        is_sdk: whether it goes through the AWS SDK (`aws-sdk:s3:getObject`) rather than an integration of its own.
        service: as the ARN has it: `states`, `elasticmapreduce`, `cloudwatchlogs`.
        action: `startExecution`.
    """

    is_sdk: bool
    service: str
    action: str
    pattern: Pattern

    @property
    def call(self) -> str:
        """Service and action: `states:startExecution`."""
        return f"{self.service}:{self.action}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiOperation:
    """An operation of an AWS API, by botocore's names: `stepfunctions` and `StartExecution`."""

    service: str
    operation: str


def parse_resource(resource: str) -> ServiceResource | None:
    """The parts of a service integration's ARN; None for Lambda functions, activities and what is no ARN."""
    found = _RESOURCE.fullmatch(resource)
    if found is None or (found["service"] == "activity" and not found["sdk"]):
        return None
    return ServiceResource(
        is_sdk=found["sdk"] is not None,
        service=found["service"],
        action=found["action"],
        pattern=cast("Pattern", found["pattern"]),
    )


@lru_cache(maxsize=256)
def api_operation(resource: str) -> ApiOperation | None:
    """The operation that a Resource calls; None if it calls none that botocore knows (HTTP, API Gateway, activities).

    The `eks:call` and `eks:runJob` of EKS talk to Kubernetes, not to an AWS API.
    """
    parts = parse_resource(resource)
    if parts is None:
        return None
    if parts.is_sdk:
        return _known(service_of_sdk(parts.service), capitalized(parts.action))
    if parts.call in _OTHER_NAMES:
        return _known(*_OTHER_NAMES[parts.call])
    return _known(_OPTIMIZED.get(parts.service), capitalized(parts.action))


@lru_cache(maxsize=256)
def polled_operation(resource: str) -> ApiOperation | None:
    """The operation that a `.sync` or `.sync:2` Resource asks until its job ends; None if none is known."""
    parts = parse_resource(resource)
    if parts is None or parts.is_sdk or not parts.pattern.startswith(".sync") or parts.call not in _POLLED:
        return None
    return _known(_OPTIMIZED[parts.service], _POLLED[parts.call])


def _known(service: str | None, operation: str) -> ApiOperation | None:
    if service is None or not has_operation(service, operation):
        return None
    return ApiOperation(service=service, operation=operation)
