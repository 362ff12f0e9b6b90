"""The machines and states of a definition as they stand in the JSON, however deep and however wrong.

What is checked before the model can be built is checked on these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sfn_notebook.asl.model import QueryLanguage
from sfn_notebook.text.diagnostic import Path
from sfn_notebook.values import JSON

Members: TypeAlias = "Mapping[str, JSON]"
MachineKind: TypeAlias = Literal["machine", "branch", "processor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StateSite:
    """A state: an object that stands in a States field.

    Attributes:
        type: the Type field as it stands, "" if it is not text.
        language: its own, else that of the whole machine; not that of a Map or Parallel around it.
    """

    name: str
    path: Path
    members: Members
    type: str
    language: QueryLanguage


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineSite:
    """The whole machine, a branch of a Parallel state or the processor of a Map state."""

    path: Path
    members: Members
    kind: MachineKind
    language: QueryLanguage
    states: tuple[StateSite, ...]


def machine_sites(value: JSON) -> tuple[MachineSite, ...]:
    """All machines in the definition, each before those inside it; empty if it is not an object."""
    if not isinstance(value, dict):
        return ()
    language = _language(value, "JSONPath")
    found: list[MachineSite] = []
    pending: list[tuple[Members, Path, MachineKind]] = [(value, (), "machine")]
    while pending:
        members, path, kind = pending.pop()
        site = MachineSite(
            path=path, members=members, kind=kind, language=language, states=_states(members, path, language)
        )
        found.append(site)
        inner = [machine for state in site.states for machine in _inner(state)]
        pending.extend(reversed(inner))
    return tuple(found)


def objects(value: JSON, path: Path) -> list[tuple[Members, Path]]:
    """The objects in an array, with their paths; empty if it is not an array."""
    if not isinstance(value, list):
        return []
    return [(member, (*path, index)) for index, member in enumerate(value) if isinstance(member, dict)]


def _states(members: Members, path: Path, language: QueryLanguage) -> tuple[StateSite, ...]:
    states = members.get("States")
    if not isinstance(states, dict):
        return ()
    return tuple(
        _state(name, state, (*path, "States", name), language)
        for name, state in states.items()
        if isinstance(state, dict)
    )


def _state(name: str, members: Members, path: Path, language: QueryLanguage) -> StateSite:
    type_field = members.get("Type")
    return StateSite(
        name=name,
        path=path,
        members=members,
        type=type_field if isinstance(type_field, str) else "",
        language=_language(members, language),
    )


def _inner(state: StateSite) -> list[tuple[Members, Path, MachineKind]]:
    if state.type == "Parallel":
        branches = objects(state.members.get("Branches"), (*state.path, "Branches"))
        return [(members, path, "branch") for members, path in branches]
    if state.type != "Map":
        return []
    named = [(state.members.get(field), field) for field in ("ItemProcessor", "Iterator")]
    return [(members, (*state.path, field), "processor") for members, field in named if isinstance(members, dict)]


def _language(members: Members, otherwise: QueryLanguage) -> QueryLanguage:
    """A wrong value is JSONata to AWS, besides being wrong (measured 2026-09 by third parties, floci 2968)."""
    if "QueryLanguage" not in members:
        return otherwise
    return "JSONPath" if members["QueryLanguage"] == "JSONPath" else "JSONata"
