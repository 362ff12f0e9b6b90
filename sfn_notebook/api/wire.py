"""The wire of the Step Functions API: JSON requests and answers, by botocore's own service model."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import lru_cache
from typing import Any, Final, TypeAlias, cast

from sfn_notebook.api import errors
from sfn_notebook.api.errors import ApiError, constraint
from sfn_notebook.engine.drivers.pool import POOL
from sfn_notebook.engine.ports import JournalError
from sfn_notebook.values import JSON, NotJsonError, decode

Parameters: TypeAlias = "dict[str, JSON]"
Output: TypeAlias = "Mapping[str, object]"
Dispatch: TypeAlias = "Callable[[str, Parameters], Output | Future[Output]]"
"""From the name of an operation and its checked parameters to the members of its output, or to a future of them.

Times in the output are nanoseconds since the epoch; members that are None are left out. Raises ApiError, as the future
may. A future is cancelled when its caller has gone: whoever gives something away with an answer has it only if
`set_running_or_notify_cancel` says so.
"""
Answer: TypeAlias = "tuple[int, JSON]"
"""The status of HTTP and the body."""

Shape: TypeAlias = Any
"""A shape of botocore's service model, which is not typed."""

CONTENT_TYPE: Final = "application/x-amz-json-1.0"
SERVICE: Final = "stepfunctions"

_PYTHON_TYPES: Final[Mapping[str, type | tuple[type, ...]]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
    "structure": dict,
    "list": list,
}
_JSON_TYPES: Final[Mapping[type, str]] = {
    str: "STRING_VALUE",
    bool: "BOOLEAN_VALUE",
    int: "NUMBER_VALUE",
    float: "NUMBER_VALUE",
    list: "START_ARRAY",
    dict: "START_OBJECT",
}


@lru_cache(maxsize=1)
def service_model() -> Any:
    """The model of the service that botocore ships with."""
    from botocore.loaders import Loader
    from botocore.model import ServiceModel

    return ServiceModel(Loader().load_service_model(SERVICE, "service-2"), SERVICE)


def answer(dispatch: Dispatch, target: str, body: bytes) -> Answer:
    """The HTTP status and the JSON body that answer a request; waits for them.

    Args:
        dispatch: does what the request asks for.
        target: the header X-Amz-Target, `AWSStepFunctions.StartExecution`.
        body: the JSON text of the request.
    """
    begun = begin_answer(dispatch, target, body)
    if not isinstance(begun, Future):
        return begun
    if not begun.done() and not POOL.has_threads:  # nobody would be there who could answer
        begun.cancel()
        return 200, {}
    try:
        return begun.result()
    except BaseException:  # an interrupt: nobody waits any more
        begun.cancel()
        raise


def begin_answer(dispatch: Dispatch, target: str, body: bytes) -> Answer | Future[Answer]:
    """What `answer` gives, or a future of it where the operation answers later; that costs no thread.

    Cancelling the future tells the operation that its caller has gone.
    """
    try:
        operation = find_operation(target)
        output = dispatch(operation.name, parse(operation.input_shape, body))
    except (ApiError, JournalError) as error:
        return refusal(error)
    if isinstance(output, Future):
        return _answered_later(operation.output_shape, output)
    return 200, serialize(operation.output_shape, output)


def refusal(error: ApiError | JournalError) -> Answer:
    """The answer that tells of an error; nothing was done where nothing could be kept."""
    if isinstance(error, JournalError):
        error = errors.not_available(str(error))
    return error.status, {"__type": error.code, "message": error.message}


def _answered_later(shape: Shape, output: Future[Output]) -> Future[Answer]:
    later: Future[Answer] = Future()
    later.add_done_callback(lambda done: output.cancel() if done.cancelled() else None)
    output.add_done_callback(lambda done: _finish(later, shape, done))
    return later


def _finish(later: Future[Answer], shape: Shape, output: Future[Output]) -> None:
    if not later.set_running_or_notify_cancel():
        return
    try:
        later.set_result((200, serialize(shape, output.result())))
    except (ApiError, JournalError) as error:
        later.set_result(refusal(error))
    except BaseException as error:  # noqa: BLE001 - it is raised where the answer is waited for
        later.set_exception(error)


def find_operation(target: str) -> Any:
    """The operation in the service's model that X-Amz-Target names.

    Raises:
        ApiError: UnknownOperationException.
    """
    model = service_model()
    prefix, _, name = target.rpartition(".")
    if prefix != model.metadata["targetPrefix"] or name not in model.operation_names:
        expected = f"{model.metadata['targetPrefix']}.ListStateMachines"
        raise ApiError(
            "UnknownOperationException", f'X-Amz-Target is "{target[:100]}", expected the like of {expected}'
        )
    return model.operation_model(name)


def parse(shape: Shape, body: bytes) -> Parameters:
    """The parameters of a request, checked against the model; members that the model does not know are left out.

    Raises:
        ApiError: SerializationException for what cannot be read, ValidationException for broken constraints.
    """
    try:
        value = decode(body.decode() or "{}")
    except (NotJsonError, UnicodeDecodeError) as error:
        raise ApiError("SerializationException", f"the request is not JSON: {error}") from None
    problems: list[str] = []
    parameters = _read(shape, value, "", problems)
    if problems:
        raise errors.validation(*problems)
    return cast("Parameters", parameters)


def _read(shape: Shape, value: JSON, name: str, problems: list[str]) -> JSON:
    expected = _PYTHON_TYPES.get(shape.type_name, object)
    if not isinstance(value, expected) or (isinstance(value, bool) and expected is not bool):
        found = _JSON_TYPES.get(type(value), "NULL_VALUE")
        raise ApiError("SerializationException", f"{found} can not be converted to {shape.type_name.capitalize()}")
    if isinstance(value, dict):
        return _read_members(shape, value, name, problems)
    if isinstance(value, list):
        items = [_read(shape.member, item, f"{name}.{index}.member", problems) for index, item in enumerate(value, 1)]
        problems += _lengths(shape, len(value), name, str(value))
        return items
    if isinstance(value, str):
        problems += _text_problems(shape, value, name)
    elif not isinstance(value, bool):
        problems += _range_problems(shape, value, name)
    return value


def _read_members(shape: Shape, value: Parameters, name: str, problems: list[str]) -> JSON:
    prefix = f"{name}." if name else ""
    given = {key: member for key, member in value.items() if member is not None and key in shape.members}
    missing = [key for key in shape.required_members if key not in given]
    problems += [constraint(f"{prefix}{key}", "Member must not be null") for key in missing]
    return {key: _read(shape.members[key], member, f"{prefix}{key}", problems) for key, member in given.items()}


def _text_problems(shape: Shape, value: str, name: str) -> list[str]:
    problems = _lengths(shape, len(value), name, value)
    secret = bool(shape.metadata.get("sensitive"))
    if shape.enum and value not in shape.enum:
        rule = f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
        problems.append(constraint(name, rule, value, is_secret=secret))
    pattern = shape.metadata.get("pattern")
    if pattern and not re.fullmatch(pattern.replace(r"\p{ASCII}", r"[\x00-\x7f]"), value):
        rule = f"Member must satisfy regular expression pattern: {pattern}"
        problems.append(constraint(name, rule, value, is_secret=secret))
    return problems


def _lengths(shape: Shape, length: int, name: str, shown: str) -> list[str]:
    limits = shape.metadata
    secret = bool(limits.get("sensitive"))
    problems: list[str] = []
    if length < limits.get("min", 0):
        rule = f"Member must have length greater than or equal to {limits['min']}"
        problems.append(constraint(name, rule, shown, is_secret=secret))
    if length > limits.get("max", length):
        rule = f"Member must have length less than or equal to {limits['max']}"
        problems.append(constraint(name, rule, shown, is_secret=secret))
    return problems


def _range_problems(shape: Shape, value: float, name: str) -> list[str]:
    limits = shape.metadata
    if value < limits.get("min", value):
        return [constraint(name, f"Member must have value greater than or equal to {limits['min']}", str(value))]
    if value > limits.get("max", value):
        return [constraint(name, f"Member must have value less than or equal to {limits['max']}", str(value))]
    return []


def serialize(shape: Shape | None, output: Mapping[str, object]) -> JSON:
    """The JSON of an output; times become seconds since the epoch, to the millisecond as on AWS."""
    return {} if shape is None else cast("JSON", _written(shape, output))


def _written(shape: Shape, value: object) -> object:
    if shape.type_name == "timestamp":
        return cast("int", value) // 1_000_000 / 1000
    if not _has_times(shape):
        return _without_none(value) if shape.type_name == "structure" else value
    if shape.type_name == "list":
        return [_written(shape.member, item) for item in cast("Sequence[object]", value)]
    members = cast("Mapping[str, object]", value)
    return {key: _written(shape.members[key], member) for key, member in members.items() if member is not None}


def _without_none(value: object) -> object:
    return {key: member for key, member in cast("Mapping[str, object]", value).items() if member is not None}


_shapes_with_times: dict[str, bool] = {}


def _has_times(shape: Shape) -> bool:
    """Whether anything below a shape is a time; most of a history is not and is passed on as it is."""
    if shape.name not in _shapes_with_times:
        _shapes_with_times[shape.name] = False  # for shapes that hold themselves
        _shapes_with_times[shape.name] = shape.type_name == "timestamp" or any(map(_has_times, _inner(shape)))
    return _shapes_with_times[shape.name]


def _inner(shape: Shape) -> list[Shape]:
    if shape.type_name == "structure":
        return list(shape.members.values())
    return [shape.member] if shape.type_name == "list" else []
