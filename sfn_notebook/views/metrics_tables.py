"""Metrics as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sfn_notebook.views.metrics import Distribution, MachineMetrics, Metrics
from sfn_notebook.views.style import STYLE
from sfn_notebook.views.summary import elapsed_text
from sfn_notebook.views.tables import Table

_EXECUTIONS: Final = ("started", "redriven", "succeeded", "failed", "timed out", "aborted", "running")
_SPREAD: Final = ("p50", "p90", "p99", "max")
_MILLISECOND: Final = 1_000_000
_MB: Final = 1024 * 1024
_Row = Sequence[str]


def metrics_tables(metrics: Metrics) -> list[Table]:
    """The executions of each machine, what Express ones are billed, the states, and whom the Tasks call."""
    machines = metrics.machines
    tables = [
        Table(
            title="executions",
            columns=("machine", *_EXECUTIONS, *_SPREAD),
            rows=[_executions(machine) for machine in machines],
            nothing="none yet",
            numbers=range(1, 12),
        ),
        Table(
            title="billed as Express executions",
            columns=("machine", "time in all", "on average", "memory at most", "used at most"),
            rows=[_billed(machine) for machine in machines if "ExpressExecutionBilledDuration" in machine.times],
            numbers=range(1, 5),
        ),
        Table(
            title="states",
            columns=("machine", "state", "entered", "succeeded", "failed", "aborted", "retried", *_SPREAD),
            rows=[row for machine in machines for row in _states(machine)],
            numbers=range(2, 11),
        ),
        Table(
            title="calls",
            columns=("machine", "whom", "scheduled", "started", "succeeded", "failed", "timed out", *_SPREAD),
            rows=[row for machine in machines for row in _calls(machine)],
            numbers=range(2, 11),
        ),
    ]
    return [tables[0], *(table for table in tables[1:] if table.rows)]


def metrics_html(metrics: Metrics) -> str:
    """The tables, one below the other."""
    tables = "".join(table.to_html() for table in metrics_tables(metrics))
    return f'<div class="sfn-notebook"><style>{STYLE}</style>{tables}</div>'


def _executions(machine: MachineMetrics) -> _Row:
    names = ("Started", "Redriven", "Succeeded", "Failed", "TimedOut", "Aborted")
    numbers = [str(machine.counts[f"Executions{name}"]) for name in names]
    return (machine.name, *numbers, str(machine.running), *_spread(machine.times.get("ExecutionTime")))


def _billed(machine: MachineMetrics) -> _Row:
    duration, memory = machine.times["ExpressExecutionBilledDuration"], machine.times["ExpressExecutionBilledMemory"]
    return (
        machine.name,
        _time(duration.average * duration.count),
        _time(duration.average),
        f"{memory.maximum / _MB:.0f} MB",
        f"{machine.times['ExpressExecutionMemory'].maximum / _MB:.3g} MB",
    )


def _states(machine: MachineMetrics) -> Iterator[_Row]:
    for state in machine.states:
        numbers = (state.entered, state.succeeded, state.failed, state.aborted, state.retried)
        yield (machine.name, state.name, *map(str, numbers), *_spread(state.duration))


def _calls(machine: MachineMetrics) -> Iterator[_Row]:
    for call in machine.calls:
        names = ("Scheduled", "Started", "Succeeded", "Failed", "TimedOut")
        numbers = [str(call.counts[f"{call.family.several}{name}"]) for name in names]
        yield (machine.name, call.arn.split(":", 5)[5], *numbers, *_spread(call.times.get(f"{call.family.one}Time")))


def _spread(found: Distribution | None) -> _Row:
    if found is None:
        return ("",) * len(_SPREAD)
    return tuple(map(_time, (found.p50, found.p90, found.p99, found.maximum)))


def _time(milliseconds: float) -> str:
    return elapsed_text(0, round(milliseconds * _MILLISECOND))
