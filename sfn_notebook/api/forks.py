"""Forks of an account: new executions that begin with the history of another one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sfn_notebook.api.needed_tasks import needed_tasks
from sfn_notebook.api.options import Options
from sfn_notebook.engine.compiled import Program
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.forking import Cut, fork, fork_redriven
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.run import Identity, Run

if TYPE_CHECKING:
    from sfn_notebook.api.account import Account
    from sfn_notebook.api.execution import Deployed, Execution


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork:
    """What is forked, and how.

    Attributes:
        source: the execution that has the history.
        cut: where the fork leaves it; None takes all of it, and redrives what did not succeed.
        name: of the new execution; None chooses one.
        seed: of its randomness; None draws one.
    """

    source: Execution
    cut: Cut | None
    name: str | None = None
    seed: int | None = None


def open_fork(account: Account, deployed: Deployed, forked: Fork) -> Execution:
    """A fork that stands where the other execution stood; nobody drives it yet.

    Args:
        account: where it is to be.
        deployed: whose definition it has: that of the other execution, or a corrected one.
        forked: what is forked.

    Raises:
        RefusedTaskError: if nobody answers one of its Task states.
        UsageError: if the definition has no place for where the execution stood.
    """
    source = forked.source
    identity = source.run.identity
    events = source.run.events if forked.cut is None else source.run.events[: forked.cut.event_id]
    needs = needed_tasks(deployed, events)
    options = Options(clock=source.run.domain.clock, seed=forked.seed, start_time=identity.start, needs=needs)
    begin = partial(begin_fork, source.run, forked.cut)
    execution = account.open_execution(
        deployed, source.input_text, identity.input, name=forked.name, options=options, begin=begin
    )
    execution.forked = forked
    run = execution.run
    if account.journal is None:
        run.publish()
    else:
        run.domain.changed += _with_children(run)  # what was taken over has been recorded by nobody here
    return execution


def _with_children(run: Run) -> list[Run]:
    """An execution and the children of its Map Runs that go on, and so on."""
    found = [run]
    for each in found:
        found += [child for map_run in each.map_runs for child in map_run.live.values()]
    return found


def begin_fork(
    source: Run, cut: Cut | None, domain: Domain, identity: Identity, program: Program, quotas: Quotas
) -> Run:
    """Begin where another execution stood: at a cut, or where it did not succeed."""
    if cut is None:
        return fork_redriven(domain, identity, program, quotas, source)
    return fork(domain, identity, program, quotas, source, cut)
