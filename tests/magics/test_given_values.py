from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest

from sfn_notebook.errors import UsageError
from sfn_notebook.magics.given import plain, read_input


@dataclass(frozen=True)
class Line:
    name: str
    counts: tuple[int, ...]


class Row(NamedTuple):
    name: str
    total: int


class Scalar:
    """As numpy's integers."""

    def tolist(self) -> int:
        return 7


class Series:
    """As a row of pandas."""

    def to_dict(self) -> dict[str, Any]:
        return {"name": "tea", "total": Scalar()}


class Frame:
    """As a table of pandas."""

    columns = ("name", "total")

    def to_dict(self, orient: str) -> list[dict[str, Any]]:
        assert orient == "records"
        return [{"name": "tea", "total": Scalar()}]


GIVEN: list[tuple[object, object]] = [
    ({"a": [1, None, True, 1.5]}, {"a": [1, None, True, 1.5]}),
    ((1, 2), [1, 2]),
    ("tea", "tea"),
    ("12", "12"),
    ('{"total": 12}', {"total": 12}),
    ("[1]", [1]),
    ('{"total": ', '{"total": '),
    ({"text": '{"total": 12}'}, {"text": '{"total": 12}'}),
    (Line("tea", (1, 2)), {"name": "tea", "counts": [1, 2]}),
    ([Line("tea", ())], [{"name": "tea", "counts": []}]),
    (Row("tea", 3), {"name": "tea", "total": 3}),
    (Scalar(), 7),
    (Series(), {"name": "tea", "total": 7}),
    (Frame(), [{"name": "tea", "total": 7}]),
]


@pytest.mark.parametrize(("value", "expected"), GIVEN)
def test_a_value_of_the_notebook_becomes_json(value: object, expected: object) -> None:
    assert plain(value) == expected


@pytest.mark.parametrize("value", [dt.date(2026, 1, 2), Line, {1, 2}])
def test_what_json_has_no_form_for_is_left_to_the_door(value: object) -> None:
    assert plain(value) is value


def test_an_endless_value_is_left_to_the_door() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert plain(endless) is endless


def test_an_unknown_variable_without_a_neighbour_has_no_hint() -> None:
    with pytest.raises(UsageError, match=r"^no variable \$payload in this notebook$"):
        read_input("$payload", {"other": 1})
