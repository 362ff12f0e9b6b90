"""A genuine botocore client whose requests never leave the process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final
from uuid import uuid4

from sfn_notebook.api.wire import CONTENT_TYPE, SERVICE, Dispatch, answer
from sfn_notebook.errors import UsageError
from sfn_notebook.values import encode

_SETTINGS: Final[Mapping[str, object]] = MappingProxyType(
    {
        "api_versions": {},
        "config_file": os.devnull,
        "credentials_file": os.devnull,
        "defaults_mode": "legacy",
        "endpoint_discovery_enabled": False,
        "parameter_validation": True,
        "retry_mode": "standard",
        "sts_regional_endpoints": "regional",
        "request_min_compression_size_bytes": 10240,
        "disable_request_compression": True,
        "request_checksum_calculation": "when_required",
        "response_checksum_validation": "when_required",
        "account_id_endpoint_mode": "disabled",
        "csm_enabled": False,
    }
)
"""What botocore would else read from the environment and from the user's files; every other setting is unset."""


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
    from botocore.config import Config

    config = Config(
        signature_version=UNSIGNED,
        # the least number that leaves the texts of errors as they are; nothing that is answered here is ever retried
        retries={"total_max_attempts": 2, "mode": "standard"},
        inject_host_prefix=False,
        proxies={},
    )
    made = _botocore_session().create_client(
        service, region_name=region, endpoint_url=f"https://states.{region}.amazonaws.com", config=config, verify=False
    )
    made.meta.events.register_first("before-send.sfn", _answering(dispatch))
    return made


@lru_cache(maxsize=1)
def _botocore_session() -> Any:
    """One for the process: the service model is read once. Its built-in handlers, moto's among them, are left out."""
    import botocore.session
    from botocore.configprovider import ConfigValueStore, ConstantProvider

    session: Any = botocore.session.Session(include_builtin_handlers=False)
    settings: Any = ConfigValueStore({name: ConstantProvider(value) for name, value in _SETTINGS.items()})
    session.register_component("config_store", settings)
    return session


def _answering(dispatch: Dispatch) -> Callable[..., Any]:
    from botocore.awsrequest import AWSResponse

    def before_send(request: Any, **_: object) -> Any:
        target = request.headers["X-Amz-Target"]
        status, body = answer(dispatch, target.decode() if isinstance(target, bytes) else target, _bytes(request.body))
        headers = {"Content-Type": CONTENT_TYPE, "x-amzn-RequestId": str(uuid4())}
        return AWSResponse(request.url, status, headers, _Body(encode(body).encode()))  # pyright: ignore[reportArgumentType] - it only streams

    return before_send


def _bytes(body: bytes | str | None) -> bytes:
    return body.encode() if isinstance(body, str) else body or b""


class _Body:
    """The one method of a response of urllib3 that botocore calls."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        """The whole content at once."""
        yield self._content
