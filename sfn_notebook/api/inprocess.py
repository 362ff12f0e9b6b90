"""A genuine botocore client whose requests never leave the process."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from random import getrandbits
from typing import Any
from uuid import UUID

from sfn_notebook.api.wire import CONTENT_TYPE, SERVICE, Dispatch, answer
from sfn_notebook.errors import UsageError
from sfn_notebook.integrations.offline_botocore import make_response, offline_config, offline_session
from sfn_notebook.values import encode


def client(dispatch: Dispatch, region: str, service: str = SERVICE) -> Any:
    """A botocore client of Step Functions that `dispatch` answers.

    It needs no credentials, reads no environment variable and no file of the user, and works beside an
    active `moto.mock_aws`. The first one of a process takes some 0.3 s, each further one some 2 ms.

    Raises:
        UsageError: for another service.
    """
    if service != SERVICE:
        raise UsageError(f'no client for "{service}": only "{SERVICE}" is supported yet')
    from botocore import UNSIGNED

    made = _botocore_session().create_client(
        service,
        region_name=region,
        endpoint_url=f"https://states.{region}.amazonaws.com",
        config=offline_config(signature_version=UNSIGNED),
        verify=False,
    )
    made.meta.events.register_first("before-call.sfn", _answering(dispatch))
    return made


@lru_cache(maxsize=1)
def _botocore_session() -> Any:
    """One for the process: the service model is read once. Built-in handlers, moto's among them, are left out."""
    return offline_session(has_handlers=False)


def _answering(dispatch: Dispatch) -> Callable[..., Any]:
    """Answers a call once botocore has checked and written it, before there is a request to be sent.

    An HTTP request that nobody sends, the question whether to try again, and the events around both would be half of
    what a call costs.
    """
    from botocore.endpoint import convert_to_response_dict
    from botocore.parsers import create_parser

    parser: Any = create_parser("json")

    def before_call(model: Any, params: Any, **_: object) -> Any:
        status, body = answer(dispatch, params["headers"]["X-Amz-Target"], _bytes(params["body"]))
        headers = {"Content-Type": CONTENT_TYPE, "x-amzn-RequestId": _request_id()}
        response = make_response(params["url"], status, headers, encode(body).encode())
        received = convert_to_response_dict(response, model)
        parsed = parser.parse(received, model.output_shape)
        parsed["ResponseMetadata"]["RetryAttempts"] = 0
        if "Error" in parsed:
            shape = model.service_model.shape_for_error_code(parsed["Error"]["Code"])
            parsed |= {} if shape is None else parser.parse(received, shape)
        return response, parsed

    return before_call


def _request_id() -> str:
    """A UUID; not of the system's randomness, which would be a tenth of what the call costs."""
    return str(UUID(int=getrandbits(128), version=4))


def _bytes(body: bytes | str | None) -> bytes:
    return body.encode() if isinstance(body, str) else body or b""
