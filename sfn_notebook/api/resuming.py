"""Executions whose process has died go on in this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfn_notebook.api.deletions import deleted
from sfn_notebook.api.execution import Deployed, Execution
from sfn_notebook.api.origins import deployed_of
from sfn_notebook.api.whereabouts import not_run_here
from sfn_notebook.engine.checkpoint import go_on
from sfn_notebook.engine.closing import stop
from sfn_notebook.engine.compiled import Program
from sfn_notebook.engine.run import Outcome

if TYPE_CHECKING:
    from sfn_notebook.api.account import Account
    from sfn_notebook.store.reading import Row
    from sfn_notebook.store.store import Store

INTERRUPTED = Outcome(
    status="FAILED", error="Interrupted", cause="the process that ran it has ended, and Express executions do not go on"
)


def resume(account: Account, store: Store, row: Row, outcome: Outcome | None = None) -> Execution | None:
    """Take over an interrupted execution, with all that shares its time, and let it go on in the background.

    An Express execution is not resumed, as on AWS: it is closed as FAILED.

    Args:
        account: that of the execution.
        store: that of the account.
        row: of the execution.
        outcome: with which it is aborted, instead of going on.

    Returns:
        The execution of the row; None if another process was quicker.

    Raises:
        StoreError: if it cannot be read or written.
        UsageError: if a definition cannot be read any more.
    """
    account.refresh()
    executions = _taken_over(account, store, row)
    if not executions:
        return None
    try:
        for execution in executions:
            execution.drive = executions[0].drive
            _take(account, execution)
        if outcome is not None and executions[0].run.outcome is None:
            stop(executions[0].run, "ExecutionAborted", outcome)
        with store.decoding():
            go_on(executions[0].run.domain)
    except BaseException:
        store.journal.leave([execution.run for execution in executions])
        raise
    account.run_in_background(executions[0])
    return executions[0]


def _taken_over(account: Account, store: Store, row: Row) -> list[Execution]:
    """The execution of a row and all that shares its time, as they stand; none if another process was quicker."""
    deployed: dict[str, Deployed] = {}

    def program_of(settings: str) -> Program:
        deployed[settings] = deployed_of(settings)
        return account.deployments.program_again(deployed[settings])

    going = store.take_over(row, program_of)
    return [Execution(deployed[each.settings], each.run, each.row.input, account) for each in going]


def stop_interrupted(account: Account, arn: str, outcome: Outcome) -> None:
    """Abort an execution whose process has ended; no function is called.

    Raises:
        ApiError: ValidationException, for one that was not interrupted, with where it goes on.
    """
    store = account.store
    row = None if store is None else next((row for row in store.interrupted() if row.arn == arn), None)
    if store is None or row is None or resume(account, store, row, outcome) is None:
        raise not_run_here(account, arn)


def _take(account: Account, execution: Execution) -> None:
    account.executions.watch(execution)
    account.attend(execution)
    machine = account.machines.get(execution.machine_arn)
    if execution.run.identity.is_express:
        stop(execution.run, "ExecutionFailed", INTERRUPTED)
    elif machine is not None and machine.is_deleting:
        execution.doom(deleted(machine.settings.name))
