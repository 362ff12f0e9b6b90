"""What a Task calls: its ARN, the integrations of AWS, what they need, and what Express cannot do.

Spec: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from sfn_notebook.asl.findings import schema_error, warning
from sfn_notebook.asl.sites import MachineSite, StateSite
from sfn_notebook.text.diagnostic import Diagnostic, Path
from sfn_notebook.text.suggest import did_you_mean

_ARN: Final = re.compile(r"arn:[^:\s]+:[^:\s]+:[^:\s]*:[^:\s]*:\S+")
_ACTIVITY: Final = re.compile(r"arn:[^:]+:states:[^:]*:[^:]*:activity:")
_INTEGRATION: Final = re.compile(r"arn:[^:]+:states:[^:]*:[^:]*:(?P<service>[^:.]+):(?P<verb>[^:.]+)(?P<pattern>\..+)?")

_VERBS: Final[Mapping[str, tuple[str, ...]]] = {
    "apigateway": ("invoke",),
    "athena": ("startQueryExecution", "stopQueryExecution", "getQueryExecution", "getQueryResults"),
    "batch": ("submitJob",),
    "dynamodb": ("getItem", "putItem", "updateItem", "deleteItem"),
    "ecs": ("runTask",),
    "events": ("putEvents",),
    "glue": ("startJobRun",),
    "databrew": ("startJobRun",),
    "http": ("invoke",),
    "lambda": ("invoke",),
    "mediaconvert": ("createJob",),
    "sns": ("publish",),
    "sqs": ("sendMessage",),
    "states": ("startExecution",),
}
"""The services whose calls are few and known; others are not checked."""

_SYNC: Final = frozenset({"athena", "batch", "databrew", "ecs", "glue", "mediaconvert", "states"})
_TOKEN: Final = frozenset({"apigateway", "ecs", "events", "lambda", "sns", "sqs", "states"})

_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "lambda:invoke": ("FunctionName",),
    "sqs:sendMessage": ("QueueUrl", "MessageBody"),
    "sns:publish": ("Message",),
    "dynamodb:getItem": ("TableName", "Key"),
    "dynamodb:putItem": ("TableName", "Item"),
    "dynamodb:updateItem": ("TableName", "Key"),
    "dynamodb:deleteItem": ("TableName", "Key"),
    "states:startExecution": ("StateMachineArn",),
    "events:putEvents": ("Entries",),
    "ecs:runTask": ("TaskDefinition",),
    "glue:startJobRun": ("JobName",),
}


def check_resource(state: StateSite) -> Iterator[Diagnostic]:
    """The Resource of a Task is an ARN, and if it names an integration, one that exists."""
    resource = state.members.get("Resource")
    path = (*state.path, "Resource")
    if state.type != "Task" or not isinstance(resource, str):
        return
    if "${" in resource:
        hint = "a definition substitution gives it a value"
        yield warning("SFN310", f'"{resource}" is no ARN before it is substituted', path, hint)
        return
    if not _ARN.fullmatch(resource):
        hint = "a Lambda function is arn:aws:lambda:REGION:ACCOUNT:function:NAME"
        said = "Value is not a valid resource ARN"
        yield schema_error("SFN310", f'"{resource}" is not an ARN', path, said, hint=hint)
        return
    match = _INTEGRATION.fullmatch(resource)
    if match is None or match["service"] in {"activity", "aws-sdk"}:
        yield from _check_sdk(resource, path)
        return
    yield from _check_integration(resource, match, path)
    yield from _check_parameters(state, resource, f"{match['service']}:{match['verb']}")


def _check_sdk(resource: str, path: Path) -> Iterator[Diagnostic]:
    if ":aws-sdk:" in resource and resource.endswith((".sync", ".sync:2")):
        yield _unknown(resource, path, "AWS SDK integrations do not wait for jobs: leave .sync away")


def _check_integration(resource: str, match: re.Match[str], path: Path) -> Iterator[Diagnostic]:
    service, verb, pattern = match["service"], match["verb"], match["pattern"] or ""
    verbs = _VERBS.get(service)
    if pattern not in {"", ".sync", ".sync:2", ".waitForTaskToken"}:
        yield _unknown(resource, path, "it may end in .sync or .waitForTaskToken")
    elif pattern == ".sync:2" and service != "states":
        yield _unknown(resource, path, "only states:startExecution has .sync:2")
    elif verbs is None:
        return
    elif verb not in verbs:
        yield _unknown(resource, path, did_you_mean(verb, verbs) or f"{service} has {', '.join(verbs)}")
    elif pattern.startswith(".sync") and service not in _SYNC:
        yield _unknown(resource, path, f"{service} has no .sync")
    elif pattern == ".waitForTaskToken" and service not in _TOKEN:
        yield _unknown(resource, path, f"{service} has no .waitForTaskToken")


def _unknown(resource: str, path: Path, hint: str) -> Diagnostic:
    said = (
        f"The resource provided {resource} is not recognized. The value is not a valid resource ARN, "
        "or the resource is not available in this region."
    )
    return schema_error("SFN311", f'AWS has no integration "{resource}"', path, said, hint=hint)


def _check_parameters(state: StateSite, resource: str, call: str) -> Iterator[Diagnostic]:
    field = "Arguments" if state.language == "JSONata" else "Parameters"
    if field not in state.members:
        # AWS, third parties 2026-09 (cdk-preflight, pf-sfn-asl-integration-parameters): the input does not stand in.
        said = f"{field} field is required for resource ARN: {resource}"
        place = (*state.path, "Resource")
        yield schema_error("SFN312", f"{field} is missing: {call} needs it", state.path, said, at=place)
        return
    given = state.members[field]
    if not isinstance(given, dict):
        return
    for name in _NEEDED.get(call, ()):
        if name not in given and f"{name}.$" not in given:
            said = f"The field '{name}' is required but was missing"
            hint = did_you_mean(name, [key.removesuffix(".$") for key in given])
            yield schema_error("SFN312", f"{call} needs {name}", (*state.path, field), said, hint=hint)


def check_credentials(state: StateSite) -> Iterator[Diagnostic]:
    """Credentials name a role, and an activity takes none."""
    if state.type != "Task" or "Credentials" not in state.members:
        return
    given = state.members["Credentials"]
    path = (*state.path, "Credentials")
    if _ACTIVITY.match(str(state.members.get("Resource"))):
        said = "The field 'Credentials' is not supported for activities"
        yield replace(schema_error("SFN316", "an activity takes no credentials", path, said), is_about_key=True)
    if isinstance(given, str) and given.startswith("{%") and state.language == "JSONata":
        return
    if not isinstance(given, dict):
        yield schema_error("SFN305", "Credentials takes an object", path, "Expected value of type Object")
    elif "RoleArn" not in given and "RoleArn.$" not in given:
        said = "The field 'RoleArn' is required but was missing"
        yield schema_error("SFN316", "the credentials name no RoleArn", path, said)
    else:
        for name in given:
            if name.removesuffix(".$") != "RoleArn":
                yield warning("SFN316", f'credentials have only RoleArn, not "{name}"', (*path, name))


def has_express_children(machine: MachineSite) -> bool:
    """Whether a machine is the processor of a Distributed Map whose children are Express workflows."""
    config = machine.members.get("ProcessorConfig")
    return isinstance(config, dict) and (config.get("Mode"), config.get("ExecutionType")) == ("DISTRIBUTED", "EXPRESS")


def check_express(state: StateSite) -> Iterator[Diagnostic]:
    """Express workflows wait for nobody and hold no Distributed Map."""
    resource = state.members.get("Resource")
    path = (*state.path, "Resource")
    if isinstance(resource, str):
        if _ACTIVITY.match(resource):
            said = "Express state machine does not support Activity ARN"
            yield schema_error("SFN314", "an Express workflow has no activities", path, said)
        for pattern, end in ((".sync", ""), (".waitForTaskToken", " ")):
            if resource.endswith((pattern, f"{pattern}:2")):
                said = f"Express state machine does not support '{pattern}' service integration{end}"
                yield schema_error("SFN314", f"an Express workflow has no {pattern}", path, said)
    yield from _check_distributed(state)


def _check_distributed(state: StateSite) -> Iterator[Diagnostic]:
    for name in ("ItemProcessor", "Iterator"):
        processor = state.members.get(name)
        config = processor.get("ProcessorConfig") if isinstance(processor, dict) else None
        if isinstance(config, dict) and config.get("Mode") == "DISTRIBUTED":
            said = "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines"
            path = (*state.path, name, "ProcessorConfig", "Mode")
            yield schema_error("SFN314", "an Express workflow has no Distributed Map", path, said)
