"""A task that somebody outside may answer, as text and as HTML."""

from __future__ import annotations

from html import escape
from typing import Final

from sfn_notebook.engine.history import to_datetime
from sfn_notebook.engine.outside import OpenTask
from sfn_notebook.values import encode
from sfn_notebook.views.html import value_html
from sfn_notebook.views.palette import SIGNS
from sfn_notebook.views.steps import WAITING
from sfn_notebook.views.style import STYLE

_WIDTH: Final = 200


def open_task_text(task: OpenTask) -> str:
    """A line that says what waits since when, one with what it was given, and its token."""
    lines = [f"{SIGNS['in progress']} {task.state_name}: {_waits(task)}"]
    lines += [_clip(f"  {name}  {text}") for name, text in (("input", encode(task.input)), ("token", task.token_text))]
    return "\n".join(lines)


def open_task_html(task: OpenTask) -> str:
    """The same as a table that stands by itself; the token is whole there."""
    sign = f'<span class="sfn-sign sfn-in-progress" aria-hidden="true">{SIGNS["in progress"]}</span>'
    head = (
        f"<p>{sign} <b>{escape(task.state_name)}</b> {escape(_waits(task))} <small>{escape(task.path)} of "
        f"{escape(task.run.identity.execution_name)}</small></p>"
    )
    rows = (
        f"<tr><th>input</th><td>{value_html(task.input)}</td></tr>"
        f"<tr><th>token</th><td><pre>{escape(task.token_text)}</pre></td></tr>"
    )
    return f'<div class="sfn-notebook"><style>{STYLE}</style>{head}<table>{rows}</table></div>'


def _waits(task: OpenTask) -> str:
    parts = [f"{WAITING[task.waits_for]} since {_second(task.since)}"]
    parts += [f"times out at {_second(task.deadline)}"] if task.deadline is not None else []
    parts += [f"heartbeat due by {_second(task.heartbeat_deadline)}"] if task.heartbeat_deadline is not None else []
    return ", ".join(parts)


def _second(nanoseconds: int) -> str:
    return f"{to_datetime(nanoseconds):%Y-%m-%d %H:%M:%S}"


def _clip(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"
