"""A domain that runs in the background, as those see it who started it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from sfn_notebook.engine.commit import commit
from sfn_notebook.engine.drivers.conductor import Conductor
from sfn_notebook.engine.drivers.door import close_door
from sfn_notebook.engine.ports import JournalError
from sfn_notebook.engine.run import Outcome
from sfn_notebook.errors import UsageError


class Told:
    """Tells once that something has happened, or why it has not.

    A future could do that; but each execution in the background has one, and a lock takes a tenth of the objects.
    """

    __slots__ = ("_error", "_is_told", "_lock")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lock.acquire()
        self._is_told = False
        self._error: BaseException | None = None

    def tell(self, error: BaseException | None = None) -> None:
        """Let go on who waits; what was told before holds."""
        if not self._is_told:
            self._is_told, self._error = True, error
            self._lock.release()

    def wait(self, timeout: float | None = None) -> None:
        """Wait until it is told; raises the reason if it has not happened.

        Args:
            timeout: seconds; None waits for ever.

        Raises:
            TimeoutError: if it is not told by then.
        """
        if not self._is_told:
            if not self._lock.acquire(timeout=-1 if timeout is None else max(0.0, timeout)):
                raise TimeoutError
            self._lock.release()
        if self._error is not None:
            raise self._error


_TOLD: Final = Told()
_TOLD.tell()


class Job:
    """A domain that runs in the background.

    Args:
        conductor: of the domain.
        let_go: has the engine drive it no further, and tells why; on the engine's thread.

    Attributes:
        conductor: None once it is driven no more.
        begun: told when it is kept that they have begun; from the start where nothing keeps them.
        done: told when every execution of the domain has ended.
    """

    __slots__ = ("_let_go", "begun", "conductor", "done")

    def __init__(self, conductor: Conductor, let_go: Callable[[Conductor, Exception], None]) -> None:
        self.begun = _TOLD if conductor.domain.journal is None else Told()
        self.done = Told()
        self.conductor: Conductor | None = conductor
        self._let_go = let_go
        if conductor.domain.journal is None:
            conductor.effects.require_commit()
        else:
            conductor.effects.after_commit(self.begun.tell)

    def stop(self, type_name: str, outcome: Outcome) -> None:
        """End its executions as soon as the engine gets to it; `done` tells when that was."""
        if (conductor := self.conductor) is not None:
            conductor.post(lambda: conductor.stop(type_name, outcome))

    def leave(self, why: Exception) -> None:
        """Drive it no further: its executions stand where they were last kept. `done` raises the reason."""
        if (conductor := self.conductor) is not None:
            conductor.post(lambda: self._leave(conductor, why))

    def _leave(self, conductor: Conductor, why: Exception) -> None:
        try:
            commit([conductor.domain])
        except JournalError as error:
            why = error
        self._let_go(conductor, why)

    def lose(self) -> None:
        """It is driven in the process that this one is a copy of, and not here."""
        self.begun, self.done = Told(), Told()
        if self.conductor is not None:
            self.conductor.door.lose()
        self.end(UsageError("it runs in the process that this one is a copy of: start it here in a session of its own"))

    def skip(self) -> Future[bool]:
        """Let its time jump to the next deadline; whether there was one."""
        if (conductor := self.conductor) is not None:
            return conductor.door.ask(conductor.skip)
        skipped: Future[bool] = Future()
        skipped.set_result(False)
        return skipped

    def end(self, error: BaseException | None = None) -> None:
        """Tell that it is driven no more, and why where that is no end of its own."""
        if self.conductor is not None:
            close_door(self.conductor.domain, error if isinstance(error, JournalError) else None)
            self.conductor = None
        if error is not None:
            self.begun.tell(error)
        self.done.tell(error)
