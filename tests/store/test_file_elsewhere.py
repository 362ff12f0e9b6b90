"""The file of a store that is not there any more, or has another place."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from kept_machines import kept, opened

from sfn_notebook.engine.commit import commit
from sfn_notebook.store.database import StoreError
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


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be deleted there")
def test_nothing_is_kept_in_a_file_that_was_deleted(store: Store, path: Path) -> None:
    kept(store, "earlier")
    run = opened(store, "later")
    path.unlink()
    with pytest.raises(StoreError, match="was moved, deleted or replaced while it was open"):
        commit([run.domain])
    assert (run.history.published, _events(store, "earlier")) == (0, 4)


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be replaced there")
def test_nothing_is_kept_in_a_file_that_was_replaced(store: Store, path: Path, tmp_path: Path) -> None:
    Store(tmp_path / "other.db").close()
    (tmp_path / "other.db").replace(path)
    with pytest.raises(StoreError, match="was moved, deleted or replaced"):
        kept(store, "x")


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be replaced there")
def test_nothing_is_read_of_a_file_whose_name_another_one_has(store: Store, path: Path, tmp_path: Path) -> None:
    kept(store, "earlier")
    (tmp_path / "other.db").write_bytes(b"")
    (tmp_path / "other.db").replace(path)
    for ask in (store.arns, lambda: store.has("x"), lambda: store.named("earlier"), store.interrupted):
        with pytest.raises(StoreError, match="was moved, deleted or replaced"):
            ask()


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be deleted there")
def test_nothing_is_kept_where_the_log_of_the_file_was_deleted(store: Store, path: Path) -> None:
    kept(store, "earlier")
    path.with_name(f"{path.name}-wal").unlink()
    with pytest.raises(StoreError, match="db-wal was moved, deleted or replaced"):
        kept(store, "later")
    assert _events(store, "earlier") == 4


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be deleted there")
def test_closing_what_was_deleted_leaves_the_file_alone_that_has_its_name_now(store: Store, path: Path) -> None:
    kept(store, "earlier")
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()
    other = Store(path)
    kept(other, "one")
    store.close()
    kept(other, "other")
    again = Store(path)
    assert [arn.rpartition(":")[2] for arn in again.arns()] == ["one", "other"]
    again.close()
    other.close()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_store_is_used_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.db").symlink_to(tmp_path / "folder" / "executions.db")
    one, other = Store(tmp_path / "link.db"), Store(tmp_path / "folder" / "executions.db")
    kept(one, "one")
    kept(other, "other")
    assert [arn.rpartition(":")[2] for arn in one.arns()] == ["one", "other"]
    one.close()
    other.close()


def test_a_path_keeps_its_meaning_when_the_process_goes_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = Store("executions.db")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    kept(store, "x")
    store.close()
    assert store.path == tmp_path / "executions.db"
