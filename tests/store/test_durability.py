"""A bounded part of what tests/long/durability.py does."""

from __future__ import annotations

from pathlib import Path

import pytest
from durable_runs import durability


@pytest.mark.slow
def test_executions_survive_the_deaths_of_their_process(tmp_path: Path) -> None:
    found = durability(count=15, kills=4, seed=1, folder=tmp_path)
    assert found.failures == []
    assert (found.executions, found.kills) == (15, 4)
