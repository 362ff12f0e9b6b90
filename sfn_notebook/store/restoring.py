"""An execution that goes on from what is kept of it: the dump that `engine.checkpoint` restores, made of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast, get_args

from sfn_notebook.engine.checkpoint import restore
from sfn_notebook.engine.clock import Clock, Mode, wall_nanoseconds
from sfn_notebook.engine.compiled import Program
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.frame import Frame, Phase
from sfn_notebook.engine.map_run import ChildRow
from sfn_notebook.engine.ports import Journal
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.run import Run
from sfn_notebook.store.checking import check_events, checked
from sfn_notebook.store.lines import Line, last_value
from sfn_notebook.store.positions import read_frame
from sfn_notebook.store.reading import (
    Row,
    children_of,
    has_history,
    heads_of,
    identity_of,
    map_run_of,
    open_rows,
    order_of_map_runs,
    outcome_of,
)
from sfn_notebook.store.stretches import Story, story_of
from sfn_notebook.store.texts import ValueWriter
from sfn_notebook.store.writing import keeps_history, open_visits
from sfn_notebook.values import ABSENT, decode

if TYPE_CHECKING:
    import sqlite3

ProgramOf: TypeAlias = "Callable[[str], Program]"
"""Compiles a state machine, whose settings are given as JSON text."""

_CHILD: Final = tuple(each.name for each in fields(ChildRow) if each.name != "events")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingOn:
    """An execution that can go on.

    Attributes:
        settings: of its state machine, as JSON text.
    """

    row: Row
    settings: str
    run: Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """Executions that can go on, with the lines of their rows and of those of their children that go on too."""

    going: list[GoingOn]
    lines: dict[Run, Line]


@dataclass(slots=True, kw_only=True)
class _Read:
    """What was read of one execution that goes on."""

    row: Row
    story: Story
    data: dict[str, Any]


def restored(connection: sqlite3.Connection, row: Row, program_of: ProgramOf, journal: Journal | None) -> Restored:
    """All that shares the time of an execution and goes on, in one domain; time goes on from when it was last kept."""
    reads: dict[str, _Read] = {}
    found = [_read(connection, each, reads) for each in open_rows(connection, row.root)]
    positions: list[dict[str, Any]] = [read.data.pop("position") for read in found]
    domain = _domain(positions, journal)
    (domain.opener,) = connection.execute("SELECT arn FROM execution WHERE id = ?", (row.root,)).fetchone()
    going: list[GoingOn] = []
    for read, position in zip(found, positions, strict=True):
        (settings,) = connection.execute("SELECT settings FROM origin WHERE id = ?", (read.row.origin,)).fetchone()
        data = {**read.data, "closed": position["closed"]}
        run = restore(domain, program_of(settings), data, read.story.events, Quotas(**position["quotas"]))
        going.append(GoingOn(row=read.row, settings=settings, run=run))
    return Restored(going=going, lines=_lines(connection, going, reads))


def _lines(connection: sqlite3.Connection, going: Sequence[GoingOn], reads: dict[str, _Read]) -> dict[Run, Line]:
    lines: dict[Run, Line] = {}
    for each in [run for one in going for run in _with_children_of(one.run)]:
        found = reads[each.identity.execution_arn]
        _add_ended_map_runs(connection, each, found.row)
        if each.outcome is None:
            lines[each] = _line(connection, each, found)
        elif each.starter is not None and not keeps_history(each):
            lines[each.starter.run].unnoted[found.row.number] = each
    return lines


def _domain(positions: Sequence[dict[str, Any]], journal: Journal | None) -> Domain:
    """Their domain, at the latest time that one of them knows of."""
    clock, wall = _clock(*positions[0]["clock"]), wall_nanoseconds()
    times = [present(clock, position["now"], wall - position["wall"]) for position in positions]
    return Domain(clock, max(times), journal)


def _clock(mode: Any, factor: Any) -> Clock:
    if mode not in get_args(Mode) or type(factor) not in (int, float) or not factor > 0:
        raise ValueError(f"a clock is {mode!r:.40}, {factor!r:.40}")
    return Clock(mode=mode, factor=factor)


def present(clock: Clock, now: int, passed: int) -> int:
    """The time of a domain that was left at `now`, when so much real time has passed: where that counts, it went on."""
    match clock.mode:
        case "real":
            return now + max(0, passed)
        case "scaled":
            return now + max(0, round(passed * clock.factor))
        case _:
            return now


def _read(connection: sqlite3.Connection, row: Row, reads: dict[str, _Read]) -> _Read:
    identity = identity_of(row)
    story = story_of(connection, row.number, identity.input)
    check_events(story.events, row.event_count)
    outcome = outcome_of(row)
    position = cast("dict[str, Any]", decode(row.position or "{}"))
    data: dict[str, Any] = {
        "identity": {each.name: getattr(identity, each.name) for each in fields(identity)},
        "now": position.get("now", row.stopped or row.started),
        "event_count": len(story.events),
        "machine_deadline": position.get("machine_deadline"),
        "redrives": [row.redrives, row.redriven, row.redriven_event],
        "outcome": None if outcome is None else {each.name: getattr(outcome, each.name) for each in fields(outcome)},
        "root": None,
        "position": position,
    }
    if outcome is not None and outcome.output is ABSENT:
        del data["outcome"]["output"]
    read = reads[row.arn] = _Read(row=row, story=story, data=data)
    if "root" in position:
        data["root"] = _sound(read_frame(position["root"], story.values), len(story.events))
        _fill_map_runs(data["root"], lambda head: _with_children(connection, row, head, reads))
    return read


def _sound(frame: dict[str, Any], event_count: int) -> dict[str, Any]:
    """A frame as it is, if it can stand after so many events; else a ValueError says why not."""
    checked(Frame, frame)
    if frame["phase"] not in get_args(Phase):
        raise ValueError(f"a frame is {frame['phase']!r:.40}")
    if not 0 <= frame["entered_event_id"] <= event_count or not 0 <= frame["last_event_id"] <= event_count:
        raise ValueError("a frame knows of events that are not there")
    for inner in frame["live"] or ():
        _sound(inner, event_count)
    return frame


def _fill_map_runs(frame: dict[str, Any], with_children: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    if frame["map_run"] is not None:
        frame["map_run"] = with_children(frame["map_run"])
    for inner in frame["live"] or ():
        _fill_map_runs(inner, with_children)


def _with_children(
    connection: sqlite3.Connection, parent: Row, head: dict[str, Any], reads: dict[str, _Read]
) -> dict[str, Any]:
    """A Map Run as `checkpoint_map_run.dump_map_run` has it: children that the Map still waits for are live."""
    live = dict(zip(head["live"], head["sizes"], strict=True))
    ended: list[dict[str, Any]] = []
    going: list[dict[str, Any]] = []
    for row in children_of(connection, parent, head):
        if row.child in live:
            read = _read(connection, row, reads)
            events = _plain(read.story.events)
            going.append({"index": row.child, "items": live[row.child], "run": read.data, "events": events})
        else:
            ended.append(_ended(connection, row, reads))
    if sum(each["items"] for each in (*ended, *going)) != head["taken"]:
        raise ValueError("children of a Map Run are missing")
    return {**{name: value for name, value in head.items() if name != "sizes"}, "rows": ended, "live": going}


def _ended(connection: sqlite3.Connection, row: Row, reads: dict[str, _Read]) -> dict[str, Any]:
    """A child that has ended: of most of them the row is all that is kept."""
    identity, events, map_runs = identity_of(row), list[Event](), list[dict[str, Any]]()
    if has_history(row):
        events = story_of(connection, row.number, identity.input).events
        check_events(events, row.event_count)
    if events:
        map_runs = [_with_children(connection, row, each, reads) for each in heads_of(connection, row, events)]
    values = {
        "index": row.child,
        "name": row.name,
        "execution_arn": row.arn,
        "status": row.status,
        "input": identity.input,
        "output": None if row.output is None else decode(row.output),
        "error": row.error,
        "cause": row.cause,
        "started": row.started,
        "stopped": row.stopped,
        "items": row.items,
        "event_count": row.event_count,
        "map_runs": map_runs,
        "seed": identity.seed,
        "redrives": row.redrives,
        "redriven": row.redriven,
    }
    return {**{name: values[name] for name in _CHILD}, "events": _plain(events) or None}


def _plain(events: Sequence[Event]) -> list[list[Any]]:
    return [[each.previous_event_id, each.timestamp, each.type, each.path, list(each.details)] for each in events]


def _with_children_of(run: Run) -> list[Run]:
    """The execution and those that its Map Runs wait for, however deep; parents come first."""
    runs = [run]
    for each in runs:
        runs.extend(child for map_run in each.map_runs for child in map_run.live.values())
    return runs


def _add_ended_map_runs(connection: sqlite3.Connection, run: Run, row: Row) -> None:
    """Give an execution the Map Runs that no frame of it has any more."""
    known = {each.arn for each in run.map_runs}
    events, clock = run.history.events, run.domain.clock
    ended = [head for head in heads_of(connection, row, events) if head["arn"] not in known]
    run.map_runs.extend(map_run_of(connection, row, head, clock) for head in ended)
    if len(run.map_runs) > 1:
        order = order_of_map_runs(events)
        run.map_runs.sort(key=lambda each: order.get(each.arn, 0))


def _line(connection: sqlite3.Connection, run: Run, read: _Read) -> Line:
    """What the journal has to know of an execution that goes on; gives the execution what AWS does not record of it."""
    row = read.row
    read.story.add_visits(run)
    writer, values = ValueWriter(run.identity.input), read.story.values
    for number, value in values.known.items():
        writer.know(value, number)
    writer.reserve(values.short_count, last_value(connection, row.number))
    return Line(
        number=row.number,
        root=row.root,
        origin=row.origin,
        values=writer,
        event_count=len(read.story.events),
        visit_count=len(run.inspections),
        printed_count=len(run.printed),
        stretch_count=read.story.rows,
        open_visits=dict.fromkeys(open_visits(run)),
        ended_map_runs={each.arn for each in run.map_runs if each.status != "RUNNING"},
    )
