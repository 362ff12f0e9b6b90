"""botocore as if the user had no files, no credentials and no environment."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Any, Final

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

_NOT_IN_STUBS: Final[Mapping[str, Any]] = MappingProxyType({"ignore_configured_endpoint_urls": True})


def offline_session(*, has_handlers: bool) -> Any:
    """A session of botocore; keep it, as it reads each service model once.

    Args:
        has_handlers: whether botocore's own handlers are installed, which some services need; moto's is among them.
    """
    import botocore.session
    from botocore.configprovider import ConfigValueStore, ConstantProvider

    session: Any = botocore.session.Session(include_builtin_handlers=has_handlers)
    settings: Any = ConfigValueStore({name: ConstantProvider(value) for name, value in _SETTINGS.items()})
    session.register_component("config_store", settings)
    return session


def offline_config(**more: Any) -> Any:
    """The configuration of a client that sends nothing."""
    from botocore.config import Config

    # the least number that leaves the texts of errors as they are; nothing that is answered here is ever retried
    more["retries"] = {"total_max_attempts": 2, "mode": "standard"}
    return Config(inject_host_prefix=False, proxies={}, **more, **_NOT_IN_STUBS)


def make_response(url: str, status: int, headers: Mapping[str, str], content: bytes) -> Any:
    """A response as botocore expects it from the network."""
    from botocore.awsrequest import AWSResponse

    return AWSResponse(url, status, headers, _Body(content))  # pyright: ignore[reportArgumentType] - it only streams


class _Body(BytesIO):
    """What botocore reads of a response of urllib3."""

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        """The whole content at once."""
        yield self.read()
