"""Making one call: on this thread, on another, or on a loop. asyncio is imported when something needs it."""

from __future__ import annotations

import threading
from collections.abc import Awaitable
from typing import TYPE_CHECKING

from sfn_notebook.engine.drivers.copies import in_copies
from sfn_notebook.engine.drivers.turn import Invocation
from sfn_notebook.engine.ports import Answer, Failure, TaskTimedOut

if TYPE_CHECKING:
    import asyncio


def invoke(invocation: Invocation) -> Answer | None:
    """Make a call on this thread and wait for its answer; None if it gave up at its deadline."""
    try:
        answer = invocation.handler.invoke(invocation.request)
        if isinstance(answer, Awaitable):
            return LOOP.wait_for(answer)
    except TaskTimedOut:
        return None
    return answer


def invoke_alone(invocation: Invocation) -> Answer | None:
    """`invoke`, on a thread whose end nobody watches: whatever the function raises is an answer."""
    try:
        return invoke(invocation)
    except BaseException as raised:  # noqa: BLE001 - the door to the user's function
        return _broken(raised)


async def invoke_async(invocation: Invocation) -> Answer | None:
    """Make a call on the running loop; None if it gave up at its deadline."""
    import asyncio

    try:
        answer = invocation.handler.invoke(invocation.request)
        return await answer if isinstance(answer, Awaitable) else answer
    except TaskTimedOut:
        return None
    except asyncio.CancelledError as raised:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        return _broken(raised)  # something that the function awaited was cancelled, not the call


def _broken(raised: BaseException) -> Failure:
    return Failure(error=type(raised).__name__, cause=str(raised), exception=raised)


async def _caught(answer: Awaitable[Answer]) -> Answer | BaseException:
    """The answer, or what was raised: a loop that sees a KeyboardInterrupt ends."""
    try:
        return await answer
    except BaseException as raised:  # noqa: BLE001 - raised again where the call is waited for
        return raised


class _Loop:
    """One private event loop in a daemon thread, for async handlers of a driver that has none."""

    def __init__(self) -> None:
        self._lost: list[asyncio.AbstractEventLoop | None] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self.begin_anew()

    def begin_anew(self) -> None:
        """Be without a loop, as in a copy of the process; that of the original is not to be closed there."""
        self._lock = threading.Lock()
        self._lost.append(self._loop)
        self._loop = None

    def wait_for(self, answer: Awaitable[Answer]) -> Answer:
        import asyncio

        future = asyncio.run_coroutine_threadsafe(_caught(answer), self._running())
        try:
            ended = future.result()
        except BaseException:
            future.cancel()
            raise
        if isinstance(ended, asyncio.CancelledError):
            return _broken(ended)
        if isinstance(ended, BaseException):
            raise ended
        return ended

    def _running(self) -> asyncio.AbstractEventLoop:
        import asyncio

        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="sfn-loop", daemon=True).start()
            return self._loop


LOOP = _Loop()
in_copies(LOOP.begin_anew)
