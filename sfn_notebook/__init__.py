"""AWS Step Functions in a notebook: define, run, watch and test state machines where you are.

Importing this is cheap: what a name stands for is loaded when the name is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sfn_notebook.magics import load_ipython_extension

# The function `session` takes the name of the package that it is imported from. That lasts: the import system sets the
# attribute of a package once, and it has done so by then.
from sfn_notebook.session.public import function, lint, load, session

if TYPE_CHECKING:
    from sfn_notebook.asl.check import AslError
    from sfn_notebook.engine.ports import TaskTimedOut
    from sfn_notebook.engine.quotas import Quotas
    from sfn_notebook.errors import SfnError, UsageError
    from sfn_notebook.session.execution import Execution, ExecutionFailed
    from sfn_notebook.session.job import Job
    from sfn_notebook.session.machine import StateMachine
    from sfn_notebook.session.pending import PendingTask
    from sfn_notebook.session.session import Session
    from sfn_notebook.text.diagnostic import Diagnostic, Severity

__all__ = [
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
]

_HOMES = {
    "AslError": "asl.check",
    "Diagnostic": "text.diagnostic",
    "Execution": "session.execution",
    "ExecutionFailed": "session.execution",
    "Job": "session.job",
    "PendingTask": "session.pending",
    "Quotas": "engine.quotas",
    "Session": "session.session",
    "Severity": "text.diagnostic",
    "SfnError": "errors",
    "StateMachine": "session.machine",
    "TaskTimedOut": "engine.ports",
    "UsageError": "errors",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
