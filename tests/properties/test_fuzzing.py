"""A bounded part of what tests/long/fuzz.py does, the same cases each time."""

from __future__ import annotations

from typing import Final

import pytest
from fuzz_runs import fuzz
from hypothesis import settings

SEED: Final = 20261


@pytest.mark.slow
def test_every_expression_and_definition_ends_with_a_value_or_a_documented_error() -> None:
    count = 20 * settings().max_examples
    found = fuzz(SEED, range(count))
    assert found.failures == []
    assert found.cases == count
    assert found.most_bytes < 1 << 30
