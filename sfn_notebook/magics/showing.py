"""What a cell shows: a live view while an execution runs, and a picture that stays when no kernel is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, TypeAlias, cast

from sfn_notebook.magics.listings import history_table
from sfn_notebook.magics.shell import Shell, show, show_bundle
from sfn_notebook.session.execution import Execution
from sfn_notebook.session.job import Job
from sfn_notebook.session.machine import StateMachine
from sfn_notebook.text.diagnostic import Diagnostic, Severity
from sfn_notebook.text.render import render_all, render_html
from sfn_notebook.text.source import Source
from sfn_notebook.values import text_size_bytes
from sfn_notebook.views.display import display_for

View: TypeAlias = Literal["live", "html", "svg", "text", "silent"]

_MOST_WARNINGS: Final = 5
_MOST_PICTURE_BYTES: Final = 180_000


def choose_view(shell: Shell, asked: str | None, *, is_silent: bool) -> View:
    """What to show: what was asked for, else the live view where a front end can draw it."""
    if is_silent:
        return "silent"
    if asked is not None:
        return cast("View", asked)
    return "live" if hasattr(shell, "kernel") else "html"


def show_machine(machine: StateMachine, view: View) -> None:
    """Show the graph of a machine that was not run."""
    if view == "live":
        show(machine.view())
    else:
        _show_still(machine, view)


class Showing:
    """How one execution is shown while it runs and afterwards.

    Attributes:
        is_live: whether a live view shows it.
    """

    def __init__(self, execution: Execution, view: View) -> None:
        self._execution = execution
        self.is_live = view == "live" and display_for("execution") is not None
        self._view: View = view

    def begin(self) -> None:
        """Show the live view, if one was asked for; it watches, and leaves a picture when the execution ends."""
        if self.is_live:
            show(self._execution.view())

    def end(self) -> None:
        """Show what the execution came to, where no live view does."""
        if not self.is_live:
            _show_still(self._execution, self._view)

    def interrupted(self) -> None:
        """Show what it came to, and the history."""
        self.end()
        if self._view != "silent":
            show(history_table(self._execution))


def show_job(job: Job) -> None:
    """Say in one line how an execution in the background is doing."""
    show_bundle({"text/plain": repr(job)})


def show_findings(diagnostics: Sequence[Diagnostic], source: Source) -> None:
    """Show briefly what is doubtful in a definition that can be run."""
    doubtful = [found for found in diagnostics if found.severity is not Severity.ERROR]
    if doubtful:
        text = render_all(doubtful, source, _MOST_WARNINGS)
        html = render_html(doubtful, source, _MOST_WARNINGS)
        show_bundle({"text/plain": text, "text/html": html})


def _show_still(shown: StateMachine | Execution, view: View) -> None:
    match view:
        case "silent":
            return
        case "svg":
            svg = shown.to_svg()
            picture = {"image/svg+xml": svg} if text_size_bytes(svg) <= _MOST_PICTURE_BYTES else {}
            show_bundle({**picture, "text/plain": repr(shown)})
        case "text":
            show_bundle({"text/plain": repr(shown)})
        case _:
            show(shown)
