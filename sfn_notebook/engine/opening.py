"""How an execution begins: its first event, its first frame, and the ends of its time."""

from __future__ import annotations

from collections.abc import Sequence

from sfn_notebook.engine.clock import SECOND
from sfn_notebook.engine.compiled import Program
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.frame import Frame, root
from sfn_notebook.engine.history import History
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.run import Identity, Run
from sfn_notebook.engine.timer import Due


def start(domain: Domain, identity: Identity, program: Program, quotas: Quotas) -> Run:
    """Record ExecutionStarted and stand ready before the first state."""
    run = _begun(domain, identity, program, quotas, domain.next_number())
    domain.take(run)
    _stand_ready(run, (run.number,))
    return run


def start_child(parent: Frame, index: int, identity: Identity, program: Program, quotas: Quotas) -> Run:
    """An execution of its own for one item or batch of a Distributed Map, in the domain of its parent."""
    run = _begun(parent.run.domain, identity, program, quotas, parent.run.number)
    run.map_run, run.starter, run.index = parent.map_run, parent, index
    _stand_ready(run, (*parent.order, index))
    return run


def resumed_child(
    parent: Frame, index: int, identity: Identity, program: Program, quotas: Quotas, events: Sequence[Event]
) -> Run:
    """A child of a Distributed Map that has a history, and no frames yet; without a history it starts."""
    if not events:
        return start_child(parent, index, identity, program, quotas)
    run = new_run(parent.run.domain, identity, program, quotas, parent.run.number)
    run.map_run, run.starter, run.index = parent.map_run, parent, index
    run.history.take(events)
    run.history.publish()
    return run


def new_run(domain: Domain, identity: Identity, program: Program, quotas: Quotas, number: int) -> Run:
    """An execution without a history."""
    history = History(quotas.events, domain)
    return Run(number=number, identity=identity, program=program, domain=domain, history=history, quotas=quotas)


def _begun(domain: Domain, identity: Identity, program: Program, quotas: Quotas, number: int) -> Run:
    run = new_run(domain, identity, program, quotas, number)
    started = (identity.input, identity.role_arn, identity.alias_arn, identity.version_arn)
    run.history.append(0, "ExecutionStarted", "", started)
    return run


def _stand_ready(run: Run, order: tuple[int, ...]) -> None:
    identity, domain = run.identity, run.domain
    run.root = root(run, run.program, order, identity.input, identity.input_bytes)
    domain.make_ready(run.root)
    begin_machine_time(run, domain.now)


def begin_machine_time(run: Run, now: int) -> None:
    """Count the machine's TimeoutSeconds from a time."""
    run.machine_deadline = None if run.program.timeout is None else now + run.program.timeout
    set_machine_timers(run)


def set_machine_timers(run: Run) -> None:
    """Ask for the end of the machine's time, and for the end of the service's; a redrive begins the latter anew."""
    if run.machine_deadline is not None:
        run.domain.set_timer(Due.MACHINE, run.machine_deadline, run)
    if run.quotas.execution_seconds is not None:
        since = run.identity.start if run.redriven is None else run.redriven
        run.domain.set_timer(Due.YEAR, since + run.quotas.execution_seconds * SECOND, run)
