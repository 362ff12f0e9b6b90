"""Runs a machine for a magic: one call of the Python API, watched."""

from __future__ import annotations

from dataclasses import dataclass

from sfn_notebook.errors import UsageError
from sfn_notebook.magics.mistakes import show_as
from sfn_notebook.magics.shell import Shell
from sfn_notebook.magics.showing import Showing, View, show_job
from sfn_notebook.session.driving import drive
from sfn_notebook.session.execution import Execution
from sfn_notebook.session.job import launch


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept and shown of an execution.

    Attributes:
        out: the name to bind the execution to; in the background, its job.
        target: the name to bind the output to.
    """

    out: str | None
    target: str | None
    view: View


def follow(shell: Shell, execution: Execution, kept: Kept) -> None:
    """Run an opened execution to its end and show it.

    Raises:
        SfnError: if nobody can answer one of its tasks any more, or there is no output to bind.
        KeyboardInterrupt: after an interrupt; the view and the history are shown before.
    """
    if kept.out is not None:
        shell.push({kept.out: execution})
    showing = Showing(execution, kept.view)
    showing.begin()
    try:
        drive(execution, "run it with --background")
    except KeyboardInterrupt as interrupt:
        showing.interrupted()
        show_as(interrupt, _abort_text(execution))
        raise
    except UsageError:
        showing.end()
        raise
    showing.end()
    if kept.target is not None:
        shell.push({kept.target: execution.result()})


def start_following(shell: Shell, execution: Execution, kept: Kept) -> None:
    """Let an opened execution go on in the background, and show how it is doing.

    Raises:
        UsageError: where no thread can be started.
    """
    showing = Showing(execution, kept.view)
    showing.begin()
    job = launch(execution)
    if kept.out is not None:
        shell.push({kept.out: job})
    if not showing.is_live and kept.view != "silent":
        show_job(job)


def _abort_text(execution: Execution) -> str:
    orphans = "".join(f"\nstill in the user's code: {name}" for name in execution.orphans)
    return f"KeyboardInterrupt: execution {execution.name} {execution.status}{orphans}"
