"""Runs a machine for a magic: one call of the Python API, watched."""

from __future__ import annotations

from dataclasses import dataclass

from sfn_notebook.errors import UsageError
from sfn_notebook.magics.mistakes import show_as
from sfn_notebook.magics.shell import Shell
from sfn_notebook.magics.showing import Showing, View
from sfn_notebook.session.execution import Execution
from sfn_notebook.session.machine import StateMachine


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How a machine is to be run, and what is kept of it.

    Attributes:
        input: a value of the notebook.
        out: the name to bind the execution to.
        target: the name to bind the output to.
    """

    input: object
    clock: str | None
    seed: int | None
    out: str | None
    target: str | None
    view: View


def run(shell: Shell, machine: StateMachine, order: Order) -> None:
    """Run a machine to its end and show it.

    Raises:
        SfnError: if it cannot be run, nobody can answer one of its tasks, or there is no output to bind.
        KeyboardInterrupt: after an interrupt; the view and the history are shown before.
    """
    execution = machine.open(order.input, clock=order.clock, seed=order.seed)
    if order.out is not None:
        shell.push({order.out: execution})
    showing = Showing(execution, order.view)
    showing.begin()
    try:
        machine.drive(execution)
    except KeyboardInterrupt as interrupt:
        showing.interrupted()
        show_as(interrupt, _abort_text(execution))
        raise
    except UsageError:
        showing.end()
        raise
    showing.end()
    if order.target is not None:
        shell.push({order.target: execution.result()})


def _abort_text(execution: Execution) -> str:
    orphans = "".join(f"\nstill in the user's code: {name}" for name in execution.orphans)
    return f"KeyboardInterrupt: execution {execution.name} {execution.status}{orphans}"
