"""Whichever statement fails, or is interrupted: what was kept stays whole, and all goes on from there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from breaking_store import Breaking, breaking
from kept_machines import opened, program_of
from stepping import digest

from sfn_notebook import Session
from sfn_notebook.engine import map_run
from sfn_notebook.engine.checkpoint import go_on
from sfn_notebook.engine.commit import commit
from sfn_notebook.engine.drivers import conductor
from sfn_notebook.engine.drivers.committing import commit_all
from sfn_notebook.engine.drivers.conductor import Conductor
from sfn_notebook.engine.drivers.turn import Finished
from sfn_notebook.engine.ports import JournalError
from sfn_notebook.engine.run import Run
from sfn_notebook.store import writing
from sfn_notebook.store.database import StoreError
from sfn_notebook.store.store import Store

EACH: dict[str, Any] = {
    "StartAt": "Text",
    "States": {
        "Text": {"Type": "Pass", "Result": ["x" * 500, 1, 2], "ResultPath": "$.items", "Next": "Each"},
        "Each": {
            "Type": "Map",
            "ItemsPath": "$.items",
            "MaxConcurrency": 2,
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "Wait",
                "States": {
                    "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Last"},
                    "Last": {"Type": "Pass", "End": True},
                },
            },
            "ResultPath": "$.each",
            "Next": "End",
        },
        "End": {"Type": "Wait", "Seconds": 1, "End": True},
    },
}
LINE: dict[str, Any] = {
    "StartAt": "Wait",
    "States": {
        "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Again"},
        "Again": {"Type": "Wait", "Seconds": 2, "Next": "Last"},
        "Last": {"Type": "Pass", "Result": "y" * 500, "End": True},
    },
}

_WHOLE = {"each": 12, "line": 8}
"""How many events they have."""


@pytest.fixture
def told() -> Iterator[Breaking]:
    with breaking() as told:
        yield told


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two states a turn, and one history a Map Run."""
    monkeypatch.setattr(conductor, "STATES_A_TURN", 2)
    for module in (map_run, writing):
        monkeypatch.setattr(module, "KEPT_HISTORIES", 1)


def _never(*_: object) -> None:
    raise AssertionError


def _interrupt() -> None:
    raise KeyboardInterrupt


def _go_on(runs: list[Run]) -> None:
    """Let executions go on together, each to its end; each turn is kept, once more where that is interrupted."""
    conductors = [Conductor(run.domain, "inline", _never, _never) for run in runs]
    while conductors:
        ended = [each for each in conductors if isinstance(each.turn(), Finished)]
        for each in conductors:
            each.effects.require_commit()
        try:
            commit_all(conductors)
        except KeyboardInterrupt:
            commit_all(conductors)
        conductors = [each for each in conductors if each not in ended]


def _row(store: Store, run: Run) -> Any:
    row = store.row(run.identity.execution_arn)
    assert row is not None
    return row


def _check_kept(store: Store, runs: list[Run]) -> None:
    for run in runs:
        row = _row(store, run)
        read = store.load(row)
        assert (row.event_count, digest(read.history.events)) == (len(run.history.events), digest(run.history.events))
        assert (read.inspections, read.outcome) == (run.inspections, run.outcome)
        assert [each.rows for each in read.map_runs] == [each.rows for each in run.map_runs]


def _begun(store: Store, at: int) -> list[Run]:
    return [opened(store, f"each {at}", {}, EACH), opened(store, f"line {at}", {}, LINE)]


WHEN = pytest.mark.parametrize("is_after", [False, True], ids=["before it", "after it"])


@pytest.mark.slow
@WHEN
def test_an_interrupt_at_any_statement_leaves_nothing_out(told: Breaking, tmp_path: Path, *, is_after: bool) -> None:
    store = Store(tmp_path / "executions.db")
    told.is_after = is_after
    for at in count(1):
        runs = _begun(store, at)
        told.break_at(at, _interrupt)
        _go_on(runs)
        has_failed = told.has_failed
        told.break_at(0)
        _check_kept(store, runs)
        assert (store.journal.driven, store.interrupted()) == (frozenset(), [])
        if not has_failed:
            assert at > 50
            break
    store.close()


@pytest.mark.slow
@WHEN
def test_what_was_kept_goes_on_whichever_statement_fails(told: Breaking, tmp_path: Path, *, is_after: bool) -> None:
    store = Store(tmp_path / "executions.db")
    told.is_after = is_after
    resumed = 0
    for at in count(1):
        runs = _begun(store, at)
        told.break_at(at)
        with suppress(JournalError):
            _go_on(runs)
        has_failed = told.has_failed
        told.break_at(0)
        resumed += _resumed(store)
        assert (store.journal.driven, store.interrupted()) == (frozenset(), [])
        if not has_failed:
            break
    assert resumed > 50
    store.close()


def _resumed(store: Store) -> int:
    """Let go on what was interrupted; gives how many it were."""
    rows = store.interrupted()
    for row in rows:
        program = program_of(EACH if row.name.startswith("each") else LINE)
        (going,) = store.take_over(row, lambda _, program=program: program)
        go_on(going.run.domain)
        _go_on([going.run])
        assert going.run.outcome is not None
        assert (going.run.outcome.status, len(going.run.history.events)) == ("SUCCEEDED", _WHOLE[row.name.split()[0]])
        _check_kept(store, [going.run])
    return len(rows)


@pytest.mark.slow
def test_an_execution_whose_takeover_fails_can_be_taken_over_again(told: Breaking, tmp_path: Path) -> None:
    store = Store(tmp_path / "executions.db")
    run = opened(store, "line", {}, LINE)
    commit([run.domain])
    store.close()
    later = Store(tmp_path / "executions.db")
    (row,) = later.interrupted()
    for at in count(1):
        told.break_at(at)
        with suppress(StoreError):
            later.take_over(row, lambda _: program_of(LINE))
        has_failed = told.has_failed
        told.break_at(0)
        if not has_failed:
            break
        assert later.interrupted() == [row]
    assert (later.interrupted(), later.journal.driven) == ([], {row.number})
    later.close()


@pytest.mark.filterwarnings("ignore:.*no write-ahead log")
def test_nothing_is_left_open_of_a_session_that_cannot_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "executions.db"
    with Session(store=path) as session:
        session.client("stepfunctions").create_activity(name="a")
    with breaking() as told:
        for at in count(1):
            told.break_at(at, for_good=True)
            with suppress(StoreError):
                Session(store=path).close()
            assert [thread for thread in threading.enumerate() if thread.name == "sfn-store"] == []
            if not told.has_failed:
                assert at > 15
                break


def test_a_redrive_that_cannot_be_kept_has_not_happened(tmp_path: Path) -> None:
    failing: dict[str, Any] = {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Cold"}}}
    with breaking() as told, Session(store=tmp_path / "executions.db") as session:
        execution = session.state_machine(failing, "m").run({})
        told.break_at(1, for_good=True)
        with pytest.raises(StoreError, match="disk reports an error"):
            execution.redrive()
        told.break_at(0)
        assert [each.record.run.redrives for each in session.executions.values()] == [0]
        assert execution.status == "FAILED"
        execution.redrive()
        assert (execution.record.run.redrives, len(execution.history)) == (1, 5)
        again = session.load(execution.name).redrive()
        assert (again.record.run.redrives, len(again.history)) == (2, 7)
