"""Where an execution goes on that nobody runs here, as it is told to somebody who wants something of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfn_notebook.api.errors import ApiError, refused

if TYPE_CHECKING:
    from sfn_notebook.api.account import Account


def not_run_here(account: Account, arn: str) -> ApiError:
    """What is answered for an execution that has not ended, and that this process does not run."""
    return refused(f'sfn_notebook: execution "{arn.rpartition(":")[2]}" {_where(account, arn)}')


def _where(account: Account, arn: str) -> str:
    store = account.store
    row = None if store is None else store.row(arn)
    if store is None or row is None or row.owner is None:
        return "is run by nobody in this process"
    owner = store.living_owner(row)
    if owner is None:
        return (
            "was interrupted, as the process that ran it has ended: resume it first, with %sfn resume, "
            "session.resume() or sfn-notebook serve --store"
        )
    if row.owner == store.owner:
        return "was left, as it could not be kept: resume it first, with %sfn resume or session.resume()"
    return f"is run by another process, {owner.pid} on {owner.host}: do it there, or end that process and resume it"
