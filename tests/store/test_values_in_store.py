"""Whatever value an execution works on, a store gives back that very one: read, and where it goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from kept_machines import copy_of, kept, opened, program_of
from stepping import finish, stops

from sfn_notebook.engine.commit import commit
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.history import AwsEvent, to_aws
from sfn_notebook.store.store import Store
from sfn_notebook.store.texts import read_own
from sfn_notebook.values import JSON, MAX_DEPTH, encode


def _nested(depth: int) -> JSON:
    value: JSON = 1
    for level in range(depth):
        value = [value] if level % 2 else {"in": value}
    return value


VALUES: dict[str, Any] = {
    "null": None,
    "nothing": {"object": {}, "array": [], "text": "", "key": {"": None}},
    "unicode": {"ключ": "日本語 \u2028 \u0000 \U0001f680 é e\u0301", "\x7f": "\ufffe"},
    "numbers": [0, -0.0, 1e308, 5e-324, 0.1, -1, 2**63, -(2**64), 10**300, 1.0],
    "words of the store": {"plain": {"object": {"array": [{"plain": 1}] * 40}}, "object": {"plain": 2}, "array": []},
    "a list of lists": [[["plain"], ["object", 0], 0, [0]]] * 60,
    "large": {"text": "\n\\\"'\u00e9" * 43_000, "more": ["x" * 300] * 20},
    "many members": {f"member {number}": {"number": number, "text": "y" * 20} for number in range(900)},
    "deep": _nested(MAX_DEPTH - 5),
}
MACHINE: dict[str, Any] = {
    "StartAt": "Keep",
    "States": {
        "Keep": {"Type": "Pass", "Assign": {"kept.$": "$.value"}, "Next": "Wait"},
        "Wait": {"Type": "Wait", "Seconds": 3, "Next": "Add"},
        "Add": {"Type": "Pass", "Result": None, "ResultPath": "$.added", "Next": "Each"},
        "Each": {
            "Type": "Map",
            "ItemsPath": "$.items",
            "ItemSelector": {"value.$": "$.value", "item.$": "$$.Map.Item.Value"},
            "ItemProcessor": {"StartAt": "Rest", "States": {"Rest": {"Type": "Wait", "Seconds": 1, "End": True}}},
            "ResultPath": "$.each",
            "Next": "Back",
        },
        "Back": {"Type": "Pass", "Parameters": {"kept.$": "$kept", "value.$": "$.value"}, "End": True},
    },
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "executions.db")
    yield store
    store.close()


def _told(events: Sequence[Event]) -> list[AwsEvent]:
    """What AWS would tell, values as text, where 1 and 1.0 differ; and where each event happened."""
    return [{**told, "path": event.path} for told, event in zip(to_aws(events), events, strict=True)]


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_a_value_is_read_as_it_was(store: Store, value: JSON) -> None:
    run = kept(store, "x", {"value": value, "items": [1, 2]}, MACHINE)
    row = store.row(run.identity.execution_arn)
    assert row is not None
    read = store.load(row)
    assert _told(read.history.events) == _told(run.history.events)
    assert (read.identity, read.outcome, read.inspections) == (run.identity, run.outcome, run.inspections)


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_an_execution_goes_on_with_the_value_it_had(store: Store, value: JSON) -> None:
    given: JSON = {"value": value, "items": [1, 2, 3]}
    expected = _told(finish(opened(store, "whole", given, MACHINE)))
    run = opened(store, "x", given, MACHINE)
    for _ in stops(run.domain):
        commit([run.domain])
        if run.outcome is None:
            assert _told(finish(copy_of(store, run, lambda _: program_of(MACHINE)))) == expected


@pytest.mark.parametrize("text", ['["\\ud800"]', '["\\u0000", "\\udfff"]', '["a', "[1e999]", "[NaN]"])
def test_a_text_that_no_json_can_carry_is_damaged(text: str) -> None:
    with pytest.raises(ValueError, match=r"half of a surrogate pair|Unterminated string|is no number of JSON"):
        read_own(text)


def test_a_control_character_is_kept() -> None:
    assert read_own(encode(["\x00\x1f", "\U0001f600"])) == ["\x00\x1f", "\U0001f600"]
