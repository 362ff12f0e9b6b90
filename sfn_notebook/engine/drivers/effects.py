"""What a driver does only after everything that led to it was kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sfn_notebook.engine.clock import SECOND, steady_nanoseconds

COMMIT_NANOSECONDS: Final = SECOND // 20
"""While the time of a domain jumps from one thing to the next, what happened is kept so often in real time."""


class Effects:
    """Calls that are to be made and callers that are to be answered, once what happened in their domain is kept.

    Attributes:
        is_commit_due: whether it is to be kept before the driver does what the last turn said.
    """

    def __init__(self) -> None:
        self.is_commit_due = False
        self._acts: list[Callable[[], None]] = []
        self._last = steady_nanoseconds()

    def require_commit(self) -> None:
        """Have everything kept after this turn."""
        self.is_commit_due = True

    def require_commit_in_time(self) -> None:
        """Have everything kept after this turn if that has not been done for a while."""
        if steady_nanoseconds() - self._last > COMMIT_NANOSECONDS:
            self.is_commit_due = True

    def after_commit(self, act: Callable[[], None]) -> None:
        """Have something done once all that has happened up to now is kept."""
        self._acts.append(act)
        self.is_commit_due = True

    def release(self) -> None:
        """It is kept: do what had to wait for it; an act that raises does so after the others."""
        self.is_commit_due = False
        self._last = steady_nanoseconds()
        acts, self._acts = self._acts, []
        failures: list[Exception] = []
        for act in acts:
            try:
                act()
            except Exception as failure:  # noqa: BLE001 - those whom the other acts answer wait for them
                failures.append(failure)
        if failures:
            raise failures[0]

    def drop(self) -> None:
        """It cannot be kept: nothing that waited for it is done."""
        self.is_commit_due = False
        self._acts.clear()
