from __future__ import annotations

import asyncio
import threading

import pytest

from sfn_notebook.api.http.lanes import HEAVY, WAITING, Lane
from sfn_notebook.api.operations.table import OPERATIONS


def test_a_lane_makes_so_many_calls_at_a_time_and_the_others_wait_without_a_thread() -> None:
    begun, released = threading.Semaphore(0), threading.Event()
    most: list[int] = []
    running: set[int] = set()

    def work(number: int) -> int:
        running.add(number)
        most.append(len(running))
        begun.release()
        assert released.wait(20)
        running.discard(number)
        return number

    async def run() -> list[int]:
        lane = Lane(2)
        calls = [asyncio.ensure_future(lane.run(lambda number=number: work(number))) for number in range(5)]
        await asyncio.to_thread(lambda: [begun.acquire(timeout=20) for _ in range(2)])
        released.set()
        return await asyncio.gather(*calls)

    assert asyncio.run(run()) == [0, 1, 2, 3, 4]
    assert max(most) == 2


def test_what_a_call_raises_is_raised_where_it_is_waited_for_and_frees_its_place() -> None:
    async def run() -> int:
        lane = Lane(1)
        with pytest.raises(ZeroDivisionError):
            await lane.run(lambda: 1 // 0)
        return await lane.run(lambda: 7)

    assert asyncio.run(run()) == 7


def test_a_call_whose_caller_has_gone_keeps_its_place_until_it_ends() -> None:
    begun, released = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        assert released.wait(20)

    async def run() -> int:
        lane = Lane(1)
        gone = asyncio.ensure_future(lane.run(work))
        await asyncio.to_thread(begun.wait, 20)
        gone.cancel()
        following = asyncio.ensure_future(lane.run(lambda: 7))
        done, _ = await asyncio.wait([following], timeout=0.05)
        assert done == set()
        released.set()
        return await following

    assert asyncio.run(run()) == 7


def test_every_operation_that_goes_to_a_thread_exists() -> None:
    assert sorted((WAITING | HEAVY) - OPERATIONS.keys()) == []


def test_no_operation_goes_to_two_lanes() -> None:
    assert WAITING.isdisjoint(HEAVY)
