"""What somebody presses in a view: an answer to a task that waits, a redrive, a stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from sfn_notebook.errors import SfnError, UsageError
from sfn_notebook.session.execution import Execution
from sfn_notebook.session.job import Job
from sfn_notebook.session.pending import PendingTask
from sfn_notebook.session.session import session
from sfn_notebook.values import JSON, NotJsonError, decode
from sfn_notebook.views.wire import plain
from sfn_notebook.widget.records import KernelAnswer

_TO_TASKS: Final = ("succeed", "fail", "heartbeat")


class Desk:
    """Does for a view what only Python can do, one question after the other; from any thread.

    A question is a dict: its `id`, which the answer has, too, and `ask`: `how`, `stop`, `redrive`, or with the `path`
    of a visit `succeed` (`output`, JSON text), `fail` (`error`, `cause`) or `heartbeat`.

    Args:
        execution: the one that is shown.
    """

    def __init__(self, execution: Execution) -> None:
        self._execution = execution

    def answer(self, asked: Mapping[str, Any], since_last_event: float) -> JSON:
        """Do what is asked, and say how the execution stands.

        Args:
            asked: the question.
            since_last_event: real seconds.
        """
        error = None
        try:
            self._do(asked)
        except SfnError as refused:
            error = str(refused)
        return self._standing(str(asked.get("id")), error, since_last_event)

    def _do(self, asked: Mapping[str, Any]) -> None:
        ask = asked.get("ask")
        if ask == "stop":
            Job(self._execution).stop()
        elif ask == "redrive":
            Job(self._execution).redrive()
        elif ask in _TO_TASKS:
            _answer_task(self._task(str(asked.get("path"))), asked)

    def _task(self, path: str) -> PendingTask:
        for task in self._execution.pending:
            if task.path == path:
                return task
        raise UsageError("this task does not wait any more: it was answered, or has timed out")

    def _standing(self, number: str, error: str | None, since_last_event: float) -> JSON:
        execution = self._execution
        record = execution.record
        is_running = execution.status == "RUNNING"
        pace = {"logical": 0.0, "scaled": record.run.domain.clock.factor}.get(record.run.domain.clock.mode, 1.0)
        passed = execution.duration.total_seconds() + (since_last_event * pace if is_running else 0.0)
        return plain(
            KernelAnswer(
                id=number,
                error=error,
                can_stop=is_running and record.job is not None,
                can_redrive=not is_running and _is_redrivable(execution),
                name=execution.name if record.account is session().account else "",
                elapsed=passed * 1_000,
                pace=pace,
            )
        )


def _is_redrivable(execution: Execution) -> bool:
    record = execution.record
    return not record.run.identity.is_express and record.redrivability()[0] == "REDRIVABLE"


def _answer_task(task: PendingTask, asked: Mapping[str, Any]) -> None:
    match asked.get("ask"):
        case "succeed":
            task.succeed(_output(str(asked.get("output", ""))))
        case "fail":
            task.fail(_text(asked, "error"), _text(asked, "cause"))
        case _:
            task.heartbeat()


def _output(text: str) -> JSON:
    try:
        return decode(text)
    except NotJsonError as error:
        raise UsageError(f"the output is not JSON: {error}") from None


def _text(asked: Mapping[str, Any], name: str) -> str | None:
    """A text; None where a field was left empty."""
    return cast("str | None", asked.get(name)) or None
