"""A Map Run as JSON, and back: its rows, and its children that have not ended, each with its history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, Final, TypeAlias, cast

from sfn_notebook.engine.event import Event
from sfn_notebook.engine.events import Events
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.map_run import ChildRow, MapRun
from sfn_notebook.engine.run import Run
from sfn_notebook.values import JSON

_PLAIN: Final = tuple(field.name for field in fields(MapRun) if field.name not in ("rows", "live", "sizes"))
_ROW: Final = tuple(field.name for field in fields(ChildRow) if field.name not in ("events", "map_runs"))
RestoreChild: TypeAlias = "Callable[[Frame, int, dict[str, Any], Sequence[Event]], Run]"


def dump_head(map_run: MapRun) -> dict[str, JSON]:
    """A Map Run as JSON, without its children: `live` says which of them have not ended, and `sizes` of how many items.

    Those that have ended while the Map does not know yet are among them.
    """
    return {
        **{name: getattr(map_run, name) for name in _PLAIN},
        "live": [*sorted(map_run.live)],
        "sizes": [map_run.sizes[index] for index in sorted(map_run.live)],
    }


def dump_map_run(map_run: MapRun, dump: Callable[[Run], dict[str, JSON]]) -> dict[str, JSON]:
    """A Map Run as JSON; `dump` makes JSON of a child."""
    return {
        **{name: getattr(map_run, name) for name in _PLAIN},
        "rows": [_dump_row(map_run.rows[index], dump) for index in sorted(map_run.rows)],
        "live": [_dump_child(map_run, index, dump) for index in sorted(map_run.live)],
    }


def _dump_child(map_run: MapRun, index: int, dump: Callable[[Run], dict[str, JSON]]) -> JSON:
    child = map_run.live[index]
    events = _dump_events(child.history.events)
    return {"index": index, "items": map_run.sizes[index], "run": dump(child), "events": events}


def _dump_row(row: ChildRow, dump: Callable[[Run], dict[str, JSON]]) -> JSON:
    values: dict[str, JSON] = {name: getattr(row, name) for name in _ROW}
    map_runs: list[JSON] = [dump_map_run(inner, dump) for inner in row.map_runs]
    return {**values, "events": None if row.events is None else _dump_events(row.events), "map_runs": map_runs}


def _dump_events(events: Sequence[Event]) -> list[JSON]:
    """Ids are left out: they count from 1."""
    return [
        [event.previous_event_id, event.timestamp, event.type, event.path, cast("list[JSON]", list(event.details))]
        for event in events
    ]


def restore_map_run(frame: Frame, data: dict[str, Any], restore: RestoreChild) -> MapRun:
    """The Map Run of a dump; `restore` makes a child of its JSON."""
    map_run = MapRun(**{name: data[name] for name in _PLAIN})
    for row in data["rows"]:
        events = None if row["events"] is None else _events(row["events"])
        map_runs = tuple(restore_map_run(frame, inner, restore) for inner in row["map_runs"])
        map_run.rows[row["index"]] = ChildRow(**{name: row[name] for name in _ROW}, events=events, map_runs=map_runs)
    for child in data["live"]:
        index = child["index"]
        map_run.sizes[index] = child["items"]
        map_run.live[index] = restore(frame, index, child["run"], _events(child["events"]))
        map_run.live[index].map_run = map_run
    return map_run


def _events(rows: Sequence[Sequence[Any]]) -> Events:
    return Events.of((*row[:4], tuple(row[4])) for row in rows)
