"""Something that is due at a time, and whether it still counts."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from sfn_notebook.engine.frame import CALLING, RETRYING, WAITING, Frame
from sfn_notebook.engine.ports import Answer
from sfn_notebook.engine.run import Run


class Due(IntEnum):
    """What a timer is for, in the order in which those of one instant are delivered."""

    MACHINE = 0
    YEAR = 1
    DEADLINE = 2
    HEARTBEAT = 3
    WAKE = 4
    ANSWER = 5
    TOKEN = 6
    UNPARK = 7


class Timer(NamedTuple):
    """Something that is due; compares in the order of delivery, outer frames first."""

    when: int
    due: Due
    depth: int
    number: int
    run: Run
    frame: Frame | None
    call_id: str | None
    answer: Answer | None


def is_current(timer: Timer) -> bool:
    """Whether what the timer was set for still holds."""
    frame, when = timer.frame, timer.when
    if frame is None:
        return timer.run.outcome is None
    match timer.due:
        case Due.WAKE:
            return frame.phase in (WAITING, RETRYING) and frame.until == when
        case Due.DEADLINE:
            return frame.phase == CALLING and frame.deadline == when
        case Due.HEARTBEAT:
            return frame.phase == CALLING and frame.heartbeat_deadline == when
        case _:
            return frame.phase == CALLING and frame.call_id == timer.call_id
