"""Redrive an execution: it goes on from what did not succeed in it.

Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
"""

from __future__ import annotations

from collections.abc import Mapping

from sfn_notebook.api import arn, errors
from sfn_notebook.api.operations.executions import existing_execution
from sfn_notebook.api.ports import Account
from sfn_notebook.values import JSON


def redrive_execution(account: Account, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
    """Redrive an execution of a Standard state machine; a client token redrives once only."""
    text, token = arn.check_execution(str(parameters["executionArn"])), parameters.get("clientToken")
    if "/" in text:
        raise errors.refused("Labeled Execution ARNs are not supported for this API")
    record = existing_execution(account, parameters).record()
    return {"redriveDate": account.redrive(record.arn, None if token is None else str(token))}
