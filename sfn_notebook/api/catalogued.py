"""The part of an account that has its state machines, its activities and their tags."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress

from sfn_notebook.api.activities import Activities
from sfn_notebook.api.catalogue import Catalogue
from sfn_notebook.api.deletions import Deletions
from sfn_notebook.api.deployments import Deployments, checked_definition
from sfn_notebook.api.execution import Deployed
from sfn_notebook.api.executions import Executions
from sfn_notebook.api.ports import Machine, MachineSettings, Version
from sfn_notebook.api.publications import Publications
from sfn_notebook.api.refused_tasks import RefusedTaskError
from sfn_notebook.api.tags import Tags
from sfn_notebook.asl.model import Definition


class Catalogued:
    """What an account has beside executions; of a store every process sees what the others have.

    Attributes:
        lock: held while anything of it changes, and while an execution is opened.
    """

    def __init__(self, catalogue: Catalogue, executions: Executions) -> None:
        self.catalogue = catalogue
        self.lock = catalogue.lock
        self._revision = 0
        self._deletions = Deletions(catalogue=catalogue, executions=executions)

    @abstractmethod
    def now(self) -> int:
        """The time at which something is done, in nanoseconds since the epoch."""

    def refresh(self) -> None:
        """Take what other processes that use the store have changed."""
        revision = self.catalogue.refresh()
        if revision != self._revision:
            self._revision = revision
            self._deletions.doom()

    def changing(self) -> AbstractContextManager[None]:
        """A stretch in which nobody else changes any of them; see `Catalogue.changing`."""
        return self.catalogue.changing()

    @property
    def deployments(self) -> Deployments:
        """The definitions of state machines, and what runs them."""
        return self.catalogue.deployments

    @property
    def machines(self) -> Mapping[str, Machine]:
        """State machines by ARN; those that are deleted are gone once nothing of them runs."""
        self._deletions.finish()
        return self.deployments.machines

    @property
    def publications(self) -> Publications:
        """Their versions and aliases."""
        return self.deployments.publications

    @property
    def activities(self) -> Activities:
        """What workers poll."""
        return self.catalogue.activities

    @property
    def tags(self) -> Tags:
        """Of state machines and activities."""
        return self.catalogue.tags

    def checked(self, settings: MachineSettings) -> Definition:
        """See `ports.Account`."""
        return checked_definition(settings)

    def put_machine(self, settings: MachineSettings, definition: Definition) -> Machine:
        """See `ports.Account`."""
        return self.deploy(settings, definition).machine

    def prepare(self, machine: Machine) -> None:
        """See `ports.Account`."""
        with suppress(RefusedTaskError):  # whose function may be registered before the first execution
            self.deployments.program(self.deployments.deployed(machine))

    def deploy(self, settings: MachineSettings, definition: Definition) -> Deployed:
        """Keep a machine whose definition has been checked."""
        with self.changing():
            return self.deployments.put(settings, definition, self.now())

    def delete_machine(self, arn: str) -> None:
        """Delete a state machine with its versions, aliases and tags, if there is one.

        It is there, `is_deleting`, as long as Standard executions of it run; each fails before it enters another state.
        """
        self._deletions.delete(arn)

    def publish(self, machine: Machine, description: str | None) -> Version:
        """Publish a version of a state machine, unless its present revision has one."""
        with self.changing():
            return self.publications.publish(machine, description, self.now())
