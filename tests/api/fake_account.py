"""An account without an engine: executions of it do nothing until they are stopped or told how they ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from sfn_notebook.api import arn, errors
from sfn_notebook.api.activities import Activities
from sfn_notebook.api.errors import execution_already_exists
from sfn_notebook.api.execution_ports import ExecutionRecord, ExecutionStatus, ExecutionView, StartedMachine
from sfn_notebook.api.inprocess import client
from sfn_notebook.api.listings import Listing, Views
from sfn_notebook.api.map_run_ports import MapRunView
from sfn_notebook.api.operations.table import dispatcher
from sfn_notebook.api.ports import NO_LOGGING, Alias, Machine, MachineSettings, Startable, Version
from sfn_notebook.api.publications import Publications
from sfn_notebook.api.tags import Tags
from sfn_notebook.api.task_tokens import TaskTokens
from sfn_notebook.api.workers import Workers
from sfn_notebook.asl.model import Definition, State
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.trial import Asked
from sfn_notebook.engine.trial_outcome import Tried
from sfn_notebook.values import JSON
from sfn_notebook.views.billing import Billing

SECOND = 1_000_000_000
NOON = 1_700_000_000 * SECOND
ROLE = "arn:aws:iam::999988887777:role/tests"
MACHINES = "arn:aws:states:eu-west-1:999988887777:stateMachine"
EXECUTIONS = "arn:aws:states:eu-west-1:999988887777:execution"
ARN_OF_ORDER = f"{MACHINES}:order"
DEFINITION = '{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}'


@dataclass
class FakeExecution:
    now: ExecutionRecord
    is_kept: bool = True
    history: list[dict[str, JSON]] = field(default_factory=list[dict[str, JSON]])

    @property
    def status(self) -> ExecutionStatus:
        return self.now.status

    def record(self) -> ExecutionRecord:
        return replace(self.now, event_count=len(self.history))

    def events(self, first: int, last: int) -> Sequence[Mapping[str, JSON]]:
        return self.history[first - 1 : last]

    def billing(self) -> Billing | None:
        return Billing(billed_duration_in_milliseconds=200, billed_memory_used_in_mb=64)

    def stop(self, error: str | None, cause: str | None) -> int:
        self.now = replace(self.now, status="ABORTED", stopped=NOON + 2 * SECOND, error=error, cause=cause)
        return NOON + 2 * SECOND

    def started_machine(self) -> StartedMachine:
        return StartedMachine(
            arn=self.now.state_machine_arn,
            name=self.now.state_machine_arn.rpartition(":")[2],
            definition=DEFINITION,
            variable_references={"Done": ["a"]},
            role_arn=ROLE,
            updated=NOON,
            logging=NO_LOGGING,
            revision_id="00000000-0000-4000-8000-000000000001",
        )

    def map_runs(self) -> Sequence[MapRunView]:
        return ()


@dataclass
class FakeAccount:
    account_id: str = "999988887777"
    region: str = "eu-west-1"
    machines: dict[str, Machine] = field(default_factory=dict[str, Machine])
    runs: dict[str, FakeExecution] = field(default_factory=dict[str, FakeExecution])
    publications: Publications = field(default_factory=Publications)
    activities: Activities = field(default_factory=Activities)
    tags: Tags = field(default_factory=Tags)
    tokens: TaskTokens = field(default_factory=lambda: TaskTokens({}, errors.refused))
    workers: Workers = field(default_factory=lambda: Workers(lambda _: False))
    log_groups: set[str] = field(default_factory=set[str])
    quotas: Quotas = Quotas.AWS

    @property
    def executions(self) -> Mapping[str, ExecutionView]:
        return self.runs

    def above(self, machine_arn: str, below: str) -> Sequence[ExecutionView]:
        assert below.startswith("arn:aws:states:")
        return [self.runs[each] for each in reversed(self.runs) if each.startswith(arn.execution(machine_arn, ""))]

    def refresh(self) -> None:
        """Nobody shares it."""

    def changing(self) -> AbstractContextManager[None]:
        return nullcontext()

    def checked(self, settings: MachineSettings) -> Definition:
        if "StartAt" not in settings.definition:
            raise errors.invalid_definition("SCHEMA_VALIDATION_FAILED: …")
        return Definition(start_at="", states={})

    def prepare(self, machine: Machine) -> None:
        assert machine.settings.arn in self.machines

    def put_machine(self, settings: MachineSettings, definition: Definition) -> Machine:
        assert not definition.states
        old = self.machines.get(settings.arn)
        made = Machine(
            settings=settings,
            created=old.created if old else NOON + len(self.machines) * SECOND,
            updated=NOON + 60 * SECOND,
            revision_id="00000000-0000-4000-8000-000000000001" if old else None,
        )
        self.machines[settings.arn] = made
        return made

    def delete_machine(self, arn: str) -> None:
        self.machines.pop(arn, None)
        self.publications.forget(arn)
        self.tags.forget(arn)

    def now(self) -> int:
        return NOON

    def publish(self, machine: Machine, description: str | None) -> Version:
        return self.publications.publish(machine, description, NOON)

    def has_log_group(self, arn: str) -> bool:
        return arn in self.log_groups

    def run(self, target: Startable, name: str | None, input_text: str) -> FakeExecution:
        execution = self.start(target, name, input_text)
        execution.now = replace(execution.now, status="SUCCEEDED", stopped=NOON + SECOND, output='{"a":1}')
        return execution

    def started_at(self, target: Startable, status: str | None) -> Listing:
        arn_of = target.settings.arn if isinstance(target, Machine) else target.arn
        records = [(execution, execution.record()) for execution in list(self.runs.values())]
        return Views(
            [
                execution
                for execution, record in records
                if arn_of in (record.state_machine_arn, record.version_arn, record.alias_arn)
                and status in (None, record.status)
            ]
        )

    def start(self, target: Startable, name: str | None, input_text: str) -> FakeExecution:
        machine = self.publications.machine_of(target)
        chosen = name or f"run-{len(self.runs)}"
        plain = arn.execution(machine.settings.arn, chosen)
        is_express = machine.settings.type == "EXPRESS"
        record = ExecutionRecord(
            arn=f"{plain.replace(':execution:', ':express:')}:{len(self.runs)}" if is_express else plain,
            name=chosen,
            state_machine_arn=machine.settings.arn,
            status="RUNNING",
            started=NOON + len(self.runs) * SECOND,
            input=input_text,
            event_count=0,
            version_arn=target.arn if isinstance(target, Version) else None,
            alias_arn=target.arn if isinstance(target, Alias) else None,
        )
        if record.arn in self.runs:
            raise execution_already_exists(record.arn)
        self.runs[record.arn] = FakeExecution(record)
        return self.runs[record.arn]

    def redrive(self, execution_arn: str, token: str | None) -> int:
        self.runs[execution_arn].now = replace(self.runs[execution_arn].now, status="RUNNING", redriven=NOON)
        return NOON + len(token or "") * SECOND

    def try_state(self, state: State, asked: Asked, input_text: str, role_arn: str | None) -> Tried:
        raise errors.not_supported(f"testing {state.name} with {input_text}, {asked} and {role_arn}")

    @property
    def client(self) -> Any:
        return client(dispatcher(self), self.region)


def with_machine(name: str = "order", account: FakeAccount | None = None) -> FakeAccount:
    account = account or FakeAccount()
    account.client.create_state_machine(name=name, definition=DEFINITION, roleArn=ROLE)
    return account


def event(number: int, **details: JSON) -> dict[str, JSON]:
    shown: dict[str, JSON] = {"name": f"S{number}", "input": "{}", "inputDetails": {"truncated": False}, **details}
    return {
        "id": number,
        "previousEventId": number - 1,
        "timestamp": NOON + number * SECOND // 1000,
        "type": "PassStateEntered",
        "stateEnteredEventDetails": shown,
    }


ONE = f"{EXECUTIONS}:order:one"


def at(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp((NOON + seconds * SECOND) / 1e9, dt.UTC)


def started(account: FakeAccount, name: str = "one", text: str = "{}") -> FakeExecution:
    account.client.start_execution(stateMachineArn=ARN_OF_ORDER, name=name, input=text)
    return account.runs[f"{EXECUTIONS}:order:{name}"]
