"""Where an execution stands, as JSON with slots for its values, and back: the frames of `engine.checkpoint`."""

from __future__ import annotations

from typing import Any, Final, cast

from sfn_notebook.store.texts import ValueReader, ValueWriter, read_variables, write_variables
from sfn_notebook.values import JSON

_VALUES: Final = ("input", "items")
_DEFAULTS: Final[dict[str, Any]] = {
    "entered": 0,
    "draws": 0,
    "retries": 0,
    "attempts": [],
    "until": None,
    "wake_number": 0,
    "limits": [None, None],
    "started": None,
    "deadline": None,
    "heartbeat_deadline": None,
    "beat_number": 0,
    "token": None,
    "is_submitted": False,
    "earlier": 0,
    "child": None,
    "call_id": None,
    "call_number": 0,
    "items": None,
    "next_index": 0,
    "count": 0,
    "free_slots": [],
    "results": None,
    "results_bound": 0,
    "live": None,
    "map_run": None,
}
"""Attributes of a frame that are left out where they say nothing."""


def write_frame(frame: dict[str, Any], values: ValueWriter) -> dict[str, Any]:
    """A frame of `checkpoint.dump_alone`, and those inside it, short and with slots."""
    written = {name: value for name, value in frame.items() if name not in _DEFAULTS or _DEFAULTS[name] != value}
    for name in _VALUES:
        if name in written:
            written[name] = values.slot(frame[name])
    written["variables"] = write_variables(frame["variables"], values)
    if frame["results"] is not None:
        written["results"] = values.growing(frame["results"])
    if frame["live"] is not None:
        written["live"] = [write_frame(inner, values) for inner in frame["live"]]
    return written


def read_frame(written: dict[str, Any], values: ValueReader) -> dict[str, Any]:
    """The frame that was written; lists in it are its own."""
    frame: dict[str, Any] = {**{name: _fresh(value) for name, value in _DEFAULTS.items()}, **written}
    for name in _VALUES:
        if name in written:
            frame[name] = values.value(written[name])
    frame["variables"] = read_variables(written["variables"], values)
    if "results" in written:
        frame["results"] = values.value(written["results"])
    if frame["live"] is not None:
        frame["live"] = [read_frame(inner, values) for inner in written["live"]]
    return frame


def _fresh(value: Any) -> Any:
    return list(cast("list[JSON]", value)) if isinstance(value, list) else value
