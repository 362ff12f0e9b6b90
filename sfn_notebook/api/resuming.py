"""Executions whose process has died go on in this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfn_notebook.api.deletions import deleted
from sfn_notebook.api.execution import Execution
from sfn_notebook.api.origins import deployed_of
from sfn_notebook.engine.closing import stop
from sfn_notebook.engine.run import Outcome

if TYPE_CHECKING:
    from sfn_notebook.api.account import Account
    from sfn_notebook.store.reading import Row
    from sfn_notebook.store.store import Store

INTERRUPTED = Outcome(
    status="FAILED", error="Interrupted", cause="the process that ran it has ended, and Express executions do not go on"
)


def resume(account: Account, store: Store, row: Row) -> Execution | None:
    """Take over an interrupted execution, and let it go on in the background; None if another process was quicker.

    An Express execution is not resumed, as on AWS: it is closed as FAILED.

    Raises:
        StoreError: if it cannot be read or written.
        UsageError: if its definition cannot be read any more.
    """
    settings = store.settings(row.origin)
    with store.decoding():
        deployed = deployed_of(settings)
    run = store.take_over(row, account.program_of(deployed))
    if run is None:
        return None
    execution = Execution(deployed, run, row.input, account)
    account.executions.watch(execution)
    account.attend(execution)
    machine = account.machines.get(run.identity.state_machine_arn)
    if run.identity.is_express:
        stop(run, "ExecutionFailed", INTERRUPTED)
    elif machine is not None and machine.is_deleting:
        execution.doom(deleted(machine.settings.name))
    account.run_in_background(execution)
    return execution
