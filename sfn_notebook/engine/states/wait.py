"""Wait: for some seconds, or until a time.

Spec: https://states-language.net/spec.html#wait-state
"""

from __future__ import annotations

from typing import Final

from sfn_notebook.engine.clock import SECOND
from sfn_notebook.engine.compiled import CompiledWait, Selector
from sfn_notebook.engine.dataflow import after_input_path, output_of
from sfn_notebook.engine.domain import Due
from sfn_notebook.engine.frame import WAITING, Frame
from sfn_notebook.engine.quotas import MAX_WAIT_DAYS
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.transitions import resume
from sfn_notebook.errors import RuntimeFault, StateError
from sfn_notebook.expressions.timestamp import parse_timestamp
from sfn_notebook.values import JSON, encode

_MAX_WAIT: Final = MAX_WAIT_DAYS * 86_400 * SECOND


def enter_wait(run: Run, frame: Frame, state: CompiledWait) -> None:
    """Stand waiting; a time that has passed is waited for no longer than an instant."""
    value, _ = after_input_path(run, frame, state)
    run.frame = frame
    until = _until(run, state, value)
    if until - run.domain.now > _MAX_WAIT:
        raise RuntimeFault("Wait state delay is too long.")
    frame.phase = WAITING
    frame.until = max(until, run.domain.now)
    run.domain.set_timer(Due.WAKE, frame.until, run, frame)


def resume_wait(run: Run, frame: Frame, state: CompiledWait) -> None:
    """The time has come: leave."""
    value, bound = after_input_path(run, frame, state)
    output, size = output_of(run, frame, state, value, bound)
    resume(run, frame, state, output, size)


def _until(run: Run, state: CompiledWait, value: JSON) -> int:
    now = run.domain.now
    if state.duration is not None:
        return now + state.duration
    if state.time is not None:
        return state.time
    if state.duration_path is not None:
        return now + _seconds(run, state.duration_path, value) * SECOND
    if state.time_path is not None:
        return _time(run, state.time_path, value)
    raise AssertionError("a Wait state has exactly one of its four fields")


def _seconds(run: Run, selector: Selector, value: JSON) -> int:
    found = _given(run, selector, value, "SecondsPath")
    if isinstance(found, bool) or not isinstance(found, int):
        raise RuntimeFault(
            f"The SecondsPath parameter cannot be parsed as a long value: {selector.text} == {_shown(found)}"
        )
    if found < 0:
        raise RuntimeFault(f"The SecondsPath parameter references a negative value: {selector.text} == {found}")
    return found


def _time(run: Run, selector: Selector, value: JSON) -> int:
    found = _given(run, selector, value, "TimestampPath")
    time = parse_timestamp(found) if isinstance(found, str) else None
    if time is None:
        raise RuntimeFault(
            "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: "
            f"{selector.text} == {_shown(found)}"
        )
    return time


def _given(run: Run, selector: Selector, value: JSON, field: str) -> JSON:
    try:
        return selector.read(value, run)
    except StateError:
        raise RuntimeFault(f"The {field} parameter does not reference an input value: {selector.text}") from None


def _shown(value: JSON) -> str:
    return value if isinstance(value, str) else encode(value)
