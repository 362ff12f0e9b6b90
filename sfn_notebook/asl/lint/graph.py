"""Transitions: their targets, what they reach, and the names of states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Final

from sfn_notebook.asl.findings import warning
from sfn_notebook.asl.sites import MachineSite, StateSite, objects
from sfn_notebook.text.diagnostic import Diagnostic, Path, Severity
from sfn_notebook.text.suggest import did_you_mean

LONGEST_NAME: Final = 80
MOST_HINTS: Final = 20
"""So many names are looked for among the others: each look compares with all of them."""


def check_targets(machine: MachineSite, names: Mapping[str, Path]) -> Iterator[Diagnostic]:
    """Every transition leads to a state of its own machine."""
    if not isinstance(machine.members.get("States"), dict):
        return
    known = {state.name for state in machine.states}
    start = machine.members.get("StartAt")
    if isinstance(start, str) and start not in known:
        yield _dangling(start, (*machine.path, "StartAt"), known, names)
    missing = [
        (target, path)
        for target, path in chain.from_iterable(targets(state) for state in machine.states)
        if target not in known
    ]
    for index, (target, path) in enumerate(missing):
        yield _dangling(target, path, known if index < MOST_HINTS else (), names)


def targets(state: StateSite) -> Iterator[tuple[str, Path]]:
    """The names that a state leads to, and the paths where they stand."""
    places = [(state.members, state.path)]
    places += objects(state.members.get("Choices"), (*state.path, "Choices")) if state.type == "Choice" else []
    places += objects(state.members.get("Catch"), (*state.path, "Catch"))
    for members, path in places:
        for name in ("Next", "Default"):
            target = members.get(name)
            if isinstance(target, str):
                yield target, (*path, name)


def _dangling(target: str, path: Path, known: Iterable[str], names: Mapping[str, Path]) -> Diagnostic:
    hint = did_you_mean(target, known)
    if target in names:
        hint = "that state is in another machine, and a transition stays in its own"
    return Diagnostic(
        code="SFN203",
        severity=Severity.ERROR,
        message=f'no state "{target}" in this machine',
        path=path,
        hint=hint,
        aws_code="MISSING_TRANSITION_TARGET",
        # AWS says Next also of Default and of catchers (measured 2026-08 by third parties, floci 2786).
        aws_message=f"Missing 'Next' target: {target}",
    )


def check_reach(machine: MachineSite) -> Iterator[Diagnostic]:
    """Every state is reached, and from every state an end is."""
    start = machine.members.get("StartAt")
    onward = {state.name: [target for target, _ in targets(state)] for state in machine.states}
    if not isinstance(start, str) or start not in onward:
        return
    reached = _reached([start], onward)
    has_end = any(_is_terminal(state) for state in machine.states)
    for state in machine.states:
        if state.name not in reached:
            yield _unreachable(state, has_end=has_end)
    yield from _check_livelock(machine, reached, onward)


def _unreachable(state: StateSite, *, has_end: bool) -> Diagnostic:
    found = warning("SFN204", f'nothing leads to the state "{state.name}"', state.path)
    if not has_end:  # AWS then tells only that (measured 2026-08 by third parties, floci 2786)
        return found
    said = f'State "{state.name}" is not reachable.'
    return replace(found, severity=Severity.ERROR, aws_code="MISSING_TRANSITION_TARGET", aws_message=said)


def _check_livelock(
    machine: MachineSite, reached: set[str], onward: Mapping[str, Iterable[str]]
) -> Iterator[Diagnostic]:
    backward: dict[str, list[str]] = {}
    for name, found in onward.items():
        for target in found:
            backward.setdefault(target, []).append(name)
    ends = [state.name for state in machine.states if _is_terminal(state)]
    missing = [target for target in backward if target not in onward]
    escaping = _reached(ends + missing, backward)
    stuck = [state for state in machine.states if state.name in reached and state.name not in escaping]
    if ends and stuck:
        message = f'no end can be reached from the state "{stuck[0].name}"'
        hint = "an execution that comes here ends when its events are used up"
        yield warning("SFN210", message, stuck[0].path, hint)


def check_end(machine: MachineSite) -> Iterator[Diagnostic]:
    """Some state ends the machine."""
    if machine.states and not any(_is_terminal(state) for state in machine.states):
        yield Diagnostic(
            code="SFN205",
            severity=Severity.ERROR,
            message="no state ends this machine",
            path=machine.path,
            hint='the last state has "End": true, or is a Succeed or Fail state',
            aws_code="MISSING_END_STATE",
            aws_message="Workflow has no terminal state",
            aws_location="null",
        )


def check_names(machine: MachineSite, first: Mapping[str, Path]) -> Iterator[Diagnostic]:
    """State names are unique over all machines, and at most 80 characters long."""
    for state in machine.states:
        if first[state.name] != state.path:
            yield Diagnostic(
                code="SFN206",
                severity=Severity.ERROR,
                message=f'two states are called "{state.name}"',
                path=state.path,
                hint="a name is unique over the machine and all machines in it",
                aws_code="DUPLICATE_STATE_NAME",
                aws_message=f"Duplicate state name: {state.name}",
            )
        if not 0 < len(state.name) <= LONGEST_NAME:
            yield Diagnostic(
                code="SFN207",
                severity=Severity.ERROR,
                message=f"the name of a state has 1 to {LONGEST_NAME} characters, found {len(state.name)}",
                path=state.path,
                aws_code="INVALID_STATE_NAME",
                aws_message=f"Invalid state name: {state.name}",
            )


def first_places(machines: Iterable[MachineSite]) -> dict[str, Path]:
    """For each name of a state where it stands first."""
    found: dict[str, Path] = {}
    for machine in machines:
        for state in machine.states:
            found.setdefault(state.name, state.path)
    return found


def _is_terminal(state: StateSite) -> bool:
    return state.type in {"Succeed", "Fail"} or state.members.get("End") is True


def _reached(starts: Iterable[str], onward: Mapping[str, Iterable[str]]) -> set[str]:
    reached: set[str] = set()
    pending = list(starts)
    while pending:
        name = pending.pop()
        if name not in reached:
            reached.add(name)
            pending.extend(onward.get(name, ()))
    return reached
