"""What a notebook has of executions that outlived their kernel: `%sfn ls --executions`, `%sfn resume`."""

from __future__ import annotations

import argparse
from typing import Final

from sfn_notebook.engine.history import to_datetime
from sfn_notebook.errors import UsageError
from sfn_notebook.magics.flags import Flags, whole_number
from sfn_notebook.magics.shell import show
from sfn_notebook.session.execution import Execution
from sfn_notebook.session.session import Session, session
from sfn_notebook.views.summary import elapsed_text
from sfn_notebook.views.tables import Table

LISTED: Final = 50
STATUSES: Final = ("RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")


def listing_flags() -> Flags:
    """What may stand behind `%sfn ls`."""
    example = "example:\n  %sfn ls --executions --status FAILED\n"
    flags = Flags("%sfn ls", "List machines, functions and executions.", example)
    flags.add_argument("--executions", action="store_true", help="those of earlier kernels too, the newest first")
    flags.add_argument("--status", type=str.upper, choices=STATUSES, help="of the executions to list")
    flags.add_argument("--limit", type=whole_number, default=LISTED, metavar="N", help="list so many of them at most")
    return flags


def resuming_flags() -> Flags:
    """What may stand behind `%sfn resume`."""
    text = "Let executions go on whose kernel has died: in the background, from where they stood."
    flags = Flags("%sfn resume", text, "example:\n  %sfn resume\n")
    flags.add_argument("name", nargs="?", metavar="EXECUTION", help="all that were interrupted, if none is named")
    return flags


def executions_table(kept: Session, asked: argparse.Namespace) -> Table:
    """The executions of a store, the newest first.

    Raises:
        UsageError: if the session has no store.
    """
    store = kept.account.store
    if store is None:
        raise UsageError("executions are kept in memory only: %sfn ls has them all")
    from sfn_notebook.store.selection import Selection

    selection = Selection(status=asked.status)
    found, count = store.select(selection, 0, asked.limit), store.count(selection)
    dead = {row.root for row in store.interrupted()}
    rows = [
        (
            row.name,
            row.machine_arn.rpartition(":")[2],
            "interrupted" if row.root in dead and row.status == "RUNNING" else row.status,
            f"{to_datetime(row.started):%Y-%m-%d %H:%M:%S}",
            "" if row.stopped is None else elapsed_text(row.started, row.stopped),
            row.error or "",
        )
        for row in found
    ]
    title = "executions" if len(rows) == count else f"executions: the newest {len(rows)} of {count}"
    return Table(title=title, columns=("name", "machine", "status", "started", "duration", "error"), rows=rows)


def resume(asked: argparse.Namespace) -> None:
    """Let interrupted executions go on, and say which."""
    jobs = session().resume(asked.name)
    rows = [_resumed(job.execution) for job in jobs]
    nothing = "nothing was interrupted"
    show(Table(title="resumed", columns=("name", "machine", "status", "note"), rows=rows, nothing=nothing))


def _resumed(execution: Execution) -> tuple[str, ...]:
    """What goes on; of a task that nobody answers yet, what would help."""
    tasks = execution.pending  # once that is known it has begun, too
    notes = [*execution.parked, *(f"{task.state_name} waits: %sfn pending" for task in tasks)]
    return execution.name, execution.machine_name, execution.status, "\n".join(notes)
