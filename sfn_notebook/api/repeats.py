"""Repeats executions from their own record; what comes out of it is not an execution of the account once more."""

from __future__ import annotations

from collections.abc import Sequence

from sfn_notebook.api.execution import Execution
from sfn_notebook.api.forks import begin_fork
from sfn_notebook.engine.clock import Clock
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.map_run import MapRun
from sfn_notebook.engine.opening import start
from sfn_notebook.engine.repeating import repeat
from sfn_notebook.errors import UsageError


def repeated(execution: Execution) -> Execution:
    """The execution once more, with its name and its ARN, and the same history: no function is called for it.

    Raises:
        UsageError: for one that still runs, for calls without a recorded answer, and if the history is another one.
    """
    if execution.closing is None:
        raise UsageError(f"execution {execution.name} still runs: it can be repeated when it has ended")
    run, forked = execution.run, execution.forked
    domain = Domain(Clock(mode="logical"), run.identity.start)
    begun = (
        start(domain, run.identity, run.program, run.quotas)
        if forked is None
        else begin_fork(forked.source.run, forked.cut, domain, run.identity, run.program, run.quotas)
    )
    repeat(begun, run.events, _histories(run.map_runs))
    begun.publish()
    again = Execution(execution.deployed, begun, execution.input_text, execution.account)
    again.forked = forked
    return again


def _histories(map_runs: Sequence[MapRun]) -> dict[str, Sequence[Event]]:
    """The histories of the children of Map Runs, and of their children, by ARN; only those that were kept whole."""
    pending, found = list(map_runs), dict[str, Sequence[Event]]()
    for map_run in pending:
        for row in map_run.rows.values():
            pending.extend(row.map_runs)
            if row.events is not None and not (map_run.is_express and row.redrives):
                found[row.execution_arn] = row.events
    return found
