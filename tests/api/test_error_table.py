"""Every error that the service's model lists for an operation: a call that is answered by it, or why none is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from api_errors import modelled, refused
from botocore import xform_name
from error_cases import DONE, ENDED, MACHINES, ROLE, WORK, Case, route
from execution_errors import EXECUTION_ERRORS
from machine_errors import MACHINE_ERRORS

import sfn_notebook as sfn
from sfn_notebook.api.wire import service_model

CASES: Final = [*MACHINE_ERRORS, *EXECUTION_ERRORS]

NEVER: Final[dict[str, str]] = {
    "ActivityLimitExceeded": "an account has room for as many as there is memory",
    "ExecutionLimitExceeded": "an account has room for as many as there is memory",
    "StateMachineLimitExceeded": "an account has room for as many as there is memory",
    "ActivityAlreadyExists": "activities differ in their keys only, and there are none",
    "InvalidEncryptionConfiguration": "keys are refused by a ValidationException that says so",
    "InvalidTracingConfiguration": "tracing is refused by a ValidationException that says so",
    "KmsAccessDeniedException": "there are no keys",
    "KmsInvalidStateException": "there are no keys",
    "KmsThrottlingException": "there are no keys",
}
"""Errors that nothing is answered by, and why."""

ELSEWHERE: Final[dict[tuple[str, str], str]] = {
    ("CreateStateMachine", "ConflictException"): "calls that change one machine come one after another",
    ("CreateStateMachine", "StateMachineTypeNotSupported"): "both types are there",
    ("CreateStateMachineAlias", "InvalidArn"): "what is no version is a ValidationException that shows the routes",
    (
        "CreateStateMachineAlias",
        "InvalidName",
    ): "a name that the model does not allow is a ValidationException (recorded)",
    ("CreateStateMachineAlias", "ResourceNotFound"): "a version that does not exist is a ValidationException",
    ("CreateStateMachineAlias", "ServiceQuotaExceededException"): "test_aliases",
    ("DeleteStateMachineAlias", "ConflictException"): "calls that change one machine come one after another",
    ("DeleteStateMachineAlias", "ResourceNotFound"): "one that does not exist is as good as deleted (recorded)",
    ("DeleteStateMachineAlias", "ValidationException"): "what breaks the model, see test_wire",
    ("DeleteStateMachineVersion", "ValidationException"): "what breaks the model, see test_wire",
    ("DescribeStateMachineAlias", "ValidationException"): "what breaks the model, see test_wire",
    ("GetActivityTask", "ActivityWorkerLimitExceeded"): "test_lost_tasks",
    ("ListStateMachineAliases", "ResourceNotFound"): "a machine that does not exist is StateMachineDoesNotExist",
    ("PublishStateMachineVersion", "ServiceQuotaExceededException"): "test_versions",
    ("SendTaskFailure", "TaskDoesNotExist"): "test_tasks",
    ("SendTaskFailure", "TaskTimedOut"): "test_tasks",
    ("SendTaskHeartbeat", "TaskDoesNotExist"): "test_tasks",
    ("SendTaskHeartbeat", "TaskTimedOut"): "test_tasks",
    ("SendTaskSuccess", "InvalidOutput"): "test_tasks",
    ("SendTaskSuccess", "TaskDoesNotExist"): "test_tasks",
    ("SendTaskSuccess", "TaskTimedOut"): "test_tasks",
    ("StartSyncExecution", "StateMachineDeleting"): "an Express machine is deleted at once",
    ("UpdateStateMachine", "ConflictException"): "calls that change one machine come one after another",
    ("UpdateStateMachine", "ServiceQuotaExceededException"): "test_versions",
    ("UpdateStateMachineAlias", "ConflictException"): "calls that change one machine come one after another",
}
"""Errors of single operations that other tests have, or that nothing is answered by."""


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """A client of an account with a machine that is being deleted, as an execution of it goes on."""
    with sfn.Session() as session:
        made = session.client()
        made.create_activity(name="work")
        for name, definition, kind in (
            ("m", DONE, "STANDARD"),
            ("quick", DONE, "EXPRESS"),
            ("going", None, "STANDARD"),
        ):
            text = definition or json.dumps(WORK)
            made.create_state_machine(name=name, definition=text, roleArn=ROLE, type=kind, publish=True)
        for machine, alias in (("m", "PROD"), ("going", "LAST")):
            routing = route(f"{MACHINES}{machine}:1")
            made.create_state_machine_alias(name=alias, routingConfiguration=routing)
        made.start_execution(stateMachineArn=f"{MACHINES}m", name="ended")
        while made.describe_execution(executionArn=ENDED)["status"] == "RUNNING":
            pass
        made.start_execution(stateMachineArn=f"{MACHINES}going")
        made.delete_state_machine(stateMachineArn=f"{MACHINES}going")
        yield made


@pytest.mark.parametrize("given", CASES, ids=lambda given: f"{given.operation}-{given.code}")
def test_a_call_is_answered_by_the_error(client: Any, given: Case) -> None:
    call = getattr(client, xform_name(given.operation))
    assert refused(lambda: call(**given.parameters)) == (given.code, given.message)


def test_every_error_of_the_model_is_accounted_for() -> None:
    operations = service_model().operation_names
    listed = {(name, code) for name in operations for code in modelled(name) if code not in NEVER}
    answered = {(given.operation, given.code) for given in CASES}
    assert listed - answered - set(ELSEWHERE) == set()
    assert answered & set(ELSEWHERE) == set()
    assert set(ELSEWHERE) <= listed
