"""Runs an opened execution to its end, for whoever waits for it. asyncio is imported when it is needed."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from sfn_notebook.engine.drivers.blocking import run_blocking
from sfn_notebook.errors import UsageError

if TYPE_CHECKING:
    from sfn_notebook.session.execution import Execution


_HOLD: Final = 'leave out tokens="skip"'


def drive(execution: Execution, instead: str) -> None:
    """Run an execution on this thread; those who are told of all executions know the end on return.

    Args:
        execution: opened, or opened again.
        instead: what the caller can do where it waits for somebody outside: then nobody answers while he waits.

    Raises:
        UsageError: if nobody can answer one of its tasks, with `.execution`.
        KeyboardInterrupt: after an interrupt, with `.execution`.
    """
    with _told_of(execution, instead):
        try:
            run_blocking(execution.record.run.domain)
        finally:
            execution.record.settle()


async def drive_async(execution: Execution) -> None:
    """Run an execution on the running event loop; see `drive`. Cancelling it aborts the execution."""
    from sfn_notebook.engine.drivers.asynchronous import run_async

    with _told_of(execution, _HOLD):
        try:
            await run_async(execution.record.run.domain)
        finally:
            await _settle(execution)


def tell_of(error: UsageError, execution: Execution, instead: str = _HOLD) -> None:
    """Let an error that aborted an execution say which one, and what would help."""
    error.execution = execution
    if error.is_unanswered:
        is_logical = execution.record.run.domain.clock.mode == "logical"
        error.hint = "in logical time nobody can" if is_logical else instead


async def _settle(execution: Execution) -> None:
    """The loop goes on meanwhile: those who are told may need it."""
    import asyncio

    if not all(delivery.is_settled for delivery in execution.record.deliveries):
        await asyncio.to_thread(execution.record.settle)


@contextmanager
def _told_of(execution: Execution, instead: str) -> Generator[None]:
    """What aborts an execution says which one."""
    try:
        yield
    except UsageError as error:
        tell_of(error, execution, instead)
        raise
    except KeyboardInterrupt as interrupt:
        interrupt.execution = execution  # pyright: ignore[reportAttributeAccessIssue] - how callers find what was aborted
        raise
