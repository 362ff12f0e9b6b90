"""Parameters and results of service integrations: PascalCase in a state machine, the API's own names on the wire.

Reference: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias, cast

from sfn_notebook.engine.ports import Failure
from sfn_notebook.expressions.timestamp import format_timestamp
from sfn_notebook.integrations.service_model import Shape, sdk_field
from sfn_notebook.values import JSON, encode

Stamp: TypeAlias = "Callable[[float], JSON]"
"""How a time is told, from seconds since the epoch."""

_TYPES: Final[Mapping[str, tuple[type | tuple[type, ...], str]]] = MappingProxyType(
    {
        "boolean": (bool, "BOOLEAN"),
        "integer": (int, "INTEGER"),
        "long": (int, "LONG"),
        "float": ((int, float), "FLOAT"),
        "double": ((int, float), "DOUBLE"),
        "list": (list, "ARRAY"),
        "structure": (dict, "OBJECT"),
    }
)


def milliseconds(seconds: float) -> JSON:
    """A time as the optimised integrations tell it."""
    return round(seconds * 1000)


def instant(seconds: float) -> JSON:
    """A time as the AWS SDK integrations tell it: `2026-11-22T21:46:30.123Z`."""
    return format_timestamp(round(seconds * 1000) * 1_000_000)


def to_api(shape: Shape, given: JSON) -> JSON | Failure:
    """The parameters of an operation, by the names of its API; or how the task fails before it is called.

    A field that is null is left out (recorded), and JSON in the place of text is written as text.
    """
    problems: list[str] = []
    members = _to_api(shape, given, "", problems)
    return unusable(given, *problems) if problems else members


def unusable(given: JSON, *problems: str) -> Failure:
    """How a task fails whose effective parameters no call can be made of; nothing catches that."""
    cause = f"The Parameters '{encode(given)}' could not be used to start the Task: [{', '.join(problems)}]"
    return Failure(error="States.Runtime", cause=cause)


def _to_api(shape: Shape, value: JSON, field: str, problems: list[str]) -> JSON:
    if shape.type_name == "string":
        if isinstance(value, (dict, list)):
            return encode(value)
        if not isinstance(value, str):
            problems.append(f"The value for the field '{field}' must be a STRING")
        return value
    types, name = _TYPES[shape.type_name]
    if not isinstance(value, types) or (isinstance(value, bool) and types is not bool):
        problems.append(f"The value for the field '{field}' must be a {name}")
        return value
    if isinstance(value, list):
        return [_to_api(shape.member, item, field, problems) for item in value]
    return _members(shape, value, problems) if isinstance(value, dict) else value


def _members(shape: Shape, value: Mapping[str, JSON], problems: list[str]) -> JSON:
    given = {name: field for name, field in value.items() if field is not None}
    names = fields_of(shape)
    unknown = [name for name in given if name not in names]
    missing = [sdk_field(member) for member in shape.required_members if sdk_field(member) not in given]
    problems += [f"The field '{name}' is not supported by Step Functions" for name in unknown]
    problems += [f"The field '{name}' is required but was missing" for name in missing]
    known = {name: names[name] for name in given if name in names}
    return {member: _to_api(shape.members[member], given[name], name, problems) for name, member in known.items()}


def fields_of(shape: Shape) -> dict[str, str]:
    """The members of a structure by the names that they have in a state machine."""
    return {sdk_field(member): member for member in shape.members}


def from_api(shape: Shape | None, value: JSON, stamp: Stamp) -> JSON:
    """The result of an operation as a task gives it; fields in the order of their names, as AWS writes them."""
    if shape is None:
        return {}
    if shape.type_name == "timestamp":
        return stamp(cast("float", value))
    if isinstance(value, list):
        return [from_api(shape.member, item, stamp) for item in value]
    if not isinstance(value, dict):
        return value
    if shape.type_name == "map":
        return {key: from_api(shape.value, item, stamp) for key, item in value.items()}
    fields = {sdk_field(member): from_api(shape.members[member], item, stamp) for member, item in value.items()}
    return dict(sorted(fields.items()))
