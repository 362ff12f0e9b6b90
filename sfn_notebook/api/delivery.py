"""Hands what executions publish to those who may be slow, on another thread: the engine never waits for them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Container, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from sfn_notebook.engine.drivers.pool import POOL
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.history import CLOSING
from sfn_notebook.engine.ports import Observer
from sfn_notebook.engine.run import Run
from sfn_notebook.errors import warn

if TYPE_CHECKING:
    from sfn_notebook.api.execution import Execution

Watcher: TypeAlias = "Callable[[Execution], Observer | None]"
"""Asked about every execution that is opened: who watches it from its first event on; None is nobody."""

Take: TypeAlias = "Callable[[Sequence[Event]], object]"
"""Gets the events of one execution, each once and in order, on one thread at a time."""

Told = TypeVar("Told")


def tolerant(tell: Callable[[Told], object], who: str) -> Callable[[Told], None]:
    """Tells somebody who may raise: that is said once, as a warning, and the next time is tried as well.

    Args:
        tell: what may raise.
        who: it is, for the warning.
    """
    is_reported = False

    def told(what: Told) -> None:
        nonlocal is_reported
        try:
            tell(what)
        except Exception as error:  # noqa: BLE001 - somebody else's code; watching must not end what is watched
            if not is_reported:
                is_reported = True
                warn(f"{who} raised {error!r}; executions go on, and this is said once")

    return told


class _Here(threading.local):
    """Whether this thread is handing something over just now."""

    is_delivering = False


_here = _Here()


class Outbox:
    """Deliveries that have something to hand over; one thread of the pool sees to them, one after another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[Delivery, None] = {}
        self._is_served = False

    def put(self, delivery: Delivery) -> None:
        """Have a delivery catch up soon; without threads it has done so on return."""
        with self._lock:
            self._waiting[delivery] = None
            if self._is_served:
                return
            self._is_served = True
        POOL.submit(self._serve)

    def _serve(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._is_served = False
                    return
                delivery = next(iter(self._waiting))
                del self._waiting[delivery]
            try:
                delivery.catch_up()
            except BaseException as error:  # noqa: BLE001 - the thread goes on for the others
                arguments = (type(error), error, error.__traceback__, threading.current_thread())
                threading.excepthook(threading.ExceptHookArgs(arguments))


class Delivery:
    """Watches one execution from now on until it ends.

    Whoever wants to be sure that everything has been handed over catches up: what is left is then handed over on the
    caller's thread. A thread that is handing something over catches up with nothing: so none waits for another one.

    Args:
        run: whose events.
        take: what gets them. One that raises is told no more of the execution, which goes on.
        outbox: where it waits for its turn.
        types: of the events that are handed over; None is all.
        is_own: whether it leads to a service of the account: an answer of the API that shows the end comes after it.
    """

    def __init__(
        self, run: Run, take: Take, outbox: Outbox, *, types: Container[str] | None = None, is_own: bool = False
    ) -> None:
        self.is_own = is_own
        self._run = run
        self._take = take
        self._outbox = outbox
        self._types = types
        self._seen = self._taken = run.history.published
        self._lock = threading.Lock()
        self._is_over = False

    def published(self, events: Sequence[Event], count: int) -> None:
        """Wait for its turn, if there is something to hand over."""
        first, self._seen = self._seen, count
        if self._wanted(events[first:count]):
            self._outbox.put(self)

    @property
    def is_settled(self) -> bool:
        """Whether everything that was published has been handed over."""
        if self._lock.locked():
            return False
        history = self._run.history
        return self._is_over or not self._wanted(history.events[self._taken : history.published])

    def catch_up(self) -> None:
        """Hand over what was published by now, unless this thread is handing something over already."""
        if _here.is_delivering:
            return
        with self._lock:
            news = () if self._is_over else self._news()
            try:
                self._hand_over(self._wanted(news))
            finally:
                if news and news[-1].type in CLOSING:  # not before: whoever waits finds it among the observers
                    self.end()

    def _hand_over(self, events: Sequence[Event]) -> None:
        if not events:
            return
        _here.is_delivering = True
        try:
            self._take(events)
        except Exception as error:  # noqa: BLE001 - somebody else's code; watching must not end what is watched
            self._report(error)
        finally:
            _here.is_delivering = False

    def end(self) -> None:
        """Hand over nothing more."""
        self._is_over = True
        with suppress(ValueError):
            self._run.observers.remove(self)

    def _wanted(self, events: Sequence[Event]) -> Sequence[Event]:
        types = self._types
        return events if types is None else [event for event in events if event.type in types]

    def _news(self) -> Sequence[Event]:
        """What was published since the last time, up to the end of the execution."""
        history = self._run.history
        first, self._taken = self._taken, history.published
        news = history.events[first : self._taken]
        end = next((number for number, event in enumerate(news, start=1) if event.type in CLOSING), None)
        return news[:end]

    def _report(self, error: Exception) -> None:
        self.end()
        name = self._run.identity.execution_name
        message = f"{self._take!r} raised {error!r} and is told no more of execution {name}"
        warn(message, stacklevel=3)
