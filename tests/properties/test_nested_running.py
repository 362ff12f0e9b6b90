from pathlib import Path

import pytest
from hypothesis import settings
from nested_properties import check_nested

COUNT = min(300, settings().max_examples)
THIRTIES = [range(first, min(first + 30, COUNT)) for first in range(0, COUNT, 30)]


@pytest.mark.slow
@pytest.mark.parametrize("seeds", THIRTIES, ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")
def test_what_starts_others_is_forked_redriven_and_repeated(seeds: range) -> None:
    counts = [check_nested(seed) for seed in seeds]
    assert sum(forks for forks, _ in counts) > len(seeds)
    assert sum(redrives for _, redrives in counts) > 0


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1_000, 1_030, 10))
def test_a_store_keeps_all_of_it(first: int, tmp_path: Path) -> None:
    for seed in range(first, first + 10):
        check_nested(seed, tmp_path / f"{seed}.db")
