"""A scope with fixed contents, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sfn_notebook.values import JSON


@dataclass
class FixedScope:
    context: JSON = None
    variables: Mapping[str, JSON] = field(default_factory=dict[str, JSON])
    now: int = 1_930_367_167 * 1_000_000_000

    def random(self) -> float:
        return 0.5

    def uuid(self) -> str:
        return "9d7e3f52-8b0a-4a64-9c3b-0f5f6c1c2d3e"
