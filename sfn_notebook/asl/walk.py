"""The states, machines and transitions of a definition, for all who look at it: views, lint, refusals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sfn_notebook.asl.model import (
    Catcher,
    ChoiceRule,
    ChoiceState,
    Definition,
    MapState,
    ParallelState,
    State,
    TaskState,
)
from sfn_notebook.text.diagnostic import Path

TransitionKind: TypeAlias = Literal["next", "choice", "default", "catch", "end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One way out of a state.

    Attributes:
        target: the name of a state of the same machine; None for the end of that machine.
        source: what a label can be made of; None for `next`, `default` and `end`.
        path: of the field that names the target, below the state: `("Choices", 0, "Next")`.
    """

    kind: TransitionKind
    target: str | None
    path: Path
    source: ChoiceRule | Catcher | None = None


def nested(state: State) -> tuple[tuple[Path, Definition], ...]:
    """The machines inside a state, each with its path below the state."""
    if isinstance(state, ParallelState):
        return tuple((("Branches", index), branch) for index, branch in enumerate(state.branches))
    if isinstance(state, MapState):
        return (((state.item_processor_field,), state.item_processor),)
    return ()


def machines(definition: Definition) -> Iterator[tuple[Path, Definition]]:
    """All machines with their paths, each before those inside it; does not recurse."""
    pending: list[tuple[Path, Definition]] = [((), definition)]
    while pending:
        path, machine = pending.pop()
        yield path, machine
        inner = [
            ((*path, "States", state.name, *below), child)
            for state in machine.states.values()
            for below, child in nested(state)
        ]
        pending.extend(reversed(inner))


def states(definition: Definition) -> Iterator[tuple[Path, State]]:
    """All states of all machines with their paths."""
    for path, machine in machines(definition):
        for name, state in machine.states.items():
            yield (*path, "States", name), state


def transitions(state: State) -> tuple[Transition, ...]:
    """All ways out of a state, in the order of the text; a Fail state has none that leads on, but ends."""
    if isinstance(state, ChoiceState):
        rules = [
            Transition(kind="choice", target=rule.next, path=("Choices", index, "Next"), source=rule)
            for index, rule in enumerate(state.choices)
        ]
        if state.default is not None:
            rules.append(Transition(kind="default", target=state.default, path=("Default",)))
        return tuple(rules)
    target = getattr(state, "next", None)
    if target is None:
        onward = Transition(kind="end", target=None, path=("End",))
    else:
        onward = Transition(kind="next", target=str(target), path=("Next",))
    return (onward, *_caught(state))


def reachable(definition: Definition, names: Iterable[str]) -> list[str]:
    """The states of a machine, not of those inside it, to which ways lead from some of them; these among them."""
    found: list[str] = []
    pending = list(names)
    while pending:
        name = pending.pop()
        if name not in found and name in definition.states:
            found.append(name)
            pending += [way.target for way in transitions(definition.states[name]) if way.target is not None]
    return found


def _caught(state: State) -> tuple[Transition, ...]:
    if not isinstance(state, TaskState | ParallelState | MapState):
        return ()
    return tuple(
        Transition(kind="catch", target=catcher.next, path=("Catch", index, "Next"), source=catcher)
        for index, catcher in enumerate(state.catch)
    )
