"""Which executions are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

STARTED: Final = "map_run IS NULL"
"""The condition for those that are executions of their own; children of Map Runs are found through their parents."""
OF_MAP_RUNS: Final = "map_run IS NOT NULL"
"""The condition for children of Map Runs."""
NESTED: Final = "map_run IS NULL AND root <> id"
"""The condition for those that a Task started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which executions are asked for; None is any. Those that a Map Run started are not among them."""

    machine_arn: str | None = None
    version_arn: str | None = None
    alias_arn: str | None = None
    status: str | None = None

    def condition(self) -> tuple[str, list[object]]:
        """The same in SQL, with its values."""
        names = ("machine_arn", "version_arn", "alias_arn", "status")
        asked = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        return " AND ".join([*(f"{name} = ?" for name in asked), STARTED]), list(asked.values())
