"""What a running call may ask of its run, by the way it runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

from sfn_notebook.engine.clock import SECOND
from sfn_notebook.engine.domain import ScheduledCall, is_awaited
from sfn_notebook.engine.drivers.pace import Pace
from sfn_notebook.engine.ports import TaskTimedOut

LOOK_UP_SECONDS: Final = 1.0
"""How long a sleeping call waits at most before it looks whether anybody waits for it."""


class _Deadline:
    """The earlier one of the call's two limits."""

    def __init__(self, call: ScheduledCall) -> None:
        self.call = call
        limits = (call.frame.deadline, call.frame.heartbeat_deadline)
        self.deadline = min((limit for limit in limits if limit is not None), default=None)

    def is_cancelled(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return not is_awaited(self.call)


class SerialControl(_Deadline):
    """For a call on the logical clock: sleeping only counts."""

    def __init__(self, call: ScheduledCall) -> None:
        super().__init__(call)
        self.slept = 0

    def sleep(self, seconds: float) -> None:
        """Add to what the call declares to last."""
        self.slept += round(seconds * SECOND)
        started = self.call.frame.started or 0
        if self.is_cancelled() or (self.deadline is not None and started + self.slept >= self.deadline):
            raise TaskTimedOut

    def remaining_nanoseconds(self) -> int | None:
        """Time left, with all sleeping counted."""
        started = self.call.frame.started or 0
        return None if self.deadline is None else max(0, self.deadline - started - self.slept)


class InlineControl(_Deadline):
    """For the only call of a domain, on the thread that runs it: sleeping moves the domain's time."""

    def __init__(self, call: ScheduledCall, pace: Pace) -> None:
        super().__init__(call)
        self._pace = pace
        self._clock = call.run.domain.clock

    def sleep(self, seconds: float) -> None:
        """Let the domain's time pass, really where its clock is real or scaled."""
        nanoseconds = round(seconds * SECOND)
        real = self._clock.real_seconds(nanoseconds)
        if real:
            time.sleep(real)
            self._pace.advance(nanoseconds - round(real * SECOND))
        else:
            self._pace.advance(nanoseconds)

    def remaining_nanoseconds(self) -> int | None:
        """None: a call with a limit does not run here."""
        return None if self.deadline is None else max(0, self.deadline - self._pace.now())


class LoopControl(_Deadline):
    """For a call on the thread of its driver, which goes on only when it returns: a coroutine, or any without threads.

    Sleeping only counts, and the answer comes so much later.
    """

    def __init__(self, call: ScheduledCall, pace: Pace) -> None:
        super().__init__(call)
        self._pace = pace
        self.slept = 0

    def sleep(self, seconds: float) -> None:
        """Add to the time after which the answer counts."""
        self.slept += round(seconds * SECOND)
        if self.is_cancelled() or self.remaining_nanoseconds() == 0:
            raise TaskTimedOut

    def remaining_nanoseconds(self) -> int | None:
        """Time left on the domain's clock, with all sleeping counted."""
        return None if self.deadline is None else max(0, self.deadline - self._pace.now() - self.slept)


class Parking(Protocol):
    """Where a call goes to sleep."""

    def park(self, call: ScheduledCall, nanoseconds: int, wake: Callable[[bool], None]) -> None:
        """Have `wake` called when the time has passed, with whether the answer is still waited for."""
        ...


class PoolControl(_Deadline):
    """For a call on a thread of its own: sleeping parks it on a timer of the domain."""

    def __init__(self, call: ScheduledCall, pace: Pace, parking: Parking) -> None:
        super().__init__(call)
        self._pace = pace
        self._parking = parking

    def sleep(self, seconds: float) -> None:
        """Sleep on the domain's clock; raises TaskTimedOut once nobody waits for the answer any more."""
        if self.is_cancelled():
            raise TaskTimedOut
        woken = threading.Event()
        kept: list[bool] = []

        def wake(is_kept: bool) -> None:  # noqa: FBT001 - the one thing it says
            kept.append(is_kept)
            woken.set()

        self._parking.park(self.call, round(seconds * SECOND), wake)
        while not woken.wait(LOOK_UP_SECONDS):
            if self.is_cancelled():  # perhaps there is no driver any more that could tell
                raise TaskTimedOut
        if not kept[0]:
            raise TaskTimedOut

    def remaining_nanoseconds(self) -> int | None:
        """Time left on the domain's clock."""
        return None if self.deadline is None else max(0, self.deadline - self._pace.now())
