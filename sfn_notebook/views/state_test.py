"""A tested state as text and as HTML: how it ended, what becomes of that, and the data at each stage."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, Final, cast

from sfn_notebook.values import JSON, decode, encode
from sfn_notebook.views.html import value_html
from sfn_notebook.views.palette import SIGNS
from sfn_notebook.views.steps import Status
from sfn_notebook.views.style import STYLE

_STATUSES: Final[Mapping[str, Status]] = {
    "SUCCEEDED": "succeeded",
    "FAILED": "failed",
    "RETRIABLE": "in progress",
    "CAUGHT_ERROR": "caught error",
}
_WIDTH: Final = 200


def state_test_text(name: str, response: Mapping[str, Any]) -> str:
    """A line that says how it ended, one for each stage, and the output or the error.

    Args:
        name: of the state.
        response: of TestState.
    """
    status = str(response["status"])
    lines = [f"{SIGNS[_STATUSES[status]]} {name}: {status}{_onward(response)}"]
    stages = _stages(response)
    width = max(map(len, stages), default=0)
    lines += [_clip(f"  {stage.ljust(width)}  {encode(value)}") for stage, value in stages.items()]
    lines += [_clip(f"{label}: {text}") for label, text in _ends(response)]
    return "\n".join(lines)


def state_test_html(name: str, response: Mapping[str, Any]) -> str:
    """The same as a table that stands by itself."""
    status = str(response["status"])
    look = _STATUSES[status]
    sign = f'<span class="sfn-sign sfn-{look.replace(" ", "-")}" aria-hidden="true">{SIGNS[look]}</span>'
    head = f"<p>{sign} <b>{escape(name)}</b> {status}{escape(_onward(response))}</p>"
    rows = [
        f"<tr><th>{escape(stage)}</th><td>{value_html(value)}</td></tr>" for stage, value in _stages(response).items()
    ]
    rows += [f"<tr><th>{label}</th><td>{_end_html(label, text)}</td></tr>" for label, text in _ends(response)]
    return f'<div class="sfn-notebook"><style>{STYLE}</style>{head}<table>{"".join(rows)}</table></div>'


def _end_html(label: str, text: str) -> str:
    return value_html(decode(text)) if label == "output" else f"<pre>{escape(text)}</pre>"


def _onward(response: Mapping[str, Any]) -> str:
    """What would happen next."""
    details = _details(response)
    if response["status"] == "RETRIABLE" and "retryIndex" in details:
        seconds = details["retryBackoffIntervalSeconds"]
        return f", Retry[{details['retryIndex']}] tries again after {seconds} s"
    caught = f", Catch[{details['catchIndex']}]" if "catchIndex" in details else ""
    return f"{caught} → {response['nextState']}" if "nextState" in response else caught


def _details(response: Mapping[str, Any]) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", response.get("inspectionData", {}).get("errorDetails", {}))


def _stages(response: Mapping[str, Any]) -> dict[str, JSON]:
    data = cast("Mapping[str, JSON]", response.get("inspectionData", {}))
    return {
        stage: decode(value) if isinstance(value, str) else value
        for stage, value in data.items()
        if stage != "errorDetails"
    }


def _ends(response: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, str(response[name])) for name in ("error", "cause", "output") if name in response]


def _clip(line: str) -> str:
    line = line.replace("\n", " ")
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"
