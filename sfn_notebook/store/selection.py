"""Which executions are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

STARTED: Final = "map_run IS NULL"
"""The condition for those that are executions of their own; children of Map Runs are found through their parents."""
LISTED: Final = "execution INDEXED BY execution_listed"
"""The table, read by the one index that has all that is asked of executions of their own."""
OF_MAP_RUNS: Final = "map_run IS NOT NULL"
"""The condition for children of Map Runs."""
OF_ARN: Final = f"name = ? AND arn = ? AND {STARTED}"
"""The condition for the execution of an ARN; for its values see `name_and_arn`."""
NESTED: Final = "map_run IS NULL AND root <> id"
"""The condition for those that a Task started."""


_NAME: Final = 7
"""Where the name stands in the ARN of an execution, be it a Standard or an Express one."""


def name_and_arn(arn: str) -> tuple[str, str]:
    """The name of the execution of an ARN, "" if it is none, and the ARN."""
    parts = arn.split(":", _NAME + 1)
    return (parts[_NAME] if len(parts) > _NAME else ""), arn


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which executions are asked for; None is any. Those that a Map Run started are not among them."""

    machine_arn: str | None = None
    version_arn: str | None = None
    alias_arn: str | None = None
    status: str | None = None

    def counting(self) -> tuple[str, list[object]]:
        """How many there are, in SQL, with its values."""
        condition, values = self._condition(self.status)
        return f"SELECT count(*) FROM {LISTED} WHERE {condition}", values  # noqa: S608 - conditions of ours

    def numbers(self, *, newest_first: bool) -> tuple[str, list[object]]:
        """The numbers of so many of them from a place on, in the order of their starts, in SQL.

        The values lack the two last ones: how many, and from where. Those of a machine are in order by their status.
        """
        is_any = self.machine_arn is not None and self.status is None
        conditions = [self._condition(status) for status in (_STATUSES if is_any else (self.status,))]
        parts = [f"SELECT id FROM {LISTED} WHERE {condition}" for condition, _ in conditions]  # noqa: S608 - conditions of ours
        order = "DESC" if newest_first else "ASC"
        found = f"{' UNION ALL '.join(parts)} ORDER BY id {order} LIMIT ? OFFSET ?"
        return found, [value for _, values in conditions for value in values]

    def _condition(self, status: str | None) -> tuple[str, list[object]]:
        pairs = (
            ("machine_arn", self.machine_arn),
            ("status", status),
            ("version_arn", self.version_arn),
            ("alias_arn", self.alias_arn),
        )
        asked = {name: value for name, value in pairs if value is not None}
        return " AND ".join([*(f"{name} = ?" for name in asked), STARTED]), list(asked.values())


_STATUSES: Final = ("RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")
