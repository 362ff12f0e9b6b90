"""Where the calls of an endpoint are made: most on its loop, long ones on threads, so many at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final, TypeVar

from sfn_notebook.engine.drivers.pool import POOL

WAITING: Final = frozenset({"StartSyncExecution", "StopExecution", "TestState"})
"""Operations that wait for something else: for the end of an execution, or for a function."""

HEAVY: Final = frozenset(
    {"CreateStateMachine", "ListExecutions", "UpdateStateMachine", "ValidateStateMachineDefinition"}
)
"""Operations that compute for long where definitions or lists are long."""

WAITING_THREADS: Final = 64
HEAVY_THREADS: Final = 1
"""Python computes on one thread at a time; and of two machines of one name, one is created first."""

Result = TypeVar("Result")


class Lane:
    """Threads that make calls, at most so many at a time; further calls wait their turn without one."""

    def __init__(self, threads: int) -> None:
        self._free = asyncio.Semaphore(threads)

    async def run(self, work: Callable[[], Result]) -> Result:
        """What a call gives, made on a thread."""
        await self._free.acquire()
        loop = asyncio.get_running_loop()
        done: Future[Result] = Future()
        done.add_done_callback(lambda _: _unless_closed(loop, self._free.release))
        POOL.submit(lambda: _resolve(done, work))
        return await asyncio.wrap_future(done)


def _resolve(done: Future[Result], work: Callable[[], Result]) -> None:
    if not done.set_running_or_notify_cancel():
        return
    try:
        done.set_result(work())
    except Exception as error:  # noqa: BLE001 - it is raised where the result is waited for
        done.set_exception(error)
    except BaseException as error:  # noqa: BLE001 - KeyboardInterrupt and the like would end the loop there
        ended = RuntimeError(f"the call ended with {type(error).__name__}")
        done.set_exception(ended.with_traceback(error.__traceback__))


def _unless_closed(loop: asyncio.AbstractEventLoop, callback: Callable[[], None]) -> None:
    try:
        loop.call_soon_threadsafe(callback)
    except RuntimeError:  # the endpoint has been closed meanwhile
        return
