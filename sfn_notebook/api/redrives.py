"""Redrive as the API has it: what can be redriven, and that a client token redrives once only."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from sfn_notebook.api import errors
from sfn_notebook.api.drive import Drive
from sfn_notebook.api.execution_ports import ExecutionRecord
from sfn_notebook.api.needed_tasks import needed_tasks
from sfn_notebook.api.refused_tasks import RefusedTaskError
from sfn_notebook.engine.clock import SECOND
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.drivers.door import ask
from sfn_notebook.engine.drivers.job import Job
from sfn_notebook.engine.quotas import Quotas, redrive_obstacle
from sfn_notebook.engine.redriving import redrive

if TYPE_CHECKING:
    from sfn_notebook.api.account import Account
    from sfn_notebook.api.execution import Execution

RedriveStatus: TypeAlias = Literal["REDRIVABLE", "NOT_REDRIVABLE", "REDRIVABLE_BY_MAP_RUN"]

TOKEN_SECONDS: Final = 900
"""So long a client token answers for the redrive that it was first used for."""
MOST_TOKENS: Final = 10
"""So many of the last tokens of an execution are known."""


def redrivability(
    record: ExecutionRecord, now: int, quotas: Quotas, *, is_deleting: bool = False
) -> tuple[RedriveStatus, str | None]:
    """Whether a Standard execution can be redriven now, and why not, in AWS's words.

    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
    """
    if record.status in ("RUNNING", "SUCCEEDED"):
        return "NOT_REDRIVABLE", f"Execution is {record.status} and cannot be redriven"
    if is_deleting:
        return "NOT_REDRIVABLE", "State machine is in DELETING status"
    stopped = now if record.stopped is None else record.stopped
    reason = redrive_obstacle(record.started, stopped, record.event_count, max(now, stopped), quotas)
    return ("REDRIVABLE", None) if reason is None else ("NOT_REDRIVABLE", reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Used:
    """A client token: when it was used first, and the redrive that it began."""

    token: str
    used: int
    redriven: int


class ClientTokens:
    """The client tokens of the redrives of executions.

    Attributes:
        lock: held from the look at a token until its redrive has begun.
    """

    def __init__(self) -> None:
        self._used: dict[str, list[_Used]] = {}
        self.lock = threading.RLock()

    def redriven(self, execution_arn: str, token: str, now: int) -> int | None:
        """When the redrive was that a token began; None if it began none, or nobody knows any more."""
        oldest = now - TOKEN_SECONDS * SECOND
        known = [used for used in self._used.get(execution_arn, ()) if used.used >= oldest]
        return next((used.redriven for used in known if used.token == token), None)

    def keep(self, execution_arn: str, token: str, now: int, redriven: int) -> None:
        """A token has begun a redrive."""
        used = [*self._used.get(execution_arn, ()), _Used(token=token, used=now, redriven=redriven)]
        self._used[execution_arn] = used[-MOST_TOKENS:]


def redrive_in_background(account: Account, execution: Execution, token: str | None) -> int:
    """Redrive an execution in the background; the time of the redrive.

    A token that has been used gives the time of the redrive that it began, whatever the execution does now (recorded).

    Raises:
        ApiError: ExecutionNotRedrivable, with the reason; ValidationException, if a Task has nobody who answers it.
    """
    now = account.now()
    with account.client_tokens.lock:  # not the lock of the account: the engine may need that before it begins
        known = None if token is None else account.client_tokens.redriven(execution.arn, token, now)
        if known is not None:
            return known
        try:
            reopen(account, execution)
        except RefusedTaskError as error:
            raise errors.refused(f"sfn_notebook: {error}") from None
        account.run_in_background(execution)
        redriven = execution.run.redriven or now
        if token is not None:
            account.client_tokens.keep(execution.arn, token, now, redriven)
        return redriven


def reopen(account: Account, execution: Execution) -> None:
    """Let an execution that did not succeed stand before what did not succeed in it; nobody drives it yet.

    Its time goes on from now, or from its end where that is later. What has begun and not ended is begun again: as
    with every retry, a function may be called twice for the same work.

    Raises:
        ApiError: ExecutionNotRedrivable, with the reason.
        RefusedTaskError: if nobody answers one of its Task states.
    """
    if execution.job is not None and execution.closing is not None:
        _wait_for_end(execution.run.domain, execution.job)
    account.refresh()
    with account.lock:
        account.executions.renew(execution)
        run = execution.run
        status, reason = execution.redrivability()
        if status != "REDRIVABLE":
            raise errors.execution_not_redrivable(execution.arn, str(reason))
        ended = run.history.events[-1].timestamp
        needs = needed_tasks(execution.deployed, run.events)
        found = account.deployments.checked_program(execution.deployed, needs)
        execution.drive = Drive()
        is_read = not run.program.states  # from a store
        program = found if is_read else None
        account.executions.reopen(execution)
        account.attend(execution)
        domain = Domain(run.domain.clock, max(account.now(run.domain.clock), ended), account.journal)
        redrive(run, domain, program=program)
        if account.journal is None:
            run.publish()


def _wait_for_end(domain: Domain, job: Job) -> None:
    """Wait until the driver has done with an execution that has ended; what it started may go on there."""
    with suppress(Exception):  # whoever waits for the job hears of it
        if ask(domain, lambda: domain.is_closed).result():
            job.done.wait()
