from __future__ import annotations

import pytest

from sfn_notebook.engine.event import Event
from sfn_notebook.views.billing import billing, memory_bytes

MB = 1024 * 1024


@pytest.mark.parametrize(("milliseconds", "billed"), [(0, 100), (1, 100), (100, 100), (101, 200), (7501, 7600)])
def test_time_is_billed_in_steps_of_a_tenth_of_a_second(milliseconds: int, billed: int) -> None:
    assert billing(milliseconds * 1_000_000, 1).billed_duration_in_milliseconds == billed


@pytest.mark.parametrize(("used", "billed"), [(0, 64), (64 * MB, 64), (64 * MB + 1, 128), (200 * MB, 256)])
def test_memory_is_billed_in_chunks_of_64_mb(used: int, billed: int) -> None:
    assert billing(0, used).billed_memory_used_in_mb == billed


def entered(path: str) -> Event:
    return Event(1, 0, 0, "PassStateEntered", path, ("P", {}))


def test_an_execution_without_branches_holds_its_data_once() -> None:
    assert memory_bytes(1_000, 500, [entered("/A#1"), entered("/B#1")]) == 50 * MB + 1_500


def test_every_branch_and_every_iteration_holds_the_data() -> None:
    events = [entered("/P#1[0]/A#1"), entered("/P#1[0]/B#1"), entered("/P#1[1]/M#1[0]/C#1"), entered("/End#1")]
    assert memory_bytes(1_000, 500, events) == 50 * MB + 1_000 + 2 * 500
