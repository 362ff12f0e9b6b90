"""Choice: the first rule that holds decides where to go.

Spec: https://states-language.net/spec.html#choice-state
"""

from __future__ import annotations

from sfn_notebook.engine.compiled import CompiledChoice
from sfn_notebook.engine.dataflow import after_input_path, exit_by_rule, exit_of
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.transitions import Fault, exit_to, fail, naming_the_state
from sfn_notebook.errors import StateError
from sfn_notebook.values import JSON


def enter_choice(run: Run, frame: Frame, state: CompiledChoice) -> None:
    """Go to the state of the first rule that holds, else to Default, else fail with States.NoChoiceMatched."""
    value, bound = after_input_path(run, frame, state)
    run.frame = frame
    tested: JSON = {"input": frame.input} if state.is_jsonata else value
    for rule in state.rules:
        if rule.test(tested, run):
            exit_to(run, frame, state, exit_by_rule(run, frame, state, rule, (value, bound)), rule.next)
            return
    if state.default is None:
        cause = "Failed to transition out of the state. The state does not point to a next state."
        error = StateError("States.NoChoiceMatched", naming_the_state(run, frame, cause))
        fail(run, frame, Fault(error=error))
        return
    exit_to(run, frame, state, exit_of(run, frame, state, value, bound), state.default)
