"""The models of AWS's services that botocore ships with: read when first needed, then kept."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

Shape: TypeAlias = Any
"""A shape of botocore's service models, which are not typed."""

_SERVICE_ID: Final = re.compile(rb'"serviceId"\s*:\s*"([^"]*)"')
_HEAD_BYTES: Final = 4096
"""A model begins with its metadata: the id is found without reading the megabytes behind it."""

_LEADING_CAPITALS: Final = re.compile(r".(?:[A-Z](?![a-z]))*")


def has_operation(service: str, operation: str) -> bool:
    """Whether botocore has a service of this name, and the service an operation of this name."""
    return service in _available_services() and operation in _model(service).operation_names


def operation_names(service: str) -> list[str]:
    """The operations of a service."""
    return list(_model(service).operation_names)


@lru_cache(maxsize=32)
def error_names(service: str) -> frozenset[str]:
    """The codes of the errors that the model of a service knows."""
    model = _model(service)
    operations = map(model.operation_model, model.operation_names)
    return frozenset(shape.name for operation in operations for shape in operation.error_shapes)


def input_shape(service: str, operation: str) -> Shape:
    """The structure of an operation's parameters; None if it takes none."""
    return _model(service).operation_model(operation).input_shape


def output_shape(service: str, operation: str) -> Shape | None:
    """The structure that an operation answers with; None if it answers with nothing."""
    return _model(service).operation_model(operation).output_shape


def service_of_sdk(sdk_name: str) -> str | None:
    """Botocore's name of a service that the AWS SDK for Java calls by another, as in `aws-sdk:cloudwatchlogs:…`."""
    for service in _available_services():
        # nearly all services have one name: no need to look into the models of all others
        if service.replace("-", "") == sdk_name and _sdk_name(_model(service).service_id) == sdk_name:
            return service
    return _services_by_sdk_name().get(sdk_name)


def sdk_field(member: str) -> str:
    """The name of a member in AWS SDK integrations: that of the SDK for Java, with a capital.

    `DBInstanceArn` becomes `DbInstanceArn`, `BOOL` `Bool`; `ETag` and `jobId` become `ETag` and `JobId`.
    """
    lowered = _LEADING_CAPITALS.sub(lambda capitals: capitals.group().lower(), member, count=1)
    return capitalized(lowered)


def capitalized(name: str) -> str:
    """A name in the PascalCase of parameters and results."""
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=1)
def _loader() -> Any:
    from botocore.loaders import Loader

    return Loader()


@lru_cache(maxsize=1)
def _available_services() -> frozenset[str]:
    return frozenset(_loader().list_available_services("service-2"))


@lru_cache(maxsize=32)
def _model(service: str) -> Any:
    from botocore.model import ServiceModel

    return ServiceModel(_loader().load_service_model(service, "service-2"), service)


def _sdk_name(service_id: str) -> str:
    return re.sub(r"[^a-z0-9]", "", service_id.lower()).removesuffix("service")


@lru_cache(maxsize=1)
def _services_by_sdk_name() -> Mapping[str, str]:
    """All services by the name that follows from their id; the heads of their models are read for it."""
    return {_sdk_name(service_id): service for service, service_id in _service_ids()}


def _service_ids() -> Iterator[tuple[str, str]]:
    for folder in _loader().search_paths:
        for service in _available_services():
            # versions are dates: the last one is the newest
            for model in sorted(Path(folder, service).glob("*/service-2.json.gz"))[-1:]:
                with gzip.open(model) as text:
                    found = _SERVICE_ID.search(text.read(_HEAD_BYTES))
                if found is not None:
                    yield service, found[1].decode()
