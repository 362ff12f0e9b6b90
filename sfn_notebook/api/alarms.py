"""Things to do after some real time: one thread for all of them, which ends when nothing is left to do."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from typing import Final

from sfn_notebook.engine.clock import SECOND, steady_nanoseconds
from sfn_notebook.engine.drivers.copies import in_copies


class Alarms:
    """Does things in the order in which they are due; what is to be done must be quick and must not raise."""

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """Nothing is to be done; in a copy of the process the thread is not there."""
        self._changed = threading.Condition()
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._is_running = False

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        """Have something done after so many seconds, on a thread of its own."""
        with self._changed:
            heapq.heappush(self._due, (steady_nanoseconds() + round(seconds * SECOND), next(self._numbers), act))
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._serve, name="sfn-alarms", daemon=True).start()
            self._changed.notify()

    def _serve(self) -> None:
        while True:
            act = self._next()
            if act is None:
                return
            act()

    def _next(self) -> Callable[[], None] | None:
        """Wait for what is due first; None if nothing is left."""
        with self._changed:
            while self._due:
                left = self._due[0][0] - steady_nanoseconds()
                if left <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(left / SECOND)
            self._is_running = False
            return None


ALARMS: Final = Alarms()
"""Those of this process."""
in_copies(ALARMS.begin_anew)
