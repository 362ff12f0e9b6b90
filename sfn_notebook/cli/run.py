"""`sfn-notebook run`: run a state machine from a file."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path

from sfn_notebook.cli import status
from sfn_notebook.cli.functions import load_functions
from sfn_notebook.cli.given import read_input
from sfn_notebook.cli.output import answer, complain
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.session.driving import drive
from sfn_notebook.session.execution import Execution
from sfn_notebook.session.machine import StateMachine
from sfn_notebook.session.session import session
from sfn_notebook.text.diagnostic import Severity
from sfn_notebook.text.render import render_all
from sfn_notebook.text.source import read_source
from sfn_notebook.values import encode
from sfn_notebook.views.fold import StepFold
from sfn_notebook.views.text import step_line


class _Teller:
    """Writes a line for each state as it ends."""

    def __init__(self, execution: Execution) -> None:
        self._fold = StepFold(execution.definition, execution.record.run.inspections)
        self._told: set[int] = set()
        self._seen = 0

    def published(self, events: Sequence[Event], count: int) -> None:
        """Tell of the states that ended with the new events."""
        changes = self._fold.advance(events[self._seen : count])
        self._seen = count
        for step in sorted(changes.steps, key=lambda step: step.event_ids[-1]):
            if step.status != "in progress" and step.entered_event_id not in self._told:
                self._told.add(step.entered_event_id)
                complain(step_line(step))


def run(asked: argparse.Namespace) -> int:
    """Run a machine; gives the exit status.

    Raises:
        SfnError: for bad usage, input or definition; nothing has run then.
    """
    given = None if asked.input is None else read_input(asked.input)
    if asked.functions is not None:
        with contextlib.redirect_stdout(sys.stderr):
            load_functions(asked.functions, session())
    if asked.no_quotas:
        session().quotas = Quotas.OFF
    machine = StateMachine(Path(asked.file), type=asked.type)
    _warn(machine, asked.file)
    execution = machine.open(given, name=asked.name, clock=asked.clock, seed=asked.seed)
    execution.observe(_Teller(execution))
    with contextlib.suppress(KeyboardInterrupt), contextlib.redirect_stdout(sys.stderr):
        drive(execution, "use sfn-notebook serve")
    _tell_end(execution)
    if asked.json:
        answer(execution.to_json())
    elif execution.status == "SUCCEEDED":
        answer(encode(execution.output))
    return status.OF_EXECUTION[execution.status]


def _warn(machine: StateMachine, file: str) -> None:
    doubtful = [found for found in machine.diagnostics if found.severity is not Severity.ERROR]
    if doubtful:
        complain(render_all(doubtful, read_source(Path(file).read_text(encoding="utf-8"), name=file)))


def _tell_end(execution: Execution) -> None:
    complain(f"{execution.name} {execution.status}")
    if execution.error is not None or execution.cause is not None:
        complain(f"{execution.error or 'no error name'}: {execution.cause or 'no cause'}")
