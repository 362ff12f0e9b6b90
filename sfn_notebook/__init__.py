"""AWS Step Functions in a notebook: define, run, watch and test state machines where you are."""

from sfn_notebook.asl.check import AslError
from sfn_notebook.engine.ports import TaskTimedOut
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.errors import SfnError, UsageError
from sfn_notebook.magics import load_ipython_extension
from sfn_notebook.session.execution import Execution, ExecutionFailed
from sfn_notebook.session.job import Job
from sfn_notebook.session.machine import StateMachine
from sfn_notebook.session.public import function, lint
from sfn_notebook.session.session import Session, session
from sfn_notebook.text.diagnostic import Diagnostic, Severity

__all__ = [
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
]
