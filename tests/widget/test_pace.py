from __future__ import annotations

import threading

from sfn_notebook.widget.pace import Pace

LONG_SECONDS = 3_600.0


def test_the_first_request_is_served_at_once() -> None:
    calls: list[str] = []
    Pace(lambda: calls.append(threading.current_thread().name), LONG_SECONDS).request()
    assert calls == [threading.current_thread().name]


def test_requests_that_come_too_soon_wait() -> None:
    calls: list[int] = []
    pace = Pace(lambda: calls.append(1), LONG_SECONDS)
    for _ in range(5):
        pace.request()
    assert calls == [1]
    pace.now()


def test_the_last_request_is_served_by_a_timer_while_the_caller_is_busy() -> None:
    done = threading.Event()
    names: list[str] = []

    def act() -> None:
        names.append(threading.current_thread().name)
        if len(names) == 2:
            done.set()

    pace = Pace(act, 0.01)
    pace.request()
    pace.request()
    pace.request()
    assert done.wait(10)
    assert len(names) == 2
    assert names[1] != threading.current_thread().name


def test_now_takes_the_place_of_the_timer() -> None:
    calls: list[int] = []
    pace = Pace(lambda: calls.append(1), LONG_SECONDS)
    pace.request()
    pace.request()
    pace.now()
    assert calls == [1, 1]
    assert [
        one for one in threading.enumerate() if isinstance(one, threading.Timer) and not one.finished.is_set()
    ] == []
