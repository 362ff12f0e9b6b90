"""Shows machines and executions as widgets, and says so to the rest of the package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sfn_notebook.engine.ports import Printed
from sfn_notebook.session.execution import Execution
from sfn_notebook.session.machine import StateMachine
from sfn_notebook.views.display import register_display
from sfn_notebook.views.fold import StepFold
from sfn_notebook.views.layout import layout
from sfn_notebook.widget.desk import Desk
from sfn_notebook.widget.outputs import show
from sfn_notebook.widget.view import ExecutionView, MachineView


def register_displays() -> None:
    """From now on `view()` of machines and executions gives widgets."""
    register_display("machine", machine_view)
    register_display("execution", execution_view)


def machine_view(machine: StateMachine) -> MachineView:
    """The graph of a machine; it is shown where it is displayed."""
    return MachineView(machine.layout(), machine.name)


def execution_view(execution: Execution) -> ExecutionView:
    """An execution as it stands, kept up with what it does from now on; it is shown where it is displayed."""
    run = execution.record.run
    fold = StepFold(execution.definition, run.inspections, _Texts(run.printed))
    name = f"{execution.machine_name} · {execution.name}"
    view = ExecutionView(layout(execution.definition), fold, name, Desk(execution).answer, execution.parent_place)
    execution.observe(view)
    events = run.events
    if events:
        view.published(events, len(events))
    return view


def show_machine(machine: StateMachine) -> MachineView:
    """Display the graph of a machine here."""
    view = machine_view(machine)
    show(view)
    return view


def show_execution(execution: Execution) -> ExecutionView:
    """Display an execution here, live until it ends."""
    view = execution_view(execution)
    show(view)
    return view


class _Texts(Mapping[int, Sequence[str]]):
    """What handlers printed, as texts; reads what the run goes on writing."""

    def __init__(self, printed: Mapping[int, Sequence[Printed]]) -> None:
        self._printed = printed

    def __getitem__(self, number: int) -> Sequence[str]:
        return tuple(each.text for each in self._printed[number])

    def __iter__(self) -> Iterator[int]:
        return iter(self._printed)

    def __len__(self) -> int:
        return len(self._printed)
