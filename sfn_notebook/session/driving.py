"""Runs an opened execution to its end, for whoever waits for it. asyncio is imported when it is needed."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sfn_notebook.engine.drivers.blocking import run_blocking
from sfn_notebook.errors import UsageError

if TYPE_CHECKING:
    from sfn_notebook.session.execution import Execution


def drive(execution: Execution) -> None:
    """Run an execution on this thread; those who are told of all executions know the end on return.

    Raises:
        KeyboardInterrupt: after an interrupt, with `.execution`.
    """
    with _told_of(execution):
        try:
            run_blocking(execution.record.run.domain)
        finally:
            execution.record.settle()


async def drive_async(execution: Execution) -> None:
    """Run an execution on the running event loop; see `drive`. Cancelling it aborts the execution."""
    from sfn_notebook.engine.drivers.asynchronous import run_async

    with _told_of(execution):
        try:
            await run_async(execution.record.run.domain)
        finally:
            await _settle(execution)


async def _settle(execution: Execution) -> None:
    """The loop goes on meanwhile: those who are told may need it."""
    import asyncio

    if not all(delivery.is_settled for delivery in execution.record.deliveries):
        await asyncio.to_thread(execution.record.settle)


@contextmanager
def _told_of(execution: Execution) -> Generator[None]:
    """What aborts an execution says which one."""
    try:
        yield
    except UsageError as error:
        error.execution = execution
        raise
    except KeyboardInterrupt as interrupt:
        interrupt.execution = execution  # pyright: ignore[reportAttributeAccessIssue] - how callers find what was aborted
        raise
