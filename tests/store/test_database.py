"""The file of a store: who may open it, when nothing can be kept in it, and how that is said."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kept_machines import kept, opened

from sfn_notebook.engine.commit import commit
from sfn_notebook.store import database
from sfn_notebook.store.database import Database, StoreError
from sfn_notebook.store.schema import MIGRATIONS
from sfn_notebook.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "executions.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = Store(path)
    yield store
    store.close()


def _events(store: Store, name: str) -> int:
    (row,) = store.named(name)
    return len(store.load(row).history.events)


# -- others who use it
def test_a_file_in_which_somebody_else_writes_is_waited_for_and_said(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    hasty = Store(path)
    kept(hasty, "earlier")
    run = opened(hasty, "later")
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="resume what was interrupted once it is done"):
            commit([run.domain])
        with pytest.raises(StoreError, match="another process has been writing"):
            Store(path)
        assert _events(hasty, "earlier") == 4
    kept(store, "after")
    hasty.close()


def test_a_file_that_another_process_is_just_making_is_waited_for(path: Path) -> None:
    with closing(sqlite3.connect(path, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")  # SQLite gives up at once here, where it should become a log
        threading.Timer(0.05, other.rollback).start()
        Store(path).close()


def test_a_store_that_was_closed_says_so(path: Path) -> None:
    store = Store(path)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="was closed: open it in another session"):
        store.arns()


_FORK = """
import os, sys
sys.path[:0] = sys.argv[2:]
from kept_machines import kept
from sfn_notebook.store.store import Store
from sfn_notebook.store.database import StoreError
store = Store(sys.argv[1])
kept(store, "before")
child = os.fork()
if child:
    os.waitpid(child, 0)
    kept(store, "parent")
    print(store.arns()[-1].rpartition(":")[2])
else:
    try:
        store.arns()
    except StoreError as error:
        print(error, flush=True)
    store.close()
    own = Store(sys.argv[1])
    kept(own, "child")
    own.close()
    os._exit(0)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="only Unix has fork")
def test_a_copy_of_the_process_opens_the_file_itself(path: Path) -> None:
    tests = Path(__file__).parent
    command = [sys.executable, "-W", "ignore", "-c", _FORK, str(path), str(tests), str(tests.parent)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    assert "open in the process that this one is a copy of" in told[0]
    assert told[1:] == ["parent"]
    store = Store(path)
    assert [arn.rpartition(":")[2] for arn in store.arns()] == ["before", "child", "parent"]
    store.close()


# -- file systems
def test_a_file_system_without_shared_memory_is_slower_and_works(path: Path) -> None:
    path.with_name(f"{path.name}-shm").mkdir()  # where SQLite would have it
    with pytest.warns(RuntimeWarning, match="no write-ahead log"):
        one = Store(path)
    with pytest.warns(RuntimeWarning, match="no write-ahead log"):
        other = Store(path)
    kept(one, "one")
    kept(other, "other")
    assert [arn.rpartition(":")[2] for arn in one.arns()] == ["one", "other"]
    one.close()
    other.close()


# -- versions
_LATER = (*MIGRATIONS, "ALTER TABLE execution ADD COLUMN colour TEXT; UPDATE execution SET colour = 'red'")


def test_a_file_of_this_version_is_brought_to_a_later_one(path: Path) -> None:
    store = Store(path)
    kept(store, "x", {"n": 1})
    store.close()
    later = Database(path, migrations=_LATER)
    with later.reading() as connection:
        assert connection.execute("SELECT name, colour FROM execution").fetchall() == [("x", "red")]
        assert connection.execute("PRAGMA user_version").fetchone() == (len(_LATER),)
    later.close()
    Database(path, migrations=_LATER).close()
    with pytest.raises(StoreError, match="written by a later version"):
        Store(path)


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    Store(path).close()
    with pytest.raises(StoreError, match="no such table: nowhere"):
        Database(path, migrations=(*MIGRATIONS, "ALTER TABLE execution ADD COLUMN colour; DROP TABLE nowhere"))
    store = Store(path)
    kept(store, "x")
    store.close()
