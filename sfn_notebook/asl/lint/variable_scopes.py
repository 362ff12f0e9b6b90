"""The scopes of a machine's variables: who assigns, who can read, and what is assigned when a state is entered.

Each machine is a scope: the whole one, every branch, every processor. Sets of variables are integers, one bit a name,
so that a thousand states cost milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sfn_notebook.asl.lint.variable_uses import Exit, Read, assignments, exits, reads
from sfn_notebook.asl.sites import MachineSite, StateSite
from sfn_notebook.text.diagnostic import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The variables that are assigned when a state is entered: on every way to it, and on some."""

    certain: int
    possible: int


_NOTHING = Entry(certain=0, possible=0)


@dataclass(slots=True, kw_only=True)
class Scope:
    """The variables of one machine.

    Attributes:
        parent: the scope around it.
        is_closed: it is the processor of a Distributed Map, which cannot read the variables around it.
        places: what its states assign, and where each is assigned first.
        own: the same, as bits.
        outer: those of the scopes around it that it can read.
        hidden: those of the scopes around it that it cannot read.
        inner: those of the scopes inside it.
        read: those that its states read, or states inside it that can see its variables.
        entries: by the name of the state.
    """

    machine: MachineSite
    parent: Scope | None
    is_closed: bool
    reads: dict[str, tuple[Read, ...]]
    places: dict[str, Path]
    own: int
    outer: int
    hidden: int
    inner: int = 0
    read: int = 0
    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])


class Names:
    """The bit of each name."""

    def __init__(self) -> None:
        self.bits: dict[str, int] = {}

    def bit(self, name: str) -> int:
        """The bit of one name; a new bit for a new name."""
        return self.bits.setdefault(name, 1 << len(self.bits))

    def set(self, names: Iterable[str]) -> int:
        """The bits of some names."""
        found = 0
        for name in names:
            found |= self.bit(name)
        return found


def scopes_of(machines: Sequence[MachineSite], names: Names) -> list[Scope]:
    """The scope of each machine, in the order of the machines: each before those inside it."""
    found: list[Scope] = []
    holders: dict[Path, tuple[Scope, StateSite]] = {}
    for machine in machines:
        holder = holders.get(_holder(machine))
        scope = _scope(machine, holder[0] if holder else None, names)
        holders.update((state.path, (scope, state)) for state in machine.states if state.type in {"Parallel", "Map"})
        found.append(scope)
    for scope in reversed(found):
        _tell_parent(scope, names)
    everything = names.set(tuple(names.bits))
    for scope in found:
        holder = holders.get(_holder(scope.machine))
        entry = None if holder is None or scope.is_closed else holder[0].entries.get(holder[1].name)
        scope.entries = _flow(scope.machine, names, entry or _NOTHING, everything)
    return found


def _holder(machine: MachineSite) -> Path:
    """The path of the state that a machine is in: above `Branches[0]` or `ItemProcessor`."""
    return machine.path[: -2 if machine.kind == "branch" else -1]


def _scope(machine: MachineSite, parent: Scope | None, names: Names) -> Scope:
    places: dict[str, Path] = {}
    for state in machine.states:
        for name, path in assignments(state).items():
            places.setdefault(name, path)
    is_closed = machine.kind == "processor" and _is_distributed(machine)
    around = 0 if parent is None else parent.own | parent.outer
    beyond = 0 if parent is None else parent.hidden
    return Scope(
        machine=machine,
        parent=parent,
        is_closed=is_closed,
        reads={state.name: tuple(reads(state)) for state in machine.states},
        places=places,
        own=names.set(places),
        outer=0 if is_closed else around,
        hidden=beyond | around if is_closed else beyond,
    )


def _is_distributed(machine: MachineSite) -> bool:
    config = machine.members.get("ProcessorConfig")
    return isinstance(config, dict) and config.get("Mode") == "DISTRIBUTED"


def _tell_parent(scope: Scope, names: Names) -> None:
    scope.read |= names.set(read.name for found in scope.reads.values() for read in found)
    if scope.parent is not None:
        scope.parent.inner |= scope.inner | scope.own
        scope.parent.read |= 0 if scope.is_closed else scope.read


def _flow(machine: MachineSite, names: Names, entry: Entry, everything: int) -> dict[str, Entry]:
    """What is assigned at the entry of each state that is reached, by going round until nothing changes."""
    start = machine.members.get("StartAt")
    ways = {state.name: _ways(exits(state), names) for state in machine.states}
    if not isinstance(start, str) or start not in ways:
        return {}
    found = {start: entry}
    pending = [start]
    while pending:
        name = pending.pop()
        before = found[name]
        for target, assigned in ways[name]:
            if target not in ways:
                continue
            known = found.get(target, Entry(certain=everything, possible=0))
            certain = known.certain & (before.certain | assigned)
            possible = known.possible | before.possible | assigned
            if target not in found or (certain, possible) != (known.certain, known.possible):
                found[target] = Entry(certain=certain, possible=possible)
                pending.append(target)
    return found


def _ways(found: list[Exit], names: Names) -> list[tuple[str, int]]:
    return [(way.target, names.set(way.assigned)) for way in found]
