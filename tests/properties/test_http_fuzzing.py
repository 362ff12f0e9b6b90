"""A bounded part of what tests/long/fuzz_http.py does, the same cases each time."""

from __future__ import annotations

from typing import Final

import pytest
from fuzz_http_runs import fuzz
from hypothesis import settings

SEED: Final = 20262


@pytest.mark.slow
def test_every_request_is_answered_and_none_by_an_error_of_the_server() -> None:
    count = 5 * settings().max_examples
    fuzzed = fuzz(SEED, count)
    assert fuzzed.failures == []
    assert fuzzed.cases == count
    assert fuzzed.statuses[200] > count / 50
