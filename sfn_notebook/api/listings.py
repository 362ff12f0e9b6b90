"""Executions in the order of their starts, of which only a page is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, cast

from sfn_notebook.api.execution_ports import ExecutionRecord, ExecutionStatus, ExecutionView
from sfn_notebook.api.ports import Alias, Startable, Version
from sfn_notebook.store.selection import Selection

if TYPE_CHECKING:
    from sfn_notebook.store.reading import Row
    from sfn_notebook.store.store import Store


class Listing(Protocol):
    """Executions, oldest first."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    def records(self, positions: range) -> list[ExecutionRecord]:
        """What may be read of some of them; positions follow each other, in either direction."""
        ...


class Views:
    """Executions that are in memory; implements `Listing`."""

    def __init__(self, views: Sequence[ExecutionView]) -> None:
        self._views = views

    def __len__(self) -> int:
        return len(self._views)

    def records(self, positions: range) -> list[ExecutionRecord]:
        """See `Listing`."""
        return [self._views[position].record() for position in positions]


class Rows:
    """Executions in a store, behind some that are in memory; implements `Listing`."""

    def __init__(self, store: Store, selection: Selection, earlier: Views) -> None:
        self._store = store
        self._selection = selection
        self._earlier = earlier

    def __len__(self) -> int:
        return len(self._earlier) + self._store.count(self._selection)

    def records(self, positions: range) -> list[ExecutionRecord]:
        """See `Listing`."""
        start, stop = (min(positions), max(positions) + 1) if positions else (0, 0)
        shift = len(self._earlier)
        found = self._earlier.records(range(start, min(stop, shift)))
        if stop > shift:
            first = max(start, shift) - shift
            rows = self._store.select(self._selection, first, stop - shift - first, newest_first=False)
            found += [record_of_row(row) for row in rows]
        return found if positions.step > 0 else found[::-1]


def selection_of(target: Startable, machine_arn: str, status: str | None) -> Selection:
    """The executions of a status, or of any, that were started at a machine, a version or an alias."""
    version = target.arn if isinstance(target, Version) else None
    alias = target.arn if isinstance(target, Alias) else None
    return Selection(machine_arn=machine_arn, version_arn=version, alias_arn=alias, status=status)


def record_of_row(row: Row) -> ExecutionRecord:
    """What may be read of an execution by its row alone."""
    return ExecutionRecord(
        arn=row.arn,
        name=row.name,
        state_machine_arn=row.machine_arn,
        status=cast("ExecutionStatus", row.status),
        started=row.started,
        input=row.input,
        event_count=row.event_count,
        stopped=row.stopped,
        output=row.output,
        error=row.error,
        cause=row.cause,
        version_arn=row.version_arn,
        alias_arn=row.alias_arn,
        map_run_arn=row.map_run,
        item_count=row.items,
        is_express=":express:" in row.arn,
        redrives=row.redrives,
        redriven=row.redriven,
    )
