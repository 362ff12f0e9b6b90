"""The context object that a call of TestState gives: which fields it may have.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from sfn_notebook.api import errors
from sfn_notebook.values import JSON, NotJsonError, decode

_Fields: TypeAlias = "Mapping[str, _Fields | None]"
"""The fields of an object; None for one that may hold anything."""


def _plain(*names: str) -> _Fields:
    return MappingProxyType(dict.fromkeys(names))


_ALLOWED: Final[_Fields] = MappingProxyType(
    {
        "Execution": _plain("Id", "Input", "Name", "RedriveCount", "RedriveTime", "RoleArn", "StartTime"),
        "State": _plain("EnteredTime", "Name", "RetryCount"),
        "StateMachine": _plain("Id", "Name"),
        "Task": _plain("Token"),
        "Map": MappingProxyType({"Item": _plain("Index", "Key", "Source", "Value")}),
    }
)


def read_context(text: str) -> JSON:
    """The context object.

    Raises:
        ApiError: ValidationException, for a field that it does not have (recorded), and for what is no object.
    """
    try:
        context = decode(text)
    except NotJsonError:
        raise _invalid("it must be valid JSON") from None
    if not isinstance(context, dict):
        raise _invalid("it must be a JSON object")
    _check(context, _ALLOWED)
    return context


def _check(members: Mapping[str, JSON], allowed: _Fields) -> None:
    for name, value in members.items():
        if name not in allowed:
            raise _invalid(f"Field '{name}' is not allowed")
        inner = allowed[name]
        if inner is not None:
            if not isinstance(value, dict):
                raise _invalid(f"Field '{name}' must be an object")
            _check(value, inner)


def _invalid(why: str) -> errors.ApiError:
    return errors.refused(f"Invalid Context object provided: {why}")
