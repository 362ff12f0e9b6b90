"""Tasks that wait for somebody outside: `%sfn pending`, `succeed`, `fail`, `heartbeat`."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from typing import Final

from sfn_notebook.engine.tokens import read_token
from sfn_notebook.errors import UsageError
from sfn_notebook.magics.flags import Flags
from sfn_notebook.magics.given import Namespace, read_json
from sfn_notebook.magics.lookup import find_execution
from sfn_notebook.magics.shell import Shell, show, show_bundle
from sfn_notebook.session.execution import Execution
from sfn_notebook.session.job import Job
from sfn_notebook.session.pending import PendingTask
from sfn_notebook.session.session import session
from sfn_notebook.text.suggest import did_you_mean
from sfn_notebook.views.tables import Table

_TOKEN_END: Final = 12
_LEAST_END: Final = 4
_COLUMNS: Final = ("execution", "state", "waits for", "since", "times out", "heartbeat due", "end of its token")
_HOW: Final = """\
answer {what}:
  %sfn succeed{which} --output '{{"approved": true}}'
  %sfn fail{which} --error Refused --cause 'too expensive'
  %sfn heartbeat{which}"""


# -- flags
def pending_flags() -> Flags:
    """What may stand behind `%sfn pending`."""
    text = "List the tasks that wait for somebody outside: for a callback, or for a worker of an activity."
    flags = Flags("%sfn pending", text, "example:\n  %sfn pending\n")
    flags.add_argument("name", nargs="?", metavar="EXECUTION", help="those of all executions, if none is named")
    return flags


def succeeding_flags() -> Flags:
    """What may stand behind `%sfn succeed`."""
    example = """example:\n  %sfn succeed job --output '{"approved": true}'\n"""
    flags = Flags("%sfn succeed", "Give a task that waits its result, as SendTaskSuccess does.", example)
    _add_task(flags)
    flags.add_argument("--output", metavar="JSON", help="JSON in single quotes, $name or @file; null if none is given")
    return flags


def failing_flags() -> Flags:
    """What may stand behind `%sfn fail`."""
    example = "example:\n  %sfn fail job --error Refused --cause 'too expensive'\n"
    flags = Flags("%sfn fail", "Fail a task that waits, as SendTaskFailure does.", example)
    _add_task(flags)
    flags.add_argument("--error", help="that Retry and Catch may name")
    flags.add_argument("--cause", help="in words")
    return flags


def heartbeat_flags() -> Flags:
    """What may stand behind `%sfn heartbeat`."""
    text = "Say that somebody still works on a task that waits, as SendTaskHeartbeat does."
    flags = Flags("%sfn heartbeat", text, "example:\n  %sfn heartbeat job\n")
    _add_task(flags)
    return flags


def _add_task(flags: Flags) -> None:
    about = "an execution, a token or its end, or a variable; the only one that waits, if none is named"
    flags.add_argument("name", nargs="?", metavar="TASK", help=about)
    flags.add_argument("--state", help="which of the tasks of the execution")


# -- verbs
def pending(shell: Shell, asked: argparse.Namespace, _target: str | None) -> None:
    """Show what waits, and how to answer.

    Raises:
        UsageError: if there is no such execution.
    """
    tasks = _waiting(shell.user_ns) if asked.name is None else find_execution(asked.name, shell.user_ns).pending
    rows = [_row(task) for task in tasks]
    show(Table(title="pending", columns=_COLUMNS, rows=rows, nothing="nothing waits for an answer from outside"))
    if tasks:
        show_bundle({"text/plain": _how(tasks)})


def _how(tasks: Sequence[PendingTask]) -> str:
    """Lines that answer the first one as they stand."""
    if len(tasks) == 1 == len(session().pending):
        return _HOW.format(what="it", which="")
    return _HOW.format(what="one by the end of its token", which=f" {token_end(tasks[0])}")


def succeed(shell: Shell, asked: argparse.Namespace, _target: str | None) -> None:
    """Give a task its result.

    Raises:
        UsageError: if no such task waits, or AWS would not take the output.
    """
    task = _find_task(asked, shell.user_ns)
    task.succeed(None if asked.output is None else read_json(asked.output, shell.user_ns, "--output"))
    _tell(task, "succeeded")


def fail(shell: Shell, asked: argparse.Namespace, _target: str | None) -> None:
    """Fail a task.

    Raises:
        UsageError: if no such task waits, or AWS would not take the error or the cause.
    """
    task = _find_task(asked, shell.user_ns)
    task.fail(asked.error, asked.cause)
    _tell(task, "failed")


def heartbeat(shell: Shell, asked: argparse.Namespace, _target: str | None) -> None:
    """Say that a task is still worked on.

    Raises:
        UsageError: if no such task waits.
    """
    task = _find_task(asked, shell.user_ns)
    task.heartbeat()
    _tell(task, "its heartbeat counts from now")


def _tell(task: PendingTask, what: str) -> None:
    show_bundle({"text/plain": f"{task.state_name} of {task.execution_name}: {what}"})


def token_end(task: PendingTask) -> str:
    """The end of a token, by which it is told from the others: they begin alike."""
    return task.token[-_TOKEN_END:]


def _row(task: PendingTask) -> tuple[str, ...]:
    waits_for = "a callback" if task.kind == "callback" else "a worker"
    times = (task.since, task.deadline, task.heartbeat_deadline)
    return (task.execution_name, task.state_name, waits_for, *map(_moment, times), token_end(task))


def _moment(when: dt.datetime | None) -> str:
    return "never" if when is None else f"{when:%Y-%m-%d %H:%M:%S}"


# -- finding one
def _waiting(namespace: Namespace) -> list[PendingTask]:
    """All tasks of the default session, and of the executions that variables hold."""
    found = {task.token: task for task in session().pending}
    for value in list(namespace.values()):
        execution = value.execution if isinstance(value, Job) else value
        if isinstance(execution, Execution):
            found |= {task.token: task for task in execution.pending}
    return list(found.values())


def _find_task(asked: argparse.Namespace, namespace: Namespace) -> PendingTask:
    if asked.name is None:
        return _only(_of_state(_waiting(namespace), asked.state), "the notebook")
    held = namespace.get(asked.name.removeprefix("$"))
    if isinstance(held, PendingTask):
        return held
    name = held if isinstance(held, str) else asked.name
    by_token = _by_token(name, _waiting(namespace))
    if by_token:
        return _only(by_token, f'"{name}"')
    if read_token(name) is not None:
        raise UsageError("no task waits with this token: it was answered, or has timed out")
    execution = find_execution(name, namespace)
    return _only(_of_state(execution.pending, asked.state), f"execution {execution.name}")


def _by_token(name: str, waiting: Sequence[PendingTask]) -> list[PendingTask]:
    return [task for task in waiting if len(name) >= _LEAST_END and task.token.endswith(name)]


def _of_state(tasks: Sequence[PendingTask], state: str | None) -> Sequence[PendingTask]:
    if state is None:
        return tasks
    found = [task for task in tasks if state in (task.state_name, task.path)]
    if tasks and not found:
        hint = did_you_mean(state, [task.state_name for task in tasks])
        raise UsageError(f'no state "{state}" waits{f": {hint}" if hint else ""}; %sfn pending lists what does')
    return found


def _only(tasks: Sequence[PendingTask], where: str) -> PendingTask:
    if not tasks:
        raise UsageError(f"nothing in {where} waits for an answer from outside")
    if len(tasks) > 1:
        names = ", ".join(f"{task.state_name} {token_end(task)}" for task in tasks[:5])
        raise UsageError(f"{len(tasks)} tasks of {where} wait: name one by --state or its token: {names}")
    return tasks[0]
