"""How executions end, and how what is under way inside them is aborted."""

from __future__ import annotations

from typing import Final

from sfn_notebook.engine.compiled import CompiledMap
from sfn_notebook.engine.event import Details
from sfn_notebook.engine.frame import CALLING, CHILDREN, DONE, RETRYING, WAITING, Frame
from sfn_notebook.engine.map_run import MapRun, MapRunStatus
from sfn_notebook.engine.quotas import HISTORY_FULL
from sfn_notebook.engine.run import Outcome, Run

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
        if frame.map_run is not None:
            close_map_run(run, frame.map_run, "ABORTED")
        detach(run, frame)
    run.root = run.frame = None
    if run.starter is not None:
        run.domain.closed_children.append(run)


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
    if frame.map_run is not None:
        close_map_run(run, frame.map_run, "ABORTED")
        run.history.append(cause_event_id, "MapRunAborted", frame.visit_path)
    if frame.phase in _UNDER_WAY:
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
