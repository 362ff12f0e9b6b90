"""How executions end, and how what is under way inside them is aborted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sfn_notebook.engine.compiled import CompiledMap, CompiledTask
from sfn_notebook.engine.event import ABORTED_KINDS, Details
from sfn_notebook.engine.frame import CALLING, CHILDREN, DONE, RETRYING, WAITING, Frame
from sfn_notebook.engine.map_run import MapRun, MapRunStatus
from sfn_notebook.engine.quotas import HISTORY_FULL
from sfn_notebook.engine.run import Outcome, Run

if TYPE_CHECKING:
    from sfn_notebook.engine.domain import Domain

_UNDER_WAY: Final = (WAITING, CALLING, RETRYING, CHILDREN)


def close(run: Run, previous_event_id: int, type_name: str, outcome: Outcome) -> None:
    """Record the closing event; nothing of the execution goes on after it."""
    details: Details = (outcome.output,) if outcome.status == "SUCCEEDED" else (outcome.error, outcome.cause)
    run.history.append(previous_event_id, type_name, "", details)
    run.outcome = outcome
    frames = [run.root] if run.root else []
    while frames:
        frame = frames.pop()
        frames.extend((frame.live or {}).values())
        if frame.map_run is not None and frame.map_run.status == "RUNNING":
            close_map_run(run, frame.map_run, "ABORTED")
        detach(run, frame)
    run.root = run.frame = None
    if run.starter is not None:
        run.domain.closed_children.append(run)
    else:
        _tell_of_end(run)
    stop_abandoned(run.domain)


def _tell_of_end(run: Run) -> None:
    """An execution that another one may have started has ended: the tasks that wait for it are answered."""
    domain, arn = run.domain, run.identity.execution_arn
    domain.open_runs.pop(arn, None)
    for frame in domain.waits.frames(arn):
        answer_with(frame, arn)


def answer_with(frame: Frame, execution_arn: str) -> None:
    """Answer a task with the execution that it waits for, which has ended."""
    state = frame.program.states[frame.state]
    executions = state.connector.executions if isinstance(state, CompiledTask) else None
    if executions is None:
        raise TypeError("only a Task starts executions")
    frame.run.domain.post_result(frame, executions.result(execution_arn))


def stop_abandoned(domain: Domain) -> None:
    """Stop the executions that somebody waited for who has ended, or was aborted, or was timed out.

    A loop: they may wait for others themselves, as deep as they like.
    """
    waits = domain.waits
    if waits.is_stopping or not waits.abandoned:
        return
    waits.is_stopping = True
    while waits.abandoned:
        stop(waits.abandoned.pop(0), "ExecutionAborted", Outcome(status="ABORTED"))
    waits.is_stopping = False


def close_full(run: Run, frame: Frame) -> None:
    """End an execution whose history has no more room."""
    outcome = Outcome(status="FAILED", error="States.Runtime", cause=HISTORY_FULL)
    close(run, frame.last_event_id, "ExecutionFailed", outcome)


def close_map_run(run: Run, map_run: MapRun, status: MapRunStatus) -> None:
    """End a Map Run that did not succeed: the children that go on are aborted, each in its own history."""
    for child in list(map_run.live.values()):
        stop(child, "ExecutionAborted", Outcome(status="ABORTED"))
        map_run.keep(child)
    map_run.end(status, run.domain.now)
    run.inspections.setdefault(map_run.entered_event_id, {})["mapRun"] = map_run.counts()


def stop(run: Run, type_name: str, outcome: Outcome) -> None:
    """End an execution from outside: stopped, interrupted or out of time. Nothing can catch it."""
    if run.outcome is None:
        close(run, 0, type_name, outcome)


def abort(run: Run, frame: Frame, cause_event_id: int) -> None:
    """Abort a frame and everything inside it, inner ones first; every event follows the one that caused it."""
    pending: list[tuple[Frame, bool]] = [(frame, False)]
    while pending:
        found, is_inside_done = pending.pop()
        if found.phase == CHILDREN and not is_inside_done:
            pending.append((found, True))
            live = found.live or {}
            pending.extend((live[index], False) for index in sorted(live, reverse=True))
        else:
            _abort_one(run, found, cause_event_id)


def _abort_one(run: Run, frame: Frame, cause_event_id: int) -> None:
    state = frame.program.states[frame.state]
    if frame.map_run is not None and frame.map_run.status == "RUNNING":  # else it has failed, and is to be retried
        close_map_run(run, frame.map_run, "ABORTED")
        run.history.append(cause_event_id, "MapRunAborted", frame.visit_path)
    if frame.phase in _UNDER_WAY and state.kind in ABORTED_KINDS:  # a Fail state that is redriven is under way, too
        run.history.append(cause_event_id, f"{state.kind}StateAborted", frame.visit_path)
    detach(run, frame)
    parent = frame.parent
    if parent is not None and parent.phase != DONE:
        container = parent.program.states[parent.state]
        if isinstance(container, CompiledMap):
            run.history.append(cause_event_id, "MapIterationAborted", frame.path, (container.name, frame.index))


def detach(run: Run, frame: Frame) -> None:
    """Let nothing that is still to come reach the frame."""
    run.domain.forget_call(frame)
    if frame in run.domain.fills:
        run.domain.fills.remove(frame)
    frame.phase = DONE
