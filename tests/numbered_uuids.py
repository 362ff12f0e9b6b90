"""Texts in which UUIDs are numbered: what a fork has taken over is the same but for the names of its children."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass
from typing import Any, Final

_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def numbered(values: Iterable[Any]) -> list[str]:
    """Each value as JSON text, with numbers for UUIDs, in the order in which all of them come for the first time."""
    numbers: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        return numbers.setdefault(match[0], f"uuid {len(numbers)}")

    return [_UUID.sub(number, json.dumps(value, sort_keys=True, default=_plain)) for value in values]


def _plain(value: Any) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)
