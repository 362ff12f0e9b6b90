"""Task states that call Step Functions itself through the AWS SDK: `arn:aws:states:::aws-sdk:sfn:startExecution`.

Reference: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Final, TypeAlias

from sfn_notebook.asl.model import TaskState
from sfn_notebook.engine.ports import (
    Answer,
    CallControl,
    Connector,
    Failure,
    Handler,
    Refusal,
    Request,
    Start,
    Success,
    Tasks,
    TaskTimedOut,
)
from sfn_notebook.integrations.api_operation import ServiceResource, parse_resource
from sfn_notebook.integrations.nested import PATTERNS, START, Answered, StartApi, StartedExecutions
from sfn_notebook.integrations.sdk_values import from_api, instant, to_api
from sfn_notebook.integrations.service_model import (
    capitalized,
    has_operation,
    input_shape,
    operation_names,
    output_shape,
)
from sfn_notebook.integrations.sfn_errors import error_of, exception_name
from sfn_notebook.integrations.sfn_fields import SERVICE, check_fields
from sfn_notebook.text.suggest import did_you_mean
from sfn_notebook.values import JSON, size_bytes

_LOOK_UP_SECONDS: Final = 0.1
"""How long a call waits at most before it looks whether anybody waits for it."""

CallApi: TypeAlias = "Callable[[str, JSON], Answered | Future[Answered]]"
"""Does an operation of the API, from its name and its parameters; cancelling the future says that nobody waits."""


class StepFunctionsTasks:
    """Answers the Task states that call the API of Step Functions, and leaves the others; see `ports.Tasks`.

    Args:
        call: does the operations.
        starts: does StartExecution.
        region: of the account.
        others: who answers all other Task states.
    """

    def __init__(self, call: CallApi, starts: StartApi, region: str, others: Tasks) -> None:
        self._call = call
        self._starts = starts
        self._region = region
        self._others = others

    def resolve(self, state: TaskState) -> Connector | Refusal:
        """How a Task is recorded and who answers it, or why nobody does."""
        found = self._called(state)
        return self._others.resolve(state) if found is None else found

    def expect(self, state: TaskState) -> Connector | Refusal:
        """The same for an execution that goes on."""
        found = self._called(state)
        return self._others.expect(state) if found is None else found

    def _called(self, state: TaskState) -> Connector | Refusal | None:
        """None for a Task that calls something else."""
        parts = parse_resource(state.resource)
        if parts is None or not parts.is_sdk or parts.service != "sfn":
            return None
        refusal = _check(state, parts)
        return self._connector(parts) if refusal is None else refusal

    def _connector(self, parts: ServiceResource) -> Connector:
        operation = capitalized(parts.action)

        def handler(parameters: JSON) -> Handler | Failure:
            members = to_api(input_shape(SERVICE, operation), parameters)
            if isinstance(members, Failure):
                return members
            return Handler(invoke=lambda request: self._invoke(operation, members, request))

        is_start = operation == START
        return Connector(
            family="Task",
            resource_type="aws-sdk:sfn",
            resource=f"{parts.action}{parts.pattern}",
            region=self._region,
            result_name="aws-sdk:sfn",
            handler=None if is_start else handler,
            pattern=PATTERNS[parts.pattern],
            executions=StartedExecutions(self._starts, parts.pattern, _started) if is_start else None,
        )

    def _invoke(self, operation: str, members: JSON, request: Request) -> Answer:
        answered = self._call(operation, members)
        status, body = _waited_for(answered, request.control) if isinstance(answered, Future) else answered
        return _told(operation, (status, body), request.request_id)


def _started(start: Start, answered: Answered) -> Answer:
    return _told(START, answered, start.request_id)


def _told(operation: str, answered: Answered, request_id: str) -> Answer:
    """What the API answered, as the AWS SDK for Java tells it."""
    status, body = answered
    if status != 200:
        return _failure(status, body, request_id)
    value = from_api(output_shape(SERVICE, operation), body, instant)
    return Success(value=value, size_bytes=size_bytes(value))


def _failure(status: int, body: JSON, request_id: str) -> Failure:
    code, message = error_of(body)
    name = f"Sfn.{exception_name(code, 'SfnException')}"
    details = f"(Service: Sfn, Status Code: {status}, Request ID: {request_id}) (SDK Attempt Count: 1)"
    return Failure(error=name, cause=f"{message} {details}")


def _waited_for(answer: Future[Answered], control: CallControl) -> Answered:
    """The answer of an operation that takes its time; raises TaskTimedOut once nobody waits for the call any more."""
    try:
        while not wait((answer,), _LOOK_UP_SECONDS).done and not control.is_cancelled():
            continue
    except BaseException:  # an interrupt: nobody waits any more
        answer.cancel()
        raise
    if control.is_cancelled():
        answer.cancel()  # what it gave away is taken back
        raise TaskTimedOut
    return answer.result()


def _check(state: TaskState, parts: ServiceResource) -> Refusal | None:
    """What can be said against a Task before anything runs."""
    operation = capitalized(parts.action)
    if parts.pattern.startswith(".sync") or parts.action[:1].isupper() or not has_operation(SERVICE, operation):
        return Refusal(
            message=f"Step Functions has no call {parts.call}{parts.pattern}",
            hint=did_you_mean(parts.action, actions()) or "aws-sdk:sfn:describeExecution is one",
        )
    return check_fields(state, operation, f"aws-sdk:{parts.call}")


def actions() -> list[str]:
    """The operations of the API as Task states name them."""
    return [f"{name[:1].lower()}{name[1:]}" for name in operation_names(SERVICE)]
