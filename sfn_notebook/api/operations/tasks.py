"""Take the tasks of activities, and answer tasks by their tokens.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future

from sfn_notebook.api import arn, errors
from sfn_notebook.api.ports import Account
from sfn_notebook.api.task_tokens import Done, answer_task, beat, checked_output, checked_token
from sfn_notebook.engine.ports import Failure
from sfn_notebook.values import JSON


def send_task_success(account: Account, parameters: Mapping[str, JSON]) -> Done:
    """Give a task its result."""
    token = checked_token(str(parameters["taskToken"]))
    result = checked_output(str(parameters["output"]))
    return answer_task(account.tokens.domain_of(token), token.id, result)


def send_task_failure(account: Account, parameters: Mapping[str, JSON]) -> Done:
    """Fail a task; without an error or a cause it has none (recorded)."""
    token = checked_token(str(parameters["taskToken"]))
    error, cause = parameters.get("error"), parameters.get("cause")
    failure = Failure(error=None if error is None else str(error), cause=None if cause is None else str(cause))
    return answer_task(account.tokens.domain_of(token), token.id, failure)


def send_task_heartbeat(account: Account, parameters: Mapping[str, JSON]) -> Done:
    """Say that a task is still worked on; no event tells of it."""
    token = checked_token(str(parameters["taskToken"]))
    return beat(account.tokens.domain_of(token), token.id)


def get_activity_task(account: Account, parameters: Mapping[str, JSON]) -> Future[Mapping[str, object]]:
    """The oldest task of an activity that is still waited for, as soon as there is one; nothing after a minute."""
    found = arn.check_activity(str(parameters["activityArn"]))
    if found not in account.activities.by_arn:
        raise errors.activity_does_not_exist(found)
    worker_name = parameters.get("workerName")
    return account.workers.poll(found, None if worker_name is None else str(worker_name))
