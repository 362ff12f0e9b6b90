from pathlib import Path

import pytest
from broken_counts import Found
from broken_stores import Killed, check_broken


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*no write-ahead log")
def test_whatever_breaks_an_execution_ends_as_if_nothing_had(tmp_path: Path) -> None:
    found, killed = Found(), Killed(tmp_path)
    for seed in (*range(8), 15, 38, 5020, 5052, 9059):  # the last ones are redriven from the store
        check_broken(seed, tmp_path, found, killed)
    killed.close()
    assert (found.machines, found.failures) == (13, [])
    assert found.breaks["killed"] > 10
    assert found.resumed > 10
    assert found.again > 0
