"""What a handler learns about its call: Lambda's context object, on the run's clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from math import isfinite
from types import MappingProxyType
from typing import Final

from sfn_notebook.engine.ports import CallControl
from sfn_notebook.values import JSON

LONGEST_CALL_MILLISECONDS: Final = 900_000
"""Lambda ends every call after fifteen minutes; what remains where the definition sets no limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientContext:
    """What the caller passed as ClientContext."""

    client: JSON = None
    custom: Mapping[str, JSON] = field(default_factory=lambda: MappingProxyType({}))
    env: Mapping[str, JSON] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class CognitoIdentity:
    """Who called, for calls by way of Amazon Cognito; never the case here."""

    cognito_identity_id: str | None = None
    cognito_identity_pool_id: str | None = None


_NOBODY: Final = CognitoIdentity()


@dataclass(frozen=True, slots=True, kw_only=True)
class LambdaContext:
    """The second argument of a handler: what Lambda gives, and the run's clock; nothing can be assigned to.

    Attributes:
        memory_limit_in_mb: text, as in Lambda's own Python runtime.
        execution_arn: of the execution that calls.
        started: when the call began, nanoseconds since the epoch on the run's clock.

    Reference: https://docs.aws.amazon.com/lambda/latest/dg/python-context.html
    """

    function_name: str
    function_version: str
    invoked_function_arn: str
    aws_request_id: str
    memory_limit_in_mb: str
    control: CallControl = field(repr=False)
    execution_arn: str = field(repr=False)
    started: int = field(repr=False)
    client_context: ClientContext | None = None
    identity: CognitoIdentity = field(default=_NOBODY, repr=False)

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds of the run's clock until the call is given up; fifteen minutes if nothing limits it."""
        left = self.control.remaining_nanoseconds()
        return LONGEST_CALL_MILLISECONDS if left is None else max(0, left // 1_000_000)

    def sleep(self, seconds: float) -> None:
        """Let seconds of the run's clock pass: no real time on a virtual clock.

        Raises:
            TaskTimedOut: at the deadline of the state; let it through, its answer no longer counts.
        """
        if not isfinite(seconds) or seconds < 0:
            raise ValueError(f"cannot sleep {seconds} seconds")
        self.control.sleep(seconds)

    @property
    def log_group_name(self) -> str:
        """Where Lambda would log."""
        return f"/aws/lambda/{self.function_name}"

    @property
    def log_stream_name(self) -> str:
        """Where Lambda would log; the same for all calls of the function by one execution."""
        day = datetime.fromtimestamp(self.started // 1_000_000_000, UTC).strftime("%Y/%m/%d")
        instance = sha256(f"{self.execution_arn} {self.invoked_function_arn}".encode()).hexdigest()[:32]
        return f"{day}/[{self.function_version}]{instance}"

    @property
    def remaining(self) -> float | None:
        """Seconds of the run's clock until the call is given up; None if nothing limits it."""
        left = self.control.remaining_nanoseconds()
        return None if left is None else max(0, left) / 1_000_000_000

    @property
    def cancelled(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self.control.is_cancelled()
