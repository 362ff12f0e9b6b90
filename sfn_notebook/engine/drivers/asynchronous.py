"""The driver for `await`: runs a domain to its end on the running event loop."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.drivers.blocking import call_from_pool
from sfn_notebook.engine.drivers.committing import commit_all
from sfn_notebook.engine.drivers.conductor import Conductor
from sfn_notebook.engine.drivers.door import close_door
from sfn_notebook.engine.drivers.invoke import invoke_async
from sfn_notebook.engine.drivers.pool import POOL
from sfn_notebook.engine.drivers.turn import Finished, Invocation, Message, Pause, Perform
from sfn_notebook.engine.ports import JournalError
from sfn_notebook.engine.run import Outcome

LOOK_UP_SECONDS: Final = 0.1
"""How long the driver sleeps at most, so that an interrupt of the kernel is noticed."""


async def run_async(domain: Domain) -> None:
    """Run every execution of the domain to its end.

    Raises:
        CancelledError, KeyboardInterrupt: passed on, with ExecutionAborted recorded.
        JournalError: if what happened cannot be kept; the executions stand where they were last kept.
    """
    loop = asyncio.get_running_loop()
    inbox: asyncio.Queue[Message] = asyncio.Queue()
    tasks: set[asyncio.Task[None]] = set()

    def post(_: Conductor, message: Message) -> None:
        with suppress(RuntimeError):  # the loop may be closed by now: nobody waits any more
            loop.call_soon_threadsafe(inbox.put_nowait, message)

    def submit(conductor: Conductor, invocation: Invocation) -> None:
        if invocation.handler.is_async:
            task = loop.create_task(_call(conductor, invocation))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        else:
            POOL.submit(lambda: call_from_pool(conductor, invocation))

    conductor = Conductor(domain, "pool", submit, post)
    try:
        await _drive(conductor, inbox)
    except JournalError as error:
        conductor.let_go()
        close_door(domain, error)
        raise
    except BaseException:
        conductor.stop("ExecutionAborted", Outcome(status="ABORTED"))
        commit_all([conductor])
        raise
    finally:
        close_door(domain)
        for task in tasks:
            task.cancel()


async def _drive(conductor: Conductor, inbox: asyncio.Queue[Message]) -> None:
    while True:
        after = conductor.turn()
        commit_all([conductor])
        match after:
            case Finished():
                return
            case Perform(invocation=invocation, is_watched=True):
                conductor.submit(invocation)
            case Perform(invocation=invocation):
                with conductor.door.opened():
                    answer = await invoke_async(invocation)
                conductor.answered(invocation, answer, conductor.pace.now())
            case Pause(seconds=seconds):
                await _wait(inbox, seconds)
            case _:
                await asyncio.sleep(0)
                _apply_all(inbox)


async def _wait(inbox: asyncio.Queue[Message], seconds: float | None) -> None:
    timeout = LOOK_UP_SECONDS if seconds is None else min(seconds, LOOK_UP_SECONDS)
    try:
        async with asyncio.timeout(timeout):
            message = await inbox.get()
    except TimeoutError:
        return
    message()
    _apply_all(inbox)


def _apply_all(inbox: asyncio.Queue[Message]) -> None:
    while not inbox.empty():
        inbox.get_nowait()()


async def _call(conductor: Conductor, invocation: Invocation) -> None:
    try:
        answer = await invoke_async(invocation)
    finally:
        invocation.call.has_returned = True
    conductor.answered(invocation, answer, conductor.pace.now())
    conductor.post(lambda: None)
