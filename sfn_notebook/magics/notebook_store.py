"""Where the executions of a notebook are kept: in a file beside it, so that they are there tomorrow."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from sfn_notebook.errors import SfnError
from sfn_notebook.session.session import Session, session

VARIABLE: Final = "SFN_NOTEBOOK_STORE"
"""Names another file, or is `off`: then executions are kept in memory only."""
FOLDER: Final = ".sfn_notebook"
FILE: Final = "executions.db"


def keep_executions() -> None:
    """Give the default session its store, and tell of executions that were interrupted; twice does no harm."""
    asked = os.environ.get(VARIABLE, "")
    kept = session()
    if asked == "off" or kept.account.store is not None:
        return
    try:
        kept.keep_in(Path(asked) if asked else _file_here())
        _tidy(kept)
        _tell(len(kept.interrupted))
    except (SfnError, OSError) as error:
        print(f"executions are kept in memory only: {error}")  # noqa: T201 - said once, when the extension is loaded


def _file_here() -> Path:
    """The file beside the notebook, in a folder that git leaves alone."""
    folder = Path.cwd() / FOLDER
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="ascii")
    return folder / FILE


def _tidy(kept: Session) -> None:
    store = kept.account.store
    if store is not None:
        store.prune()


def _tell(count: int) -> None:
    if count:
        what = "1 execution was" if count == 1 else f"{count} executions were"
        print(f"{what} interrupted: %sfn resume")  # noqa: T201 - said once, when the extension is loaded
