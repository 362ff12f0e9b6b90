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
from sfn_notebook.store.texts import ValueReader, ValueWriter
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


# -- the rows themselves
def _read(writer: ValueWriter, rows: dict[int, str], slot: Any) -> JSON:
    rows |= dict(writer.rows)
    return ValueReader(None, rows.__getitem__).value(slot)


def test_a_list_that_is_filled_anywhere_is_read_as_it_is() -> None:
    writer, rows = ValueWriter(None), dict[int, str]()
    values: list[JSON] = [None] * 20
    assert _read(writer, rows, writer.growing(values)) == [None] * 20
    for index in (7, 0, 19):
        values[index] = {"index": index, "large": "x" * 5_000}
        assert _read(writer, rows, writer.growing(values)) == values
    values.append(None)
    assert _read(writer, rows, writer.growing(values)) == values


def test_a_list_that_is_filled_adds_only_what_is_new() -> None:
    writer = ValueWriter(None)
    values: list[JSON] = ["x" * 1_000]
    numbers: list[Any] = [writer.growing(values)]
    for _ in range(50):
        values.append("y" * 1_000)
        numbers.append(writer.growing(values))
    assert sum(len(text) for _, text in writer.rows) < 60_000
    assert writer.growing(values) == numbers[-1]


def test_a_list_that_was_read_is_nobody_elses() -> None:
    writer = ValueWriter(None)
    slot = writer.growing(["x" * 1_000])
    reader = ValueReader(None, dict(writer.rows).__getitem__)
    assert reader.value(slot) is not reader.value(slot)
