"""What is published of an account's state machines: numbered versions, and aliases that lead to them."""

from __future__ import annotations

from typing import Final, assert_never

from sfn_notebook.api.errors import too_many_published
from sfn_notebook.api.forms import ALIASES, NUMBERS, VERSIONS
from sfn_notebook.api.ports import Alias, Machine, Startable, Version
from sfn_notebook.api.shelf import Shelf

MOST_VERSIONS: Final = 1_000
"""How many versions a state machine can have at a time."""
MOST_ALIASES: Final = 100
"""How many aliases a state machine can have at a time."""


class Publications:
    """Versions and aliases by ARN, in the order in which they were made; they may be read from any thread.

    The numbers of a state machine's versions only grow: that of a deleted version is not given again.
    """

    def __init__(self) -> None:
        self.versions = Shelf(VERSIONS)
        self.aliases = Shelf(ALIASES)
        self._last_numbers = Shelf(NUMBERS)

    @property
    def shelves(self) -> tuple[Shelf[Version], Shelf[Alias], Shelf[int]]:
        """All that is to be kept."""
        return self.versions, self.aliases, self._last_numbers

    def publish(self, machine: Machine, description: str | None, now: int) -> Version:
        """A version of the present revision: the one that there is, or else the next.

        Raises:
            ApiError: ServiceQuotaExceededException.
        """
        arn = machine.settings.arn
        versions = self.versions_of(arn)
        if versions and versions[-1].machine == machine:
            return versions[-1]
        self.check_room(arn)
        number = self._last_numbers.get(arn, 0) + 1
        self._last_numbers[arn] = number
        version = Version(arn=f"{arn}:{number}", number=number, machine=machine, created=now, description=description)
        self.versions[version.arn] = version
        return version

    def check_room(self, machine_arn: str) -> None:
        """Raise ServiceQuotaExceededException where a state machine cannot have one more version."""
        if len(self.versions_of(machine_arn)) >= MOST_VERSIONS:
            raise too_many_published("versions", machine_arn, MOST_VERSIONS)

    def put_alias(self, alias: Alias) -> None:
        """Keep an alias, or what has become of it.

        Raises:
            ApiError: ServiceQuotaExceededException.
        """
        if alias.arn not in self.aliases and len(self.aliases_of(alias.machine_arn)) >= MOST_ALIASES:
            raise too_many_published("aliases", alias.machine_arn, MOST_ALIASES)
        self.aliases[alias.arn] = alias

    def versions_of(self, machine_arn: str) -> list[Version]:
        """The versions of a state machine, oldest first."""
        return [version for version in list(self.versions.values()) if version.machine.settings.arn == machine_arn]

    def aliases_of(self, machine_arn: str) -> list[Alias]:
        """The aliases of a state machine, oldest first."""
        return [alias for alias in list(self.aliases.values()) if alias.machine_arn == machine_arn]

    def aliases_to(self, version_arn: str) -> list[Alias]:
        """The aliases that lead to a version, oldest first."""
        return [
            alias
            for alias in list(self.aliases.values())
            if any(route.version_arn == version_arn for route in alias.routes)
        ]

    def machine_of(self, target: Startable) -> Machine:
        """The state machine, of some revision, that is started at a target; its ARN, name and type are always right."""
        match target:
            case Machine():
                return target
            case Version():
                return target.machine
            case Alias():
                return self.versions[target.routes[0].version_arn].machine
            case _:
                assert_never(target)

    def routed(self, alias: Alias, drawn: float) -> Version:
        """The version that an alias leads to.

        Args:
            alias: with weights that sum up to 100.
            drawn: a number, 0 ≤ n < 1, evenly spread.
        """
        first, last = alias.routes[0], alias.routes[-1]
        return self.versions[(first if drawn * 100 < first.weight else last).version_arn]

    def forget(self, machine_arn: str) -> None:
        """Let go of everything that was published of a state machine."""
        for version in self.versions_of(machine_arn):
            self.versions.drop(version.arn)
        for alias in self.aliases_of(machine_arn):
            self.aliases.drop(alias.arn)
        self._last_numbers.drop(machine_arn)
