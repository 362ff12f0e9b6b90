"""Where what comes from outside gets into a domain: answers of tasks, questions about them, stops; from any thread."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.drivers.effects import Effects
from sfn_notebook.engine.ports import JournalError

T = TypeVar("T")


class Door:
    """Lets acts into a domain, between two turns; each is answered once it is kept what it did.

    While the driver's thread is in somebody else's code - a function that it calls itself, a coroutine that it awaits -
    whoever asks applies his act himself: else a function that waits for what he asks would wait for ever. Nobody waits
    here for somebody else who is inside: that one also lets in what was asked meanwhile.

    Args:
        effects: of the domain: what is done once what happened is kept.
        arrive: brings the domain to the present time.
        commit: keeps what happened, and then does what waits for that.
        wake: has the driver let in what was asked, after the messages that came before; from any thread.

    Attributes:
        is_closed: whether the domain is driven no more.
    """

    def __init__(
        self, effects: Effects, arrive: Callable[[], None], *, commit: Callable[[], None], wake: Callable[[], None]
    ) -> None:
        self._effects = effects
        self._arrive = arrive
        self._commit = commit
        self._wake = wake
        self._inside = threading.RLock()
        self._asked: deque[Callable[[], None]] = deque()
        self._unanswered: set[Future[Any]] = set()
        self._thread: int | None = None
        self._is_open = False
        self.is_closed = False

    def ask(self, act: Callable[[], T]) -> Future[T]:
        """Have an act applied, at the time of the domain at which it gets in.

        Returns:
            What it gives, once that is kept: at once on the driver's own thread, where waiting would be for ever. Or a
            JournalError, if it could not be kept.
        """
        reply: Future[T] = Future()
        self._asked.append(partial(self._apply, act, reply))
        self._enter()
        self._wake()
        return reply

    def let_in(self) -> None:
        """Apply what was asked; by the driver, before each turn, and where it stands in the row of its messages."""
        self._thread = threading.get_ident()
        while self._asked:
            self._asked.popleft()()

    @contextmanager
    def opened(self) -> Generator[None]:
        """A stretch in which the driver's thread does not touch the domain."""
        self._is_open = True
        try:
            self._enter()
            yield
        finally:
            self._is_open = False
            with self._inside:  # somebody may be there
                pass

    def close(self, why: JournalError | None = None) -> None:
        """Nobody drives the domain any more: acts find what is left of it, which is nothing that is open.

        Args:
            why: what came of acts whose effects were not kept; None where they were dropped for another reason.
        """
        self.is_closed = True
        self._enter()
        with self._inside:
            self._refuse(why or JournalError("the execution does not go on: what happened to it could not be kept"))

    def unhinge(self) -> None:
        """Every execution has ended, and nothing changes any more: let go of the driver, so that it goes at once.

        It and its door know each other: left alone they would wait for a collection of garbage.
        """
        self._arrive = self._wake = _nothing
        self._commit = self._effects.release

    def lose(self) -> None:
        """Nobody drives the domain in this copy of the process: what was asked in the original is not answered here."""
        self._inside = threading.RLock()
        self._asked.clear()
        self._unanswered.clear()
        self.is_closed = True

    def _enter(self) -> None:
        """Let in what was asked, if the driver does not touch the domain just now; else the driver does that."""
        while self._asked and self._may_enter and self._inside.acquire(blocking=False):
            try:
                if self._may_enter:
                    self._let_in_and_commit()
            finally:
                self._inside.release()

    @property
    def _may_enter(self) -> bool:
        return self._is_open or self.is_closed or self._thread == threading.get_ident()

    def _let_in_and_commit(self) -> None:
        while self._asked:
            self._asked.popleft()()
        try:
            self._commit()
        except JournalError as error:  # the driver meets it, too, at its next turn
            self._refuse(error)

    def _apply(self, act: Callable[[], T], reply: Future[T]) -> None:
        if not reply.set_running_or_notify_cancel():
            return
        self._unanswered.add(reply)
        try:
            if not self.is_closed:
                self._arrive()
            found = act()
        except BaseException as error:
            self._unanswered.discard(reply)
            reply.set_exception(error)
            raise
        self._effects.after_commit(lambda: self._answer(reply, found))

    def _answer(self, reply: Future[T], found: T) -> None:
        if reply in self._unanswered:
            self._unanswered.discard(reply)
            reply.set_result(found)

    def _refuse(self, error: JournalError) -> None:
        replies, self._unanswered = self._unanswered, set()
        for reply in replies:
            reply.set_exception(error)


def close_door(domain: Domain, why: JournalError | None = None) -> None:
    """Nobody drives a domain any more, see `Door.close`; of one that has ended nothing is left of its driver."""
    if isinstance(domain.door, Door):
        domain.door.close(why)
        if domain.is_closed:
            domain.door.unhinge()
            domain.door = None


def _nothing() -> None:
    pass


def is_driven(domain: Domain) -> bool:
    """Whether somebody drives a domain just now."""
    door = domain.door
    return isinstance(door, Door) and not door.is_closed


def ask(domain: Domain, act: Callable[[], T]) -> Future[T]:
    """Have an act applied to a domain, see `Door.ask`; at once where nobody has driven it yet."""
    if isinstance(domain.door, Door):
        return domain.door.ask(act)
    reply: Future[T] = Future()
    reply.set_result(act())
    return reply
