"""What a store keeps of executions, and how it says what it cannot do."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from kept_machines import ARN, PASS, kept, opened, program_of, take_turn
from stepping import finish

from sfn_notebook.engine.checkpoint import go_on
from sfn_notebook.engine.commit import commit
from sfn_notebook.engine.ports import JournalError
from sfn_notebook.store.database import StoreError
from sfn_notebook.store.owners import Owner, is_alive, this_process
from sfn_notebook.store.selection import Selection
from sfn_notebook.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "executions.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = Store(path)
    yield store
    store.close()


def _names(store: Store, **selection: Any) -> list[str]:
    return [row.name for row in store.select(Selection(**selection), 0, 100)]


def _raw(path: Path, statement: str, *values: object) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(statement, values).fetchall()
        connection.commit()
        return found


# -- what is kept
def test_executions_are_listed_newest_first(store: Store) -> None:
    for name in ("a", "b", "c"):
        kept(store, name)
    assert _names(store) == ["c", "b", "a"]


def test_executions_are_selected_by_their_status(store: Store) -> None:
    kept(store, "ended")
    run = opened(store, "open")
    commit([run.domain])
    assert (_names(store, status="SUCCEEDED"), _names(store, status="RUNNING")) == (["ended"], ["open"])
    assert store.count(Selection(machine_arn=f"{ARN}:stateMachine:m")) == 2


def test_an_execution_is_found_by_the_beginning_of_its_name(store: Store) -> None:
    kept(store, "order-1")
    kept(store, "order%1")
    assert [row.name for row in store.named("order%")] == ["order%1"]


def _passing(**fields: Any) -> dict[str, Any]:
    return {"StartAt": "A", "States": {"A": {"Type": "Pass", **fields, "End": True}}}


def _kept_characters(path: Path) -> int:
    """Of the histories, and of the values that are kept beside them."""
    histories = _raw(path, "SELECT sum(length(history)) FROM execution")[0][0]
    return histories + (_raw(path, "SELECT sum(length(value)) FROM value")[0][0] or 0)


def test_a_large_value_is_written_once_however_many_states_it_passes(store: Store, path: Path) -> None:
    names = [f"S{number}" for number in range(50)]
    states: dict[str, Any] = {name: {"Type": "Pass", "Next": after} for name, after in pairwise(names)}
    states[names[-1]] = {"Type": "Pass", "End": True}
    kept(store, "x", {"text": "y" * 100_000}, {"StartAt": "S0", "States": states})
    assert _kept_characters(path) < 150_000


def test_a_state_that_changes_one_member_of_a_large_input_adds_that_member(store: Store, path: Path) -> None:
    definition = _passing(Result={"done": True}, ResultPath="$.result")
    run = kept(store, "x", {f"m{number}": "z" * 1000 for number in range(100)}, definition)
    row = store.row(run.identity.execution_arn)
    assert row is not None
    assert store.load(row).history.events == run.history.events
    assert _kept_characters(path) < 125_000


def test_executions_that_ended_long_ago_are_deleted(store: Store, path: Path) -> None:
    for name in ("old", "new"):
        kept(store, name, definition=_passing(Result="v" * 5_000))
    _raw(path, "UPDATE execution SET closed = 0 WHERE name = 'old'")
    assert (store.prune(days=90), _names(store)) == (1, ["new"])
    assert _raw(path, "SELECT count(*) FROM value") == [(1,)]


def test_the_oldest_executions_are_deleted_where_the_file_is_too_large(store: Store) -> None:
    for number in range(150):
        kept(store, f"x{number}", "v" * 1000)
    deleted = store.prune(size_bytes=300_000)
    assert 30 < deleted < 120
    assert (_names(store)[0], _names(store)[-1]) == ("x149", f"x{deleted}")


def test_an_open_execution_is_never_deleted(store: Store) -> None:
    commit([opened(store, "open").domain])
    assert (store.prune(days=0, size_bytes=0), _names(store)) == (0, ["open"])


# -- who runs what
def test_an_execution_of_a_living_process_is_not_interrupted(store: Store, path: Path) -> None:
    commit([opened(store, "open").domain])
    other = Store(path)
    assert other.interrupted() == []
    other.close()


_LEAVE = """
import sys, os
sys.path[:0] = sys.argv[2:]
from kept_machines import opened
from sfn_notebook.engine.commit import commit
from sfn_notebook.store.store import Store
commit([opened(Store(sys.argv[1]), "left").domain])
os._exit(9)
"""


@pytest.fixture
def left(path: Path) -> Path:
    """A file with an execution whose process has died."""
    tests = Path(__file__).parent
    command = [sys.executable, "-c", _LEAVE, str(path), str(tests), str(tests.parent)]
    subprocess.run(command, check=False)
    return path


@pytest.mark.slow
def test_an_execution_of_a_dead_process_is_taken_over_once(left: Path) -> None:
    one, other = Store(left), Store(left)
    row = one.interrupted()[0]
    (going,) = one.take_over(row, lambda _: program_of(PASS))
    late = [each.take_over(row, lambda _: program_of(PASS)) for each in (other, one)]
    assert (going.row.name, late) == ("left", [[], []])
    go_on(going.run.domain)
    finish(going.run)
    assert (_names(other, status="SUCCEEDED"), other.interrupted()) == (["left"], [])
    one.close()
    other.close()


def test_an_execution_that_somebody_else_has_taken_cannot_be_kept(store: Store, path: Path) -> None:
    run, other = opened(store, "mine"), opened(store, "other")
    commit([run.domain])
    commit([other.domain])
    _raw(path, "UPDATE execution SET owner = 99 WHERE name = 'mine'")
    take_turn(run)
    take_turn(other)
    with pytest.raises(JournalError, match="another process has taken over the execution mine") as caught:
        commit([run.domain, other.domain])
    assert caught.value.runs == {run}


def test_a_process_elsewhere_is_believed_for_a_minute() -> None:
    me = this_process()
    elsewhere = Owner(host="elsewhere", boot="other", pid=1, started=1, beat=me.beat - 30)
    silent = Owner(host="elsewhere", boot="other", pid=1, started=1, beat=me.beat - 90)
    assert (is_alive(elsewhere, me), is_alive(silent, me)) == (True, False)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no asking for a process there")
def test_a_process_that_is_gone_is_not_believed_where_only_its_number_is_known() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    me = replace(this_process(), boot="")
    gone, elsewhere = replace(me, pid=ended.pid), replace(me, pid=ended.pid, host="elsewhere")
    assert (is_alive(me, me), is_alive(gone, me), is_alive(elsewhere, me)) == (True, False, True)


def test_another_process_with_the_same_number_is_another_one() -> None:
    me = this_process()
    before = Owner(host=me.host, boot=me.boot, pid=me.pid, started=me.started - 1, beat=me.beat)
    assert (is_alive(me, me), is_alive(before, me)) == (True, not me.boot)


# -- what goes wrong
def test_a_file_of_somebody_else_is_refused(path: Path) -> None:
    _raw(path, "CREATE TABLE theirs (x)")
    with pytest.raises(StoreError, match="a SQLite file of somebody else"):
        Store(path)


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_text("notes " * 200, encoding="utf-8")
    with pytest.raises(StoreError, match="no SQLite file"):
        Store(path)


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="its folder must exist"):
        Store(tmp_path / "nowhere" / "executions.db")


def test_a_file_of_a_later_version_is_refused(path: Path) -> None:
    Store(path).close()
    _raw(path, "PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="written by a later version"):
        Store(path)


def test_what_a_full_disk_does_not_take_is_not_published_and_the_rest_can_be_read(store: Store) -> None:
    earlier = kept(store, "earlier")
    store.limit_pages(60)
    run = opened(store, "large", "v" * 200_000)
    take_turn(run)
    with pytest.raises(StoreError, match="the disk is full"):
        commit([run.domain])
    row = store.row(earlier.identity.execution_arn)
    assert row is not None
    assert store.load(row).history.events == earlier.history.events
    assert (run.history.published, _names(store)) == (0, ["earlier"])


def test_a_place_far_from_one_end_is_found_from_the_other(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sfn_notebook.store.store._FAR", 0)
    for number in range(7):
        kept(store, str(number))
    newest_first = [row.name for row in store.select(Selection(), 0, 7)]
    for first in range(9):
        for count in range(1, 9):
            asked = slice(first, first + count)
            for names, order in ((newest_first, True), (newest_first[::-1], False)):
                found = store.select(Selection(), first, count, newest_first=order)
                assert [row.name for row in found] == names[asked]
