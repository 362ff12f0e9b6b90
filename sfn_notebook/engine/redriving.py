"""Redrive: an execution that did not succeed goes on from what did not succeed in it, under the same ARN.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
"""

from __future__ import annotations

from dataclasses import replace

from sfn_notebook.engine import draws
from sfn_notebook.engine.compiled import CompiledMap, Program
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.map_run import ChildRow, MapRun
from sfn_notebook.engine.opening import resumed_child, start_child
from sfn_notebook.engine.reopening import NO_CHILDREN, Children, reopen
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.states.distributed import child_identity, child_quotas, room_in
from sfn_notebook.values import size_bytes


def redrive(run: Run, domain: Domain, children: Children = NO_CHILDREN, program: Program | None = None) -> None:
    """Let an execution that has ended go on in a domain of its own, as what it is or as its copy.

    Args:
        run: its history ends with a closing event.
        domain: whose time goes on from its end or later.
        children: of its Map Runs that had begun; none, but in a copy of an execution that runs.
        program: what it runs; None where it knows that itself.
    """
    run.program = run.program if program is None else program
    domain.adopt_orphans(run.domain)
    run.domain = domain
    run.history.resume(domain)
    run.number = domain.next_number()
    domain.take(run)
    _again(run, (run.number,), children)


def _again(run: Run, order: tuple[int, ...], children: Children = NO_CHILDREN) -> None:
    """Record ExecutionRedriven, which follows the closing event (recorded), and go on with what did not succeed."""
    history = run.history
    run.outcome = None
    run.redrives, run.redriven = run.redrives + 1, run.domain.now
    run.redriven_event_id = history.append(history.count, "ExecutionRedriven", "", (run.redrives,))
    reopen(run, order, children)


def redrive_pending(frame: Frame, map_run: MapRun) -> None:
    """Do children of a Map Run again, in the order of the items, while there is room for them."""
    state = frame.program.states[frame.state]
    while map_run.pending and len(map_run.live) < room_in(map_run) and isinstance(state, CompiledMap):
        row = map_run.rows[map_run.pending.pop(0)]
        map_run.sizes[row.index] = row.items
        map_run.live[row.index] = _child(frame, state, map_run, row)
        del map_run.rows[row.index]  # last: whoever looks for the child meanwhile finds it


def _child(frame: Frame, state: CompiledMap, map_run: MapRun, row: ChildRow) -> Run:
    """A Standard child goes on with its history; an Express one starts anew under its ARN, and shows only the count."""
    run, quotas = frame.run, child_quotas(frame.run.quotas, state)
    given = (row.input, size_bytes(row.input))
    identity = child_identity(run.identity, map_run, row.name, given, (row.started, row.seed))
    if map_run.is_express or row.events is None:
        seed = draws.derive(row.seed, "redrive", row.redrives)
        again = replace(identity, start=run.domain.now, seed=seed)
        child = start_child(frame, row.index, again, state.processor, quotas)
        child.redrives = row.redrives + 1
        return child
    child = resumed_child(frame, row.index, identity, state.processor, quotas, row.events)
    child.redrives = row.redrives
    child.map_runs.extend(row.map_runs)
    _again(child, (*frame.order, row.index))
    return child
