"""Executions that Task states start; implements `integrations.nested.StartApi`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sfn_notebook.api import errors
from sfn_notebook.api.execution import Execution
from sfn_notebook.api.execution_record import record_of
from sfn_notebook.api.operations.executions import described, started
from sfn_notebook.api.options import Options
from sfn_notebook.api.own_calls import answered_now
from sfn_notebook.api.ports import Startable
from sfn_notebook.api.wire import Answer
from sfn_notebook.engine.ports import Start
from sfn_notebook.values import JSON

if TYPE_CHECKING:
    from sfn_notebook.api.account import Account


class NestedExecutions:
    """Starts executions inside others, and tells how they ended."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def start(self, start: Start, members: JSON) -> Answer:
        """What StartExecution answers; the execution shares the time of the one that starts it.

        Where a single state is tested nobody has an execution: there it is one of its own, in the background.
        """
        account = self._account
        account.refresh()
        inside = account.executions.get(_opened(start))

        def begin(target: Startable, name: str | None, input_text: str) -> Execution:
            if inside is None:
                return account.start(target, name, input_text)
            machine = account.publications.machine_of(target)
            if start.is_waited_for and machine.settings.type == "EXPRESS":
                raise errors.state_machine_type_not_supported()
            options = Options(seed=start.seed, inside=inside)
            return account.open_at(target, name or self._name(machine.settings.name, start), input_text, options)

        def dispatch(_: str, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
            found = started(account, parameters, begin)
            self._check_awaitable(start, str(found["executionArn"]))
            return found

        return answered_now(dispatch, "StartExecution", members)

    def describe(self, execution_arn: str) -> Answer:
        """What DescribeExecution will answer once it may be read that an execution has ended."""

        def dispatch(_: str, parameters: Mapping[str, JSON]) -> Mapping[str, object]:
            execution = self._account.executions[str(parameters["executionArn"])]
            return described(
                self._account, record_of(execution.run, execution.input_text, execution.run.history.events[-1])
            )

        return answered_now(dispatch, "DescribeExecution", {"executionArn": execution_arn})

    def _name(self, machine_name: str, start: Start) -> str:
        """The name that is drawn for it, or another one where it is taken: a redriven Task draws the same."""
        account = self._account
        if account.names.execution_arn(machine_name, start.name) not in account.executions:
            return start.name
        return account.names.execution_name(machine_name, account.executions)

    def _check_awaitable(self, start: Start, execution_arn: str) -> None:
        """Make sure that an execution that is to be waited for, and was started before, shares the same time."""
        domain = self._account.executions[execution_arn].run.domain
        if start.is_waited_for and domain is not start.starter.domain:
            raise errors.execution_already_exists(execution_arn)


def _opened(start: Start) -> str:
    """The ARN of the execution that starts it; of a child of a Map Run that of the whole."""
    run = start.starter
    while run.starter is not None:
        run = run.starter.run
    return run.identity.execution_arn
