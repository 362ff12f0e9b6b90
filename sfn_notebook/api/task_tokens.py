"""Task tokens as the API takes them: they lead to the execution that waits, and through its door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Final, TypeAlias

from sfn_notebook.api import errors
from sfn_notebook.api.errors import ApiError
from sfn_notebook.api.execution import Execution
from sfn_notebook.engine import outside
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.drivers.door import ask, is_driven
from sfn_notebook.engine.ports import Answer, Success
from sfn_notebook.engine.tokens import Token, read_token
from sfn_notebook.text import jackson
from sfn_notebook.values import NotJsonError, decode, size_bytes, text_size_bytes

MAX_OUTPUT_BYTES: Final = 262_144

Done: TypeAlias = "Future[Mapping[str, object]]"
"""The empty output of an operation, once it is kept what it did; or TaskTimedOut, if the task is not open any more."""


class TaskTokens:
    """Finds the executions to which tokens lead.

    Args:
        executions: by ARN; live.
        not_run_here: what is answered for one that goes on, but not in this process.
    """

    def __init__(self, executions: Mapping[str, Execution], not_run_here: Callable[[str], ApiError]) -> None:
        self._executions = executions
        self._not_run_here = not_run_here

    def domain_of(self, token: Token) -> Domain:
        """Where a token may be open.

        Raises:
            ApiError: TaskDoesNotExist; ValidationException for an execution that goes on, but not in this process.
        """
        execution = self._executions.get(token.execution_arn)
        if execution is None:
            raise errors.task_does_not_exist()
        if execution.closing is None and not is_driven(execution.run.domain):
            raise self._not_run_here(execution.arn)
        return execution.run.domain


def checked_token(text: str) -> Token:
    """A token, read; raises InvalidToken for what can be none."""
    token = read_token(text)
    if token is None:
        raise errors.invalid_token()
    return token


def checked_output(text: str) -> Success:
    """A result of a task; raises ValidationException for one that is too large, InvalidOutput for what is no JSON."""
    if text_size_bytes(text) > MAX_OUTPUT_BYTES:
        rule = f"Member must have length less than or equal to {MAX_OUTPUT_BYTES}"
        raise errors.validation(errors.constraint("output", rule, text, is_secret=True))
    try:
        value = decode(text)
    except NotJsonError as error:
        raise errors.invalid_output(jackson.problem(text) or str(error)) from None
    return Success(value=value, size_bytes=size_bytes(value))


def answer_task(domain: Domain, token: str, answer: Answer) -> Done:
    """Answer a task; of two answers the first one counts."""
    return _asked(domain, lambda: outside.answer_task(domain, token, answer))


def beat(domain: Domain, token: str) -> Done:
    """Say that somebody still works on a task."""
    return _asked(domain, lambda: outside.beat(domain, token))


def _asked(domain: Domain, act: Callable[[], bool]) -> Done:
    done: Done = Future()
    ask(domain, act).add_done_callback(partial(_finish, done))
    return done


def _finish(done: Done, asked: Future[bool]) -> None:
    if not done.set_running_or_notify_cancel():  # whoever asked has gone
        return
    error = asked.exception()
    if error is not None:
        done.set_exception(error)
    elif asked.result():
        done.set_result({})
    else:
        done.set_exception(errors.task_timed_out())
