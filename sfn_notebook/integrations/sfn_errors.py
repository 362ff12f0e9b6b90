"""The errors of the API of Step Functions, by the names of their exceptions in the AWS SDK for Java."""

from __future__ import annotations

from typing import cast

from sfn_notebook.integrations.service_model import error_names
from sfn_notebook.integrations.sfn_fields import SERVICE
from sfn_notebook.values import JSON


def error_of(body: JSON) -> tuple[str, str]:
    """Code and message of an error of the API."""
    fields = cast("dict[str, str]", body)
    return fields["__type"], fields["message"]


def exception_name(code: str, other: str) -> str:
    """The exception of an error of the API: `InvalidTokenException`; `other` of one that is not in its model."""
    if code not in error_names(SERVICE):
        return other
    return code if code.endswith("Exception") else f"{code}Exception"
