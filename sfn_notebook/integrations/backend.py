"""The seam to the other services of an account."""

from __future__ import annotations

from typing import Any, Protocol


class Backend(Protocol):
    """The services of an account beside Step Functions."""

    def client(self, service: str) -> Any:
        """A botocore client of a service, `sqs`; cheap to ask for again, and may be used from any thread.

        Raises:
            UsageError: if the backend has no such service.
        """
        ...

    def is_in_use(self, service: str) -> bool:
        """Whether anybody has asked for a client of a service: before that, it holds nothing."""
        ...

    def close(self) -> None:
        """Let go of everything that the services hold."""
        ...
