"""What is asked for about all executions of a session, until it is closed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Container
from contextlib import suppress
from time import monotonic
from typing import Final, Self, TypeAlias
from weakref import WeakKeyDictionary

from sfn_notebook.api.account import Account
from sfn_notebook.api.delivery import Delivery, Outbox, Take
from sfn_notebook.api.execution import Execution
from sfn_notebook.engine.drivers.job import Job

TakeOf: TypeAlias = "Callable[[Execution], Take | None]"
"""What gets the events of one execution; None for one that is left out."""

_PATIENCE_SECONDS: Final = 1.0
"""How long the end of a session waits for the executions that it aborts, so that their ends are told, too."""


class Subscription:
    """What `log_to`, `on_status_change` and `trace` give: it lasts until it is closed, or its session is.

    As a context manager it lasts for the block. Executions that are opened meanwhile are taken from their first event
    on, others not. What an execution does is told on another thread, in order; a call that waits for an execution to
    end (`run`, `run_async`, `Job.wait`, `stop`) returns after that was told.
    """

    def __init__(
        self,
        account: Account,
        take_of: TakeOf,
        *,
        name: str,
        types: Container[str] | None = None,
        on_close: Callable[[], object] = lambda: None,
    ) -> None:
        self._account = account
        self._take_of = take_of
        self._name = name
        self._types = types
        self._on_close = on_close
        self._outbox = Outbox()
        self._lock = threading.Lock()
        self._told: WeakKeyDictionary[Delivery, Execution] = WeakKeyDictionary()
        account.watchers.append(self)

    def __call__(self, execution: Execution) -> Delivery | None:
        """The account's question: whether this execution is to be watched."""
        take = self._take_of(execution)
        if take is None:
            return None
        delivery = Delivery(execution.run, take, self._outbox, types=self._types)
        with self._lock:
            self._told[delivery] = execution
        return delivery

    def close(self) -> None:
        """Tell what has happened until now, and then nothing more; a second time does no harm."""
        if self not in self._account.watchers:
            return
        with suppress(ValueError):  # somebody else has closed it meanwhile
            self._account.watchers.remove(self)
        for delivery, _ in self._going():
            delivery.catch_up()
            delivery.end()
        self._on_close()

    @property
    def jobs(self) -> list[Job]:
        """What runs the executions that it tells of and that have not ended, in the background."""
        return [execution.job for _, execution in self._going() if execution.job is not None]

    def _going(self) -> list[tuple[Delivery, Execution]]:
        """The executions that have not ended: of those that have nobody keeps the delivery."""
        with self._lock:
            return list(self._told.items())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "" if self in self._account.watchers else ", closed"
        return f"<{self._name}{state}>"


def close_all(account: Account) -> None:
    """Close what is still open, after what the account aborts has been told, too."""
    subscriptions = [watcher for watcher in account.watchers if isinstance(watcher, Subscription)]
    until = monotonic() + _PATIENCE_SECONDS
    for job in {job for each in subscriptions for job in each.jobs}:
        with suppress(Exception):  # whoever waits for the job hears of it
            job.done.wait(until - monotonic())
    for subscription in subscriptions:
        subscription.close()
