"""The end of state machines: at once, or when the last of their executions has ended.

Source: https://repost.aws/knowledge-center/step-functions-stuck-deleting-status
"""

from __future__ import annotations

from dataclasses import dataclass

from sfn_notebook.api import arn
from sfn_notebook.api.deployments import Deployments
from sfn_notebook.api.execution import Execution
from sfn_notebook.api.executions import Executions
from sfn_notebook.api.tags import Tags


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletions:
    """Deletes state machines with their versions, aliases and tags."""

    deployments: Deployments
    executions: Executions
    tags: Tags

    def delete(self, machine_arn: str) -> None:
        """Delete a machine, if there is one; each Standard execution of it fails before it enters another state."""
        running = self._running(machine_arn)
        for execution in running:
            execution.doom(deleted(execution.deployed.machine.settings.name))
        if running and machine_arn in self.deployments.machines:
            self.deployments.mark_deleting(machine_arn)
        else:
            self._forget(machine_arn)

    def finish(self) -> None:
        """Forget those that are being deleted, and of which nothing runs any more."""
        machines = self.deployments.machines
        for found in [found for found, machine in list(machines.items()) if machine.is_deleting]:
            if not self._running(found):
                self._forget(found)

    def _forget(self, machine_arn: str) -> None:
        self.deployments.forget(machine_arn)
        self.tags.forget(machine_arn)

    def _running(self, machine_arn: str) -> list[Execution]:
        """The Standard executions of a machine that have not ended, of this process."""
        prefix = arn.execution(machine_arn, "")
        return [execution for execution in self.executions.running_here if execution.arn.startswith(prefix)]


def deleted(name: str) -> str:
    """The cause with which executions of a deleted machine fail."""
    return f"State machine {name} has been deleted."
