"""Which retrier or catcher takes an error, and how long a retry waits.

Spec: https://states-language.net/spec.html#errors
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sfn_notebook.asl.model import Retrier
from sfn_notebook.engine import draws
from sfn_notebook.engine.clock import SECOND
from sfn_notebook.engine.frame import Frame, attempt
from sfn_notebook.errors import StateError

_TIMEOUTS: Final = ("States.Timeout", "States.HeartbeatTimeout")


def matches(error_equals: Sequence[str], error: StateError, *, is_heartbeat: bool = False) -> bool:
    """Whether an ErrorEquals names the error.

    States.ALL names everything that can be caught at all; States.TaskFailed everything but timeouts. A missed
    heartbeat is reported as States.Timeout, and may be named as either (AWS Developer Guide, error handling).
    """
    name = error.error or ""
    for candidate in error_equals:
        if candidate in (name, "States.ALL"):
            return True
        if candidate == "States.TaskFailed" and name not in _TIMEOUTS:
            return True
        if is_heartbeat and candidate == "States.HeartbeatTimeout":
            return True
    return False


def next_retry(frame: Frame, retriers: Sequence[Retrier], error: StateError, *, is_heartbeat: bool) -> int | None:
    """Nanoseconds to wait before the next attempt, which is counted; None to give up.

    The first retrier whose ErrorEquals names the error decides; later ones are not tried. Each retrier counts its
    own attempts for the visit of the state.

    Spec: https://states-language.net/spec.html#retrying-after-error
    """
    for index, retrier in enumerate(retriers):
        if not matches(retrier.error_equals, error, is_heartbeat=is_heartbeat):
            continue
        attempts = list(frame.attempts) or [0] * len(retriers)
        done = attempts[index]
        if done >= retrier.max_attempts:
            return None
        attempts[index] = done + 1
        frame.attempts = tuple(attempts)
        frame.retries += 1
        return _delay(frame, retrier, done)
    return None


def _delay(frame: Frame, retrier: Retrier, done: int) -> int:
    seconds = backoff_seconds(retrier, done)
    if retrier.jitter_strategy == "FULL":
        seconds *= draws.draw(frame.run.identity.seed, frame.visit_path, "jitter", attempt(frame))
    return round(seconds * SECOND)


def backoff_seconds(retrier: Retrier, done: int) -> float:
    """IntervalSeconds * BackoffRate^done, at most MaxDelaySeconds, before jitter."""
    limit = retrier.max_delay_seconds if retrier.max_delay_seconds is not None else 99_999_999
    try:
        return min(retrier.interval_seconds * retrier.backoff_rate**done, limit)
    except OverflowError:
        return limit
