"""How the time of a domain follows real time while it has to."""

from __future__ import annotations

from typing import Literal, TypeAlias

from sfn_notebook.engine.clock import SECOND, Clock, steady_nanoseconds

Flow: TypeAlias = Literal["calling", "holding", "idle"]
"""What a domain waits for: a call that runs, somebody outside who may answer a task, or nothing but time."""


class Pace:
    """Real time on a domain's clock.

    While a call runs, real time passes one to one on every clock but the logical one. While none runs, it passes on
    the real clock, `factor` times as fast on a scaled one, on a virtual one while somebody outside is waited for, and
    not at all on a logical one.
    """

    def __init__(self, clock: Clock, now: int) -> None:
        self._clock = clock
        self._anchor = (now, steady_nanoseconds(), self._rate("idle"))

    def _rate(self, flow: Flow) -> float:
        match self._clock.mode:
            case "logical":
                return 0.0
            case "virtual":
                return 0.0 if flow == "idle" else 1.0
            case "scaled":
                return 1.0 if flow == "calling" else self._clock.factor
            case "real":
                return 1.0

    def now(self) -> int:
        """The domain's time at this very moment; may be asked from any thread."""
        start, steady, rate = self._anchor
        if rate == 0.0:
            return start
        passed = steady_nanoseconds() - steady
        return start + (passed if rate == 1.0 else round(passed * rate))

    def set(self, now: int, flow: Flow) -> None:
        """Go on from a time of the domain."""
        rate = self._rate(flow)
        if rate == 0.0 or rate != self._anchor[2]:
            start = max(now, self.now()) if self._clock.mode == "scaled" else now
            self._anchor = (start, steady_nanoseconds(), rate)

    def hold(self, now: int) -> None:
        """Stand still before the first call of several begins, where time has another rate while calls run."""
        if self._anchor[2] != self._rate("calling"):
            self._anchor = (now, steady_nanoseconds(), 0.0)

    def advance(self, nanoseconds: int) -> None:
        """Let time pass at once."""
        start, steady, rate = self._anchor
        self._anchor = (start + nanoseconds, steady, rate)

    @property
    def flows(self) -> bool:
        """Whether time passes by itself just now."""
        return self._anchor[2] != 0.0

    def real_seconds_until(self, when: int) -> float:
        """How long to wait really for a time of the domain; 0 if it has come."""
        rate = self._anchor[2]
        return max(0.0, (when - self.now()) / SECOND / rate) if rate else 0.0
