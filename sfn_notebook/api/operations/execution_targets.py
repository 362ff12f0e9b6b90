"""What the ARN of an execution leads to."""

from __future__ import annotations

from collections.abc import Mapping

from sfn_notebook.api import arn, errors
from sfn_notebook.api.execution_ports import ExecutionView
from sfn_notebook.api.operations.map_run_targets import find_child
from sfn_notebook.api.ports import Account
from sfn_notebook.engine.map_run import KEPT_HISTORIES
from sfn_notebook.values import JSON


def existing_execution(account: Account, parameters: Mapping[str, JSON]) -> ExecutionView:
    """The execution that a call names, also one that a Map Run started; raises ExecutionDoesNotExist."""
    text = arn.check_execution(str(parameters["executionArn"]))
    view = account.executions.get(text) or find_child(account, text)
    if view is None:
        raise errors.execution_does_not_exist(text)
    return view


def check_kept(view: ExecutionView, what: str) -> None:
    """Raise ValidationException, where what is asked for of a child of a Map Run was not kept."""
    if not view.is_kept:
        raise errors.not_kept(f"{what} of {view.record().arn}", KEPT_HISTORIES)


def existing_standard_execution(account: Account, parameters: Mapping[str, JSON]) -> ExecutionView:
    """The same for what AWS does not do for Express executions, not even for those that a Map Run started."""
    view = existing_execution(account, parameters)
    if view.record().is_express:
        raise errors.invalid_arn("Resource type not valid in this context: express")
    return view
