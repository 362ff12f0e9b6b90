import pytest
from running_properties import check_checkpoints, check_drivers, check_frames_at, check_ids, check_limit

SEEDS = [range(first, first + 30) for first in range(0, 300, 30)]
TENS = pytest.mark.parametrize("seeds", SEEDS, ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")


@pytest.mark.slow
@TENS
def test_every_driver_gives_the_same_history_in_logical_time(seeds: range) -> None:
    for seed in seeds:
        check_drivers(seed)


@pytest.mark.slow
@TENS
def test_a_run_dumped_at_any_quiescent_point_goes_on_the_same_in_another_process(seeds: range) -> None:
    check_checkpoints(seeds)


@pytest.mark.slow
@TENS
def test_ids_have_no_gap_and_parents_come_first(seeds: range) -> None:
    for seed in seeds:
        check_ids(seed)


@pytest.mark.slow
@TENS
def test_the_frames_folded_from_events_equal_the_live_ones(seeds: range) -> None:
    assert sum(check_frames_at(seed) for seed in seeds) > len(seeds)


@pytest.mark.slow
@TENS
def test_a_full_history_is_closed_by_its_last_event(seeds: range) -> None:
    for seed in seeds:
        check_limit(seed)
