"""What happens in a state, by its type."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from sfn_notebook.engine.frame import READY, Frame
from sfn_notebook.engine.run import Run
from sfn_notebook.engine.states.choice import enter_choice
from sfn_notebook.engine.states.fail import enter_fail
from sfn_notebook.engine.states.map_ import enter_map
from sfn_notebook.engine.states.parallel import enter_parallel
from sfn_notebook.engine.states.pass_ import enter_pass
from sfn_notebook.engine.states.succeed import enter_succeed
from sfn_notebook.engine.states.task import enter_task
from sfn_notebook.engine.states.wait import enter_wait
from sfn_notebook.engine.transitions import fail, state_fault
from sfn_notebook.errors import StateError

_Enter: TypeAlias = "Callable[[Run, Frame, Any], None]"
ENTER: Final = MappingProxyType[str, _Enter](
    {
        "Pass": enter_pass,
        "Task": enter_task,
        "Choice": enter_choice,
        "Wait": enter_wait,
        "Succeed": enter_succeed,
        "Fail": enter_fail,
        "Parallel": enter_parallel,
        "Map": enter_map,
    }
)
"""What happens in a state, by its type; a retry does the same once more, without a new Entered event."""


def enter_again(run: Run, frame: Frame) -> None:
    """Do a state once more, for a frame that is not being advanced just now; no Entered event is recorded."""
    state = frame.program.states[frame.state]
    frame.until = None
    frame.draws = 0
    guarded(run, frame, lambda: ENTER[state.kind](run, frame, state))


def guarded(run: Run, frame: Frame, work: Callable[[], None]) -> None:
    """Do something of a state, for a frame that is not being advanced just now; an error fails the state."""
    try:
        work()
    except StateError as error:
        fail(run, frame, state_fault(run, frame, error))
        return
    if frame.phase == READY:
        run.domain.make_ready(frame)
