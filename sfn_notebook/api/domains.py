"""In what time the executions of an account go, and how they are left."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sfn_notebook.api.options import Options
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.run import Outcome
from sfn_notebook.errors import UsageError

if TYPE_CHECKING:
    from sfn_notebook.api.account import Account


def start_of(account: Account, options: Options) -> int:
    """When an execution starts that is about to."""
    if options.inside is not None:
        return options.inside.run.domain.now
    return account.now(options.clock) if options.start_time is None else options.start_time


def domain_of(account: Account, options: Options, start: int) -> Domain:
    """The domain of an execution that is about to start: that of the one inside which it is started, or a new one."""
    if options.inside is not None:
        return options.inside.run.domain
    domain = Domain(options.clock or account.clock, start, account.journal)
    domain.on_tokens = options.on_tokens
    return domain


def leave_all(account: Account) -> None:
    """See `Account.close`."""
    account.workers.close()
    running = [execution.job for execution in account.executions.running_here]
    jobs = list(dict.fromkeys(job for job in running if job is not None))
    for job in jobs:
        if account.store is None:
            job.stop("ExecutionAborted", Outcome(status="ABORTED"))
        else:
            job.leave(UsageError("the session was closed: resume the execution in another one"))
    if account.store is not None:
        for job in jobs:
            with suppress(Exception):  # whoever waits for the job hears of it
                job.done.wait()
        account.store.close()
