"""The Map Runs that a fork takes over: with the children that had ended, and those that had begun by then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.history import CLOSING
from sfn_notebook.engine.map_run import ChildRow, MapRun, MapRunStatus
from sfn_notebook.engine.reopening import Begun, MapRunAt
from sfn_notebook.engine.run import Identity
from sfn_notebook.engine.states.distributed import child_identity
from sfn_notebook.values import size_bytes

_BEGIN: Final = ("MapRunStarted", "MapRunRedriven")
_END: Final[Mapping[str, MapRunStatus]] = MappingProxyType(
    {"MapRunSucceeded": "SUCCEEDED", "MapRunFailed": "FAILED", "MapRunAborted": "ABORTED"}
)


def map_runs_at(parent: Identity, map_runs: Sequence[MapRun], events: Sequence[Event]) -> list[MapRunAt]:
    """The Map Runs that had begun by the last of some events of an execution, and those of their children.

    Args:
        parent: whose they are.
        map_runs: as they are now.
        events: of that execution.
    """
    stories = _stories(events)
    return [
        _as_it_stood(parent, map_run, stories[map_run.arn], events[-1])
        for map_run in map_runs
        if map_run.arn in stories
    ]


def _stories(events: Sequence[Event]) -> dict[str, list[Event]]:
    """What began, redrove and ended each Map Run, by its ARN."""
    stories: dict[str, list[Event]] = {}
    arns: dict[str, str] = {}
    for event in events:
        if event.type in _BEGIN:
            arns[event.path] = str(detail(event, "map_run_arn"))
            stories.setdefault(arns[event.path], []).append(event)
        elif event.type in _END:
            stories[arns[event.path]].append(event)
        elif event.type in CLOSING:
            for story in stories.values():
                if story[-1].type in _BEGIN:
                    story.append(event)
    return stories


def _as_it_stood(parent: Identity, map_run: MapRun, story: Sequence[Event], last: Event) -> MapRunAt:
    rows, begun = dict[int, ChildRow](), list[Begun]()
    is_running = story[-1].type in _BEGIN
    is_fresh = is_running and last.id == story[-1].id
    if not is_fresh or last.type == "MapRunRedriven":
        for row in dict(map_run.rows).values():
            _sort_in(parent, map_run, row, last.timestamp, (rows, begun))
    begun += [] if is_fresh else _live(map_run, last.timestamp)
    unlike = [index for index, row in rows.items() if row.stopped != map_run.rows[index].stopped]
    pending = sorted(unlike) if is_running else []
    redriven = [event.timestamp for event in story if event.type == "MapRunRedriven"]
    stood = replace(
        map_run,
        status=_END.get(story[-1].type, "RUNNING" if is_running else "ABORTED"),
        stopped=None if is_running else story[-1].timestamp,
        rows=rows,
        live={},
        sizes={},
        pending=pending,
        redrives=len(redriven),
        redriven=redriven[-1] if redriven else None,
        taken=sum(row.items for row in rows.values()) + sum(child.items for child in begun),
        failed_items=sum(row.items for row in rows.values() if row.has_failed and row.index not in pending),
    )
    return MapRunAt(map_run=stood, begun=begun if is_running else ())


def _sort_in(
    parent: Identity, map_run: MapRun, row: ChildRow, now: int, found: tuple[dict[int, ChildRow], list[Begun]]
) -> None:
    """Put a child where it belonged: it had ended, or it had begun, or neither."""
    rows, begun = found
    given = (row.input, size_bytes(row.input))
    identity = child_identity(parent, map_run, row.name, given, (row.started, row.seed))
    events = [event for event in row.events or () if event.timestamp <= now]
    inner = map_runs_at(identity, row.map_runs, events) if row.map_runs else []
    if row.stopped <= now:
        rows[row.index] = replace(row, map_runs=[at.map_run for at in inner])
    elif row.started <= now and events and events[-1].type in CLOSING:
        rows[row.index] = _before_its_redrive(row, events, inner)
    elif row.started <= now:
        begun.append(Begun(index=row.index, identity=identity, events=events, items=row.items, map_runs=inner))


def _before_its_redrive(row: ChildRow, events: Sequence[Event], map_runs: Sequence[MapRunAt]) -> ChildRow:
    """A child as it had ended before a redrive did it again."""
    closing = events[-1]
    return replace(
        row,
        status=CLOSING[closing.type],
        output=None,
        error=detail(closing, "error"),
        cause=detail(closing, "cause"),
        stopped=closing.timestamp,
        events=events,
        event_count=len(events),
        redrives=sum(event.type == "ExecutionRedriven" for event in events),
        map_runs=[at.map_run for at in map_runs],
    )


def _live(map_run: MapRun, now: int) -> Iterator[Begun]:
    """Children of an execution that still runs."""
    for index, child in sorted(dict(map_run.live).items()):
        if child.identity.start <= now:
            events = [event for event in list(child.history.events) if event.timestamp <= now]
            yield Begun(
                index=index,
                identity=child.identity,
                events=events,
                items=map_run.sizes.get(index, 1),
                map_runs=map_runs_at(child.identity, tuple(child.map_runs), events),
            )
