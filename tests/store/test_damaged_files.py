"""Of a damaged file what can be read is read, and the rest is said."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest
from kept_machines import kept

from sfn_notebook.store.database import StoreError
from sfn_notebook.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "executions.db"


def _events(store: Store, name: str) -> int:
    (row,) = store.named(name)
    return len(store.load(row).history.events)


def _damaged(path: Path, seed: int) -> Path:
    """A copy of a file in which something is wrong."""
    random = Random(seed)  # noqa: S311 - a test
    data = bytearray(path.read_bytes())
    match seed % 4:
        case 0:
            data[-4096:] = random.randbytes(4096)
        case 1:
            page = random.randrange(1, len(data) // 4096) * 4096
            data[page : page + 4096] = random.randbytes(4096)
        case 2:
            data = data[: random.randrange(5_000, len(data))]
        case _:
            for _ in range(20):
                data[random.randrange(4096, len(data))] = random.randrange(256)
    copy = path.with_name(f"{seed}.db")
    copy.write_bytes(data)
    return copy


@pytest.mark.slow
def test_of_a_damaged_file_what_can_be_read_is_and_the_rest_is_said(path: Path) -> None:
    store = Store(path)
    for number in range(40):
        kept(store, f"e{number}", {"text": "x" * 900, "n": number})
    store.close()
    found = [_read_all(_damaged(path, seed)) for seed in range(60)]
    assert 600 < sum(found) < 60 * 40


def _read_all(path: Path) -> int:
    """How many executions of a file can be read; whatever else happens is a StoreError."""
    read = 0
    try:
        store = Store(path)
    except StoreError:
        return 0
    for number in range(40):
        try:
            read += len(store.named(f"e{number}")) and _events(store, f"e{number}") > 0
        except StoreError:
            continue
    try:
        kept(store, "new")
        store.prune(days=0)
    except StoreError:
        pass
    store.close()
    return read


def test_a_log_that_was_cut_off_leaves_whole_executions(path: Path, tmp_path: Path) -> None:
    store = Store(path)
    for number in range(20):
        kept(store, f"e{number}", {"text": "x" * 900})
    log = path.with_name(f"{path.name}-wal").read_bytes()
    for share in (1, 3, 5, 7, 9):
        copy = tmp_path / f"{share}.db"
        shutil.copy(path, copy)
        copy.with_name(f"{copy.name}-wal").write_bytes(log[: len(log) * share // 10])
        try:
            cut = Store(copy)
        except StoreError:  # the tables are not all there yet
            continue
        names = [arn.rpartition(":")[2] for arn in cut.arns()]
        assert names == [f"e{number}" for number in range(len(names))]
        assert {_events(cut, name) for name in names} <= {4}
        cut.close()
    store.close()
