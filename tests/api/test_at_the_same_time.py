"""Calls that several clients make at the same time, each on a thread of its own."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias, cast

import pytest
from fake_account import ARN_OF_ORDER, FakeExecution, started, with_machine

import sfn_notebook as sfn
from sfn_notebook.api.execution_ports import ExecutionRecord
from sfn_notebook.api.operations.table import dispatcher
from sfn_notebook.api.ports import Alias, Machine, Route, Version
from sfn_notebook.api.wire import answer
from sfn_notebook.values import JSON, encode

DEFINITION = '{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}'
ROLE = "arn:aws:iam::123456789012:role/tests"
ORDER = "arn:aws:states:us-east-1:123456789012:stateMachine:order"
CLIENTS = 8

Answered: TypeAlias = "tuple[int, Any]"
Call: TypeAlias = "Callable[..., Answered]"


@pytest.fixture
def call() -> Iterator[Call]:
    """Calls an operation; threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    with sfn.Session() as session:
        dispatch = dispatcher(session.account)

        def call(operation: str, **parameters: JSON) -> Answered:
            return answer(dispatch, f"AWSStepFunctions.{operation}", encode(parameters).encode())

        call("CreateStateMachine", name="order", definition=DEFINITION, roleArn=ROLE)
        yield call
    sys.setswitchinterval(before)


def together(act: Callable[[int], list[Answered]]) -> list[Answered]:
    """The answers of clients that begin together."""
    barrier = threading.Barrier(CLIENTS)

    def begin(number: int) -> list[Answered]:
        barrier.wait()
        return act(number)

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [answered for answers in pool.map(begin, range(CLIENTS)) for answered in answers]


def test_of_executions_of_one_name_one_is_started(call: Call) -> None:
    def start(client: int) -> list[Answered]:
        return [call("StartExecution", stateMachineArn=ORDER, name=f"n{n}", input=f"[{client}]") for n in range(25)]

    answers = together(start)
    listed = call("ListExecutions", stateMachineArn=ORDER)[1]
    assert len(listed["executions"]) == 25
    assert sorted(status for status, _ in answers) == [200] * 25 + [400] * 25 * (CLIENTS - 1)
    assert {body["__type"] for status, body in answers if status == 400} == {"ExecutionAlreadyExists"}


def test_executions_can_be_listed_while_others_start() -> None:
    account = with_machine()

    class Starting(FakeExecution):
        def record(self) -> ExecutionRecord:
            account.runs.setdefault("another", self)
            return super().record()

    account.runs["first"] = Starting(started(account).now)
    assert len(account.client.list_executions(stateMachineArn=ARN_OF_ORDER)["executions"]) == 2


def test_versions_can_be_listed_while_others_are_published() -> None:
    account = with_machine()
    published = account.publications
    version = account.publish(account.machines[ARN_OF_ORDER], None)

    class Growing:
        @property
        def machine(self) -> Machine:
            published.versions[f"{ARN_OF_ORDER}:2"] = version
            return version.machine

    published.versions[version.arn] = cast("Version", Growing())
    assert len(published.versions_of(ARN_OF_ORDER)) == 1
    assert len(published.versions_of(ARN_OF_ORDER)) == 2


def test_aliases_can_be_listed_while_others_are_made() -> None:
    published = with_machine().publications

    class Growing:
        @property
        def machine_arn(self) -> str:
            published.aliases["another"] = cast("Alias", self)
            return ARN_OF_ORDER

        @property
        def routes(self) -> tuple[Route, ...]:
            published.aliases["a third"] = cast("Alias", self)
            return (Route(version_arn=f"{ARN_OF_ORDER}:1", weight=100),)

    published.aliases["first"] = cast("Alias", Growing())
    assert len(published.aliases_of(ARN_OF_ORDER)) == 1
    assert len(published.aliases_to(f"{ARN_OF_ORDER}:1")) == 2
