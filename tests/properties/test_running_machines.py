import pytest
from hypothesis import settings
from running_properties import check_checkpoints, check_drivers, check_frames_at, check_ids, check_limit, check_written
from running_shares import Shares, shares_of

COUNT = min(300, settings().max_examples)
SEEDS = [range(first, min(first + 30, COUNT)) for first in range(0, COUNT, 30)]
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
def test_what_wakes_at_one_instant_wakes_in_the_same_order_after_a_dump() -> None:
    check_checkpoints([7967])  # two retries, of which the first one that was asked for has the later event


@pytest.mark.slow
@TENS
def test_what_is_written_reads_as_the_same_definition(seeds: range) -> None:
    for seed in seeds:
        check_written(seed)


@pytest.mark.slow
def test_machines_reach_every_type_of_state_in_both_languages_and_how_it_may_end() -> None:
    shares = Shares()
    for seed in range(300):
        shares.add(shares_of(seed))
    reached = {(kind, language) for kind, language, _ in shares.visits}
    types = {"Pass", "Task", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"}
    assert reached == {(kind, language) for kind in types for language in ("JSONPath", "JSONata")}
    for kind in ("Task", "Parallel", "Map"):
        for language in ("JSONPath", "JSONata"):
            happened = {what for of, in_, what in shares.visits if (of, in_) == (kind, language)}
            assert happened == {"entered", "exited", "failed", "caught", "retried"}, (kind, language)
    succeeded = sum(count for (_, status), count in shares.executions.items() if status == "SUCCEEDED")
    assert succeeded > 100, "most machines fail: they try little of what comes after"


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
