"""The end of state machines: at once, or when the last of their executions has ended.

Source: https://repost.aws/knowledge-center/step-functions-stuck-deleting-status
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from sfn_notebook.api.catalogue import Catalogue
from sfn_notebook.api.executions import Executions
from sfn_notebook.api.ports import Machine
from sfn_notebook.engine.ports import JournalError


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletions:
    """Deletes state machines with their versions, aliases and tags."""

    catalogue: Catalogue
    executions: Executions

    def delete(self, machine_arn: str) -> None:
        """Delete a machine, if there is one; each Standard execution of it fails before it enters another state."""
        with self.catalogue.changing():
            machine = self.catalogue.deployments.machines.get(machine_arn)
            if machine is not None and self._has_running(machine):
                self.catalogue.deployments.mark_deleting(machine_arn)
            else:
                self.catalogue.forget_machine(machine_arn)
        self.doom()

    def doom(self) -> None:
        """Let the executions fail that this process runs of machines that are being deleted."""
        for machine in self._deleting():
            for execution in self.executions.running_of(machine.settings.arn):
                execution.doom(deleted(machine.settings.name))

    def finish(self) -> None:
        """Forget those that are being deleted, and of which nothing runs any more."""
        ready = [machine.settings.arn for machine in self._deleting() if not self._has_running(machine)]
        if not ready:
            return
        with suppress(JournalError), self.catalogue.changing():  # it is done another time
            for machine in self._deleting():
                if machine.settings.arn in ready:
                    self.catalogue.forget_machine(machine.settings.arn)

    def _deleting(self) -> list[Machine]:
        return [machine for machine in self.catalogue.deployments.machines.values() if machine.is_deleting]

    def _has_running(self, machine: Machine) -> bool:
        """Whether Standard executions of a machine have not ended, in this process or in another one."""
        arn = machine.settings.arn
        return machine.settings.type == "STANDARD" and self.executions.are_running(arn)


def deleted(name: str) -> str:
    """The cause with which executions of a deleted machine fail."""
    return f"State machine {name} has been deleted."
