"""How an answer of the API that is an error is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from sfn_notebook.api.wire import service_model

EVERYWHERE = {"ValidationException", "SerializationException"}
"""The errors that any operation answers, whatever the service's model lists."""


def refused(call: Callable[[], object]) -> tuple[str, str]:
    """Code and message of the error that a call of the client raises: one of those that the operation has."""
    with pytest.raises(ClientError) as raised:
        call()
    error = raised.value.response.get("Error", {})
    code = error.get("Code", "")
    assert code in EVERYWHERE | modelled(raised.value.operation_name)
    return code, error.get("Message", "")


def modelled(operation: str) -> set[str]:
    """The errors that the service's model lists for an operation."""
    return {shape.name for shape in service_model().operation_model(operation).error_shapes}
