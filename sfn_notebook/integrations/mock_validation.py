"""TestState's check of a mocked task result against what the service's API can answer.

Spec: https://docs.aws.amazon.com/step-functions/latest/apireference/API_MockInput.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, cast

from sfn_notebook.integrations.api_operation import ApiOperation, api_operation, parse_resource, polled_operation
from sfn_notebook.integrations.service_model import Shape, capitalized, output_shape, sdk_field
from sfn_notebook.values import ABSENT, JSON, Maybe

FieldValidationMode: TypeAlias = Literal["STRICT", "PRESENT", "NONE"]

_PREFIX: Final = "Mock result schema validation error: "

# AWS, recorded: blobs and times are strings whatever they hold, and all numbers are one type
_TYPES: Final[Mapping[str, tuple[type | tuple[type, ...], str]]] = {
    "string": (str, "a string"),
    "blob": (str, "a string"),
    "timestamp": (str, "a string"),
    "boolean": (bool, "a boolean"),
    "integer": ((int, float), "a number"),
    "long": ((int, float), "a number"),
    "float": ((int, float), "a number"),
    "double": ((int, float), "a number"),
    "list": (list, "an array"),
    "map": (dict, "an object"),
    "structure": (dict, "an object"),
}

_RESHAPED: Final = frozenset(
    {
        "bedrock:invokeModel",  # the Body is parsed
        "elasticmapreduce:addStep",  # one StepId of the StepIds
        "elasticmapreduce:cancelStep",  # one entry of the CancelStepsInfoList
        "elasticmapreduce:createCluster",  # the JobFlowId is called ClusterId
    }
)
"""What Step Functions gives out otherwise than the API does; nobody recorded what AWS makes of their mocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """How members are called in results, and whether those that the model requires have to be there."""

    field_of: Callable[[str], str]
    is_strict: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """A value of the mocked result, what it has to be, and the name of the field that it stands in."""

    shape: Shape
    value: Maybe
    field: str | None


def mock_problem(resource: str, result: JSON, mode: FieldValidationMode) -> str | None:
    """What AWS says of a mocked result that its service could not have answered; None if it could.

    The answer of a `.sync` integration is that of the API that is polled, unchanged: `Output` is JSON text for
    `.sync:2`, too. Fields that the API does not have are allowed in every mode.

    Args:
        resource: the Task's Resource. Not validated: Lambda function ARNs, activities, HTTP, API Gateway, `eks:call`
            and `eks:runJob`; callbacks, which somebody else answers; integrations whose answer is not the API's own.
        result: the decoded JSON of the mock.
        mode: STRICT asks for all required fields, PRESENT looks at those that are there, NONE at nothing.
    """
    operation = None if mode == "NONE" else _answering_operation(resource)
    shape = output_shape(operation.service, operation.operation) if operation else None
    if shape is None:
        return None
    parts = parse_resource(resource)
    is_sdk = parts is not None and parts.is_sdk
    rules = _Rules(field_of=sdk_field if is_sdk else capitalized, is_strict=mode == "STRICT")
    problem = _first_problem(_Node(shape=shape, value=result, field=None), rules)
    return None if problem is None else _PREFIX + problem


def _answering_operation(resource: str) -> ApiOperation | None:
    parts = parse_resource(resource)
    if parts is None or parts.pattern == ".waitForTaskToken":
        return None
    if parts.pattern:
        return polled_operation(resource)
    return None if parts.call in _RESHAPED and not parts.is_sdk else api_operation(resource)


def _first_problem(root: _Node, rules: _Rules) -> str | None:
    """The first problem from the outside in, in the order of the model; a loop, as models hold themselves."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if _is_anything(node.shape):
            continue
        problem = _problem(node)
        if problem is not None:
            # not recorded of a whole result
            return f"Mock result {problem}" if node.field is None else f"Field '{node.field}' {problem}"
        waiting += reversed(list(_inside(node, rules)))
    return None


def _is_anything(shape: Shape) -> bool:
    """Whether a shape says nothing of the JSON below it: free documents, and streams of events."""
    return shape.type_name == "structure" and (shape.is_document_type or "eventstream" in shape.serialization)


def _problem(node: _Node) -> str | None:
    if node.value is ABSENT:
        return "is required"  # not recorded
    types, name = _TYPES[node.shape.type_name]
    if not isinstance(node.value, types) or (isinstance(node.value, bool) and types is not bool):
        return f"must be {name}"
    if getattr(node.shape, "enum", None) and node.value not in node.shape.enum:
        return "is not an expected value"
    return _limit_problem(node)


def _limit_problem(node: _Node) -> str | None:
    """Lengths and ranges. Patterns are Java's, and nobody recorded that they are compared: they are not."""
    limits = node.shape.metadata
    if isinstance(node.value, (str, list, dict)):
        size = len(node.value)
        small, large = "smaller than the minimum length", "larger than the maximum length"
    else:
        size = cast("float", node.value)
        small, large = "less than the minimum value", "greater than the maximum value"
    if size < limits.get("min", size):
        return f"is {small}"
    return f"is {large}" if size > limits.get("max", size) else None


def _inside(node: _Node, rules: _Rules) -> Iterator[_Node]:
    shape, value = node.shape, node.value
    if shape.type_name == "structure" and isinstance(value, dict):
        yield from _members(shape, value, rules)
    elif isinstance(value, list):
        yield from (_Node(shape=shape.member, value=item, field=node.field) for item in value)
    elif isinstance(value, dict):
        yield from (_Node(shape=shape.value, value=item, field=key) for key, item in value.items())


def _members(shape: Shape, value: Mapping[str, JSON], rules: _Rules) -> Iterator[_Node]:
    required = frozenset[str](shape.required_members if rules.is_strict else ())
    for member, inner in shape.members.items():
        field = rules.field_of(member)
        if field in value or member in required:
            yield _Node(shape=inner, value=value.get(field, ABSENT), field=field)
