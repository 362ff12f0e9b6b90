"""The state machines of a session, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sfn_notebook.api.errors import ApiError
from sfn_notebook.errors import UsageError
from sfn_notebook.session.machine import StateMachine

if TYPE_CHECKING:
    from sfn_notebook.session.session import Session


class Machines(Mapping[str, StateMachine]):
    """Those that were made in this process, and behind them what else the account has: of clients, and of a store.

    A machine that was made here is found as it was made here, whoever has updated it meanwhile.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._made: dict[str, StateMachine] = {}

    def add(self, machine: StateMachine) -> None:
        """Take a machine that was made here; of two with the same name the last one counts."""
        self._made[machine.name] = machine

    def _others(self) -> dict[str, str]:
        """The ARNs of machines that were not made here, by name."""
        account = self._session.account
        account.refresh()
        return {
            machine.settings.name: arn
            for arn, machine in account.machines.items()
            if machine.settings.name not in self._made and not machine.is_deleting
        }

    def __getitem__(self, name: str) -> StateMachine:
        if name in self._made:
            return self._made[name]
        account = self._session.account
        machine = account.machines[self._others()[name]]
        try:
            return StateMachine.of(self._session, account.deployments.deployed(machine))
        except ApiError as error:
            raise UsageError(f'the definition of "{name}" cannot be read: {error.message}') from None

    def __iter__(self) -> Iterator[str]:
        return iter([*self._made, *self._others()])

    def __len__(self) -> int:
        return len(self._made) + len(self._others())

    def __contains__(self, name: object) -> bool:
        return name in self._made or name in self._others()
