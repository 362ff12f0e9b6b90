"""The public face. A new name is added to `NAMES` here, to `__all__`, to the README if users need it, and to changes/.

A name that leaves, or whose parameters change, breaks somebody's notebook: say so in changes/<issue>.removed.md.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

import sfn_notebook as sfn

NAMES = {
    "AslError",
    "Diagnostic",
    "Execution",
    "ExecutionFailed",
    "Job",
    "PendingTask",
    "Quotas",
    "Session",
    "Severity",
    "SfnError",
    "StateMachine",
    "TaskTimedOut",
    "UsageError",
    "function",
    "lint",
    "load",
    "load_ipython_extension",
    "session",
}


def test_the_public_names_are_the_listed_ones() -> None:
    assert set(getattr(sfn, "__all__", ())) == NAMES


def test_every_public_name_is_there_and_has_a_docstring() -> None:
    assert [name for name in sorted(NAMES) if not (getattr(sfn, name).__doc__ or "").strip()] == []


def test_nothing_else_is_offered() -> None:
    assert set(dir(sfn)) == NAMES


def test_a_name_that_is_not_there_says_so() -> None:
    with pytest.raises(AttributeError, match="module 'sfn_notebook' has no attribute 'Statemachine'"):
        getattr(sfn, "Statemachine")  # noqa: B009 - the type checker knows that it is not there


def test_the_function_session_is_not_hidden_by_the_package_of_that_name() -> None:
    program = "import sfn_notebook as sfn, sfn_notebook.session.machine; sfn.session().close()"
    subprocess.run([sys.executable, "-c", program], check=True)
