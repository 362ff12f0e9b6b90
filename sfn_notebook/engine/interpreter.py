"""The rounds of a domain: fill, settle, dispatch, deliver. Pure: it never waits and reads no clock.

One round starts iterations in free slots, lets every frame go on until it blocks or ends, hands out the calls that
were scheduled, and delivers what is due: first everything of one instant is recorded on its own frame, then frames go
on and failures take their way up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from sfn_notebook.engine.closing import close, close_full, stop, stop_abandoned
from sfn_notebook.engine.compiled import CompiledTask, CompiledWait
from sfn_notebook.engine.domain import Domain, ScheduledCall
from sfn_notebook.engine.entering import ENTER, enter_again
from sfn_notebook.engine.frame import CHILDREN, DONE, READY, RETRYING, Frame
from sfn_notebook.engine.history import HistoryFullError
from sfn_notebook.engine.map_run import Limits, MapRun
from sfn_notebook.engine.ports import Answer, Success
from sfn_notebook.engine.redriving import redrive_pending
from sfn_notebook.engine.run import Outcome, Run
from sfn_notebook.engine.states.distributed import change_limits, child_closed
from sfn_notebook.engine.states.map_ import fill
from sfn_notebook.engine.states.task import (
    record_answer,
    record_timeout,
    record_token_answer,
    resume_task,
    start_call,
    start_task,
)
from sfn_notebook.engine.states.wait import resume_wait
from sfn_notebook.engine.timer import Due, Timer, is_current
from sfn_notebook.engine.transitions import Fault, fail, state_fault
from sfn_notebook.errors import StateError

_Continuation: TypeAlias = "tuple[Timer, Fault | Success | None]"


def settle(domain: Domain) -> bool:
    """Let everything go on that can; False if the domain's budget ran out before."""
    while True:
        if domain.waits.abandoned:
            stop_abandoned(domain)
        frame = domain.pop_ready()
        if frame is not None:
            if not _advance(domain, frame):
                return False
        elif domain.closed_children:
            _take_closed(domain)
        elif domain.fills:
            _fill(domain)
        else:
            return True


def _fill(domain: Domain) -> None:
    frames, domain.fills = sorted(domain.fills, key=lambda frame: frame.order), []
    for frame in frames:
        if frame.phase != CHILDREN:  # one that was filled before it has failed, and aborted this one
            continue
        try:
            if frame.map_run is not None and frame.map_run.pending:
                redrive_pending(frame, frame.map_run)
            fill(frame.run, frame)
        except HistoryFullError:
            close_full(frame.run, frame)


def _take_closed(domain: Domain) -> None:
    """Let the Map Runs know which of their children have ended, in the order in which they did."""
    children, domain.closed_children = domain.closed_children, []
    for run in children:
        frame = run.starter
        if frame is None or frame.phase != CHILDREN:  # one before it has failed the Map Run
            continue
        try:
            child_closed(frame, run)
        except HistoryFullError:
            close_full(frame.run, frame)


def change_map_run(run: Run, map_run: MapRun, limits: Limits) -> bool:
    """Let other limits hold from now on for a Map Run of an execution; False if it goes on no more."""
    frames = [run.root] if run.root else []
    for frame in frames:
        frames.extend((frame.live or {}).values())
        if frame.map_run is map_run and map_run.status == "RUNNING":
            try:
                change_limits(frame, limits)
            except HistoryFullError:
                close_full(run, frame)
            return True
    return False


def _advance(domain: Domain, frame: Frame) -> bool:
    """Let one frame go on until it blocks or ends; False if the budget ran out before."""
    run = frame.run
    doom = _doom(run)
    if doom is not None:
        outcome = Outcome(status="FAILED", error="States.Runtime", cause=doom)
        close(run, frame.last_event_id, "ExecutionFailed", outcome)
        return True
    append = run.history.append
    states = frame.program.states
    visits = frame.visits
    scope = frame.path
    budget = domain.budget
    while frame.phase == READY:
        if budget <= 0:
            domain.make_ready(frame)
            return False
        budget -= 1
        state = states[frame.state]
        visits[state.name] = visit = visits.get(state.name, 0) + 1
        frame.visit_path = path = f"{scope}/{state.label}#{visit}"
        frame.entered = domain.now
        if frame.draws or frame.retries or frame.earlier:
            frame.draws = frame.retries = frame.earlier = 0
            frame.attempts = ()
        try:
            frame.last_event_id = frame.entered_event_id = append(
                frame.last_event_id, state.entered, path, (state.name, frame.input)
            )
            ENTER[state.kind](run, frame, state)
        except StateError as error:
            _fail(run, frame, error)
            break
        except HistoryFullError:
            close_full(run, frame)
            break
    domain.budget = budget
    return True


def _doom(run: Run) -> str | None:
    """Why an execution must enter no other state: what holds for it, or for the one whose Map Run started it."""
    starter = run.starter
    return run.doom if run.doom is not None or starter is None else _doom(starter.run)


def begin(call: ScheduledCall) -> bool:
    """Record that a call begins; False if the history had no room for that, which ends the execution."""
    try:
        start_call(call)
    except HistoryFullError:
        close_full(call.run, call.frame)
        return False
    return True


def _fail(run: Run, frame: Frame, error: StateError) -> None:
    try:
        fail(run, frame, state_fault(run, frame, error))
    except HistoryFullError:
        close_full(run, frame)


# -- what is due
def deliver(domain: Domain) -> bool:
    """Deliver everything of the first instant that is due by now; False if nothing is."""
    batch = domain.pop_due()
    _deliver(batch)
    stop_abandoned(domain)
    return bool(batch)


def deliver_answer(frame: Frame, answer: Answer) -> None:
    """Deliver what somebody outside answered to a task, at the present moment: all that is due by now was delivered."""
    run, domain = frame.run, frame.run.domain
    _deliver([Timer(domain.now, Due.TOKEN, 0, domain.next_number(), run, frame, frame.call_id, answer)])
    stop_abandoned(domain)


def begin_outside(frame: Frame, state: CompiledTask, worker_name: str | None) -> None:
    """Record that somebody outside begins with a task; see `begin` for a history without room."""
    try:
        start_task(frame.run, frame, state, worker_name)
    except HistoryFullError:
        close_full(frame.run, frame)


def _deliver(batch: list[Timer]) -> None:
    recorded: list[_Continuation] = []
    for timer in batch:
        if is_current(timer):
            _guarded(timer, lambda timer=timer: recorded.append((timer, _record(timer))))
    for timer, result in recorded:
        if timer.run.outcome is None and (timer.frame is None or timer.frame.phase != DONE):
            _guarded(timer, lambda timer=timer, result=result: _go_on(timer, result))


def _guarded(timer: Timer, act: Callable[[], None]) -> None:
    try:
        act()
    except HistoryFullError:
        if timer.frame is not None:
            close_full(timer.run, timer.frame)


def _record(timer: Timer) -> Fault | Success | None:
    frame, run = timer.frame, timer.run
    if frame is None:
        return None
    state = frame.program.states[frame.state]
    if timer.due in (Due.DEADLINE, Due.HEARTBEAT) and isinstance(state, CompiledTask):
        return record_timeout(run, frame, state, is_heartbeat=timer.due == Due.HEARTBEAT)
    if timer.answer is not None and isinstance(state, CompiledTask):
        record = record_token_answer if timer.due == Due.TOKEN else record_answer
        return record(run, frame, state, timer.answer)
    return None


def _go_on(timer: Timer, result: Fault | Success | None) -> None:
    frame, run = timer.frame, timer.run
    if frame is None:
        stop(run, "ExecutionTimedOut", Outcome(status="TIMED_OUT"))
        return
    state = frame.program.states[frame.state]
    if isinstance(result, Fault):
        fail(run, frame, result)
    elif isinstance(result, Success) and isinstance(state, CompiledTask):
        resume_task(run, frame, state, result.value, result.size_bytes)
    elif frame.phase == RETRYING:
        enter_again(run, frame)
    elif isinstance(state, CompiledWait):
        _end_wait(run, frame, state)


def _end_wait(run: Run, frame: Frame, state: CompiledWait) -> None:
    try:
        resume_wait(run, frame, state)
    except StateError as error:
        fail(run, frame, state_fault(run, frame, error))
