"""How an answer of the API that is an error is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError


def refused(call: Callable[[], object]) -> tuple[str, str]:
    """Code and message of the error that a call of the client raises."""
    with pytest.raises(ClientError) as raised:
        call()
    error = raised.value.response.get("Error", {})
    return error.get("Code", ""), error.get("Message", "")
