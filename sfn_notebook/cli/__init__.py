"""The command line: `sfn-notebook run|lint|serve|lab`."""

from __future__ import annotations

from collections.abc import Sequence


def main(words: Sequence[str] | None = None) -> int:
    """Do what a command line asks for; gives the exit status.

    Args:
        words: of the line, without the program's name; None takes those of the process.
    """
    from sfn_notebook.cli.commands import run_command

    return run_command(words)
