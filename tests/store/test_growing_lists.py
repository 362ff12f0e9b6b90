"""What a long Map adds at each commit does not depend on how long it has gone on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kept_machines import opened
from stepping import stops

from sfn_notebook.engine.commit import commit
from sfn_notebook.store.reading import Row
from sfn_notebook.store.store import Store
from sfn_notebook.store.texts import ValueReader, ValueWriter, read_own
from sfn_notebook.values import JSON

EACH: dict[str, Any] = {
    "StartAt": "Each",
    "States": {
        "Each": {
            "Type": "Map",
            "MaxConcurrency": 2,
            "ItemSelector": {"item.$": "$$.Map.Item.Value", "text": "x" * 100},
            "ItemProcessor": {
                "StartAt": "Wait",
                "States": {"Wait": {"Type": "Wait", "SecondsPath": "$.item", "End": True}},
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


def _rows(store: Store, count: int) -> Iterator[Row]:
    """Where a Map over so many items stands, wherever it stands still."""
    run = opened(store, f"x{count}", list(range(1, count + 1)), EACH)
    for _ in stops(run.domain):
        commit([run.domain])
        row = store.row(run.identity.execution_arn)
        if row is not None and row.position is not None:
            yield row


def test_where_a_map_stands_takes_no_more_room_the_further_it_is(store: Store) -> None:
    short, long = (max(len(row.position or "") for row in _rows(store, count)) for count in (20, 200))
    assert long - short < 100


def test_the_items_that_were_selected_are_all_there_wherever_a_map_is_left(store: Store) -> None:
    run = opened(store, "x", list(range(1, 40)), EACH)
    for _ in stops(run.domain):
        commit([run.domain])
        row = store.row(run.identity.execution_arn)
        assert row is not None
        assert store.load(row).inspections == run.inspections


# -- the texts themselves
class _Kept:
    """A writer with all that it has written so far, short values and long ones."""

    def __init__(self) -> None:
        self.writer = ValueWriter(None)
        self.short: list[Any] = []
        self.rows: dict[int, str] = {}

    def read(self, slot: Any) -> JSON:
        return self.reader().value(slot)

    def reader(self) -> ValueReader:
        self.short += map(read_own, self.writer.take_short())
        self.rows |= dict(self.writer.rows)
        return ValueReader(None, self.short, self.rows.__getitem__)


@pytest.mark.parametrize("size", [20, 5_000])
def test_a_list_that_is_filled_anywhere_is_read_as_it_is(size: int) -> None:
    kept = _Kept()
    values: list[JSON] = [None] * 20
    assert kept.read(kept.writer.growing(values)) == [None] * 20
    for index in (7, 0, 19):
        values[index] = {"index": index, "text": "x" * size}
        assert kept.read(kept.writer.growing(values)) == values
    values.append(None)
    assert kept.read(kept.writer.growing(values)) == values


def test_a_list_that_is_filled_adds_only_what_is_new() -> None:
    writer = ValueWriter(None)
    values: list[JSON] = ["x" * 1_000]
    numbers: list[Any] = [writer.growing(values)]
    for _ in range(50):
        values.append("y" * 1_000)
        numbers.append(writer.growing(values))
    assert sum(map(len, writer.take_short())) < 60_000
    assert writer.growing(values) == numbers[-1]


def test_a_list_that_was_read_is_nobody_elses() -> None:
    kept = _Kept()
    slot = kept.writer.growing(["x" * 1_000])
    reader = kept.reader()
    assert reader.value(slot) is not reader.value(slot)
