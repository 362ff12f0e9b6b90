from __future__ import annotations

import pytest

from sfn_notebook.expressions.timestamp import NANOSECONDS, format_timestamp, parse_timestamp


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:01.5Z", 1_500_000_000),
        ("1970-01-01T01:00:00+01:00", 0),
        ("1969-12-31T22:30:00-01:30", 0),
        ("2016-03-05T21:29:29.243167252Z", 1_457_213_369_243_167_252),
        ("0001-01-01T00:00:00Z", -62_135_596_800 * NANOSECONDS),
    ],
)
def test_a_timestamp_is_an_instant(text: str, nanoseconds: int) -> None:
    assert parse_timestamp(text) == nanoseconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2016-12-05",
        "2016-12-05 21:29:29Z",
        "2016-12-05t21:29:29Z",
        "2016-12-05T21:29:29z",
        "2016-12-05T21:29:29",
        "2016-12-05T21:29Z",
        "2016-13-05T21:29:29Z",
        "2016-02-30T21:29:29Z",
        "2016-12-05T24:00:00Z",
        "2016-12-05T21:60:29Z",
        "2016-12-05T21:29:60Z",
        "05-12-2016T21:29:29Z",
        "2016-12-05T21:29:29+19:00",
        "2016-12-05T21:29:29+01:60",
        "2016-12-05T21:29:29.Z",
        "2016-12-05T21:29:29.1234567890Z",
        "0000-12-05T21:29:29Z",
    ],
)
def test_what_is_no_timestamp_for_aws_is_none_here(text: str) -> None:
    assert parse_timestamp(text) is None


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1_795_383_990_123_000_000, "2026-11-22T21:46:30.123Z"),
        (100_000_000, "1970-01-01T00:00:00.100Z"),
        (1_000, "1970-01-01T00:00:00.000001Z"),
        (1, "1970-01-01T00:00:00.000000001Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
    ],
)
def test_an_instant_is_written_with_as_many_digits_as_it_needs(nanoseconds: int, text: str) -> None:
    assert format_timestamp(nanoseconds) == text
    assert parse_timestamp(text) == nanoseconds
