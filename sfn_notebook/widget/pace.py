"""Does something not too often, and never forgets the last time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

INTERVAL_SECONDS: Final = 0.05
_REST: Final = 4  # what costs much is done more seldom: it takes at most a fifth of the time


class Pace:
    """Calls `act` at once when it was not called lately, else from a timer thread when its time has come.

    The timer is what shows the last state while a user's function keeps the main thread busy. It lives no longer than
    a call is due.
    """

    def __init__(self, act: Callable[[], None], interval_seconds: float = INTERVAL_SECONDS) -> None:
        self._act = act
        self._interval = interval_seconds
        self._lock = threading.RLock()
        self._next = 0.0
        self._timer: threading.Timer | None = None

    def request(self) -> None:
        """Have it done soon."""
        with self._lock:
            if self._timer is not None:
                return
            left = self._next - time.monotonic()
            if left <= 0:
                self._run()
                return
            self._timer = threading.Timer(left, self.now)
            self._timer.daemon = True
            self._timer.start()

    def now(self) -> None:
        """Do it now, and nothing later."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            self._run()

    def _run(self) -> None:
        started = time.monotonic()
        self._act()
        ended = time.monotonic()
        self._next = ended + max(self._interval, _REST * (ended - started))
