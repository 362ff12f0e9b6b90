from __future__ import annotations

from typing import Any

from sfn_notebook.views.tables import Table

TABLE = Table(title="things", columns=("name", "how many"), rows=[("a & b", "7"), ("x" * 70, "12,000")], numbers={1})


def html_of(shown: Any) -> str:
    return shown._repr_html_()


def test_numbers_stand_to_the_right_and_long_cells_are_cut() -> None:
    assert repr(TABLE).splitlines() == [
        "things",
        f"  name{' ' * 58}how many",
        f"  a & b{' ' * 64}7",
        f"  {'x' * 59}…    12,000",
    ]


def test_as_html_everything_is_escaped_and_numbers_stand_to_the_right() -> None:
    html = html_of(TABLE)
    assert "<td style='text-align:left;white-space:pre-wrap'>a &amp; b</td>" in html
    assert "<th style='text-align:right;white-space:nowrap'>how many</th>" in html
    assert "<td style='text-align:right;white-space:nowrap'>7</td>" in html


def test_a_table_without_rows_says_so() -> None:
    empty = Table(title="things", columns=("name",), rows=[])
    assert repr(empty) == "things: none"
    assert "<td>none</td>" in html_of(empty)
