"""The public face. A new name is added to `NAMES` here, to `__all__`, to the README if users need it, and to changes/.

A name that leaves, or whose parameters change, breaks somebody's notebook: say so in changes/<issue>.removed.md.
"""

from __future__ import annotations

import types

import sfn_notebook as sfn

NAMES = {
    "AslError",
    "Diagnostic",
    "Execution",
    "ExecutionFailed",
    "Job",
    "Quotas",
    "Session",
    "Severity",
    "SfnError",
    "StateMachine",
    "TaskTimedOut",
    "UsageError",
    "function",
    "lint",
    "load_ipython_extension",
    "session",
}


def test_the_public_names_are_the_listed_ones() -> None:
    assert set(getattr(sfn, "__all__", ())) == NAMES


def test_every_public_name_is_there_and_has_a_docstring() -> None:
    assert [name for name in sorted(NAMES) if not (getattr(sfn, name).__doc__ or "").strip()] == []


def test_nothing_else_looks_public() -> None:
    seen = {name for name, value in vars(sfn).items() if not isinstance(value, types.ModuleType)}
    public = {name for name in seen if not name.startswith("_")}
    assert public - NAMES - {"annotations"} == set()
