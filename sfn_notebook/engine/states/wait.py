"""Wait: for some seconds, or until a time.

Spec: https://states-language.net/spec.html#wait-state
"""

from __future__ import annotations

from typing import Final

from sfn_notebook.engine.clock import SECOND
from sfn_notebook.engine.compiled import CompiledWait, Selector
from sfn_notebook.engine.computed import computed_integer, computed_time
from sfn_notebook.engine.dataflow import after_input_path, exit_of, read_field
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
    wait_since(run, frame, state, run.domain.now)


def wait_since(run: Run, frame: Frame, state: CompiledWait, since: int) -> None:
    """`enter_wait`, for a wait that began at an earlier time."""
    value, _ = after_input_path(run, frame, state)
    until = _until(run, frame, state, value, since)
    if until - since > _MAX_WAIT:
        raise RuntimeFault("Wait state delay is too long.")
    frame.phase = WAITING
    run.domain.set_wake(max(until, run.domain.now), run, frame)


def resume_wait(run: Run, frame: Frame, state: CompiledWait) -> None:
    """The time has come: leave."""
    value, bound = after_input_path(run, frame, state)
    resume(run, frame, state, exit_of(run, frame, state, value, bound))


def _until(run: Run, frame: Frame, state: CompiledWait, value: JSON, since: int) -> int:
    duration, time = state.duration, state.time
    if isinstance(duration, Selector):
        return since + _seconds(run, frame, duration, value) * SECOND
    if isinstance(time, Selector):
        return _time(run, frame, time, value)
    if duration is not None:
        return since + duration
    if time is not None:
        return time
    raise AssertionError("a Wait state has exactly one of its four fields")


def _seconds(run: Run, frame: Frame, selector: Selector, value: JSON) -> int:
    if selector.is_jsonata:
        return computed_integer(run, frame, selector, "Seconds")
    found = _given(run, frame, selector, value, "SecondsPath")
    if isinstance(found, bool) or not isinstance(found, int):
        raise RuntimeFault(
            f"The SecondsPath parameter cannot be parsed as a long value: {selector.text} == {_shown(found)}"
        )
    if found < 0:
        raise RuntimeFault(f"The SecondsPath parameter references a negative value: {selector.text} == {found}")
    return found


def _time(run: Run, frame: Frame, selector: Selector, value: JSON) -> int:
    if selector.is_jsonata:
        return computed_time(run, frame, selector)
    found = _given(run, frame, selector, value, "TimestampPath")
    time = parse_timestamp(found) if isinstance(found, str) else None
    if time is None:
        raise RuntimeFault(
            "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: "
            f"{selector.text} == {_shown(found)}"
        )
    return time


def _given(run: Run, frame: Frame, selector: Selector, value: JSON, field: str) -> JSON:
    try:
        return read_field(run, frame, selector, value)
    except StateError:
        raise RuntimeFault(f"The {field} parameter does not reference an input value: {selector.text}") from None


def _shown(value: JSON) -> str:
    return value if isinstance(value, str) else encode(value)
