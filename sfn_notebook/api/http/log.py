"""What an endpoint logs: a record for each request, never what was sent or answered.

The records go to the logger `sfn_notebook.http`; their members are in the attribute `fields` of a record, in words of
the log's readers: `requestId`, `operation`, `status`, `error`, `milliseconds`, `client`.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from sfn_notebook.values import JSON

LOGGER: Final = logging.getLogger("sfn_notebook.http")


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A request that has ended.

    Attributes:
        operation: of the API, or the path; None where it named none that there is.
        status: of HTTP; None where the client went away before it was answered.
        client: its IP address.
    """

    request_id: str
    operation: str | None
    status: int | None
    error: str | None
    seconds: float
    client: str


def log_request(request: Logged) -> None:
    """Log a request; at level ERROR if the fault is ours."""
    is_fault = request.status is not None and request.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    level = logging.ERROR if is_fault else logging.INFO
    if not LOGGER.isEnabledFor(level):
        return
    milliseconds = round(request.seconds * 1000, 3)
    fields: dict[str, JSON] = {
        "requestId": request.request_id,
        "operation": request.operation,
        "status": request.status,
        "error": request.error,
        "milliseconds": milliseconds,
        "client": request.client,
    }
    shown = request.status if request.error is None else f"{request.status} {request.error}"
    said = f"{request.operation or 'unknown operation'}: {shown} in {milliseconds} ms"
    log(level, "request", fields, said)


def log_fault(request_id: str, error: Exception) -> None:
    """Log where a bug of ours showed: without the message of the exception, which may quote what was sent."""
    where = "".join(traceback.format_tb(error.__traceback__))
    fields: dict[str, JSON] = {"requestId": request_id, "exception": type(error).__name__, "traceback": where}
    log(logging.ERROR, "fault", fields, f"{type(error).__name__} in request {request_id}\n{where}")


def log(level: int, event: str, fields: Mapping[str, JSON], said: str) -> None:
    """Log an event: its fields for readers of JSON, a sentence for others."""
    LOGGER.log(level, "%s", said, extra={"event": event, "fields": fields})
