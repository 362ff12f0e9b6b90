"""How an execution goes on from its history: a redrive, a fork, a child of a Map Run that is done again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from sfn_notebook.engine.building import Act, Building
from sfn_notebook.engine.checkpoint import wake_frames
from sfn_notebook.engine.closing import close_full
from sfn_notebook.engine.compiled import CompiledMap
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.frame import DONE, RETRYING, Frame
from sfn_notebook.engine.history import HistoryFullError
from sfn_notebook.engine.map_run import MapRun
from sfn_notebook.engine.opening import begin_machine_time, resumed_child
from sfn_notebook.engine.positions import frames_at
from sfn_notebook.engine.rebuilding import rebuild
from sfn_notebook.engine.run import Identity, Run
from sfn_notebook.engine.states.distributed import child_quotas


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A child of a Map Run that had begun and not ended.

    Attributes:
        events: what had happened in it; empty where it begins anew.
        items: how many items it is for.
        map_runs: its own, as they stood.
    """

    index: int
    identity: Identity
    events: Sequence[Event]
    items: int
    map_runs: Sequence[MapRunAt] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRunAt:
    """A Map Run as it stood at an event.

    Attributes:
        map_run: a copy, with the children that had ended.
        begun: the children that had begun and not ended.
    """

    map_run: MapRun
    begun: Sequence[Begun] = ()


Children: TypeAlias = "Mapping[str, Sequence[Begun]]"
"""The children of Map Runs that had begun, by the ARN of the Map Run."""
NO_CHILDREN: Final[Children] = MappingProxyType({})


def reopen(
    run: Run,
    order: tuple[int, ...],
    children: Children = NO_CHILDREN,
    change: Callable[[Run], Frame] | None = None,
) -> None:
    """Let an execution go on from where its history ends: its frames, its calls, its waits.

    Args:
        run: with its history, in its domain, without frames.
        order: its place in the domain.
        children: those of its Map Runs that had begun.
        change: changes a frame before anything goes on, and gives it; that frame stands before a state.
    """
    building = Building(
        run=run,
        map_runs={map_run.arn: map_run for map_run in run.map_runs},
        resume=lambda frame, map_run: _resume_children(frame, map_run, children.get(map_run.arn, ())),
    )
    rebuild(building, frames_at(run.history.events, run.history.count), order)
    begin_machine_time(run, run.identity.start if run.redriven is None else run.redriven)
    changed = None if change is None else change(run)
    wake_frames(run)
    for act in building.acts_in_order():
        if act.frame is not changed:
            _do(run, act)


def take_map_runs(run: Run, map_runs: Sequence[MapRunAt]) -> Children:
    """Give a run the Map Runs that it goes on with, as they stood; their children that had begun."""
    run.map_runs.extend(at.map_run for at in map_runs)
    return {at.map_run.arn: at.begun for at in map_runs}


def _do(run: Run, act: Act) -> None:
    """Do what is left for a frame, unless something before it has ended the frame."""
    frame = act.frame
    if run.outcome is not None or not _is_live(frame):
        return
    try:
        act.do()
    except HistoryFullError:
        close_full(run, frame)
        return
    _begin_delay(run, frame, act.since)


def _begin_delay(run: Run, frame: Frame, since: int) -> None:
    """Let the delay of a retry that was just asked for, by a state or one around it, count from an earlier time."""
    now, retrying = run.domain.now, frame
    while retrying.until is None and retrying.parent is not None:
        retrying = retrying.parent
    if retrying.phase == RETRYING and retrying.until is not None and since != now:
        run.domain.set_wake(max(now, since + retrying.until - now), run, retrying)


def _is_live(frame: Frame) -> bool:
    """Whether nothing has failed or aborted the frame since it was built; one at its end is done, and still there."""
    parent = frame.parent
    if parent is None:
        return True
    return (parent.live or {}).get(frame.index) is frame and parent.phase != DONE


def _resume_children(frame: Frame, map_run: MapRun, children: Sequence[Begun]) -> None:
    state = frame.program.states[frame.state]
    if not isinstance(state, CompiledMap):
        raise TypeError("only a Map has a Map Run")
    for begun in children:
        run = resumed_child(
            frame, begun.index, begun.identity, state.processor, child_quotas(frame.run.quotas, state), begun.events
        )
        map_run.sizes[begun.index] = begun.items
        map_run.live[begun.index] = run
        if begun.events:
            reopen(run, (*frame.order, begun.index), take_map_runs(run, begun.map_runs))
