"""The services of moto, in this process, fresh and empty for each backend.

moto keeps everything in its own modules, by account and region, for the whole process. A backend therefore has a world
of its own: for the length of a request, moto's modules hold that and nothing else, and get back afterwards what they
held before. So backends do not see one another though they have the same account and region, and neither do they and
the user's own `mock_aws`, active or not. moto's own lock is held meanwhile: other threads that look for their services
wait for the end of the request.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Final, TypeAlias

from sfn_notebook.errors import UsageError
from sfn_notebook.integrations.moto_events import whole_events
from sfn_notebook.integrations.offline_botocore import make_response, offline_config, offline_session

_INSTALL: Final = 'pip install "sfn-notebook[moto]"'
_PATIENCE_SECONDS: Final = 0.5
"""How long a close waits for the requests of others; after that S3 closes its temporary files when they are freed."""
_ACCESS_KEY: Final = "AKIASFNNOTEBOOK00000"
_HIDDEN: Final = ("MOTO_ACCOUNT_ID", "AWS_PROFILE", "AWS_DEFAULT_PROFILE")
"""What moto and boto3 would read of the user's environment; the first decides about the account in moto."""

_BackendDict: TypeAlias = Any
"""moto's mapping of a service: what it holds by account, and then by region."""


@dataclass(slots=True)
class _World:
    """What moto's modules hold.

    Attributes:
        services: the mappings that are in use, with what they hold, and their other attributes that hold something.
        instances: of each class of a resource, the objects that moto keeps track of.
    """

    services: list[tuple[_BackendDict, dict[str, Any], dict[str, Any]]] = field(
        default_factory=list[tuple[_BackendDict, dict[str, Any], dict[str, Any]]]
    )
    instances: dict[Any, list[Any]] = field(default_factory=dict[Any, list[Any]])


class MotoBackend:
    """An account of moto.

    Raises:
        UsageError: if moto is not installed.
    """

    def __init__(self, account_id: str, region: str) -> None:
        if find_spec("moto") is None:
            raise UsageError(f'aws="moto" needs moto, which is not installed: {_INSTALL}')
        self._account_id = account_id
        self._region = region
        self._world = _World()
        self._clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        """A botocore client of a service.

        Raises:
            UsageError: if botocore has no such service. That moto has it shows at the first call.
        """
        found = self._clients.get(service)
        if found is None:
            found = _make_client(service, self._region)
            found.meta.events.register_first("before-send", self._answer)
            self._clients[service] = found
        return found

    def is_in_use(self, service: str) -> bool:
        """Whether anybody has asked for a client of a service: before that, it holds nothing."""
        return service in self._clients

    def close(self) -> None:
        """Let go of everything that the services hold; a request of another thread is not waited for."""
        self._clients.clear()
        if not self._world.services:
            return
        from moto.core.base_backend import BackendDict, backend_lock

        if backend_lock.acquire(timeout=_PATIENCE_SECONDS):
            try:
                with self._entered():
                    BackendDict.reset()
            finally:
                backend_lock.release()
        self._world = _World()

    def _answer(self, request: Any, **_: object) -> Any:
        from moto.core.botocore_stubber import BotocoreStubber

        request.headers["x-moto-account-id"] = self._account_id
        try:
            with self._entered():
                response = BotocoreStubber().process_request(request)
        except ImportError as error:
            raise UsageError(f"moto lacks what it needs for {request.url}: {error}; {_INSTALL}") from error
        if response is None or response[2] == "Not yet implemented":
            raise UsageError(f"moto does not answer {request.url}")
        status, headers, body = response
        return make_response(request.url, status, headers, body.encode() if isinstance(body, str) else body)

    @contextmanager
    def _entered(self) -> Generator[None]:
        from moto.core.base_backend import backend_lock

        with backend_lock, _hidden_environment():
            others = _exchange(self._world)
            try:
                with whole_events():
                    yield
            finally:
                self._world = _exchange(others)


def _exchange(world: _World) -> _World:
    """Put a world into moto's modules; gives what they held."""
    from moto.core import base_backend
    from moto.core.model_instances import model_data

    services: Any = base_backend.BackendDict
    in_use: list[_BackendDict] = services._instances  # noqa: SLF001 - moto has no other list of them
    taken = _World(services=[(service, dict(service), _emptied(service)) for service in in_use])
    for service in in_use:
        service.clear()
    for service, accounts, attributes in world.services:
        service.update(accounts)
        service.__dict__.update(attributes)
    in_use[:] = [service for service, _, _ in world.services]
    models: list[Any] = [model for models in model_data.values() for model in models.values()]
    for model in models:
        taken.instances[model] = model.instances_tracked
        model.instances_tracked = world.instances.get(model, [])
    return taken


def _emptied(service: _BackendDict) -> dict[str, Any]:
    """The attributes of a mapping that hold something, as S3's owners of buckets do; it gets empty ones."""
    attributes: dict[str, Any] = service.__dict__
    held: dict[str, Any] = {name: value for name, value in attributes.items() if isinstance(value, dict)}
    attributes.update({name: {} for name in held})
    return held


@contextmanager
def _hidden_environment() -> Generator[None]:
    hidden = {name: os.environ.pop(name) for name in _HIDDEN if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)


_making = threading.Lock()


def _make_client(service: str, region: str) -> Any:
    from botocore.exceptions import UnknownServiceError

    with _making:
        try:
            return _botocore_session().create_client(
                service,
                region_name=region,
                aws_access_key_id=_ACCESS_KEY,
                aws_secret_access_key=_ACCESS_KEY,
                config=offline_config(),
                verify=False,
            )
        except UnknownServiceError:
            raise UsageError(f'no client for "{service}": AWS has no service of that name') from None


@lru_cache(maxsize=1)
def _botocore_session() -> Any:
    """One for the process, with botocore's own handlers, but without that of the user's `mock_aws`."""
    from moto.core.models import botocore_stubber

    session = offline_session(has_handlers=True)
    session.unregister("before-send", botocore_stubber)
    return session
