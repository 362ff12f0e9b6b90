"""Task states that call Lambda functions: by the function's ARN, and by `lambda:invoke`, which may hand out a token."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Final

from sfn_notebook.asl.model import TaskState
from sfn_notebook.engine.ports import Connector, Failure, Handler, Refusal
from sfn_notebook.expressions.jsonata import is_expression
from sfn_notebook.integrations import function_name, lambda_invoke
from sfn_notebook.integrations.function_name import FunctionName, is_function_arn
from sfn_notebook.integrations.functions import Function, Functions
from sfn_notebook.integrations.lambda_call import Call, handler_of
from sfn_notebook.values import ABSENT, JSON

_INVOKE: Final = re.compile(r"arn:aws[a-zA-Z-]*:states:[a-z0-9-]*:\d*:lambda:(?P<action>invoke(\.waitForTaskToken)?)")


class LambdaTasks:
    """Answers Task states with the Python functions of a registry; implements `ports.Tasks`."""

    def __init__(self, functions: Functions, account_id: str, region: str) -> None:
        self._functions = functions
        self._account_id = account_id
        self._region = region

    def resolve(self, state: TaskState) -> Connector | Refusal:
        """How a Task is recorded and who answers it, or why nobody does."""
        connector = self.expect(state)
        wanted = _named(state)
        if isinstance(connector, Connector) and wanted is not None and self._find(wanted) is None:
            return self._nobody(wanted)
        return connector

    def expect(self, state: TaskState) -> Connector | Refusal:
        """The same, but a function that is not there yet is waited for."""
        if is_function_arn(state.resource):
            return self._by_arn(state.resource)
        found = _INVOKE.fullmatch(state.resource)
        if found is not None:
            return self._by_invoke(state, found["action"])
        return Refusal(
            message=f"the resource {state.resource} is not supported yet",
            hint="a Task can name the ARN of a Lambda function or of an activity, arn:aws:states:::lambda:invoke, "
            "or a call of Step Functions itself, arn:aws:states:::aws-sdk:sfn:…, alone or with .waitForTaskToken",
        )

    def _by_arn(self, arn: str) -> Connector | Refusal:
        wanted = function_name.parse(arn)
        if wanted is None:
            return Refusal(
                message=f"{arn} is not the ARN of a Lambda function", hint="…:function:NAME or …:function:NAME:ALIAS"
            )

        def handler(_: JSON) -> Handler | Refusal:
            function = self._find(wanted)  # a cell may have registered another one meanwhile
            if function is None:
                return self._nobody(wanted)
            call = Call(
                function=function,
                arn=arn,
                version=lambda_invoke.version(wanted.qualifier),
                family="LambdaFunction",
                event=lambda parameters: parameters,
                finish=lambda _, result, size_bytes: (result, size_bytes),
            )
            return handler_of(call)

        return Connector(
            family="LambdaFunction",
            resource_type="lambda",
            resource=arn,
            region=self._region,
            result_name=arn,
            handler=handler,
        )

    def _by_invoke(self, state: TaskState, action: str) -> Connector | Refusal:
        given = state.parameters if state.arguments is ABSENT else state.arguments
        template: JSON = None if given is ABSENT else given
        refusal = lambda_invoke.check(template)
        if refusal is not None:
            return refusal
        return Connector(
            family="Task",
            resource_type="lambda",
            resource=action,
            region=self._region,
            result_name="lambda",
            handler=partial(self._invoked, _named(state)),
            pattern="response" if action == "invoke" else "token",
        )

    def _invoked(self, expected: FunctionName | None, parameters: JSON) -> Handler | Failure | Refusal:
        if expected is not None and self._find(expected) is None:
            return self._nobody(expected)
        fields: Mapping[str, JSON] = parameters if isinstance(parameters, dict) else {}
        invocation = lambda_invoke.read(fields)
        if not isinstance(invocation, lambda_invoke.Invocation):
            return invocation
        wanted = invocation.function
        arn = wanted.arn(self._region, self._account_id)
        function = self._find(wanted)
        if function is None:
            return lambda_invoke.not_found(arn, invocation.qualifier)
        return handler_of(lambda_invoke.call(invocation, function, arn))

    def _find(self, wanted: FunctionName) -> Function | None:
        return self._functions.find(
            FunctionName(
                name=wanted.name,
                region=wanted.region or self._region,
                account_id=wanted.account_id or self._account_id,
                qualifier=wanted.qualifier,
                partition=wanted.partition,
            )
        )

    def _nobody(self, wanted: FunctionName) -> Refusal:
        suggestion = self._functions.suggest(wanted.name)
        meant = f'did you mean "{suggestion}"? Or ' if suggestion and suggestion != wanted.name else ""
        return Refusal(
            message=f'nobody answers the function "{wanted.name}"',
            hint=f'{meant}register one with @sfn.function("{wanted.name}")',
        )


def _named(state: TaskState) -> FunctionName | None:
    """The function that a Task names by itself; None where its data do."""
    if is_function_arn(state.resource):
        return function_name.parse(state.resource)
    given = state.parameters if state.arguments is ABSENT else state.arguments
    name = given.get("FunctionName") if isinstance(given, dict) else None
    return function_name.parse(name) if isinstance(name, str) and not is_expression(name) else None
