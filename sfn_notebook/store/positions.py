"""Where an execution stands, as JSON with slots for its values, and back: the frames of `engine.checkpoint`."""

from __future__ import annotations

from dataclasses import MISSING, fields
from operator import attrgetter
from typing import Any, Final

from sfn_notebook.engine.checkpoint import FRAME_DATA
from sfn_notebook.engine.checkpoint_map_run import dump_head
from sfn_notebook.engine.frame import Frame
from sfn_notebook.store.texts import ValueReader, ValueWriter, read_variables, write_variables

_VALUES: Final = ("input", "items")
_DEFAULTS: Final[dict[str, Any]] = {
    each.name: None if each.default is MISSING else each.default for each in fields(Frame) if each.name in FRAME_DATA
}
"""Of the attributes of a frame, which are left out where they say no more; None where there is no default."""
_EXPECTED: Final = tuple(_DEFAULTS[name] for name in FRAME_DATA)
_data_of: Final = attrgetter(*FRAME_DATA)


def write_frame(frame: Frame, values: ValueWriter) -> dict[str, Any]:
    """A frame and those inside it, short and with slots."""
    data: zip[tuple[str, Any, Any]] = zip(FRAME_DATA, _data_of(frame), _EXPECTED, strict=True)
    written = {name: value for name, value, default in data if value is not default and value != default}
    for name in _VALUES:
        if name in written:
            written[name] = values.slot(written[name])
    written["variables"] = write_variables(frame.variables, values)
    if frame.results is not None:
        written["results"] = values.growing(frame.results)
    if frame.live is not None:
        written["live"] = [write_frame(frame.live[index], values) for index in sorted(frame.live)]
    if frame.map_run is not None:
        written["map_run"] = dump_head(frame.map_run)
    return written


def read_frame(written: dict[str, Any], values: ValueReader) -> dict[str, Any]:
    """The frame that was written, as `checkpoint.restore` reads it; lists in it are its own."""
    frame: dict[str, Any] = {**_DEFAULTS, "live": None, "map_run": None, **written}
    for name in _VALUES:
        if name in written:
            frame[name] = values.value(written[name])
    frame["variables"] = read_variables(written["variables"], values)
    if "results" in written:
        frame["results"] = values.value(written["results"])
    if frame["live"] is not None:
        frame["live"] = [read_frame(inner, values) for inner in written["live"]]
    return frame
