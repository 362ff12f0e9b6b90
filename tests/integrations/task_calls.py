"""What the tests of task handlers stand on: a run's side of a call, and a registry's answer to one."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import cast

from sfn_notebook.asl.model import TaskState
from sfn_notebook.engine.ports import Answer, Connector, Failure, Handler, Refusal, Request, Success, TaskTimedOut
from sfn_notebook.integrations.functions import Functions
from sfn_notebook.integrations.lambda_ import LambdaTasks
from sfn_notebook.values import ABSENT, JSON, Maybe

ACCOUNT = "999988887777"
REGION = "eu-west-1"
ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function"
INVOKE = "arn:aws:states:::lambda:invoke"
REQUEST_ID = "0f8fad5b-d9cb-469f-a165-70867728950e"


@dataclass
class Control:
    remaining: int | None = None
    slept: list[float] = field(default_factory=list[float])
    is_over: bool = False

    def sleep(self, seconds: float) -> None:
        if self.is_over:
            raise TaskTimedOut
        self.slept.append(seconds)

    def remaining_nanoseconds(self) -> int | None:
        return self.remaining

    def is_cancelled(self) -> bool:
        return self.is_over


def request(parameters: JSON, control: Control | None = None) -> Request:
    return Request(
        parameters=parameters,
        call_id="/Charge#1:0",
        request_id=REQUEST_ID,
        state_name="Charge",
        execution_arn=f"arn:aws:states:{REGION}:{ACCOUNT}:execution:order:1",
        attempt=0,
        control=control or Control(),
        started=1_700_000_000_000_000_000,
    )


def tasks(functions: Functions) -> LambdaTasks:
    return LambdaTasks(functions, ACCOUNT, REGION)


def task(resource: str, parameters: Maybe = ABSENT) -> TaskState:
    return TaskState(name="Charge", resource=resource, parameters=parameters, end=True)


def connector(functions: Functions, resource: str, parameters: Maybe = ABSENT) -> Connector:
    found = tasks(functions).resolve(task(resource, parameters))
    assert isinstance(found, Connector)
    return found


def handler(functions: Functions, resource: str, parameters: JSON, template: Maybe = ABSENT) -> Handler | Failure:
    choose = connector(functions, resource, template).handler
    assert choose is not None
    chosen = choose(parameters)
    assert not isinstance(chosen, Refusal)
    return chosen


def answer(
    functions: Functions, resource: str, parameters: JSON, template: Maybe = ABSENT, control: Control | None = None
) -> Answer:
    found = handler(functions, resource, parameters, template)
    return found if isinstance(found, Failure) else cast("Answer", found.invoke(request(parameters, control)))


async def awaited_answer(functions: Functions, resource: str, parameters: JSON) -> Answer:
    found = handler(functions, resource, parameters)
    assert isinstance(found, Handler)
    assert found.is_async
    return await cast("Awaitable[Answer]", found.invoke(request(parameters)))


def invoke(functions: Functions, parameters: dict[str, JSON], control: Control | None = None) -> Answer:
    """The answer of lambda:invoke where all parameters come from data."""
    template: dict[str, JSON] = {"FunctionName.$": "$.f", "Payload.$": "$.p"}
    return answer(functions, INVOKE, parameters, template, control)


def registry(handler: Callable[..., object]) -> Functions:
    """One function, `charge`."""
    functions = Functions()
    functions.register("charge", handler)
    return functions


def failed(found: Answer) -> Failure:
    assert isinstance(found, Failure)
    return found


def succeeded(found: Answer) -> Success:
    assert isinstance(found, Success)
    return found


def payload(found: Answer) -> dict[str, object]:
    """What Lambda says in the cause of a failure."""
    return cast("dict[str, object]", json.loads(failed(found).cause or ""))


def refused(functions: Functions, resource: str, parameters: JSON) -> tuple[str, str]:
    found = tasks(functions).resolve(task(resource, parameters))
    assert isinstance(found, Refusal)
    return found.message, found.hint


class CardDeclined(Exception):
    pass


def decline(event: JSON) -> JSON:
    raise CardDeclined("no funds" if event == {} else "no card")


def echo(event: JSON) -> JSON:
    return event


def total(event: dict[str, int]) -> JSON:
    return {"total": event["n"] + 1}


def clear(event: dict[str, list[JSON]]) -> None:
    event["items"].clear()
