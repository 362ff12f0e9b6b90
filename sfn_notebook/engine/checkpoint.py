"""An execution as JSON, and back: everything that cannot be worked out again from the definition.

`dump` and `restore` are inverse at every quiescent point; timers, the ready queue and calls follow from the frames
when `go_on` is called. `frames_at` rebuilds frames from events alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final, cast

from sfn_notebook.engine.checkpoint_map_run import dump_map_run, restore_map_run
from sfn_notebook.engine.closing import answer_with
from sfn_notebook.engine.compiled import CompiledMap, CompiledParallel, CompiledTask, Program
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.frame import CALLING, CHILDREN, READY, RETRYING, WAITING, Frame, child, root
from sfn_notebook.engine.history import History
from sfn_notebook.engine.opening import set_machine_timers
from sfn_notebook.engine.place import child_path
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.run import Identity, Outcome, Run
from sfn_notebook.engine.states.distributed import child_quotas
from sfn_notebook.engine.states.task import given_to, hand_out, scheduled_call, scheduled_event, set_limits
from sfn_notebook.values import ABSENT, JSON

FRAME_DATA: Final = (
    "index",
    "state",
    "phase",
    "input",
    "size_bound",
    "variables",
    "last_event_id",
    "visits",
    "visit_path",
    "entered_event_id",
    "entered",
    "draws",
    "retries",
    "earlier",
    "attempts",
    "until",
    "wake_number",
    "beat_number",
    "limits",
    "started",
    "deadline",
    "heartbeat_deadline",
    "call_id",
    "call_number",
    "items",
    "next_index",
    "count",
    "free_slots",
    "results",
    "results_bound",
    "token",
    "is_submitted",
    "child",
)
"""The attributes of a frame that are data; the rest follows from its place in the tree."""
_TUPLES: Final = ("attempts", "limits", "free_slots")
_IDENTITY: Final = tuple(field.name for field in fields(Identity))


def dump(run: Run) -> dict[str, JSON]:
    """An open execution at a quiescent point, without its events: those are kept as they are."""
    if run.root is None:
        raise ValueError("the execution has ended")
    closed: list[JSON] = [child.identity.execution_arn for child in run.domain.closed_children]
    return {**_dump_run(run), "closed": closed}


def _dump_run(run: Run) -> dict[str, JSON]:
    """An execution, also a child that has ended while its Map does not know yet."""
    return {
        "identity": {name: getattr(run.identity, name) for name in _IDENTITY},
        "now": run.domain.now,
        "event_count": run.history.count,
        "machine_deadline": run.machine_deadline,
        "redrives": [run.redrives, run.redriven, run.redriven_event_id],
        "root": None if run.root is None else _dump_frame(run.root),
        "outcome": None if run.outcome is None else _dump_outcome(run.outcome),
    }


def _dump_outcome(outcome: Outcome) -> dict[str, JSON]:
    """Without the output, where there is none."""
    ended: dict[str, JSON] = {"status": outcome.status, "error": outcome.error, "cause": outcome.cause}
    return ended if outcome.output is ABSENT else {**ended, "output": outcome.output}


def _dump_frame(frame: Frame) -> dict[str, JSON]:
    data: dict[str, JSON] = {name: _plain(getattr(frame, name)) for name in FRAME_DATA}
    live = frame.live
    data["live"] = None if live is None else [_dump_frame(live[index]) for index in sorted(live)]
    data["map_run"] = None if frame.map_run is None else dump_map_run(frame.map_run, _dump_run)
    return data


def _plain(value: Any) -> JSON:
    return list(cast("tuple[JSON, ...]", value)) if isinstance(value, tuple) else value


def restore(domain: Domain, program: Program, data: dict[str, Any], events: Sequence[Event], quotas: Quotas) -> Run:
    """The execution of a dump, in a domain whose time goes on from the dump's; for the rest see `go_on`."""
    domain.set_now(data["now"])
    run = _run(domain, program, data, events, (quotas, domain.next_number()))
    domain.take(run)
    _stand(run, (run.number,), data)
    order: dict[str, int] = {arn: place for place, arn in enumerate(data["closed"])}
    domain.closed_children.sort(key=lambda child: order.get(child.identity.execution_arn, len(order)))
    return run


def go_on(domain: Domain) -> None:
    """Once all executions of a domain are restored: let them go on.

    A frame that was waiting gets its timer again, one that was calling makes its call again: with the same call id,
    as if it had begun when it did, and in the order in which the calls were asked for, whichever executions they are
    of. Tasks that wait for the end of an execution learn whether it has ended.
    """
    runs = _all_open(domain)
    for run in sorted(runs, key=_since):
        set_machine_timers(run)
    frames = [frame for run in runs for frame in _frames(run)]
    for frame in frames:
        domain.count_from(max(frame.call_number, frame.wake_number, frame.beat_number))
    for frame in sorted(frames, key=lambda frame: (frame.call_number, frame.order)):
        _wake(frame.run, frame)
    for arn in domain.waits.awaited():
        if arn not in domain.open_runs:
            for frame in domain.waits.frames(arn):
                answer_with(frame, arn)


def _all_open(domain: Domain) -> list[Run]:
    """The executions of a domain that have not ended, with those of Map Runs; parents come first."""
    runs = list(domain.open_runs.values())
    for run in runs:
        for frame in _frames(run):
            if frame.map_run is not None:
                runs.extend(child for child in frame.map_run.live.values() if child.outcome is None)
    return runs


def _since(run: Run) -> int:
    """Since when the machine's time is counted: of two ends at one instant that of the older one comes first."""
    return run.identity.start if run.redriven is None else run.redriven


def _run(
    domain: Domain, program: Program, data: dict[str, Any], events: Sequence[Event], settings: tuple[Quotas, int]
) -> Run:
    quotas, number = settings
    history = History(quotas.events, domain)
    history.take(events[: data["event_count"]])
    history.publish()
    identity = Identity(**data["identity"])
    run = Run(number=number, identity=identity, program=program, domain=domain, history=history, quotas=quotas)
    run.machine_deadline = data["machine_deadline"]
    run.redrives, run.redriven, run.redriven_event_id = data["redrives"]
    return run


def _stand(run: Run, order: tuple[int, ...], data: dict[str, Any]) -> None:
    run.root = root(run, run.program, order, None, 0)
    _restore_frame(run.root, data["root"])


def wake_frames(run: Run) -> None:
    """Let every frame that was rebuilt from events go on as its phase says: with its timer, or with its call again."""
    for frame in sorted(_frames(run), key=lambda frame: (_asked_at(frame), frame.order)):
        if frame.phase == CALLING:
            frame.call_number = run.domain.next_number()
        _wake(run, frame)


def _restore_child(frame: Frame, index: int, data: dict[str, Any], events: Sequence[Event]) -> Run:
    """A child of a Map Run, which goes on with its parent."""
    run, state = frame.run, frame.program.states[frame.state]
    if not isinstance(state, CompiledMap):
        raise TypeError("only a Map has a Map Run")
    child_run = _run(run.domain, state.processor, data, events, (child_quotas(run.quotas, state), run.number))
    child_run.starter, child_run.index = frame, index
    if data["outcome"] is not None:
        child_run.outcome = Outcome(**data["outcome"])
        run.domain.closed_children.append(child_run)
        return child_run
    _stand(child_run, (*frame.order, index), data)
    return child_run


def _restore_frame(frame: Frame, data: dict[str, Any]) -> None:
    for name in FRAME_DATA:
        value = data[name]
        setattr(frame, name, tuple(value) if name in _TUPLES else value)
    if frame.state not in frame.program.states:
        raise ValueError(f'a frame stands in "{frame.state:.80}", which the definition does not have')
    if data["map_run"] is not None:
        frame.map_run = restore_map_run(frame, data["map_run"], _restore_child)
        frame.run.map_runs.append(frame.map_run)
    if data["live"] is None:
        return
    frame.live = {}
    for inner in data["live"]:
        index = inner["index"]
        place = (frame, (*frame.order, index), child_path(frame.visit_path, index), index)
        frame.live[index] = child(frame.run, _inner_program(frame, index), place, (None, 0, 0))
        _restore_frame(frame.live[index], inner)


def _inner_program(frame: Frame, index: int) -> Program:
    state = frame.program.states[frame.state]
    if isinstance(state, CompiledMap):
        return state.processor
    if isinstance(state, CompiledParallel):
        return state.branches[index]
    raise TypeError("only a container has children")


def _frames(run: Run) -> list[Frame]:
    frames = [] if run.root is None else [run.root]
    for frame in frames:
        frames.extend((frame.live or {}).values())
    return frames


def _asked_at(frame: Frame) -> int:
    """The event by which a frame asked for what it waits for: calls are made in the order of their Scheduled events."""
    if frame.phase == CALLING and frame.started is not None:
        return frame.run.history.events[frame.last_event_id - 1].previous_event_id
    return frame.last_event_id


def _wake(run: Run, frame: Frame) -> None:
    if frame.phase == READY:
        run.domain.make_ready(frame)
    elif frame.phase in (WAITING, RETRYING) and frame.until is not None:
        run.domain.renew_wake(frame.until, run, frame)
    elif frame.phase == CHILDREN and _has_room(frame):
        run.domain.fills.append(frame)
    elif frame.phase == CALLING:
        _call_again(run, frame)


def _has_room(frame: Frame) -> bool:
    if frame.map_run is not None:
        return frame.map_run.taken < frame.count or bool(frame.map_run.pending)
    return bool(frame.free_slots) and frame.next_index < frame.count


def _call_again(run: Run, frame: Frame) -> None:
    state = frame.program.states[frame.state]
    if not isinstance(state, CompiledTask):
        raise TypeError("only a Task calls")
    if frame.token is not None:
        run.domain.open_token(frame, frame.token)
    if frame.child is not None:
        run.domain.waits.add(frame, frame.child)
    if frame.started is not None:
        set_limits(run, frame)
    if frame.is_submitted:
        return
    if frame.started is not None and frame.token is not None and state.connector.workers is not None:
        run.domain.taken.add(frame.token)  # a worker has it, and the token
        return
    parameters = given_to(state, scheduled_event(run, frame))
    hand_out(scheduled_call(run, frame, state, parameters))
