"""Calls about executions, activities, tokens, tags and single states that are answered by an error."""

from __future__ import annotations

from typing import Any, Final

from error_cases import (
    ENDED,
    MACHINES,
    MANY_TAGS,
    NO_TOKEN,
    NOT_FOUND_MAP_RUN,
    NOT_JSON,
    STATES,
    case,
    of_nobody,
    pages,
)

NOTHING: Final[list[Any]] = []
EXECUTION_ERRORS: Final = [
    *of_nobody(
        "DescribeExecution",
        "DescribeStateMachineForExecution",
        "GetExecutionHistory",
        "ListMapRuns",
        "RedriveExecution",
        "StopExecution",
    ),
    case(
        "StartExecution",
        "ExecutionAlreadyExists",
        f"Execution Already Exists: '{ENDED}'",
        stateMachineArn=f"{MACHINES}m",
        name="ended",
    ),
    *(
        case(name, code, message, stateMachineArn=f"{MACHINES}{machine}", **more)
        for name, machine in (("StartExecution", "m"), ("StartSyncExecution", "quick"))
        for code, message, more in (
            ("InvalidName", "Invalid Name: 'a b'", {"name": "a b"}),
            ("InvalidExecutionInput", f"Invalid State Machine Execution Input: '{NOT_JSON}'", {"input": "{"}),
        )
    ),
    case(
        "StartExecution",
        "ValidationException",
        f"The ARN of a Distributed Map state cannot be used here: '{MACHINES}m/each'",
        stateMachineArn=f"{MACHINES}m/each",
    ),
    case(
        "StopExecution",
        "ValidationException",
        "1 validation error detected: Value at 'error' failed to satisfy constraint: "
        "Member must have length less than or equal to 256",
        executionArn=ENDED,
        error="x" * 257,
    ),
    *(
        case(
            name,
            "StateMachineTypeNotSupported",
            "This operation is not supported by this type of state machine",
            stateMachineArn=f"{MACHINES}{machine}",
        )
        for name, machine in (("StartSyncExecution", "m"), ("ListExecutions", "quick"))
    ),
    case(
        "ListExecutions",
        "ValidationException",
        "RedriveFilter cannot be applied to ListExecutions call with StateMachine ARN",
        stateMachineArn=f"{MACHINES}m",
        redriveFilter="REDRIVEN",
    ),
    case(
        "RedriveExecution",
        "ExecutionNotRedrivable",
        f"Execution {ENDED} invalid for redrive as: Execution is SUCCEEDED and cannot be redriven",
        executionArn=ENDED,
    ),
    case(
        "RedriveExecution",
        "ValidationException",
        f"1 validation error detected: Value '{'x' * 65}' at 'clientToken' failed to satisfy constraint: "
        "Member must have length less than or equal to 64",
        executionArn=ENDED,
        clientToken="x" * 65,
    ),
    *(
        case(
            name, "ResourceNotFound", f"Resource not found: '{NOT_FOUND_MAP_RUN}'", mapRunArn=NOT_FOUND_MAP_RUN, **more
        )
        for name, more in (
            ("DescribeMapRun", {}),
            ("ListExecutions", {}),
            ("UpdateMapRun", {"maxConcurrency": 1}),
        )
    ),
    case(
        "UpdateMapRun",
        "ValidationException",
        "1 validation error detected: Value '101.0' at 'toleratedFailurePercentage' failed to satisfy constraint: "
        "Member must have value less than or equal to 100",
        mapRunArn=NOT_FOUND_MAP_RUN,
        toleratedFailurePercentage=101.0,
    ),
    # -- activities, tasks and tags
    case("CreateActivity", "InvalidName", "Invalid Name: 'a b'", name="a b"),
    case(
        "CreateActivity",
        "TooManyTags",
        f"A resource can have 50 tags, and '{STATES}activity:new' would have 51",
        name="new",
        tags=MANY_TAGS,
    ),
    *(
        case(
            name,
            "ActivityDoesNotExist",
            f"Activity Does Not Exist: '{STATES}activity:none'",
            activityArn=f"{STATES}activity:none",
        )
        for name in ("DescribeActivity", "GetActivityTask")
    ),
    *(
        case(name, "InvalidToken", NO_TOKEN, taskToken="bad", **more)
        for name, more in (
            ("SendTaskSuccess", {"output": "1"}),
            ("SendTaskFailure", {}),
            ("SendTaskHeartbeat", {}),
        )
    ),
    *(
        case(name, "ResourceNotFound", f"Resource not found: '{MACHINES}none'", resourceArn=f"{MACHINES}none", **more)
        for name, more in (
            ("ListTagsForResource", {}),
            ("TagResource", {"tags": NOTHING}),
            ("UntagResource", {"tagKeys": NOTHING}),
        )
    ),
    case(
        "TagResource",
        "TooManyTags",
        f"A resource can have 50 tags, and '{MACHINES}m' would have 51",
        resourceArn=f"{MACHINES}m",
        tags=MANY_TAGS,
    ),
    *pages(
        GetExecutionHistory={"executionArn": ENDED},
        ListActivities={},
        ListExecutions={"stateMachineArn": f"{MACHINES}m"},
        ListMapRuns={"executionArn": ENDED},
        ListStateMachineAliases={"stateMachineArn": f"{MACHINES}m"},
        ListStateMachineVersions={"stateMachineArn": f"{MACHINES}m"},
        ListStateMachines={},
    ),
    # -- one state
    case(
        "TestState",
        "InvalidDefinition",
        "Invalid State Machine Definition: "
        "'SCHEMA_VALIDATION_FAILED: These fields are required: [Type] at /States/StateName'",
        definition="{}",
    ),
    case(
        "TestState",
        "InvalidExecutionInput",
        f"Invalid State Machine Execution Input: '{NOT_JSON}'",
        definition='{"Type":"Succeed"}',
        input="{",
    ),
    case(
        "TestState",
        "ValidationException",
        "State type 'Succeed' is not supported when a mock is specified",
        definition='{"Type":"Succeed"}',
        mock={"result": "1"},
    ),
]
