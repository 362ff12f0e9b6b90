"""The FunctionName of Lambda: a name, a whole ARN, a partial ARN, each with or without a qualifier."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

PATTERN: Final = (
    r"(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?"
    r"([a-zA-Z0-9-_\.]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?"
)
"""Lambda's own pattern, which its ValidationException quotes."""

_PARTS: Final = re.compile(
    r"(?:arn:(?P<partition>aws[a-zA-Z-]*):lambda:)?"
    r"(?:(?P<region>[a-z]{2}(?:-[a-z]+)+-\d):)?"
    r"(?:(?P<account>\d{12}):)?"
    r"(?:function:)?"
    r"(?P<name>[a-zA-Z0-9_.-]{1,140})"
    r"(?::(?P<qualifier>\$LATEST|[a-zA-Z0-9_-]{1,128}))?"
)
_ARN: Final = re.compile(r"arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:\d{12}:function:.+")


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionName:
    """What a FunctionName says; None where it says nothing."""

    name: str
    region: str | None = None
    account_id: str | None = None
    qualifier: str | None = None
    partition: str = "aws"

    def arn(self, region: str, account_id: str) -> str:
        """The function's ARN without a qualifier; what the name leaves open comes from the caller's account."""
        place = f"{self.region or region}:{self.account_id or account_id}"
        return f"arn:{self.partition}:lambda:{place}:function:{self.name}"


def parse(text: str) -> FunctionName | None:
    """The parts of a FunctionName as Lambda takes it; None if Lambda would not take it."""
    found = _PARTS.fullmatch(text)
    if found is None or (text.startswith("arn:") and not is_function_arn(text)):
        return None
    return FunctionName(
        name=found["name"],
        region=found["region"],
        account_id=found["account"],
        qualifier=found["qualifier"],
        partition=found["partition"] or "aws",
    )


def is_function_arn(text: str) -> bool:
    """Whether a Task's Resource names a Lambda function."""
    return _ARN.fullmatch(text) is not None
