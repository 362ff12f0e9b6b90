"""The state machines of an account: settings, parsed definitions, compiled programs, and what is published of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias, assert_never

from sfn_notebook.api.errors import ApiError
from sfn_notebook.api.execution import Deployed
from sfn_notebook.api.forms import MACHINES
from sfn_notebook.api.ports import Alias, Machine, MachineSettings, Startable, Version
from sfn_notebook.api.publications import Publications
from sfn_notebook.api.refused_tasks import RefusedTaskError
from sfn_notebook.api.shelf import Shelf
from sfn_notebook.asl.check import check
from sfn_notebook.asl.lint.aws import aws_errors, invalid_definition_message
from sfn_notebook.asl.model import Definition, TaskState
from sfn_notebook.asl.walk import states
from sfn_notebook.engine.compiled import Program
from sfn_notebook.engine.compiler import compile_definition
from sfn_notebook.engine.ports import Connector, Refusal, Tasks
from sfn_notebook.text.source import read_source

_Revision: TypeAlias = "tuple[str, str | None]"


class Deployments:
    """State machines by ARN; a revision that nothing can be started at any more is let go."""

    def __init__(self, tasks: Tasks) -> None:
        self.machines = Shelf(MACHINES)
        self.publications = Publications()
        self._tasks = tasks
        self._deployed: dict[_Revision, Deployed] = {}
        self._programs: dict[_Revision, tuple[Definition, Program]] = {}

    def put(self, settings: MachineSettings, definition: Definition, now: int) -> Deployed:
        """Keep a machine whose definition has been checked, or a new revision of the one that has its ARN."""
        before = self.machines.get(settings.arn)
        machine = Machine(
            settings=settings,
            created=before.created if before else now,
            updated=now,
            revision_id=str(uuid.uuid4()) if before else None,
        )
        deployed = self._deployed[_revision(machine)] = _deployed(machine, definition)
        self.machines[settings.arn] = machine
        self.let_go()
        return deployed

    def mark_deleting(self, arn: str) -> None:
        """Let a machine be on its way out, until it is forgotten; a new revision of it would stay."""
        self.machines[arn] = replace(self.machines[arn], is_deleting=True)

    def forget(self, arn: str) -> None:
        """Forget a machine, and all that is published of it."""
        self.machines.drop(arn)
        self.publications.forget(arn)
        self.let_go()

    def let_go(self) -> None:
        """Let go of the definitions and programs of revisions at which nothing can be started any more."""
        present = (self.machines.get(arn) for arn, _ in self._deployed)
        kept = {_revision(machine) for machine in present if machine is not None}
        kept.update(_revision(version.machine) for version in self.publications.versions.values())
        for found in [revision for revision in self._deployed if revision not in kept]:
            del self._deployed[found]
            self._programs.pop(found, None)

    def deployed(self, machine: Machine) -> Deployed:
        """A machine with its definition; one that was let go meanwhile is read again."""
        kept = self._deployed.get(_revision(machine))
        if kept is not None and (kept.machine.updated, kept.machine.settings) == (machine.updated, machine.settings):
            return kept
        found = self._deployed[_revision(machine)] = _deployed(machine, checked_definition(machine.settings))
        return found

    def started_at(self, target: Startable, draw: Callable[[], float]) -> Deployed:
        """What an execution runs that is started at a machine, a version or an alias.

        Args:
            target: where.
            draw: gives a number, 0 ≤ n < 1, that chooses where an alias leads.
        """
        match target:
            case Machine():
                return self.deployed(target)
            case Version():
                return replace(self.deployed(target.machine), version_arn=target.arn)
            case Alias():
                version = self.publications.routed(target, draw())
                return replace(self.started_at(version, draw), alias_arn=target.arn)
            case _:
                assert_never(target)

    def program(self, deployed: Deployed) -> Program:
        """The compiled machine. Connectors find their function at the time of the call, so it can be kept."""
        revision = _revision(deployed.machine)
        kept = self._programs.get(revision)
        if kept is not None and kept[0] is deployed.definition:
            return kept[1]
        program = compile_definition(deployed.definition, self.connect)
        self._programs[revision] = (deployed.definition, program)
        return program

    def program_again(self, deployed: Deployed) -> Program:
        """That of an execution that goes on; what nobody answers yet may be answered later."""
        return compile_definition(deployed.definition, self.expect)

    def checked_program(self, deployed: Deployed, needs: Sequence[TaskState] | None = None) -> Program:
        """The compiled machine, of which somebody answers all Task states, or those that are needed.

        Raises:
            RefusedTaskError: naming each that nobody answers, and what would.
        """
        self.check_tasks(deployed.tasks if needs is None else needs)
        try:
            return self.program(deployed)
        except RefusedTaskError:  # of one that is not needed
            return self.program_again(deployed)

    def check_tasks(self, tasks: Sequence[TaskState]) -> None:
        """Make sure that somebody answers every one of some Task states.

        Raises:
            RefusedTaskError: naming each that nobody answers, and what would.
        """
        refusals: dict[str, Refusal] = {}
        for state in tasks:
            answer = self._tasks.resolve(state)
            if isinstance(answer, Refusal):
                refusals[state.name] = answer
        if refusals:
            raise RefusedTaskError(refusals)

    def connect(self, state: TaskState) -> Connector:
        """Who answers a Task; raises RefusedTaskError where nobody does."""
        return _connector(state, self._tasks.resolve(state))

    def expect(self, state: TaskState) -> Connector:
        """The same for an execution that goes on: what nobody answers yet is waited for."""
        return _connector(state, self._tasks.expect(state))


def checked_definition(settings: MachineSettings) -> Definition:
    """The definition that a caller gave, parsed.

    Raises:
        ApiError: InvalidDefinition, for what AWS refuses and for what is not supported yet.
    """
    checked = check(read_source(settings.definition, format="json"), settings.type)
    if checked.definition is None or aws_errors(checked.diagnostics):
        raise ApiError("InvalidDefinition", invalid_definition_message(checked.diagnostics))
    return checked.definition


def _revision(machine: Machine) -> _Revision:
    return machine.settings.arn, machine.revision_id


def _deployed(machine: Machine, definition: Definition) -> Deployed:
    tasks = tuple(state for _, state in states(definition) if isinstance(state, TaskState))
    return Deployed(machine=machine, definition=definition, tasks=tasks)


def _connector(state: TaskState, found: Connector | Refusal) -> Connector:
    if isinstance(found, Refusal):
        raise RefusedTaskError({state.name: found})
    return found
