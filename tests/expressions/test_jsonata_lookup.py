"""Paths that are looked up without an engine: what is large is looked through once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fixed_scope import FixedScope

from sfn_notebook.expressions.jsonata import compile_jsonata
from sfn_notebook.values import JSON


class Watched(list[JSON]):
    """An array that counts how often it is gone through."""

    def __init__(self, items: list[JSON]) -> None:
        super().__init__(items)
        self.visits = 0

    def __iter__(self) -> Iterator[JSON]:
        self.visits += 1
        return super().__iter__()


def test_a_new_object_around_a_large_value_costs_no_second_look_at_it() -> None:
    items = Watched([{"id": number} for number in range(100)])
    read = compile_jsonata("{% $states.input %}", "Output")
    for turn in range(3):
        read({"input": {"turn": turn, "items": items}}, FixedScope())
    assert items.visits == 1


@pytest.mark.parametrize("rows", [3, 100])
def test_a_number_that_javascript_writes_otherwise_is_left_to_the_engine(rows: int) -> None:
    value: JSON = {"rows": [{"number": 1.0, "inner": [2.0]} for _ in range(rows)]}
    found = compile_jsonata("{% $states.input %}", "Output")({"input": value}, FixedScope())
    assert isinstance(found, dict)
    assert repr(found["rows"]) == repr([{"number": 1, "inner": [2]}] * rows)
