"""One call of a Python function in the place of a Lambda function."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import cast

from sfn_notebook.engine.ports import Answer, Failure, Handler, Printed, Request, Success, TaskTimedOut
from sfn_notebook.integrations.functions import Function
from sfn_notebook.integrations.lambda_context import ClientContext, LambdaContext
from sfn_notebook.integrations.lambda_failure import Family, exit_failure, failure, marshal_failure
from sfn_notebook.integrations.printing import Recorder, recording
from sfn_notebook.values import JSON, NotJsonError, copy, decode, text_size_bytes, to_json

Finish = Callable[[Request, JSON, int], tuple[JSON, int]]
"""From the request, the function's result and its size to the task's result and its size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is called, and how its answer is told.

    Attributes:
        arn: of the function, with the qualifier if the call has one.
        event: gives the event from the effective input; not a copy.
        finish: puts the result into what the service returns.
    """

    function: Function
    arn: str
    version: str
    family: Family
    event: Callable[[JSON], JSON]
    finish: Finish
    client_context: ClientContext | None = None


def handler_of(call: Call) -> Handler:
    """The engine's handler of a call.

    It raises nothing that a function raises but TaskTimedOut, which `context.sleep` raises at the deadline, and
    exceptions that are no Exception (KeyboardInterrupt). `sys.exit` is Lambda's Runtime.ExitError.
    """
    if call.function.is_async:
        return Handler(invoke=lambda request: _invoke_async(call, request), is_async=True)
    return Handler(invoke=lambda request: _invoke(call, request))


def _invoke(call: Call, request: Request) -> Answer:
    with recording(request.state_name) as recorder:
        try:
            result = call.function.handler(*_arguments(call, request))
        except TaskTimedOut:
            raise
        except (Exception, SystemExit) as raised:  # noqa: BLE001 - the door to the user's function
            answer = _raised(call, request, raised)
        else:
            answer = _result(call, request, result)
    return _told(answer, call, recorder)


async def _invoke_async(call: Call, request: Request) -> Answer:
    with recording(request.state_name) as recorder:
        try:
            called = call.function.handler(*_arguments(call, request))
            result = await cast("Awaitable[object]", called)
        except TaskTimedOut:
            raise
        except (Exception, SystemExit) as raised:  # noqa: BLE001 - the door to the user's function
            answer = _raised(call, request, raised)
        else:
            answer = _result(call, request, result)
    return _told(answer, call, recorder)


def _arguments(call: Call, request: Request) -> tuple[object, ...]:
    count = call.function.argument_count
    event = copy(call.event(request.parameters))
    return (event, _context(call, request)) if count > 1 else (event,)[:count]


def _context(call: Call, request: Request) -> LambdaContext:
    function = call.function
    return LambdaContext(
        function_name=function.name,
        function_version=call.version,
        invoked_function_arn=call.arn,
        aws_request_id=request.request_id,
        memory_limit_in_mb=str(function.memory_mb),
        control=request.control,
        execution_arn=request.execution_arn,
        started=request.started,
        client_context=call.client_context,
    )


def _raised(call: Call, request: Request, raised: Exception | SystemExit) -> Failure:
    if isinstance(raised, SystemExit):
        return exit_failure(raised, request.request_id)
    return failure(raised, request.request_id, call.family)


def _result(call: Call, request: Request, result: object) -> Success | Failure:
    try:
        text = to_json(result)
    except NotJsonError as reason:
        if inspect.iscoroutine(result):
            result.close()
        return marshal_failure(result, reason, request.request_id, call.family)
    value, size_bytes = call.finish(request, decode(text), text_size_bytes(text))
    return Success(value=value, size_bytes=size_bytes)


def _told(answer: Success | Failure, call: Call, recorder: Recorder) -> Answer:
    takes = call.function.takes_nanoseconds
    printed: tuple[Printed, ...] = recorder.printed()
    if isinstance(answer, Success):
        return Success(value=answer.value, size_bytes=answer.size_bytes, takes_nanoseconds=takes, printed=printed)
    return Failure(
        error=answer.error, cause=answer.cause, takes_nanoseconds=takes, printed=printed, exception=answer.exception
    )
