"""Who answers the Task states of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfn_notebook.api.nested import NestedExecutions
from sfn_notebook.api.operations.table import dispatcher
from sfn_notebook.api.own_calls import own_calls
from sfn_notebook.engine.ports import Tasks
from sfn_notebook.integrations.activities import ActivityTasks
from sfn_notebook.integrations.nested import ExecutionTasks
from sfn_notebook.integrations.sfn_api import StepFunctionsTasks

if TYPE_CHECKING:
    from sfn_notebook.api.account import Account


def task_states(account: Account, others: Tasks) -> Tasks:
    """What the account answers itself, its activities, its executions and its own API, before `others`."""
    region, nested = account.region, NestedExecutions(account)
    starts = ExecutionTasks(nested, region, others)
    calls = StepFunctionsTasks(own_calls(dispatcher(account)), nested, region, starts)
    return ActivityTasks(account.workers.of, calls)
