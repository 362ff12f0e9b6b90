"""Fork: a new execution that begins with the history of another one, and goes on from there in its own way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sfn_notebook.engine.compiled import Program
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.fitting import check_fits
from sfn_notebook.engine.forking_map_runs import map_runs_at
from sfn_notebook.engine.frame import READY, Frame
from sfn_notebook.engine.opening import new_run
from sfn_notebook.engine.own_map_runs import Owner
from sfn_notebook.engine.position import Position
from sfn_notebook.engine.positions import frames_at
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.redriving import redrive
from sfn_notebook.engine.reopening import Children, reopen, take_map_runs
from sfn_notebook.engine.run import Identity, Run
from sfn_notebook.values import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Where a fork leaves the history of the other execution.

    Attributes:
        event_id: of the last event that both have.
        scope: of the frame that the input and the variables are for: it stands before a state then.
        input: with its bytes; None leaves the input as it was.
        variables: new values of some.
    """

    event_id: int
    scope: str = ""
    input: tuple[JSON, int] | None = None
    variables: Mapping[str, JSON] | None = None


def fork(domain: Domain, identity: Identity, program: Program, quotas: Quotas, source: Run, cut: Cut) -> Run:
    """An execution that has the first events of another one, and goes on from where that one stood.

    Nobody is called for what is taken over. A call that had no answer by then is made again.

    Raises:
        UsageError: if the definition has no place for where it stood.
    """
    run = _copied(domain, identity, program, quotas, source, cut.event_id)
    position = frames_at(run.history.events, cut.event_id)
    check_fits(position, program)
    _take_inspections(run, source, position)
    children = _take_map_runs(run, source)
    domain.take(run)
    changes = cut.input is not None or cut.variables is not None
    reopen(run, (run.number,), children, (lambda forked: _change(forked, cut)) if changes else None)
    return run


def fork_redriven(domain: Domain, identity: Identity, program: Program, quotas: Quotas, source: Run) -> Run:
    """An execution that has the whole history of another one which did not succeed, and is redriven at once.

    Raises:
        UsageError: if the definition has no place for where it stood.
    """
    events = source.history.events[: source.history.published]
    run = _copied(domain, identity, program, quotas, source, len(events))
    position = frames_at(events, len(events))
    check_fits(position, program)
    _take_inspections(run, source, position)
    _take_map_runs(run, source)
    redrive(run, domain)
    return run


def _copied(domain: Domain, identity: Identity, program: Program, quotas: Quotas, source: Run, event_id: int) -> Run:
    events = source.history.events[:event_id]
    own = replace(identity, parent_arn=source.identity.execution_arn, parent_event_id=event_id)
    run = new_run(domain, own, program, quotas, domain.next_number())
    run.history.take(_owner(run).events(events) if source.map_runs else events)
    for event in events:
        if event.type == "ExecutionRedriven":
            _count_redrive(run, event)
    domain.set_now(events[-1].timestamp)
    return run


def _owner(run: Run) -> Owner:
    return Owner(fork=run.identity, identity=run.identity)


def _take_map_runs(run: Run, source: Run) -> Children:
    """Give a run Map Runs like those that the other execution had by then, its own; their children that had begun."""
    events = source.history.events[: run.history.count]
    owner = _owner(run)
    return take_map_runs(run, [owner.map_run(at) for at in map_runs_at(source.identity, source.map_runs, events)])


def _count_redrive(run: Run, event: Event) -> None:
    count = detail(event, "redrive_count")
    run.redrives = count if isinstance(count, int) else 0
    run.redriven, run.redriven_event_id = event.timestamp, event.id


def _take_inspections(run: Run, source: Run, position: Position) -> None:
    """Take what was kept of the visits that are over; those that go on are inspected anew."""
    last, going_on = run.history.count, _visits(position)
    stages_of, owner = list(source.inspections.items()), _owner(run)
    run.inspections.update({id_: owner.stages(stages) for id_, stages in stages_of if id_ <= last})
    run.printed.update({id_: found for id_, found in list(source.printed.items()) if id_ <= last})
    run.exceptions.update({id_: found for id_, found in list(source.exceptions.items()) if id_ <= last})
    for id_ in going_on:
        for kept in (run.inspections, run.printed, run.exceptions):
            kept.pop(id_, None)


def _visits(position: Position) -> set[int]:
    pending, found = [position], set[int]()
    for one in pending:
        pending.extend(one.live.values())
        if one.is_inside:
            found.add(one.entered_event_id)
    return found


def _change(run: Run, cut: Cut) -> Frame:
    """Give the frame that stands before the state its other input and variables."""
    frame = frame_in(run, cut.scope)
    frame.phase = READY
    if cut.input is not None:
        frame.input, frame.size_bound = cut.input
    if cut.variables is not None:
        frame.variables = {**frame.variables, **cut.variables}
    return frame


def frame_in(run: Run, scope: str) -> Frame:
    """The live frame of a scope."""
    pending = [run.root] if run.root else []
    for frame in pending:
        if frame.path == scope:
            return frame
        pending.extend((frame.live or {}).values())
    raise AssertionError(f"nothing stands in {scope}")
