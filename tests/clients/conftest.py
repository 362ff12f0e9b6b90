"""An endpoint as a user opens it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from served_order import TOKEN

import sfn_notebook as sfn
from sfn_notebook.session.endpoint import Endpoint


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    """One whose callers have to know a token."""
    with sfn.Session() as session, session.serve(token=TOKEN) as endpoint:
        yield endpoint
