"""Executions and machines as self-contained HTML: no script, no address, light and dark, bounded in size."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from sfn_notebook.values import ABSENT, JSON, encode, text_size_bytes
from sfn_notebook.views.graph import Graph
from sfn_notebook.views.palette import SIGNS
from sfn_notebook.views.steps import WAITING, NodeState, Status, Step
from sfn_notebook.views.style import STYLE
from sfn_notebook.views.summary import Summary, elapsed_text, look_of, sign_of
from sfn_notebook.views.svg import to_svg
from sfn_notebook.views.text import nested

MOST_BYTES: Final = 300_000
_MOST_PICTURE_BYTES: Final = 180_000
_MOST_VALUE_CHARACTERS: Final = 2_048
_MOST_CAUSE_CHARACTERS: Final = 1_000
_MOST_ERROR_CHARACTERS: Final = 256
_MOST_STATES_NAMED: Final = 400


def execution_html(summary: Summary, graph: Graph, steps: Sequence[Step], nodes: Sequence[NodeState]) -> str:
    """An execution: its summary, the picture with every status, and each step with the stages of its data.

    Never longer than 300 kB: long values are cut, and the last steps are left out with a note that says so.
    """
    picture = picture_html(graph, nodes, title=f"{summary.name or 'Execution'}: {summary.status}")
    parts = [_header(summary), picture, *_ends(summary), "<h4>Steps</h4>"]
    left = MOST_BYTES - text_size_bytes(STYLE) - sum(map(text_size_bytes, parts)) - 500
    for number, step in enumerate(nested(steps)):
        shown = _step(step)
        left -= text_size_bytes(shown)
        if left < 0:
            parts.append(f'<p class="sfn-note">{len(steps) - number} more steps are left out here.</p>')
            break
        parts.append(shown)
    return f'<div class="sfn-notebook"><style>{STYLE}</style>{"".join(parts)}</div>'


def machine_html(graph: Graph, name: str = "") -> str:
    """A machine that was not executed: its picture alone."""
    picture = picture_html(graph, (), title=name or "State machine")
    return f'<div class="sfn-notebook"><style>{STYLE}</style>{picture}</div>'


def picture_html(graph: Graph, nodes: Sequence[NodeState], title: str) -> str:
    """The picture; a list of states and statuses where the picture would be too large."""
    statuses: dict[str, Status] = {node.node: node.status for node in nodes}
    badges = {node.node: node.badge for node in nodes if node.badge}
    svg = to_svg(graph, statuses, badges=badges, theme="page", title=title)
    if text_size_bytes(svg) <= _MOST_PICTURE_BYTES:
        return f'<div class="sfn-picture">{svg}</div>'
    return _state_list(graph, statuses)


def _state_list(graph: Graph, statuses: Mapping[str, Status]) -> str:
    states = [node for node in graph.nodes if node.type not in {"Start", "End"}]
    rows = [
        f"<li>{_sign(statuses.get(node.id, 'not reached'))} {escape(node.name[:80])} "
        f"<small>{node.type}, {statuses.get(node.id, 'not reached')}</small></li>"
        for node in states[:_MOST_STATES_NAMED]
    ]
    more = len(states) - len(rows)
    note = f"<li>and {more} more</li>" if more else ""
    said = '<p class="sfn-note">The graph is too large for a picture here.</p>'
    return f"{said}<ul>{''.join(rows)}{note}</ul>"


def _header(summary: Summary) -> str:
    look = look_of(summary.status).replace(" ", "-")
    facts = [
        ("Status", f'<b class="sfn-{look}">{sign_of(summary.status)} {summary.status}</b>'),
        ("Duration", elapsed_text(summary.started, summary.ended) or "running"),
        ("State transitions", str(summary.transitions)),
    ]
    facts += [("Redrives", str(summary.redrives))] if summary.redrives else []
    facts += [("Forked from", f"{escape(summary.parent[0])}, event {summary.parent[1]}")] if summary.parent else []
    name = f"<h3>{escape(summary.name)}</h3>" if summary.name else ""
    cells = "".join(f"<div><small>{label}</small>{text}</div>" for label, text in facts)
    return f'{name}<div class="sfn-facts">{cells}</div>{_banner(summary)}'


def _banner(summary: Summary) -> str:
    if summary.error is None and summary.cause is None:
        return ""
    cause = f"<pre>{_cut(summary.cause, _MOST_CAUSE_CHARACTERS)}</pre>" if summary.cause else ""
    error = escape((summary.error or "Failed")[:_MOST_ERROR_CHARACTERS])
    return f'<div class="sfn-banner" role="alert"><b>{error}</b>{cause}</div>'


def _ends(summary: Summary) -> list[str]:
    pairs = (("Input", summary.input), ("Output", summary.output))
    return [
        f"<details><summary>{name}</summary>{value_html(value)}</details>"
        for name, value in pairs
        if value is not ABSENT
    ]


def _step(step: Step) -> str:
    error = escape(step.error[:_MOST_ERROR_CHARACTERS]) if step.error else ""
    failed = f' <span class="sfn-{step.status.replace(" ", "-")}">{error}</span>' if error else ""
    tries = f", {len(step.attempts)} tries" if len(step.attempts) > 1 else ""
    state = step.status if step.waits_for is None else WAITING[step.waits_for]
    head = (
        f"{_sign(step.status)} <b>{escape(step.name)}</b> <small>{step.type}, {state}"
        f"{_comma(elapsed_text(step.entered, step.exited))}{tries} · {escape(step.path)}</small>{failed}"
    )
    rows = [
        f"<tr><th>{escape(stage.name)}{f'<small>{stage.field}</small>' if stage.field else ''}</th>"
        f"<td>{value_html(stage.value)}</td></tr>"
        for stage in step.stages
    ]
    if step.cause:
        rows.append(f"<tr><th>cause</th><td><pre>{_cut(step.cause, _MOST_CAUSE_CHARACTERS)}</pre></td></tr>")
    if step.printed:
        rows.append(
            f"<tr><th>printed</th><td><pre>{_cut(''.join(step.printed), _MOST_VALUE_CHARACTERS)}</pre></td></tr>"
        )
    return f"<details><summary>{head}</summary><table>{''.join(rows)}</table></details>"


def _comma(text: str) -> str:
    return f", {text}" if text else ""


def _sign(status: Status) -> str:
    return f'<span class="sfn-sign sfn-{status.replace(" ", "-")}" aria-hidden="true">{SIGNS[status]}</span>'


def value_html(value: JSON) -> str:
    """A value as JSON for people, cut off where it is long."""
    compact = encode(value)
    text = pretty(value) if len(compact) <= _MOST_VALUE_CHARACTERS else compact
    return f"<pre>{_cut(text, _MOST_VALUE_CHARACTERS)}</pre>"


def pretty(value: JSON) -> str:
    """A value as JSON for people."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return escape(text, quote=False)
    note = f'<span class="sfn-note">… the first {most:,} of {len(text):,} characters</span>'
    return f"{escape(text[:most], quote=False)}\n{note}"
