"""Who may ask, and what a request must look like, as far as its head says."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from sfn_notebook.api.errors import ApiError
from sfn_notebook.api.wire import CONTENT_TYPE, find_operation

API_PATH: Final = "/"
HEALTH_PATH: Final = "/health"
METHODS: Final[Mapping[str, tuple[str, ...]]] = {API_PATH: ("POST",), HEALTH_PATH: ("GET", "HEAD")}
MAX_BODY_BYTES: Final = 2 << 20
MAX_HEAD_BYTES: Final = 64 << 10

_CREDENTIAL: Final = re.compile(r"AWS4-\S+ (?:.*[ ,])?Credential=([^/,\s]+)/")
_BEARER: Final = re.compile(r"Bearer +(\S+) *", re.IGNORECASE)
_HOST: Final = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::[0-9]*)?")
_MEDIA_TYPES: Final = (CONTENT_TYPE, "application/x-amz-json-1.1", "application/json")
_SHOWN_CHARACTERS: Final = 100
_PLAIN_ENCODINGS: Final = ("", "identity", "amz-1.0")
"""What leaves a body as it is; some of AWS's SDKs name the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What an endpoint demands of a request.

    Attributes:
        token: that callers must know; None demands none.
        hosts: names by which the endpoint may be called besides those of loopback, in lower case; None takes any.
        max_body_bytes: of a request.
    """

    token: str | None = None
    hosts: frozenset[str] | None = frozenset()
    max_body_bytes: int = MAX_BODY_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The first line of a request and its headers, which are found in upper and lower case alike."""

    method: str
    path: str
    headers: Mapping[str, str]


def check_head(gate: Gate, head: Head) -> str:
    """Let a request in whose head is right; gives the operation that it asks for, or the path of the health page.

    Raises:
        ApiError: for a name of this server that others may have made up, something else than a call, or a caller who
            does not know the token, in this order.
    """
    _check_host(gate, head.headers.get("Host", ""))
    methods = METHODS.get(head.path)
    if methods is None:
        message = f'there is nothing at "{_short(head.path)}": calls go to "/", and "/health" says how the endpoint is'
        raise ApiError("UnknownOperationException", message, 404)
    if head.method not in methods:
        message = f'"{head.path}" takes {" and ".join(methods)} only; "/health" says how the endpoint is'
        raise ApiError("UnknownOperationException", message, 405)
    if head.path == HEALTH_PATH:
        return HEALTH_PATH
    _check_token(gate, head.headers.get("Authorization", ""))
    _check_media(head.headers)
    return str(find_operation(head.headers.get("X-Amz-Target", "")).name)


def check_head_size(head: Head) -> None:
    """Refuse headers that are longer than a request here has any use for.

    Raises:
        ApiError: with the status 431.
    """
    size = sum(len(name) + len(value) for name, value in head.headers.items())
    if size > MAX_HEAD_BYTES:
        message = f"the headers of a request have at most {MAX_HEAD_BYTES} bytes here"
        raise ApiError("RequestHeaderFieldsTooLargeException", message, 431)


def too_slow(what: str, seconds: float) -> ApiError:
    """A request of which a part did not arrive in time."""
    return ApiError("RequestTimeoutException", f"the {what} of a request has {seconds:g} s to arrive here", 408)


def body_too_large(gate: Gate) -> ApiError:
    """A body that is longer than the gate lets in."""
    allowed = f"a request has at most {gate.max_body_bytes} bytes here"
    return ApiError("RequestEntityTooLargeException", allowed, 413)


def knows_token(gate: Gate, authorization: str) -> bool:
    """Whether the header Authorization has the token, as a bearer or as the access key id of an AWS client."""
    if gate.token is None:
        return True
    found = _CREDENTIAL.match(authorization) or _BEARER.fullmatch(authorization)
    return found is not None and hmac.compare_digest(found[1].encode(), gate.token.encode())


def _check_token(gate: Gate, authorization: str) -> None:
    if knows_token(gate, authorization):
        return
    expected = 'sfn_notebook: this endpoint wants its token, as the AWS access key id or as "Authorization: Bearer …"'
    if not authorization:
        raise ApiError("MissingAuthenticationTokenException", f"{expected}; the request has none", 403)
    raise ApiError("UnrecognizedClientException", f"{expected}; what the request has is another one", 403)


def _check_host(gate: Gate, host: str) -> None:
    """Refuse what a web page of somebody else sends here after it had its own name lead to this machine."""
    if gate.hosts is None:
        return
    found = _HOST.fullmatch(host.lower())
    name = found[1].rstrip(".").removeprefix("sync-") if found else ""  # the prefix is that of StartSyncExecution
    if not _is_of_loopback(name) and name not in gate.hosts:
        allowed = f"sfn-notebook serve --allow-host {_short(name)} lets it in" if name else "it names no host"
        message = (
            f'Host is "{_short(host)}", and this endpoint answers to localhost and loopback addresses only: {allowed}'
        )
        raise ApiError("AccessDeniedException", message, 403)


def _is_of_loopback(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _check_media(headers: Mapping[str, str]) -> None:
    encoding = headers.get("Content-Encoding", "").strip().lower()
    if encoding not in _PLAIN_ENCODINGS:
        message = f'Content-Encoding is "{_short(encoding)}", and bodies are taken as they are only'
        raise ApiError("UnsupportedMediaTypeException", message, 415)
    media_type = headers.get("Content-Type", CONTENT_TYPE).partition(";")[0].strip().lower()
    if media_type not in _MEDIA_TYPES:
        message = f'Content-Type is "{_short(media_type)}", expected {CONTENT_TYPE}'
        raise ApiError("UnsupportedMediaTypeException", message, 415)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"
