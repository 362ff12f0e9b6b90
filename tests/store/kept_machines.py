"""Machines run into a store without a session, for the tests of the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from stepping import finish

from sfn_notebook.asl.model import TaskState
from sfn_notebook.asl.parse import parse
from sfn_notebook.engine.checkpoint import go_on
from sfn_notebook.engine.clock import LOGICAL_START, Clock
from sfn_notebook.engine.compiled import Program
from sfn_notebook.engine.compiler import compile_definition
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.drivers.conductor import Conductor
from sfn_notebook.engine.opening import start
from sfn_notebook.engine.ports import Connector
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.run import Identity, Run
from sfn_notebook.store.database import Database
from sfn_notebook.store.lines import Opening
from sfn_notebook.store.reading import Row
from sfn_notebook.store.restoring import ProgramOf, restored
from sfn_notebook.store.store import Store
from sfn_notebook.values import JSON, encode

PASS: Final[dict[str, JSON]] = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}
ARN: Final = "arn:aws:states:us-east-1:123456789012"


def program_of(definition: Mapping[str, JSON]) -> Program:
    """The compiled machine; it has no Task states."""
    parsed = parse(dict(definition))
    if parsed.definition is None:
        raise ValueError(parsed.diagnostics)
    return compile_definition(parsed.definition, _nobody)


def _nobody(state: TaskState) -> Connector:
    raise AssertionError(state)


def opened(store: Store, name: str, value: JSON = None, definition: Mapping[str, JSON] = PASS) -> Run:
    """An execution before its first state, in a domain that the store keeps."""
    domain = Domain(Clock(mode="logical"), LOGICAL_START, store.journal)
    identity = Identity(
        execution_arn=f"{ARN}:execution:m:{name}",
        execution_name=name,
        state_machine_arn=f"{ARN}:stateMachine:m",
        state_machine_name="m",
        role_arn=None,
        input=value,
        input_bytes=len(encode(value)),
        start=LOGICAL_START,
        seed=1,
    )
    store.journal.expect(identity.execution_arn, Opening(settings="{}", input_text=encode(value)))
    return start(domain, identity, program_of(definition), Quotas.AWS)


def copy_of(store: Store, run: Run, program_of: ProgramOf) -> Run:
    """What a store has of an execution, ready to go on; what happens to it then is not kept."""
    database = Database(store.path, "NORMAL")
    with database.reading() as connection:
        (again,) = (each.run for each in restored(connection, row_of(store, run), program_of, None).going)
    database.close()
    go_on(again.domain)
    return again


def row_of(store: Store, run: Run) -> Row:
    """What a store says of an execution that it has."""
    row = store.row(run.identity.execution_arn)
    if row is None:
        raise ValueError(run.identity.execution_arn)
    return row


def take_turn(run: Run) -> None:
    """Let an execution of Pass states end, without keeping that."""
    Conductor(run.domain, "inline", _never, _never).turn()


def _never(*_: object) -> None:
    raise AssertionError


def kept(store: Store, name: str, value: JSON = None, definition: Mapping[str, JSON] = PASS) -> Run:
    """An execution that has ended, and is kept."""
    run = opened(store, name, value, definition)
    finish(run)
    return run
