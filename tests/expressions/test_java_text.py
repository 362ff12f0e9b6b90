from __future__ import annotations

import pytest

from sfn_notebook.expressions.java_text import java_text
from sfn_notebook.values import JSON


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x", "x"),
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (-3, "-3"),
        (10**20, "100000000000000000000"),
        (1.5, "1.5"),
        (0.0, "0.0"),
        (-0.001, "-0.001"),
        (1e7, "1.0E7"),
        (1.25e-5, "1.25E-5"),
        (-123456789.0, "-1.23456789E8"),
        ({}, "{}"),
        ([], "[]"),
        ({"a": 1, "b": ["x", {"c": None}], "d": {}}, "{a=1, b=[x, {c=null}], d={}}"),
    ],
)
def test_values_look_as_java_prints_them(value: JSON, expected: str) -> None:
    assert java_text(value) == expected


def test_a_value_500_deep_is_printed() -> None:
    value: JSON = 1
    for _ in range(500):
        value = [value]
    assert java_text(value) == "[" * 500 + "1" + "]" * 500
