"""Mistakes of the user as one short block: the cell fails, so that "Run All" stops, without a traceback."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from sfn_notebook.asl.check import AslError
from sfn_notebook.errors import SfnError
from sfn_notebook.text.diagnostic import Severity
from sfn_notebook.text.render import render_all

# IPython asks an exception for this before it makes a traceback; `%tb` shows the whole one all the same.
_RENDER: Final = "_render_traceback_"


@contextmanager
def told_shortly() -> Generator[None]:
    """Let what the user can mend be shown without a traceback."""
    try:
        yield
    except SfnError as error:
        show_as(error, block(error))
        raise


def show_as(error: BaseException, text: str) -> None:
    """Have IPython show a text in the place of an exception's traceback."""
    setattr(error, _RENDER, text.splitlines)


def block(error: SfnError) -> str:
    """A mistake as a reader sees it."""
    if not isinstance(error, AslError):
        return f"{type(error).__name__}: {error}"
    errors = [found for found in error.diagnostics if found.severity is Severity.ERROR]
    return render_all(errors, error.source)
