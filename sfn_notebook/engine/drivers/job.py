"""A domain that runs in the background, as those see it who started it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from sfn_notebook.engine.commit import commit
from sfn_notebook.engine.drivers.conductor import Conductor
from sfn_notebook.engine.ports import JournalError
from sfn_notebook.engine.run import Outcome
from sfn_notebook.errors import UsageError

_BEGUN: Final[Future[None]] = Future()
_BEGUN.set_result(None)


class Job:
    """A domain that runs in the background.

    Args:
        conductor: of the domain.
        let_go: has the engine drive it no further, and tells why; on the engine's thread.

    Attributes:
        begun: resolved when it is kept that they have begun; from the start where nothing keeps them.
        done: resolved when every execution of the domain has ended.
    """

    def __init__(self, conductor: Conductor, let_go: Callable[[Exception], None]) -> None:
        self.begun: Future[None] = _BEGUN if conductor.domain.journal is None else Future()
        self.done: Future[None] = Future()
        self.conductor = conductor
        self._let_go = let_go
        if conductor.domain.journal is None:
            conductor.effects.require_commit()
        else:
            conductor.effects.after_commit(lambda: self.begun.set_result(None))

    def stop(self, type_name: str, outcome: Outcome) -> None:
        """End its executions as soon as the engine gets to it; `done` tells when that was."""
        self.conductor.post(lambda: self.conductor.stop(type_name, outcome))

    def leave(self, why: Exception) -> None:
        """Drive it no further: its executions stand where they were last kept. `done` raises the reason."""
        self.conductor.post(lambda: self._leave(why))

    def _leave(self, why: Exception) -> None:
        try:
            commit([self.conductor.domain])
        except JournalError as error:
            why = error
        self._let_go(why)

    def lose(self) -> None:
        """It is driven in the process that this one is a copy of, and not here."""
        self.begun, self.done = Future(), Future()
        self.conductor.door.lose()
        self.end(UsageError("it runs in the process that this one is a copy of: start it here in a session of its own"))

    def skip(self) -> Future[bool]:
        """Let its time jump to the next deadline; whether there was one."""
        return self.conductor.door.ask(self.conductor.skip)

    def end(self, error: BaseException | None = None) -> None:
        """Tell that it is driven no more, and why where that is no end of its own."""
        self.conductor.door.close(error if isinstance(error, JournalError) else None)
        if error is None:
            self.done.set_result(None)
            return
        if not self.begun.done():
            self.begun.set_exception(error)
        self.done.set_exception(error)
