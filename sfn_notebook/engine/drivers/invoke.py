"""Making one call: on this thread, on another, or on a loop. asyncio is imported when something needs it."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Coroutine
from typing import TYPE_CHECKING, Any

from sfn_notebook.engine.drivers.conductor import Invocation
from sfn_notebook.engine.ports import Answer, TaskTimedOut

if TYPE_CHECKING:
    import asyncio


def invoke(invocation: Invocation) -> Answer | None:
    """Make a call on this thread and wait for its answer; None if it gave up at its deadline."""
    try:
        answer = invocation.handler.invoke(invocation.request)
        if isinstance(answer, Awaitable):
            return LOOP.wait_for(_awaited(answer))
    except TaskTimedOut:
        return None
    return answer


async def invoke_async(invocation: Invocation) -> Answer | None:
    """Make a call on the running loop; None if it gave up at its deadline."""
    try:
        answer = invocation.handler.invoke(invocation.request)
        return await answer if isinstance(answer, Awaitable) else answer
    except TaskTimedOut:
        return None


async def _awaited(answer: Awaitable[Answer]) -> Answer:
    return await answer


class _Loop:
    """One private event loop in a daemon thread, for async handlers of a driver that has none."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def wait_for(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        import asyncio

        future = asyncio.run_coroutine_threadsafe(work, self._running())
        return future.result()

    def _running(self) -> asyncio.AbstractEventLoop:
        import asyncio

        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="sfn-loop", daemon=True).start()
            return self._loop


LOOP = _Loop()
