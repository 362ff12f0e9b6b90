"""The driver of a cell or a script: runs a domain to its end on the calling thread."""

from __future__ import annotations

import queue
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.drivers.committing import commit_all
from sfn_notebook.engine.drivers.conductor import Conductor
from sfn_notebook.engine.drivers.door import close_door
from sfn_notebook.engine.drivers.invoke import invoke, invoke_alone
from sfn_notebook.engine.drivers.pool import POOL
from sfn_notebook.engine.drivers.turn import Finished, Invocation, Message, Pause, Perform
from sfn_notebook.engine.ports import JournalError
from sfn_notebook.engine.run import Outcome
from sfn_notebook.errors import UsageError

LOOK_UP_SECONDS: Final = 0.1
"""How long the driver waits at most before it looks whether it was interrupted."""


class _Interrupts:
    """Ctrl-C on the main thread: at once where the user's code or waiting is interrupted, else after the turn."""

    def __init__(self) -> None:
        self.is_pending = False
        self.is_open = False

    def on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self.is_open:
            raise KeyboardInterrupt
        self.is_pending = True

    @contextmanager
    def opened(self) -> Generator[None]:
        """A stretch that may be interrupted at once."""
        try:
            self.is_open = True
            self.check()
            yield
        finally:
            self.is_open = False

    def check(self) -> None:
        if self.is_pending:
            self.is_pending = False
            raise KeyboardInterrupt

    @contextmanager
    def installed(self) -> Generator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        previous = signal.signal(signal.SIGINT, self.on_signal)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, previous)


def run_blocking(domain: Domain) -> None:
    """Run every execution of the domain to its end.

    Raises:
        KeyboardInterrupt: after an interrupt, with ExecutionAborted recorded; calls that were running are orphans.
        JournalError: if what happened cannot be kept; the executions stand where they were last kept.
        UsageError: for an async function where no thread can be started, and once nobody can answer a task that is
            answered from outside; ExecutionAborted is recorded.
    """
    inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
    conductor = Conductor(domain, "inline", _submit, lambda _, message: inbox.put(message))
    interrupts = _Interrupts()
    with interrupts.installed():
        try:
            _drive(conductor, inbox, interrupts)
        except JournalError as error:
            conductor.let_go()
            close_door(domain, error)
            raise
        except BaseException:
            interrupts.is_open = False  # a second interrupt may have come before the stretch was closed
            conductor.stop("ExecutionAborted", Outcome(status="ABORTED"))
            commit_all([conductor])
            raise
        finally:
            close_door(domain)


def _drive(conductor: Conductor, inbox: queue.SimpleQueue[Message], interrupts: _Interrupts) -> None:
    while True:
        interrupts.check()
        after = conductor.turn()
        commit_all([conductor])
        match after:
            case Finished():
                return
            case Perform(invocation=invocation, is_watched=True):
                conductor.submit(invocation)
            case Perform(invocation=invocation):
                _perform(conductor, invocation, interrupts)
            case Pause(seconds=seconds):
                _wait(inbox, seconds, interrupts)
            case _:
                _apply_all(inbox)


def _perform(conductor: Conductor, invocation: Invocation, interrupts: _Interrupts) -> None:
    _refuse_coroutine(conductor, invocation)
    try:
        with conductor.door.opened(), interrupts.opened():
            answer = invoke(invocation)
    except BaseException:
        conductor.release(invocation)
        raise
    conductor.answered(invocation, answer, conductor.pace.now())


def _wait(inbox: queue.SimpleQueue[Message], seconds: float | None, interrupts: _Interrupts) -> None:
    """Wait for a message or for some time, in pieces short enough to notice an interrupt."""
    timeout = LOOK_UP_SECONDS if seconds is None else min(seconds, LOOK_UP_SECONDS)
    message: Message | None = None
    with interrupts.opened():
        try:
            message = inbox.get(timeout=timeout) if timeout > 0 else inbox.get_nowait()
        except queue.Empty:
            return
    message()
    _apply_all(inbox)


def _apply_all(inbox: queue.SimpleQueue[Message]) -> None:
    while not inbox.empty():
        inbox.get_nowait()()


def _submit(conductor: Conductor, invocation: Invocation) -> None:
    _refuse_coroutine(conductor, invocation)
    POOL.submit(lambda: call_from_pool(conductor, invocation))


def _refuse_coroutine(conductor: Conductor, invocation: Invocation) -> None:
    """Without threads there is no loop that goes on while this thread waits for the function."""
    if invocation.handler.is_async and not POOL.has_threads:
        conductor.release(invocation)
        name = invocation.request.state_name
        raise UsageError(f"state {name}: run cannot await its async function without threads: use run_async")


def call_from_pool(conductor: Conductor, invocation: Invocation) -> None:
    """Make a call on this thread and post its answer, stamped with the time of the domain."""
    answer = invoke_alone(invocation)
    now = conductor.pace.now()
    invocation.call.has_returned = True
    conductor.post(lambda: conductor.answered(invocation, answer, now))
