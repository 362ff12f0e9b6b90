"""Succeed: the good end of a machine or branch.

Spec: https://states-language.net/spec.html#succeed-state
"""

from __future__ import annotations

from sfn_notebook.engine.compiled import CompiledSucceed
from sfn_notebook.engine.dataflow import after_input_path, exit_of
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.transitions import leave


def enter_succeed(run: Run, frame: Frame, state: CompiledSucceed) -> None:
    """Leave with what InputPath and OutputPath, or Output, make of the input."""
    value, bound = after_input_path(run, frame, state)
    leave(run, frame, state, exit_of(run, frame, state, value, bound))
