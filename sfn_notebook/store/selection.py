"""Which executions are asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which executions are asked for; None is any. Those of Map Runs only where `map_run` names one."""

    machine_arn: str | None = None
    version_arn: str | None = None
    alias_arn: str | None = None
    map_run: str | None = None
    status: str | None = None

    def condition(self) -> tuple[str, list[object]]:
        """The same in SQL, with its values."""
        names = ("machine_arn", "version_arn", "alias_arn", "map_run", "status")
        asked = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        parts = [f"{name} = ?" for name in asked]
        if self.map_run is None:
            parts.append("map_run IS NULL")
        return " AND ".join(parts), list(asked.values())
