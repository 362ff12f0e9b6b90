"""How runs of random machines go, by type of state and query language: so that one sees what they try."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from running_machines import running_machine
from stepping import begin, finish

from sfn_notebook.asl.model import Definition, QueryLanguage, type_name
from sfn_notebook.asl.parse import parse
from sfn_notebook.asl.walk import machines
from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.run import Run

_STARTS: Final = ("TaskScheduled", "LambdaFunctionScheduled", "MapStateStarted", "ParallelStateStarted")
_ENDS: Final = ("Failed", "TimedOut")
KINDS: Final = ("JSONPath", "JSONata", "both")


@dataclass(slots=True)
class Shares:
    """What became of executions, and of visits of states.

    Attributes:
        executions: by the language of the machine and how they ended.
        visits: by type, language and what happened: entered, exited, failed, caught, retried.
    """

    executions: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    visits: Counter[tuple[str, str, str]] = field(default_factory=Counter[tuple[str, str, str]])

    def add(self, other: Shares) -> None:
        """Take another one's counts."""
        self.executions.update(other.executions)
        self.visits.update(other.visits)

    def lines(self) -> Iterator[str]:
        """The shares as text."""
        for kind in KINDS:
            ended = {status: count for (of, status), count in self.executions.items() if of == kind}
            total = sum(ended.values()) or 1
            parts = ", ".join(f"{status} {100 * count / total:.0f} %" for status, count in sorted(ended.items()))
            yield f"machines in {kind}: {parts}"
        for type_, language in sorted({(type_, language) for type_, language, _ in self.visits}):
            entered = self.visits[type_, language, "entered"] or 1
            parts = ", ".join(
                f"{what} {100 * self.visits[type_, language, what] / entered:.1f} %"
                for what in ("exited", "failed", "caught", "retried")
            )
            yield f"{type_} in {language}: entered {entered} times, {parts}"


def shares_of(seed: int) -> Shares:
    """What became of one machine."""
    definition = parse(running_machine(seed).definition).definition
    if definition is None:
        raise ValueError(seed)
    run = begin(running_machine(seed), seed)
    finish(run)
    found = Shares()
    outcome = run.outcome.status if run.outcome is not None else "OPEN"
    found.executions[KINDS[seed % 3], outcome] += 1
    kinds = _kinds(definition)
    for events in _histories(run):
        _count(events, kinds, found.visits)
    return found


def _kinds(definition: Definition) -> dict[str, tuple[str, QueryLanguage]]:
    """Type and language of each state; names are unique in these machines."""
    of_machine = definition.query_language or "JSONPath"
    return {
        name: (type_name(state), state.query_language or of_machine)
        for _, machine in machines(definition)
        for name, state in machine.states.items()
    }


def _histories(run: Run) -> Iterator[Sequence[Event]]:
    """Of an execution and of the children of its Map Runs, their own not among them."""
    yield run.history.events
    for map_run in run.map_runs:
        for row in map_run.rows.values():
            yield row.events or ()


def _count(
    events: Sequence[Event], kinds: dict[str, tuple[str, QueryLanguage]], counts: Counter[tuple[str, str, str]]
) -> None:
    visits: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for event in events:
        visits.setdefault(event.path, []).append(event.type)
        if event.type.endswith("StateEntered"):
            names[event.path] = str(detail(event, "name"))
    for path, name in names.items():
        kind = kinds[name]
        for what in _what_happened(visits[path]):
            counts[(*kind, what)] += 1


def _what_happened(types: list[str]) -> Iterator[str]:
    yield "entered"
    is_exited = types[-1].endswith("StateExited")
    ends = [name for name in types if name == "EvaluationFailed" or name.endswith(_ENDS)]
    if is_exited:
        yield "exited"
    if ends:
        yield "failed"
        if is_exited and types[-2] == ends[-1]:
            yield "caught"
    if sum(name in _STARTS for name in types) > 1:
        yield "retried"
