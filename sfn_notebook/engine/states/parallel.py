"""Parallel: branches side by side, each on the same input.

Spec: https://states-language.net/spec.html#parallel-state
"""

from __future__ import annotations

from sfn_notebook.engine.compiled import CompiledParallel
from sfn_notebook.engine.dataflow import effective_input, fit
from sfn_notebook.engine.frame import CHILDREN, Frame, child
from sfn_notebook.engine.place import child_path
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.states.mocked import end_with_mock
from sfn_notebook.values import JSON


def enter_parallel(run: Run, frame: Frame, state: CompiledParallel) -> None:
    """Start all branches; also how a retry begins."""
    value, bound = effective_input(run, frame, state)
    size = fit(run, state.name, value, bound)
    frame.last_event_id = run.history.append(frame.last_event_id, "ParallelStateStarted", frame.visit_path)
    if run.trial is not None:
        end_with_mock(run, frame, state, run.trial)
        return
    frame.phase = CHILDREN
    frame.count = frame.next_index = len(state.branches)
    frame.results = list[JSON]([None]) * frame.count
    frame.results_bound = 0
    frame.live = {}
    for index, branch in enumerate(state.branches):
        place = (frame, (*frame.order, index), child_path(frame.visit_path, index), index)
        frame.live[index] = child(run, branch, place, (value, size, frame.last_event_id))
        run.domain.make_ready(frame.live[index])
