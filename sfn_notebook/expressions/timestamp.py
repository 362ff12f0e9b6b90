"""Times as text: the profile of RFC 3339 that AWS takes, and the one that it writes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Final

_TIMESTAMP = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))", re.ASCII
)

NANOSECONDS: Final = 10**9
"""In a second."""

_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()


def parse_timestamp(text: str) -> int | None:
    """Nanoseconds since the epoch, or None if the text is no timestamp for AWS.

    T and Z are upper case, seconds and a zone are there, the offset is at most 18 hours as in Java.
    """
    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = map(int, found.group(1, 2, 3, 4, 5, 6))
    offset_minutes = _offset_minutes(found)
    if hour > 23 or minute > 59 or second > 59 or offset_minutes is None:
        return None
    try:
        days = date(year, month, day).toordinal() - _EPOCH_DAY
    except ValueError:
        return None
    seconds = ((days * 24 + hour) * 60 + minute - offset_minutes) * 60 + second
    return seconds * NANOSECONDS + int((found[7] or "").ljust(9, "0"))


def _offset_minutes(found: re.Match[str]) -> int | None:
    if found[8] is None:
        return 0
    hours, minutes = int(found[9]), int(found[10])
    if minutes > 59 or hours * 60 + minutes > 18 * 60:
        return None
    return (hours * 60 + minutes) * (-1 if found[8] == "-" else 1)


def format_timestamp(nanoseconds: int) -> str:
    """`2026-11-22T21:46:30.123Z`; the fraction has 0, 3, 6 or 9 digits, as many as it needs."""
    seconds, rest = divmod(nanoseconds, NANOSECONDS)
    text = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
    return f"{text}{_fraction(rest)}Z"


def _fraction(nanoseconds: int) -> str:
    if not nanoseconds:
        return ""
    digits = f"{nanoseconds:09}"
    while digits.endswith("000"):
        digits = digits[:-3]
    return f".{digits}"
