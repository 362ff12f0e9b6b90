from typing import Literal

import pytest
from hypothesis import settings
from reopening_properties import (
    check_forks,
    check_forks_on_the_way,
    check_forks_with_tokens,
    check_redriven_as_if,
    check_redrives,
    check_repeats,
)

COUNT = min(300, settings().max_examples)
SEEDS = [range(first, min(first + 30, COUNT)) for first in range(0, COUNT, 30)]
THIRTIES = pytest.mark.parametrize("seeds", SEEDS, ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")


@pytest.mark.slow
@THIRTIES
def test_a_fork_with_the_same_seed_goes_on_as_its_parent_did(seeds: range) -> None:
    assert sum(check_forks(seed) for seed in seeds) > len(seeds)


@pytest.mark.slow
@THIRTIES
def test_a_fork_of_an_execution_that_runs_goes_on_as_it_will(seeds: range) -> None:
    assert sum(check_forks_on_the_way(seed) for seed in seeds) > len(seeds)


@pytest.mark.slow
@THIRTIES
def test_a_fork_asks_whoever_is_outside_anew(seeds: range) -> None:
    assert sum(check_forks_with_tokens(seed) for seed in seeds) > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", [247, 365, 403])
def test_retries_of_containers_wait_as_long_in_a_fork(seed: int) -> None:
    check_forks(seed, most=1_000)


@pytest.mark.slow
@THIRTIES
def test_a_redrive_calls_nothing_again_that_had_exited(seeds: range) -> None:
    assert sum(check_redrives(seed) for seed in seeds) > 0


@pytest.mark.slow
@THIRTIES
def test_a_redriven_execution_ends_as_if_nothing_had_failed(seeds: range) -> None:
    assert sum(check_redriven_as_if(seed) for seed in seeds) > 0


@pytest.mark.slow
@pytest.mark.parametrize("clock", ["logical", "virtual"])
@THIRTIES
def test_an_execution_repeats_from_its_own_record(seeds: range, clock: Literal["logical", "virtual"]) -> None:
    assert sum(check_repeats(seed, clock) for seed in seeds) > len(seeds)
