"""A shell without a front end, with the extension loaded, and a default session of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
from cells import Notebook
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from sfn_notebook.session.session import session


@pytest.fixture(scope="session")
def shell() -> Iterator[Any]:
    config = cast("Any", Config())
    config.HistoryManager.enabled = False
    shell = cast("Any", InteractiveShell).instance(config=config)
    shell.run_line_magic("load_ext", "sfn_notebook")
    yield shell
    cast("Any", InteractiveShell).clear_instance()


@pytest.fixture
def notebook(shell: Any) -> Notebook:
    session.cache_clear()
    shell.reset(new_session=True)
    return Notebook(shell)
