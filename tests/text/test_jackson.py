from __future__ import annotations

import pytest

from sfn_notebook.text.jackson import problem

LITERALS = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello", f"Unrecognized token 'hello': was expecting {LITERALS}"),
        ("1 hello", f"Unrecognized token 'hello': was expecting {LITERALS}"),
        ("[NaN]", f"Unrecognized token 'NaN': was expecting {LITERALS}"),
        ("{'a': 1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name"),
        ('{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value"),
        ('{"a": 1 "b": 2}', "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries"),
        ("[1 2]", "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries"),
        ('{"a": }', f"Unexpected character ('}}' (code 125)): expected a valid value {LITERALS}"),
        ('{"a": ', "Unexpected end-of-input"),
        ('"abc', "Unexpected end-of-input"),
        ("[" * 100_000, "Document nesting depth (1001) exceeds the maximum allowed (1000)"),
    ],
)
def test_a_text_that_is_not_json_is_described_as_aws_does(text: str, expected: str) -> None:
    assert problem(text) == expected


@pytest.mark.parametrize("text", ["1", '"a"', "null", ' {"a": [1, 2]} '])
def test_nothing_is_said_about_json(text: str) -> None:
    assert problem(text) is None
