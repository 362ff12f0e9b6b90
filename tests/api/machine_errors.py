"""Calls about state machines, versions and aliases that are answered by an error, and ARNs that are none."""

from __future__ import annotations

from typing import Final

from error_cases import (
    DONE,
    MACHINES,
    MANY_TAGS,
    NO_ARN,
    NO_RESOURCE,
    NO_STATES,
    OTHER,
    TEXT,
    arns,
    case,
    create,
    deleting,
    missing_machine,
    route,
)

MACHINE_ERRORS: Final = [
    *arns(
        DeleteActivity="activityArn",
        DescribeActivity="activityArn",
        GetActivityTask="activityArn",
        DeleteStateMachine="stateMachineArn",
        DescribeStateMachine="stateMachineArn",
        ListExecutions="stateMachineArn",
        ListStateMachineAliases="stateMachineArn",
        ListStateMachineVersions="stateMachineArn",
        PublishStateMachineVersion="stateMachineArn",
        StartExecution="stateMachineArn",
        StartSyncExecution="stateMachineArn",
        UpdateStateMachine="stateMachineArn",
        DeleteStateMachineVersion="stateMachineVersionArn",
        DeleteStateMachineAlias="stateMachineAliasArn",
        DescribeStateMachineAlias="stateMachineAliasArn",
        UpdateStateMachineAlias="stateMachineAliasArn",
        DescribeExecution="executionArn",
        DescribeStateMachineForExecution="executionArn",
        GetExecutionHistory="executionArn",
        ListMapRuns="executionArn",
        RedriveExecution="executionArn",
        StopExecution="executionArn",
        DescribeMapRun="mapRunArn",
        UpdateMapRun="mapRunArn",
        ListTagsForResource="resourceArn",
    ),
    case("TagResource", "InvalidArn", NO_ARN, resourceArn=TEXT, tags=[]),
    case("UntagResource", "InvalidArn", NO_ARN, resourceArn=TEXT, tagKeys=[]),
    case("TestState", "InvalidArn", "Invalid Role Arn: 'x'", definition='{"Type":"Succeed"}', roleArn="x"),
    create("InvalidArn", "Invalid Role Arn: 'x'", roleArn="x"),
    # -- machines
    create("InvalidName", "Invalid Name: 'a b'", name="a b"),
    create(
        "InvalidDefinition",
        NO_STATES,
        definition="{}",
    ),
    create(
        "InvalidLoggingConfiguration",
        "Invalid Logging Configuration: Must specify exactly one Log Destination.",
        loggingConfiguration={"level": "ALL"},
    ),
    create("StateMachineAlreadyExists", f"State Machine Already Exists: '{MACHINES}m'", name="m", definition=OTHER),
    create("StateMachineDeleting", f"State Machine is being deleted: '{MACHINES}going'", name="going"),
    create("TooManyTags", f"A resource can have 50 tags, and '{MACHINES}new' would have 51", tags=MANY_TAGS),
    create("ValidationException", "Version description can only be set when publish is true", versionDescription="x"),
    *deleting(
        "ListStateMachineAliases",
        "PublishStateMachineVersion",
        "StartExecution",
        "UpdateStateMachine",
    ),
    case(
        "StartSyncExecution",
        "StateMachineDoesNotExist",
        missing_machine(),
        stateMachineArn=f"{MACHINES}none",
    ),
    case(
        "UpdateStateMachine",
        "MissingRequiredParameter",
        "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified",
        stateMachineArn=f"{MACHINES}m",
    ),
    *(
        case(name, "StateMachineDoesNotExist", missing_machine(), stateMachineArn=f"{MACHINES}none", **more)
        for name, more in (
            ("DescribeStateMachine", {}),
            ("ListExecutions", {}),
            ("ListStateMachineAliases", {}),
            ("PublishStateMachineVersion", {}),
            ("StartExecution", {}),
            ("UpdateStateMachine", {"definition": DONE}),
        )
    ),
    case(
        "UpdateStateMachine",
        "InvalidDefinition",
        NO_STATES,
        stateMachineArn=f"{MACHINES}m",
        definition="{}",
    ),
    case(
        "UpdateStateMachine",
        "InvalidLoggingConfiguration",
        "Invalid Logging Configuration: Must specify exactly one Log Destination.",
        stateMachineArn=f"{MACHINES}m",
        loggingConfiguration={"level": "ALL"},
    ),
    case(
        "UpdateStateMachine",
        "ValidationException",
        "Version description can only be set when publish is true",
        stateMachineArn=f"{MACHINES}m",
        definition=OTHER,
        versionDescription="x",
    ),
    case(
        "DeleteStateMachine",
        "ValidationException",
        f"The ARN of a Distributed Map state cannot be used here: '{MACHINES}m/each'",
        stateMachineArn=f"{MACHINES}m/each",
    ),
    case(
        "ValidateStateMachineDefinition",
        "ValidationException",
        "1 validation error detected: Value at 'definition' failed to satisfy constraint: "
        "Member must have length less than or equal to 1048576",
        definition="x" * 1_048_577,
    ),
    # -- versions and aliases
    case(
        "PublishStateMachineVersion",
        "ConflictException",
        "Failed to publish the State Machine version for revision x. The current State Machine revision is INITIAL.",
        stateMachineArn=f"{MACHINES}m",
        revisionId="x",
    ),
    case(
        "PublishStateMachineVersion",
        "ValidationException",
        f"The ARN of a Distributed Map state cannot be used here: '{MACHINES}m/each'",
        stateMachineArn=f"{MACHINES}m/each",
    ),
    case(
        "DeleteStateMachineVersion",
        "ConflictException",
        "Version to be deleted must not be referenced by an alias. "
        "Current list of aliases referencing this version: [PROD]",
        stateMachineVersionArn=f"{MACHINES}m:1",
    ),
    case(
        "CreateStateMachineAlias",
        "ConflictException",
        "Failed to create alias because an alias with the same name and a different routing configuration "
        "already exists.",
        name="PROD",
        description="another",
        routingConfiguration=route(),
    ),
    case(
        "CreateStateMachineAlias",
        "StateMachineDeleting",
        f"State Machine is being deleted: '{MACHINES}going'",
        name="PROD",
        routingConfiguration=route(f"{MACHINES}going:1"),
    ),
    *(
        case(
            name,
            "ValidationException",
            "Sum of routing configuration weights must equal 100. Received: [50]",
            routingConfiguration=route(weight=50),
            **more,
        )
        for name, more in (
            ("CreateStateMachineAlias", {"name": "next"}),
            ("UpdateStateMachineAlias", {"stateMachineAliasArn": f"{MACHINES}m:PROD"}),
        )
    ),
    *(
        case(name, "ResourceNotFound", NO_RESOURCE, stateMachineAliasArn=f"{MACHINES}m:none", **more)
        for name, more in (("DescribeStateMachineAlias", {}), ("UpdateStateMachineAlias", {"description": "x"}))
    ),
    case(
        "UpdateStateMachineAlias",
        "StateMachineDeleting",
        f"State Machine is being deleted: '{MACHINES}going'",
        stateMachineAliasArn=f"{MACHINES}going:LAST",
        description="x",
    ),
    case(
        "ListStateMachineVersions",
        "ValidationException",
        missing_machine(),
        stateMachineArn=f"{MACHINES}none",
    ),
]
