"""The doors by which values come in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sfn_notebook.values import JSON, NotJsonError, check_plain, copy, decode, detach, encode, size_bytes, to_json


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def test_five_hundred_levels_are_taken_and_one_more_is_not() -> None:
    assert decode(to_json(nested(500))) == nested(500)
    with pytest.raises(NotJsonError, match="nested deeper than 500 levels"):
        to_json(nested(501))
    with pytest.raises(NotJsonError, match="nested deeper than 500 levels"):
        decode("[" * 501 + "]" * 501)
    check_plain(nested(500))
    with pytest.raises(NotJsonError, match="nested deeper"):
        check_plain(nested(501))


@pytest.mark.parametrize("levels", [1_000, 100_000])
def test_however_deep_a_text_is_it_gets_one_clear_refusal(levels: int) -> None:
    with pytest.raises(NotJsonError, match="nested deeper than 500 levels"):
        decode("[" * levels + "]" * levels)


class Text(str):
    __slots__ = ()


LONG = "x" * 5_000


@pytest.mark.parametrize(
    "value",
    [
        {"plain": LONG, 'k"ey': LONG, "escaped": f'{LONG}"\\\n\x01é', "more": [1, {"a": None}]},
        {"é": f"{LONG}é", "inner": {"text": LONG}},
        {"many": [{"number": number} for number in range(100)], "text": LONG},
        {"few": [1.5, True, [1], {"a": "b"}], "none": None},
    ],
)
def test_what_is_taken_is_the_same_and_shares_nothing(value: dict[str, JSON]) -> None:
    text, taken = detach(value)
    assert (text, taken) == (encode(value), value)
    assert json.loads(text) == value
    assert isinstance(taken, dict)
    assert not any(taken[key] is inner for key, inner in value.items() if isinstance(inner, dict | list))


def test_what_is_almost_json_becomes_json() -> None:
    text, taken = detach({"pair": (1, Text("a")), "text": Text(LONG)})
    assert (taken, json.loads(text)) == ({"pair": [1, "a"], "text": LONG},) * 2
    assert isinstance(taken, dict)
    assert type(taken["text"]) is str


def test_keys_beside_a_long_text_must_be_text_too() -> None:
    with pytest.raises(NotJsonError, match="has a key that is not text: 1"):
        detach({"text": LONG, 1: 2})


def test_a_cycle_is_refused() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(NotJsonError, match="nested deeper"):
        to_json(value)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"a": [1, float("nan")]}, r"\$\.a\[1\] is nan"),
        (float("inf"), r"\$ is inf"),
        ({1: 2}, "has a key that is not text: 1"),
        ({"a": {1, 2}}, r"\$\.a is of type set"),
        ("\ud800", "half of a surrogate pair"),
        (object(), r"\$ is of type object"),
    ],
)
def test_what_json_cannot_carry_is_refused_with_its_place(value: object, why: str) -> None:
    with pytest.raises(NotJsonError, match=why):
        to_json(value)


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", "1e999", "", "{", '"\\ud800"', '"\ud800"', "1" * 5000])
def test_a_text_that_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(NotJsonError):
        decode(text)


def test_tuples_become_arrays_and_nothing_is_shared() -> None:
    given = {"a": (1, [2])}
    text, value = detach(given)
    assert text == '{"a":[1,[2]]}'
    assert value == {"a": [1, [2]]}
    given["a"][1].append(3)
    assert value == {"a": [1, [2]]}


def test_a_copy_shares_nothing() -> None:
    value: Any = {"a": [1, {"b": 2}]}
    copied: Any = copy(value)
    copied["a"][1]["b"] = 3
    assert value == {"a": [1, {"b": 2}]}


def test_sizes_are_those_of_the_text_in_utf_8() -> None:
    assert size_bytes({"ä": "€"}) == len(encode({"ä": "€"}).encode())
    assert size_bytes([1, 2]) == 5


def test_a_copy_may_be_as_deep_as_values_are() -> None:
    value: JSON = {"a": 1}
    for _ in range(498):
        value = [value]
    assert copy(value) == value
