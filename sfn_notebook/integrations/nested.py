"""Task states that start executions: `arn:aws:states:::states:startExecution`, also with `.sync` and `.sync:2`.

Reference: https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final, Literal, Protocol, TypeAlias, cast

from sfn_notebook.asl.model import TaskState
from sfn_notebook.engine.ports import Answer, Connector, Failure, Refusal, Start, Success, Tasks
from sfn_notebook.integrations.api_operation import Pattern, ServiceResource, parse_resource
from sfn_notebook.integrations.sdk_values import from_api, milliseconds, to_api
from sfn_notebook.integrations.service_model import input_shape, output_shape
from sfn_notebook.integrations.sfn_errors import error_of, exception_name
from sfn_notebook.integrations.sfn_fields import SERVICE, check_fields
from sfn_notebook.values import JSON, decode, encode, size_bytes

PATTERNS: Final[Mapping[Pattern, Literal["response", "sync", "token"]]] = MappingProxyType(
    {"": "response", ".sync": "sync", ".sync:2": "sync", ".waitForTaskToken": "token"}
)
"""How the engine answers a Task, by the end of its Resource."""
START: Final = "StartExecution"
_TIME_LENGTH: Final = len("1.733332302123456E9")

Answered: TypeAlias = "tuple[int, JSON]"
"""The status of HTTP, and the body: of an error `__type` and `message`."""
Told: TypeAlias = "Callable[[Start, Answered], Answer]"
"""How an integration tells what StartExecution answered."""


class StartApi(Protocol):
    """What the API says of executions that Task states start."""

    def start(self, start: Start, members: JSON) -> Answered:
        """What StartExecution answers."""
        ...

    def describe(self, execution_arn: str) -> Answered:
        """What DescribeExecution answers of one that has ended."""
        ...


class StartedExecutions:
    """Starts executions, and tells how they ended; implements `ports.Executions`."""

    def __init__(self, api: StartApi, pattern: Pattern, told: Told) -> None:
        self._api = api
        self._pattern: Pattern = pattern
        self._told = told

    def start(self, start: Start) -> Answer:
        """See `ports.Executions.start`."""
        members = to_api(input_shape(SERVICE, START), _with_text(start.parameters))
        if isinstance(members, Failure):
            return members
        return self._told(start, self._api.start(start, members))

    def result(self, execution_arn: str) -> Answer:
        """See `ports.Executions.result`; whatever the error of the child, that of the Task is one."""
        status, body = self._api.describe(execution_arn)
        if status != 200:  # what the store had of it cannot be read
            return Failure(error="States.TaskFailed", cause=error_of(body)[1])
        value = cast("dict[str, JSON]", from_api(output_shape(SERVICE, "DescribeExecution"), body, milliseconds))
        if value["Status"] != "SUCCEEDED":
            return Failure(error="States.TaskFailed", cause=encode(value))
        if self._pattern == ".sync:2":
            value |= {name: decode(cast("str", value[name])) for name in ("Input", "Output")}
        return Success(value=value, size_bytes=size_bytes(value))


class ExecutionTasks:
    """Answers the Task states that start executions, and leaves the others; see `ports.Tasks`.

    Args:
        api: what starts them.
        region: of the account.
        others: who answers all other Task states.
    """

    def __init__(self, api: StartApi, region: str, others: Tasks) -> None:
        self._api = api
        self._region = region
        self._others = others

    def resolve(self, state: TaskState) -> Connector | Refusal:
        """How a Task is recorded and who answers it, or why nobody does."""
        parts = _parts(state)
        return self._others.resolve(state) if parts is None else self._connector(state, parts)

    def expect(self, state: TaskState) -> Connector | Refusal:
        """The same for an execution that goes on."""
        parts = _parts(state)
        return self._others.expect(state) if parts is None else self._connector(state, parts)

    def _connector(self, state: TaskState, parts: ServiceResource) -> Connector | Refusal:
        refusal = check_fields(state, START, parts.call)
        if refusal is not None:
            return refusal
        return Connector(
            family="Task",
            resource_type="states",
            resource=f"startExecution{parts.pattern}",
            region=self._region,
            result_name="states",
            handler=None,
            pattern=PATTERNS[parts.pattern],
            executions=StartedExecutions(self._api, parts.pattern, _told),
        )


def _parts(state: TaskState) -> ServiceResource | None:
    """What a Task calls, if that starts an execution."""
    parts = parse_resource(state.resource)
    return None if parts is None or parts.is_sdk or parts.call != "states:startExecution" else parts


def _with_text(parameters: JSON) -> JSON:
    """The parameters with the input as text, whatever JSON it is; null is none."""
    given = parameters.get("Input") if isinstance(parameters, dict) else None
    if not isinstance(parameters, dict) or given is None or isinstance(given, str):
        return parameters
    return {**parameters, "Input": encode(given)}


def _told(start: Start, answered: Answered) -> Answer:
    """As the optimised integration tells it."""
    status, body = answered
    if status != 200:
        return _failure(status, body, start.request_id)
    value = cast("dict[str, JSON]", from_api(output_shape(SERVICE, START), body, milliseconds))
    value |= _metadata(start, str(value["ExecutionArn"]))
    value = dict(sorted(value.items()))
    return Success(value=value, size_bytes=size_bytes(value))


def _failure(status: int, body: JSON, request_id: str) -> Failure:
    code, message = error_of(body)
    details = f"Status Code: {status}; Error Code: {code}; Request ID: {request_id}; Proxy: null"
    name = exception_name(code, "AWSStepFunctionsException")
    return Failure(error=f"StepFunctions.{name}", cause=f"{message} (Service: AWSStepFunctions; {details})")


def _metadata(start: Start, execution_arn: str) -> dict[str, JSON]:
    """What else the response had; the text of its body has the time in microseconds."""
    from email.utils import format_datetime  # it imports sockets and more, 20 ms

    now = datetime.fromtimestamp(start.starter.domain.now // 1_000_000_000, UTC)
    length = len(encode({"executionArn": execution_arn, "startDate": 0})) - 1 + _TIME_LENGTH
    headers: dict[str, JSON] = {
        "connection": "keep-alive",
        "Content-Length": str(length),
        "Content-Type": "application/x-amz-json-1.0",
        "Date": format_datetime(now, usegmt=True),
        "x-amzn-RequestId": start.request_id,
    }
    return {
        "SdkHttpMetadata": {
            "AllHttpHeaders": {name: [value] for name, value in headers.items()},
            "HttpHeaders": headers,
            "HttpStatusCode": 200,
        },
        "SdkResponseMetadata": {"RequestId": start.request_id},
    }
