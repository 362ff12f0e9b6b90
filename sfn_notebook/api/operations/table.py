"""Every operation that is answered, by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from types import MappingProxyType
from typing import Final, TypeAlias

from sfn_notebook.api import errors
from sfn_notebook.api.operations import (
    activities,
    aliases,
    executions,
    history,
    machines,
    map_runs,
    redrives,
    state_tests,
    tags,
    tasks,
    validation,
    versions,
)
from sfn_notebook.api.ports import Account
from sfn_notebook.api.wire import Dispatch, Output, Parameters
from sfn_notebook.values import JSON

Operation: TypeAlias = "Callable[[Account, Mapping[str, JSON]], Output | Future[Output]]"

OPERATIONS: Final[Mapping[str, Operation]] = MappingProxyType(
    {
        "CreateActivity": activities.create_activity,
        "CreateStateMachine": machines.create_state_machine,
        "CreateStateMachineAlias": aliases.create_state_machine_alias,
        "DeleteActivity": activities.delete_activity,
        "DeleteStateMachine": machines.delete_state_machine,
        "DeleteStateMachineAlias": aliases.delete_state_machine_alias,
        "DeleteStateMachineVersion": versions.delete_state_machine_version,
        "DescribeActivity": activities.describe_activity,
        "DescribeExecution": executions.describe_execution,
        "DescribeMapRun": map_runs.describe_map_run,
        "DescribeStateMachine": machines.describe_state_machine,
        "DescribeStateMachineAlias": aliases.describe_state_machine_alias,
        "DescribeStateMachineForExecution": machines.describe_state_machine_for_execution,
        "GetActivityTask": tasks.get_activity_task,
        "GetExecutionHistory": history.get_execution_history,
        "ListActivities": activities.list_activities,
        "ListExecutions": executions.list_executions,
        "ListMapRuns": map_runs.list_map_runs,
        "ListStateMachineAliases": aliases.list_state_machine_aliases,
        "ListStateMachineVersions": versions.list_state_machine_versions,
        "ListStateMachines": machines.list_state_machines,
        "ListTagsForResource": tags.list_tags_for_resource,
        "PublishStateMachineVersion": versions.publish_state_machine_version,
        "RedriveExecution": redrives.redrive_execution,
        "SendTaskFailure": tasks.send_task_failure,
        "SendTaskHeartbeat": tasks.send_task_heartbeat,
        "SendTaskSuccess": tasks.send_task_success,
        "StartExecution": executions.start_execution,
        "StartSyncExecution": executions.start_sync_execution,
        "StopExecution": executions.stop_execution,
        "TagResource": tags.tag_resource,
        "TestState": state_tests.test_state,
        "UntagResource": tags.untag_resource,
        "UpdateMapRun": map_runs.update_map_run,
        "UpdateStateMachine": machines.update_state_machine,
        "UpdateStateMachineAlias": aliases.update_state_machine_alias,
        "ValidateStateMachineDefinition": validation.validate_state_machine_definition,
    }
)


def dispatcher(account: Account) -> Dispatch:
    """Answers the operations of the table for an account, and refuses every other one by name."""

    def dispatch(name: str, parameters: Parameters) -> Output | Future[Output]:
        operation = OPERATIONS.get(name)
        if operation is None:
            raise errors.not_supported(f"the operation {name}")
        account.refresh()
        return operation(account, parameters)

    return dispatch
