"""Pages of a list, and the tokens that lead from one to the next."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from sfn_notebook.api import errors
from sfn_notebook.values import JSON

DEFAULT_RESULTS: Final = 100
"""How long a page is where maxResults is missing or 0."""


def page(parameters: Mapping[str, JSON], count: int, *, newest_first: bool = False) -> tuple[range, str | None]:
    """The positions that a call asks for, of a list of `count` that is kept oldest first, and the next page's token.

    A token belongs to the other parameters of its call, and names a place in the list, not a number of steps: a list
    that grows meanwhile is continued where it was left, in both directions.

    Raises:
        ApiError: InvalidToken, for a token that no such call gave.
    """
    step = -1 if newest_first else 1
    start = _position(parameters, default=count - 1 if newest_first else 0)
    if newest_first:
        start = min(start, count - 1)  # the list may have become shorter
    wanted = parameters.get("maxResults")
    left = range(start, -1 if newest_first else count, step)
    asked = left[: wanted if isinstance(wanted, int) and wanted else DEFAULT_RESULTS]
    return asked, _token(parameters, left[len(asked)]) if len(asked) < len(left) else None


def _token(parameters: Mapping[str, JSON], position: int) -> str:
    return urlsafe_b64encode(f"{position}:{_digest(parameters)}".encode()).decode()


def _position(parameters: Mapping[str, JSON], default: int) -> int:
    token = parameters.get("nextToken")
    if token is None:
        return default
    try:
        position, _, digest = urlsafe_b64decode(str(token)).decode().partition(":")
    except ValueError:
        raise errors.invalid_token() from None
    if digest != _digest(parameters) or not position.isdecimal():
        raise errors.invalid_token()
    return int(position)


def _digest(parameters: Mapping[str, JSON]) -> str:
    same = sorted((key, value) for key, value in parameters.items() if key not in ("nextToken", "maxResults"))
    return sha256(repr(same).encode()).hexdigest()[:16]
