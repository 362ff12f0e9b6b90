"""The frame of a Distributed Map whose Map Run has begun."""

from __future__ import annotations

from sfn_notebook.engine.building import Building
from sfn_notebook.engine.compiled import CompiledMap
from sfn_notebook.engine.entering import enter_again, guarded
from sfn_notebook.engine.frame import CHILDREN, Frame
from sfn_notebook.engine.map_run import MapRun
from sfn_notebook.engine.position import Position
from sfn_notebook.engine.quotas import MOST_MAP_RUN_REDRIVES
from sfn_notebook.engine.recorded_failures import fault_at
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.states.batches import next_batch
from sfn_notebook.engine.states.distributed import (
    go_on_with_map_run,
    start_map_run,
    tolerated_count,
    tolerated_percentage,
)
from sfn_notebook.engine.states.map_results import results_of
from sfn_notebook.engine.transitions import Fault, fail, resume_container
from sfn_notebook.errors import StateError
from sfn_notebook.values import JSON, size_bytes


def stand_in_map_run(
    building: Building, frame: Frame, position: Position, state: CompiledMap, given: tuple[list[JSON], JSON, int]
) -> None:
    """Go on with the Map Run of the state; with another one where nobody knows it any more."""
    run, distributed = building.run, state.distributed
    if position.map_run is None:
        building.add(
            frame, position.last_event_id, lambda: guarded(run, frame, lambda: start_map_run(run, frame, state, given))
        )
        return
    map_run = building.map_runs.get(position.map_run)
    after = position.last_event_id if position.redriven is None else run.redriven_event_id
    if map_run is None or distributed is None:
        frame.last_event_id = frame.entered_event_id
        building.add(frame, after, lambda: enter_again(run, frame))
        return
    items, value, _ = given
    frame.phase = CHILDREN
    frame.map_run, frame.items, frame.live, frame.results = map_run, items, {}, []
    frame.count = len(items)
    _draw_again(run, frame, state, map_run, value)
    answer, is_recorded = position.answer, position.is_complete
    if position.redriven is not None:
        building.add(frame, after, lambda: _redrive(run, frame, state, map_run))
    elif answer is not None:
        building.add(frame, answer.id, lambda: fail(run, frame, fault_at(run, answer.id)))
    elif position.map_run_end is not None:
        frame.results = results_of(map_run, distributed.transformation)
        frame.results_bound = size_bytes(frame.results)
        building.add(frame, after, lambda: resume_container(run, frame, state, is_recorded=is_recorded))
    else:
        building.add(frame, after, lambda: _go_on(building, frame, state, map_run))


def _draw_again(run: Run, frame: Frame, state: CompiledMap, map_run: MapRun, value: JSON) -> None:
    """Take the draws that were taken until now, for the limits and for the inputs of the children."""
    run.inspections.get(frame.entered_event_id, {}).pop("afterItemSelector", None)
    distributed = state.distributed
    if distributed is None or (state.item_selector is None and distributed.batcher is None):
        return
    tolerated_count(run, frame, distributed, value)
    tolerated_percentage(run, frame, distributed, value)
    first = 0
    while first < min(map_run.taken, frame.count):
        first += next_batch(run, frame, state, first).items


def _go_on(building: Building, frame: Frame, state: CompiledMap, map_run: MapRun) -> None:
    run = building.run
    run.domain.fills = [other for other in run.domain.fills if other is not frame]
    building.resume(frame, map_run)
    go_on_with_map_run(run, frame, state, map_run)


def _redrive(run: Run, frame: Frame, state: CompiledMap, map_run: MapRun) -> None:
    """Record MapRunRedriven, which follows MapStateStarted (recorded), and let the children go on."""
    run.domain.fills = [other for other in run.domain.fills if other is not frame]
    if map_run.redrives >= MOST_MAP_RUN_REDRIVES:
        problem = f"The Map Run has been redriven {MOST_MAP_RUN_REDRIVES} times."
        fail(run, frame, Fault(error=StateError("States.Runtime", problem), is_fatal=True))
        return
    map_run.redrive(run.domain.now, run.quotas)
    details = (map_run.arn, map_run.redrives)
    frame.last_event_id = run.history.append(frame.last_event_id, "MapRunRedriven", frame.visit_path, details)
    go_on_with_map_run(run, frame, state, map_run)
