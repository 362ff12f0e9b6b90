"""A task that waits for somebody outside, as a user sees and answers it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from sfn_notebook.api.errors import ApiError
from sfn_notebook.api.task_tokens import Done, answer_task, beat, checked_output
from sfn_notebook.engine.history import to_datetime
from sfn_notebook.engine.outside import OpenTask
from sfn_notebook.engine.ports import Failure
from sfn_notebook.engine.tokens import WaitsFor
from sfn_notebook.errors import UsageError
from sfn_notebook.session.failure import check_failure
from sfn_notebook.values import JSON, NotJsonError, copy, to_json


class PendingTask:
    """A state that waits for a callback, or for a worker of an activity: as it stood when it was asked for.

    The first answer counts. One that comes too late is a UsageError in AWS's words.
    """

    def __init__(self, task: OpenTask) -> None:
        self._task = task

    @property
    def execution_name(self) -> str:
        """The name of the execution; of a child of a Map Run its own."""
        return self._task.run.identity.execution_name

    @property
    def state_name(self) -> str:
        """The name of the state."""
        return self._task.state_name

    @property
    def path(self) -> str:
        """The visit of the state, as in the steps: `/Fan#1[0]/Approve#1`."""
        return self._task.path

    @property
    def kind(self) -> WaitsFor:
        """`callback` or `activity`."""
        return self._task.waits_for

    @property
    def token(self) -> str:
        """What SendTaskSuccess and the other calls of the API take as `taskToken`."""
        return self._task.token_text

    @property
    def input(self) -> JSON:
        """What the task was given; a callback's are the parameters of the call that hands out the token."""
        return copy(self._task.input)

    @property
    def since(self) -> dt.datetime:
        """When it was scheduled, on the clock of its execution, as all times here."""
        return to_datetime(self._task.since)

    @property
    def deadline(self) -> dt.datetime | None:
        """When it times out; None without TimeoutSeconds, and for an activity before a worker has taken it."""
        return _time(self._task.deadline)

    @property
    def heartbeat_deadline(self) -> dt.datetime | None:
        """When it times out unless a heartbeat comes before; None as for `deadline`."""
        return _time(self._task.heartbeat_deadline)

    # -- answering it
    def succeed(self, output: object = None) -> None:
        """Give it its result, which is anything that JSON can carry; what a worker would do with an activity's.

        Raises:
            UsageError: if the result is not JSON or too large, or the task is not open any more.
        """
        try:
            text = to_json(output)
        except NotJsonError as error:
            raise UsageError(f"the output is not JSON: {error}") from None
        self._do(lambda: answer_task(self._task.run.domain, self._task.token, checked_output(text)))

    def fail(self, error: str | None = None, cause: str | None = None) -> None:
        """Fail it, with an error name and a cause or without; see `succeed`."""
        check_failure(error, cause)
        failure = Failure(error=error, cause=cause)
        self._do(lambda: answer_task(self._task.run.domain, self._task.token, failure))

    def heartbeat(self) -> None:
        """Say that somebody still works on it; see `succeed`."""
        self._do(lambda: beat(self._task.run.domain, self._task.token))

    def _do(self, act: Callable[[], Done]) -> None:
        try:
            act().result()
        except ApiError as error:
            raise UsageError(f"state {self.state_name}: {error.message}") from None

    # -- how it shows itself
    def _repr_html_(self) -> str:
        from sfn_notebook.views.open_tasks import open_task_html

        return open_task_html(self._task)

    def __repr__(self) -> str:
        from sfn_notebook.views.open_tasks import open_task_text

        return open_task_text(self._task)


class PendingTasks(tuple[PendingTask, ...]):
    """Tasks that wait for somebody outside: a tuple that a notebook shows one below the other."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return "".join(getattr(task, "_repr_html_")() for task in self) or f"<p>{_NOTHING}</p>"  # noqa: B009 - what a notebook calls

    def __repr__(self) -> str:
        return "\n".join(map(repr, self)) or _NOTHING


_NOTHING: Final = "nothing waits for an answer from outside"


def _time(nanoseconds: int | None) -> dt.datetime | None:
    return None if nanoseconds is None else to_datetime(nanoseconds)
