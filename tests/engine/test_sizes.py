"""The sizes of values, of which large parts are measured once."""

from __future__ import annotations

import pytest

from sfn_notebook.engine import sizes
from sfn_notebook.engine.sizes import Sizes
from sfn_notebook.values import JSON, size_bytes

TEXT = "é" * 2_000
ROWS: JSON = [{"id": number, "text": "x"} for number in range(200)]


@pytest.mark.parametrize(
    "value", [None, 1, TEXT, ROWS, {}, {"a": 1}, {"a": TEXT, "b": ROWS, "c": [1]}, {"a": {"b": ROWS}}]
)
def test_a_value_has_the_size_of_its_text(value: JSON) -> None:
    known = Sizes()
    assert [known.of(value), known.of(value)] == [size_bytes(value)] * 2


def test_a_large_member_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[JSON] = []

    def measure(value: JSON) -> int:
        measured.append(value)
        return size_bytes(value)

    monkeypatch.setattr(sizes, "size_bytes", measure)
    known = Sizes()
    for number in range(3):
        known.of({"number": number, "rows": ROWS})
    assert sum(value is ROWS for value in measured) == 1


def test_as_many_as_there_are_only_a_few_are_kept() -> None:
    known = Sizes()
    for number in range(200):
        value: JSON = ["x" * 2_000, number, *range(100)]
        assert known.of(value) == size_bytes(value)
