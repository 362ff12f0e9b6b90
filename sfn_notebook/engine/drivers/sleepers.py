"""Calls that sleep on the domain's clock, each on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import TypeAlias

from sfn_notebook.engine.domain import Domain, ScheduledCall, is_awaited

Wake: TypeAlias = "Callable[[bool], None]"
"""Told whether the answer of the call is still waited for."""


class Sleepers:
    """The sleeping calls of a domain, by call id; used by its driver's thread alone."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self._asleep: dict[str, tuple[int, Wake]] = {}

    def __len__(self) -> int:
        return len(self._asleep)

    def park(self, call: ScheduledCall, when: int, wake: Wake) -> None:
        """Let a call sleep until a time; one that nobody waits for any more is woken at once."""
        if not is_awaited(call):
            wake(False)  # noqa: FBT003 - the one thing it is told
            return
        self._asleep[call.call_id] = (when, wake)
        self._domain.park(call, when)

    def wake_until(self, now: int) -> None:
        """Wake those whose time has come."""
        for call_id, (when, wake) in list(self._asleep.items()):
            if when <= now:
                del self._asleep[call_id]
                wake(True)  # noqa: FBT003 - the one thing it is told

    def wake_orphans(self, awaited: Container[str]) -> None:
        """Wake those that nobody waits for any more."""
        for call_id in [call_id for call_id in self._asleep if call_id not in awaited]:
            _, wake = self._asleep.pop(call_id)
            wake(False)  # noqa: FBT003 - the one thing it is told
