"""What the tests of going on share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from orders import START, Shop

import sfn_notebook as sfn


@pytest.fixture
def shop() -> Iterator[Shop]:
    """Three functions in a session of their own."""
    with sfn.Session(clock="logical", seed=1, start_time=START) as session:
        yield Shop(session)
