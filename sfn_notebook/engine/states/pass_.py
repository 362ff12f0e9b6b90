"""Pass: its input, a fixed result, or a new shape of its input.

Spec: https://states-language.net/spec.html#pass-state
"""

from __future__ import annotations

from sfn_notebook.engine.compiled import CompiledPass
from sfn_notebook.engine.dataflow import effective_input, exit_of
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.transitions import leave


def enter_pass(run: Run, frame: Frame, state: CompiledPass) -> None:
    """Work out the result and leave."""
    if state.is_plain:
        leave(run, frame, state, (frame.input, frame.size_bound, None))
        return
    result, bound = effective_input(run, frame, state)
    if state.result is not None:
        result, bound = state.result
        run.inspect(frame, "result", result)
    leave(run, frame, state, exit_of(run, frame, state, result, bound))
