"""How a journal keeps executions: all of a commit or nothing, and nothing of others is lost by one that fails."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kept_machines import PASS, kept, opened, program_of
from stepping import digest, finish, stops

from sfn_notebook.engine.checkpoint import go_on
from sfn_notebook.engine.commit import commit
from sfn_notebook.engine.ports import JournalError
from sfn_notebook.engine.run import Run
from sfn_notebook.store.database import StoreError
from sfn_notebook.store.lines import Opening
from sfn_notebook.store.store import Selection, Store

_NO_TEXT = "\ud800"
"""Half of a surrogate pair: nothing that SQLite can hold."""
TWO: dict[str, Any] = {
    "StartAt": "One",
    "States": {"One": {"Type": "Pass", "Next": "Other"}, "Other": {"Type": "Wait", "Seconds": 1, "End": True}},
}
GROWING: dict[str, Any] = {
    "StartAt": "Wait",
    "States": {
        "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Grow"},
        "Grow": {"Type": "Pass", "Result": "v" * 100_000, "End": True},
    },
}
EACH: dict[str, Any] = {
    "StartAt": "Each",
    "States": {
        "Each": {
            "Type": "Map",
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "Wait",
                "States": {"Wait": {"Type": "Wait", "SecondsPath": "$", "End": True}},
            },
            "End": True,
        }
    },
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "executions.db")
    yield store
    store.close()


def _read(store: Store, run: Run) -> Run:
    row = store.row(run.identity.execution_arn)
    assert row is not None
    return store.load(row)


@pytest.mark.parametrize("definition", [PASS, TWO, EACH], ids=["one state", "two states", "children"])
def test_what_was_kept_with_one_that_cannot_be_kept_is_kept_the_next_time(
    store: Store, definition: dict[str, Any]
) -> None:
    run = opened(store, "good", [1, 2], definition)
    for number, _ in enumerate(stops(run.domain)):
        bad = opened(store, f"bad {number}")
        store.journal.expect(bad.identity.execution_arn, Opening(settings="{}", input_text=_NO_TEXT))
        with pytest.raises(JournalError, match=f"the execution bad {number} cannot be kept"):
            commit([run.domain, bad.domain])
        assert store.row(bad.identity.execution_arn) is None
        commit([run.domain])
    commit([run.domain])
    read = _read(store, run)
    assert digest(read.history.events) == digest(run.history.events)
    assert (read.inspections, read.outcome) == (run.inspections, run.outcome)
    assert [each.rows for each in read.map_runs] == [each.rows for each in run.map_runs]


def test_an_execution_that_cannot_be_kept_is_driven_no_more_and_interrupted(store: Store) -> None:
    run = opened(store, "x", 1, GROWING)
    commit([run.domain])
    assert (store.journal.is_driven(run), store.interrupted()) == (True, [])
    store.limit_pages(1)
    with pytest.raises(StoreError, match="the disk is full"):
        _go_to_the_end(run)
    assert (store.journal.driven, store.journal.is_driven(run)) == (frozenset(), False)
    store.limit_pages(10_000)
    (row,) = store.interrupted()
    (again,) = store.take_over(row, lambda _: program_of(GROWING))
    go_on(again.run.domain)
    _go_to_the_end(again.run)
    assert digest(_read(store, run).history.events) == digest(finish(opened(store, "y", 1, GROWING)))


def _go_to_the_end(run: Run) -> None:
    for _ in stops(run.domain):
        commit([run.domain])
    commit([run.domain])


# -- how it is found again
_SMALL = ("SCAN origin", "SCAN owner", "SCAN open", "SCAN resource", "SCAN resource_changes")
"""Machines, processes, and processes that run something: there are few, and all are looked at."""


def _shape(statement: str) -> str:
    return re.sub(r"'(?:[^']|'')*'|\b\d+\b", "?", statement)


def test_whatever_is_asked_of_the_file_has_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, str] = {}
    connect = sqlite3.connect

    def traced(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **options)
        connection.set_trace_callback(lambda statement: asked.setdefault(_shape(statement), statement))
        return connection

    monkeypatch.setattr(sqlite3, "connect", traced)
    path = tmp_path / "executions.db"
    store = Store(path)
    _use(store)
    store.close()
    monkeypatch.undo()
    with sqlite3.connect(path) as connection:
        scans = {statement: _scanned(connection, statement) for statement in asked.values()}
    connection.close()
    assert len(asked) > 40
    assert {statement: found for statement, found in scans.items() if found} == {}


def _use(store: Store) -> None:
    """Do once all that a session does with a store."""
    kept(store, "a")
    run = kept(store, "b", [1, 2], EACH)
    row = store.row(run.identity.execution_arn)
    assert row is not None
    store.load(row)
    store.settings(row.origin)
    selection = Selection(machine_arn=row.machine_arn, status="SUCCEEDED")
    for each in (selection, Selection(status="FAILED"), Selection()):
        store.select(each, 0, 10)
        store.count(each)
    store.arns()
    store.has(row.arn)
    store.named("b")
    store.named("c")
    store.named(row.arn[:-1])
    left = opened(store, "left", [10, 20], EACH)
    for _ in stops(left.domain):
        commit([left.domain])
    store.interrupted()
    store.resources.put("machine", row.machine_arn, "{}")
    store.resources.since(-1)
    store.resources.drop("machine", row.machine_arn)
    store.prune(days=0, size_bytes=0)


def _scanned(connection: sqlite3.Connection, statement: str) -> list[str]:
    """The tables that a statement reads as a whole."""
    if not re.match(r"SELECT|INSERT|UPDATE|DELETE", statement) or "sqlite_master" in statement:
        return []
    steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    return [step for step in steps if step.startswith("SCAN") and "INDEX" not in step and step not in _SMALL]
