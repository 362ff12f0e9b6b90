"""How much, and for how long, clients may keep an endpoint busy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

_MOST_CONNECTIONS: Final = 10_000
_OTHER_FILES: Final = 128


def _most_connections() -> int:
    """As many as this process may open besides its other files."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return _MOST_CONNECTIONS
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return _MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else max(1, min(_MOST_CONNECTIONS, soft - _OTHER_FILES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an endpoint bears.

    Attributes:
        connections: open at a time; for one more, the one that has been idle longest is closed.
        head_seconds: from the beginning of a connection, or from the last answer on it, to the end of a request's head.
        body_seconds: for the whole body.
        write_seconds: for a client to read an answer.
        closing_seconds: for requests that are being answered when the endpoint is closed.
    """

    connections: int = field(default_factory=_most_connections)
    head_seconds: float = 60.0
    body_seconds: float = 30.0
    write_seconds: float = 60.0
    closing_seconds: float = 5.0
