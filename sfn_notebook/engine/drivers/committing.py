"""Commit before effect, as a driver does it after a turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sfn_notebook.engine.commit import commit

if TYPE_CHECKING:
    from sfn_notebook.engine.drivers.conductor import Conductor


def commit_all(conductors: Sequence[Conductor]) -> None:
    """Keep what happened in domains of one journal whose drivers are about to act on it; then it is seen and acted on.

    Raises:
        JournalError: if it cannot be kept.
    """
    due = [conductor for conductor in conductors if conductor.effects.is_commit_due]
    if due:
        commit([conductor.domain for conductor in due])
        for conductor in due:
            conductor.effects.release()
