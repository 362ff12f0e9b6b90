"""What `%sfn ls` and `%sfn history` say: a session and a history as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, cast

from sfn_notebook.engine.history import AwsEvent
from sfn_notebook.errors import UsageError
from sfn_notebook.session.execution import Execution
from sfn_notebook.session.session import Session
from sfn_notebook.views.summary import elapsed_text
from sfn_notebook.views.tables import Table

FIRST_EVENTS: Final = 100
LAST_EVENTS: Final = 400


def session_tables(session: Session) -> list[Table]:
    """Machines, functions and executions of a session."""
    executions = session.executions.here
    return [_machines(session, executions), _functions(session), _executions(executions)]


def history_table(execution: Execution) -> Table:
    """The events of an execution, one a row; of a long history the first and the last ones."""
    record = execution.record
    count, start = len(record.run.events), record.run.identity.start
    if count <= FIRST_EVENTS + LAST_EVENTS:
        rows = [_event(event, start) for event in record.events(1, count)]
    else:
        rows = [_event(event, start) for event in record.events(1, FIRST_EVENTS)]
        rows.append(("…", "", "", f"{count - FIRST_EVENTS - LAST_EVENTS} more events", ""))
        rows += [_event(event, start) for event in record.events(count - LAST_EVENTS + 1, count)]
    return Table(title=f"history of {execution.name}", columns=("id", "from", "after", "type", "about"), rows=rows)


def _machines(session: Session, executions: Sequence[Execution]) -> Table:
    rows = [
        (name, _state_count(session, name), str(sum(each.machine_name == name for each in executions)))
        for name in session.machines
    ]
    return Table(title="machines", columns=("name", "states", "executions"), rows=rows)


def _state_count(session: Session, name: str) -> str:
    try:
        return str(len(session.machines[name].definition.states))
    except (UsageError, LookupError):  # an earlier version wrote it, or another process has deleted it meanwhile
        return "?"


def _functions(session: Session) -> Table:
    return Table(title="functions", columns=("name",), rows=[(name,) for name in session.functions.names()])


def _executions(executions: Sequence[Execution]) -> Table:
    rows = [
        (each.name, each.machine_name, each.status, _duration(each), "\n".join((*each.parked, *_still_running(each))))
        for each in executions
    ]
    return Table(title="executions", columns=("name", "machine", "status", "duration", "note"), rows=rows)


def _still_running(execution: Execution) -> list[str]:
    return [f"{call} still runs" for call in execution.orphans]


def _duration(execution: Execution) -> str:
    microseconds = execution.duration // (execution.duration.resolution)
    return elapsed_text(0, microseconds * 1_000)


def _event(event: AwsEvent, start: int) -> tuple[str, ...]:
    after = elapsed_text(start, event["timestamp"])
    return str(event["id"]), str(event.get("previousEventId", 0)), after, event["type"], _about(event)


def _about(event: AwsEvent) -> str:
    """The state of an event, or the error that it tells of."""
    for key, found in event.items():
        if key.endswith("EventDetails"):
            details = cast("dict[str, Any]", found)
            return str(details.get("name") or details.get("error") or details.get("resource") or "")
    return ""
