"""`sfn-notebook lint`: check definitions in files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sfn_notebook.asl.check import check
from sfn_notebook.asl.lint.linter import MachineType
from sfn_notebook.cli import status
from sfn_notebook.cli.output import answer, complain
from sfn_notebook.text.render import render_all
from sfn_notebook.text.source import read_source


def lint(files: Sequence[str], type: MachineType) -> int:  # noqa: A002 - the word of the API
    """Write what is wrong or doubtful in each file; 0 if all of them can be run, else 2."""
    found = [_is_right(file, type) for file in files]
    return status.SUCCEEDED if all(found) else status.BAD_USAGE


def _is_right(file: str, type: MachineType) -> bool:  # noqa: A002 - as above
    try:
        text = Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        complain(f"{file}: {error.strerror if isinstance(error, OSError) else 'not UTF-8 text'}")
        return False
    checked = check(read_source(text, name=file), type)
    if checked.diagnostics:
        answer(f"{file}\n{render_all(checked.diagnostics, checked.source)}")
    return checked.definition is not None
