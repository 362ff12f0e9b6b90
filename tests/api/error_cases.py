"""Calls that are answered by an error of AWS, and what they are about."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sfn_notebook.values import JSON

STATES: Final = "arn:aws:states:us-east-1:123456789012:"
MACHINES: Final = f"{STATES}stateMachine:"
ROLE: Final = "arn:aws:iam::123456789012:role/tests"
DONE: Final = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}'
OTHER: Final = '{"StartAt":"Q","States":{"Q":{"Type":"Pass","End":true}}}'
WORK: Final[dict[str, JSON]] = {
    "StartAt": "W",
    "States": {"W": {"Type": "Task", "Resource": f"{STATES}activity:work", "End": True}},
}
ENDED: Final = f"{STATES}execution:m:ended"
NOBODY: Final = f"{STATES}execution:m:nobody"
MANY_TAGS: Final[JSON] = [{"key": str(number), "value": ""} for number in range(51)]
TEXT: Final = "not an ARN"
NO_ARN: Final = f"Invalid Arn: 'Invalid ARN prefix: {TEXT}'"
NO_TOKEN: Final = "Invalid Token: 'Invalid token'"  # noqa: S105 - an error
NOT_JSON: Final = "Unexpected end-of-input"
NOT_FOUND_MAP_RUN: Final = f"{STATES}mapRun:m/each:none"
NO_STATES: Final = (
    "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'"
)
NO_RESOURCE: Final = "Request references a resource that does not exist."


class Case(NamedTuple):
    """A call, and the error that answers it."""

    operation: str
    code: str
    message: str
    parameters: dict[str, Any]


def case(operation: str, code: str, message: str, **parameters: Any) -> Case:
    return Case(operation, code, message, parameters)


def arns(code: str = "InvalidArn", message: str = NO_ARN, **operations: str) -> list[Case]:
    """The same of several operations, by the parameter that has the ARN."""
    return [case(name, code, message, **{parameter: TEXT}) for name, parameter in operations.items()]


def missing_machine(arn: str = f"{MACHINES}none") -> str:
    return f"State Machine Does Not Exist: '{arn}'"


def deleting(*operations: str) -> list[Case]:
    more: dict[str, dict[str, Any]] = {"UpdateStateMachine": {"definition": DONE}}
    message = f"State Machine is being deleted: '{MACHINES}going'"
    return [
        case(name, "StateMachineDeleting", message, stateMachineArn=f"{MACHINES}going", **more.get(name, {}))
        for name in operations
    ]


def of_nobody(*operations: str) -> list[Case]:
    message = f"Execution Does Not Exist: '{NOBODY}'"
    return [case(name, "ExecutionDoesNotExist", message, executionArn=NOBODY) for name in operations]


def pages(**operations: dict[str, str]) -> list[Case]:
    return [
        case(name, "InvalidToken", NO_TOKEN, nextToken="bad", **parameters) for name, parameters in operations.items()
    ]


def create(code: str, message: str, **changes: Any) -> Case:
    return case("CreateStateMachine", code, message, **{"name": "new", "definition": DONE, "roleArn": ROLE, **changes})


def route(arn: str = f"{MACHINES}m:1", weight: int = 100) -> list[dict[str, Any]]:
    return [{"stateMachineVersionArn": arn, "weight": weight}]
