"""Executions and machines as plain text, for terminals and `text/plain`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sfn_notebook.engine.place import enclosing_visits
from sfn_notebook.values import ABSENT, JSON, encode
from sfn_notebook.views.graph import Graph, Node
from sfn_notebook.views.palette import SIGNS
from sfn_notebook.views.steps import WAITING, Step
from sfn_notebook.views.summary import Summary, elapsed_text, sign_of

_WIDTH: Final = 100
_MOST_STEPS: Final = 200


def execution_text(summary: Summary, steps: Sequence[Step], *, most_steps: int = _MOST_STEPS) -> str:
    """A status line, one line for each step, and how it ended.

    Args:
        summary: of the execution.
        steps: in the order in which they were entered.
        most_steps: how many of them to show; a line says how many were left out.
    """
    lines = [_headline(summary), *map(step_line, nested(steps)[:most_steps])]
    if len(steps) > most_steps:
        lines.append(f"  … {len(steps) - most_steps} more steps")
    if summary.output is not ABSENT:
        lines.append(f"output: {_value(summary.output)}")
    if summary.error is not None or summary.cause is not None:
        lines.append(_clip(f"{summary.error or 'no error name'}: {summary.cause or 'no cause'}"))
    return "\n".join(lines)


def progress_text(summary: Summary, machine_name: str, steps: Sequence[Step], parked: Sequence[str] = ()) -> str:
    """How far an execution has come, in one line.

    Args:
        summary: of the execution.
        machine_name: that of its state machine.
        steps: in the order in which they were entered.
        parked: what it waits for that nobody answers yet.
    """
    moved = f"{summary.transitions} {'transition' if summary.transitions == 1 else 'transitions'}"
    parts = [f"{sign_of(summary.status)} {machine_name} · {summary.name}: {summary.status}", moved]
    if summary.status == "RUNNING":
        parts += [f"{step.name} {_state_of(step)}" for step in steps if step.waits_for is not None]
        parts += parked
    elif summary.error is not None:
        parts.append(summary.error)
    return _clip(", ".join(parts))


def nested(steps: Sequence[Step]) -> list[Step]:
    """The steps with those inside a container behind it, branch by branch and item by item."""
    places: dict[str, tuple[int, ...]] = {}
    keyed: list[tuple[tuple[int, ...], Step]] = []
    for step in steps:
        inside = enclosing_visits(step.path)
        around = (*places.get(inside[-1], ()), _index(step.path)) if inside else ()
        places[step.path] = (*around, step.entered_event_id)
        keyed.append((places[step.path], step))
    return [step for _, step in sorted(keyed, key=lambda pair: pair[0])]


def _index(path: str) -> int:
    return int(path.rpartition("]")[0].rpartition("[")[2])


def step_line(step: Step) -> str:
    """One visit as one line: sign, place, type, duration, attempts, error."""
    inside = enclosing_visits(step.path)
    parts = [f"{'  ' * (len(inside) + 1)}{SIGNS[step.status]} {step.name}"]
    parts += [f"[{_index(step.path)}]"] if inside else []
    parts.append(f"({step.type})")
    parts += [elapsed_text(step.entered, step.exited)] if step.exited is not None else [_state_of(step)]
    parts += [f"{len(step.attempts)} tries"] if len(step.attempts) > 1 else []
    if step.status in {"failed", "caught error", "cancelled"}:
        parts.append(f"{step.status}{f': {step.error}' if step.error else ''}")
    return _clip(" ".join(parts))


def _state_of(step: Step) -> str:
    return step.status if step.waits_for is None else WAITING[step.waits_for]


def machine_text(graph: Graph, name: str = "") -> str:
    """The states of a machine, one a line, with where each leads."""
    targets: dict[str, list[str]] = {}
    names = {node.id: node.name for node in graph.nodes}
    for edge in graph.edges:
        title = f" ({edge.label.title})" if edge.label else ""
        targets.setdefault(edge.source, []).append(f"{names[edge.target]}{title}")
    states = [node for node in graph.nodes if node.type not in {"Start", "End"}]
    depths: dict[str, int] = {"": 0}
    lines = [f"{name or 'state machine'}: {len(states)} {'state' if len(states) == 1 else 'states'}"]
    for node in states:
        depths[node.id] = depths[node.parent] + 1
        lines.append(_state_line(node, depths[node.id], targets.get(node.id, [])))
    return "\n".join(lines)


def _state_line(node: Node, depth: int, targets: Sequence[str]) -> str:
    words = f"{node.type} {node.subtitle}".rstrip()
    leads = f" → {', '.join(targets)}" if targets else ""
    return _clip(f"{'  ' * depth}{node.name} ({words}){leads}")


def _headline(summary: Summary) -> str:
    name = f"{summary.name}: " if summary.name else ""
    parts = [f"{sign_of(summary.status)} {name}{summary.status}"]
    parts += [f"in {elapsed_text(summary.started, summary.ended)}"] if summary.ended is not None else []
    facts = [" ".join(parts), _counted(summary.transitions, "transition")]
    facts += [_counted(summary.redrives, "redrive")] if summary.redrives else []
    facts += [f"forked from {summary.parent[0]} after event {summary.parent[1]}"] if summary.parent else []
    return ", ".join(facts)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _value(value: JSON) -> str:
    return _clip(encode(value))


def _clip(line: str) -> str:
    line = line.replace("\n", " ")
    return line if len(line) <= 2 * _WIDTH else f"{line[: 2 * _WIDTH - 1]}…"
