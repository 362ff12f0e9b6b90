"""The payloads by which Lambda reports that a function failed."""

from __future__ import annotations

import json
import traceback
from pathlib import Path
from typing import Final, Literal, cast

from sfn_notebook.engine.ports import Failure
from sfn_notebook.values import JSON, NotJsonError

Family = Literal["LambdaFunction", "Task"]

_OURS: Final = str(Path(__file__).parent)


def failure(exception: Exception, request_id: str, family: Family) -> Failure:
    """What a function's exception becomes: its class name, and Lambda's payload as the cause."""
    payload: dict[str, JSON] = {
        "errorMessage": _message(exception),
        "errorType": type(exception).__name__,
        "requestId": request_id,
        "stackTrace": _stack_trace(exception),
    }
    return _failed(payload, family, exception)


def marshal_failure(result: object, reason: NotJsonError, request_id: str, family: Family) -> Failure:
    """What a result that is not JSON becomes, in the words of Lambda's runtime."""
    payload: dict[str, JSON] = {
        "errorMessage": f"Unable to marshal response: {_marshal_problem(result, reason)}",
        "errorType": "Runtime.MarshalError",
        "requestId": request_id,
        "stackTrace": [],
    }
    return _failed(payload, family, reason)


def exit_failure(exited: SystemExit, request_id: str) -> Failure:
    """What `sys.exit` in a function becomes: Lambda's runtime ends, and the service says so, without spaces."""
    status = exited.code if isinstance(exited.code, int) else int(exited.code is not None)
    reason = f"exited with error: exit status {status}" if status else "exited without providing a reason"
    payload: dict[str, JSON] = {
        "errorType": "Runtime.ExitError",
        "errorMessage": f"RequestId: {request_id} Error: Runtime {reason}",
    }
    return _failed(payload, "Task", exited)


def _failed(payload: dict[str, JSON], family: Family, exception: BaseException) -> Failure:
    # AWS, recorded: a function's ARN keeps the spaces of Lambda's payload, lambda:invoke writes it anew without them
    separators = (", ", ": ") if family == "LambdaFunction" else (",", ":")
    cause = json.dumps(payload, ensure_ascii=False, separators=separators)
    return Failure(error=str(payload["errorType"]), cause=_well_formed(cause), exception=exception)


def _well_formed(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _message(exception: Exception) -> str:
    try:
        return str(exception)
    except Exception:  # noqa: BLE001 - the user's own __str__
        return ""


def _stack_trace(exception: Exception) -> list[JSON]:
    own: object = getattr(exception, "stack_trace", None)
    if isinstance(own, list):
        return [str(line) for line in cast("list[object]", own)]
    frames = [
        (each.filename, each.lineno, each.name, each.line) for each in traceback.extract_tb(exception.__traceback__)
    ]
    first = next((index for index, each in enumerate(frames) if not each[0].startswith(_OURS)), len(frames))
    # four values a frame, as Lambda's runtime passes them: no marks below the source line
    return list[JSON](traceback.format_list(cast("list[tuple[str, int, str, str | None]]", frames[first:])))


def _marshal_problem(result: object, reason: NotJsonError) -> str:
    try:
        json.dumps(result, allow_nan=False)
    except TypeError as error:
        return str(error)
    except (ValueError, RecursionError):
        return str(reason)
    return str(reason)
