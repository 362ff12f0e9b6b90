"""How an execution begins: its first event, its first frame, and the ends of its time."""

from __future__ import annotations

from sfn_notebook.engine.clock import SECOND
from sfn_notebook.engine.compiled import Program
from sfn_notebook.engine.domain import Domain, Due
from sfn_notebook.engine.frame import Frame, root
from sfn_notebook.engine.history import History
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.run import Identity, Run


def start(domain: Domain, identity: Identity, program: Program, quotas: Quotas) -> Run:
    """Record ExecutionStarted and stand ready before the first state."""
    run = _begun(domain, identity, program, quotas, len(domain.runs))
    domain.runs.append(run)
    _stand_ready(run, (run.number,))
    return run


def start_child(parent: Frame, index: int, identity: Identity, program: Program, quotas: Quotas) -> Run:
    """An execution of its own for one item or batch of a Distributed Map, in the domain of its parent."""
    run = _begun(parent.run.domain, identity, program, quotas, parent.run.number)
    run.map_run, run.starter, run.index = parent.map_run, parent, index
    _stand_ready(run, (*parent.order, index))
    return run


def _begun(domain: Domain, identity: Identity, program: Program, quotas: Quotas, number: int) -> Run:
    history = History(quotas.events, domain)
    run = Run(number=number, identity=identity, program=program, domain=domain, history=history, quotas=quotas)
    started = (identity.input, identity.role_arn, identity.alias_arn, identity.version_arn)
    history.append(0, "ExecutionStarted", "", started)
    return run


def _stand_ready(run: Run, order: tuple[int, ...]) -> None:
    identity, program, domain = run.identity, run.program, run.domain
    run.root = root(run, program, order, identity.input, identity.input_bytes)
    domain.make_ready(run.root)
    if program.timeout is not None:
        run.machine_deadline = domain.now + program.timeout
    set_machine_timers(run)


def set_machine_timers(run: Run) -> None:
    """Ask for the end of the machine's time, and for the end of the service's."""
    if run.machine_deadline is not None:
        run.domain.set_timer(Due.MACHINE, run.machine_deadline, run)
    if run.quotas.execution_seconds is not None:
        run.domain.set_timer(Due.YEAR, run.identity.start + run.quotas.execution_seconds * SECOND, run)
