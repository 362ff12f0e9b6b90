"""`arn:aws:states:::lambda:invoke`: its parameters, its result, its errors.

Reference: https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from sfn_notebook.engine.ports import Answer, Failure, Handler, Refusal, Request
from sfn_notebook.expressions.jsonata import is_expression
from sfn_notebook.integrations import function_name
from sfn_notebook.integrations.function_name import FunctionName
from sfn_notebook.integrations.functions import Function
from sfn_notebook.integrations.lambda_call import Call
from sfn_notebook.integrations.lambda_context import ClientContext
from sfn_notebook.text import jackson
from sfn_notebook.values import ABSENT, JSON, Maybe, NotJsonError, decode, encode, size_bytes, text_size_bytes

FIELDS: Final = ("ClientContext", "FunctionName", "InvocationType", "LogType", "Payload", "Qualifier")
SUPPORTED: Final[Mapping[str, str]] = MappingProxyType({"InvocationType": "RequestResponse", "LogType": "None"})
LATEST: Final = "$LATEST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """The effective parameters of one call, read."""

    function: FunctionName
    qualifier: str | None
    event: JSON
    client_context: ClientContext | None


def check(template: JSON) -> Refusal | None:
    """What can be said against the Parameters or Arguments before anything runs."""
    if is_expression(template):
        return None
    if not isinstance(template, dict) or not {"FunctionName", "FunctionName.$"} & template.keys():
        return Refusal(message="lambda:invoke needs the parameter FunctionName", hint='"FunctionName": "my-function"')
    for name in template:
        plain = name.removesuffix(".$")
        if plain not in FIELDS:
            return Refusal(
                message=f'the field "{name}" is not supported by lambda:invoke',
                hint=f"its fields are {', '.join(FIELDS)}",
            )
        if plain in SUPPORTED and not is_expression(template[name]) and template[name] != SUPPORTED[plain]:
            return Refusal(
                message=f"{name} {encode(template[name])} of lambda:invoke is not supported yet",
                hint=f'only "{SUPPORTED[plain]}" is',
            )
    return None


def version(qualifier: str | None) -> str:
    """The version that ran: the one asked for by its number, else the latest; what an alias means is not known."""
    return qualifier if qualifier is not None and qualifier.isdecimal() else LATEST


def read(parameters: Mapping[str, JSON]) -> Invocation | Handler | Failure:
    """The invocation that the effective parameters ask for, or how Lambda refuses it."""
    texts = {name: parameters[name] for name in ("FunctionName", "Qualifier", "ClientContext") if name in parameters}
    wrong = [name for name, value in texts.items() if not isinstance(value, str)]
    if "FunctionName" not in texts:
        return _unusable(parameters, "The field 'FunctionName' is required but was missing")
    if wrong:
        return _unusable(parameters, *(f"The value for the field '{name}' must be a STRING" for name in wrong))
    function = function_name.parse(str(texts["FunctionName"]))
    if function is None:
        return _bad_name(str(texts["FunctionName"]))
    asked = texts.get("Qualifier")
    if asked is not None and function.qualifier not in (None, asked):
        message = "The derived qualifier from the function name does not match the specified qualifier."
        return _refused("InvalidParameterValueException", message, 400)
    qualifier = str(asked) if asked is not None else function.qualifier
    return _with_payload(replace(function, qualifier=qualifier), parameters)


def call(invocation: Invocation, function: Function, arn: str) -> Call:
    """The call of a function that `read` asks for."""
    executed = version(invocation.qualifier)
    return Call(
        function=function,
        arn=f"{arn}:{invocation.qualifier}" if invocation.qualifier else arn,
        version=executed,
        family="Task",
        event=lambda _: invocation.event,
        finish=lambda request, result, size: _response(request, result, size, executed),
        client_context=invocation.client_context,
    )


def not_found(arn: str, qualifier: str | None) -> Handler:
    """Lambda's answer for a function that nobody answers."""
    return _refused("ResourceNotFoundException", f"Function not found: {arn}:{qualifier or LATEST}", 404)


def _with_payload(function: FunctionName, parameters: Mapping[str, JSON]) -> Invocation | Handler:
    event = _event(parameters.get("Payload", ABSENT))
    if isinstance(event, Handler):
        return event
    context = parameters.get("ClientContext")
    client_context = _client_context(context) if isinstance(context, str) else None
    if isinstance(client_context, Handler):
        return client_context
    return Invocation(function=function, qualifier=function.qualifier, event=event, client_context=client_context)


def _event(payload: Maybe) -> JSON | Handler:
    if payload is ABSENT or payload is None or payload == "":
        return {}  # Lambda's runtime reads an empty request as an empty object
    if not isinstance(payload, str):
        return payload
    problem = jackson.problem(payload)
    if problem is None:
        try:
            return decode(payload)  # AWS, recorded: text is the body of the request, not a JSON string
        except NotJsonError as error:
            problem = str(error)
    message = f"Could not parse request body into json: Could not parse payload into json: {problem}"
    return _refused("InvalidRequestContentException", message, 400)


def _client_context(text: str) -> ClientContext | Handler:
    try:
        found = decode(b64decode(text, validate=True).decode())
    except ValueError:
        found = None
    if not isinstance(found, dict):
        return _refused(
            "InvalidRequestContentException", "Client context must be a valid Base64-encoded JSON object.", 400
        )
    custom, environment = found.get("custom"), found.get("env")
    return ClientContext(
        client=found.get("client"),
        custom=custom if isinstance(custom, dict) else {},
        env=environment if isinstance(environment, dict) else {},
    )


def _bad_name(name: str) -> Handler:
    message = (
        f"1 validation error detected: Value '{name}' at 'functionName' failed to satisfy constraint: "
        f"Member must satisfy regular expression pattern: {function_name.PATTERN}"
    )
    return _refused("AWSLambdaException", message, 400, code="ValidationException")


def _unusable(parameters: Mapping[str, JSON], *problems: str) -> Failure:
    text = encode(dict(parameters))
    cause = f"The Parameters '{text}' could not be used to start the Task: [{', '.join(problems)}]"
    return Failure(error="States.Runtime", cause=cause)


def _refused(error: str, message: str, status: int, *, code: str | None = None) -> Handler:
    def invoke(request: Request) -> Answer:
        details = f"Status Code: {status}; Error Code: {code or error}; Request ID: {request.request_id}"
        return Failure(error=f"Lambda.{error}", cause=f"{message} (Service: AWSLambda; {details}; Proxy: null)")

    return Handler(invoke=invoke)


def _response(request: Request, result: JSON, result_bytes: int, executed: str) -> tuple[JSON, int]:
    headers = _headers(request, result, executed)
    response: dict[str, JSON] = {
        "ExecutedVersion": executed,
        "Payload": None,
        "SdkHttpMetadata": {
            "AllHttpHeaders": {name: [value] for name, value in headers.items()},
            "HttpHeaders": dict[str, JSON](headers),
            "HttpStatusCode": 200,
        },
        "SdkResponseMetadata": {"RequestId": request.request_id},
        "StatusCode": 200,
    }
    size = size_bytes(response) - len("null") + result_bytes
    response["Payload"] = result
    return response, size


def _headers(request: Request, result: JSON, executed: str) -> dict[str, str]:
    from email.utils import format_datetime  # it imports sockets and more, 20 ms

    seconds = request.started // 1_000_000_000
    trace = request.request_id.replace("-", "")[:24]
    return {
        "Connection": "keep-alive",
        "Content-Length": str(text_size_bytes(json.dumps(result, ensure_ascii=False))),  # Lambda's own text has spaces
        "Content-Type": "application/json",
        "Date": format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True),
        "X-Amz-Executed-Version": executed,
        "X-Amzn-Trace-Id": f"root=1-{seconds:08x}-{trace};sampled=0",
        "x-amzn-Remapped-Content-Length": "0",
        "x-amzn-RequestId": request.request_id,
    }
