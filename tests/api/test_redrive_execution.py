"""RedriveExecution, and what describing and listing executions says about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from api_errors import refused
from fake_account import ARN_OF_ORDER, NOON, ONE, ROLE, SECOND, started, with_machine

import sfn_notebook as sfn
from sfn_notebook.api.execution_ports import ExecutionRecord
from sfn_notebook.api.redrives import ClientTokens, redrivability
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.values import encode

DAY = 86_400 * SECOND
STARTED = 1_000_000_000_000_000_000
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:moody"
MOODY: Any = {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": FUNCTION, "End": True}}}


class Moody:
    """A function that fails until it is told to work, in a session with an API."""

    def __init__(self, session: sfn.Session) -> None:
        self.session = session
        self.client: Any = session.client()
        self.works = False
        session.function("moody", self.answer)

    def answer(self) -> str:
        if not self.works:
            raise ValueError("moody")
        return "done"

    def failed(self, definition: Any = MOODY) -> str:
        """The ARN of an execution that has failed."""
        machine = self.client.create_state_machine(name="moody", definition=encode(definition), roleArn=ROLE)
        arn = self.client.start_execution(stateMachineArn=machine["stateMachineArn"], name="one")["executionArn"]
        self.wait(arn)
        return arn

    def redriven(self, arn: str) -> dict[str, Any]:
        """The description of an execution that was redriven, and has ended again."""
        self.works = True
        self.client.redrive_execution(executionArn=arn)
        self.wait(arn)
        return self.client.describe_execution(executionArn=arn)

    def wait(self, arn: str) -> None:
        """Wait for the end of an execution."""
        job = self.session.account.executions[arn].job
        assert job is not None
        job.done.wait(10)


@pytest.fixture
def moody() -> Iterator[Moody]:
    with sfn.Session(clock="logical", start_time=STARTED) as session:
        yield Moody(session)


# -- RedriveExecution
def test_a_redrive_answers_its_date_and_the_execution_goes_on(moody: Moody) -> None:
    arn = moody.failed()
    moody.works = True
    answer = moody.client.redrive_execution(executionArn=arn)
    assert answer["redriveDate"].timestamp() == STARTED / SECOND
    moody.wait(arn)
    assert moody.client.describe_execution(executionArn=arn)["output"] == '"done"'


def test_a_redriven_execution_is_described_with_its_redrive(moody: Moody) -> None:
    arn = moody.failed()
    before = moody.client.describe_execution(executionArn=arn)
    assert (before["redriveCount"], before["redriveStatus"], "redriveDate" in before) == (0, "REDRIVABLE", False)
    after = moody.redriven(arn)
    assert (after["status"], after["redriveCount"], after["redriveStatus"], after["redriveStatusReason"]) == (
        "SUCCEEDED",
        1,
        "NOT_REDRIVABLE",
        "Execution is SUCCEEDED and cannot be redriven",
    )
    assert (after["redriveDate"], after["startDate"]) == (before["stopDate"], before["startDate"])
    assert {"error", "cause"}.isdisjoint(after)


def test_a_redriven_execution_is_listed_with_its_redrive(moody: Moody) -> None:
    arn = moody.failed()
    described = moody.redriven(arn)
    listed = moody.client.list_executions(stateMachineArn=described["stateMachineArn"])["executions"]
    assert [(each["executionArn"], each["redriveCount"], each["redriveDate"]) for each in listed] == [
        (arn, 1, described["redriveDate"])
    ]


def test_the_history_goes_on_under_the_same_arn(moody: Moody) -> None:
    arn = moody.failed()
    moody.redriven(arn)
    events = moody.client.get_execution_history(executionArn=arn)["events"]
    assert [event["id"] for event in events] == list(range(1, 13))
    redriven = events[7 - 1]
    assert (redriven["type"], redriven["previousEventId"], redriven["executionRedrivenEventDetails"]) == (
        "ExecutionRedriven",
        6,
        {"redriveCount": 1},
    )


def test_while_it_runs_again_an_execution_has_no_end() -> None:
    waiting = {
        **MOODY,
        "States": {"T": {**MOODY["States"]["T"], "Next": "W"}, "W": {"Type": "Wait", "Seconds": 99, "End": True}},
    }
    del waiting["States"]["T"]["End"]
    with sfn.Session(clock="real") as session:
        real = Moody(session)
        arn = real.failed(waiting)
        real.works = True
        real.client.redrive_execution(executionArn=arn)
        described = real.client.describe_execution(executionArn=arn)
        assert (described["status"], described["redriveCount"]) == ("RUNNING", 1)
        assert {"stopDate", "error", "cause"}.isdisjoint(described)
        assert described["redriveStatusReason"] == "Execution is RUNNING and cannot be redriven"


# -- refused
def test_what_runs_or_succeeded_is_not_redriven(moody: Moody) -> None:
    arn = moody.failed()
    moody.redriven(arn)
    assert refused(lambda: moody.client.redrive_execution(executionArn=arn)) == (
        "ExecutionNotRedrivable",
        f"Execution {arn} invalid for redrive as: Execution is SUCCEEDED and cannot be redriven",
    )


def test_the_executions_of_a_machine_that_is_deleted_are_not_redriven(moody: Moody) -> None:
    arn = moody.failed()
    described = moody.client.describe_execution(executionArn=arn)
    moody.client.delete_state_machine(stateMachineArn=described["stateMachineArn"])
    assert refused(lambda: moody.client.redrive_execution(executionArn=arn)) == (
        "ExecutionNotRedrivable",
        f"Execution {arn} invalid for redrive as: State machine is in DELETING status",
    )


@pytest.mark.parametrize(
    ("arn", "error"),
    [
        (ONE, ("ExecutionDoesNotExist", f"Execution Does Not Exist: '{ONE}'")),
        ("nonsense", ("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: nonsense'")),
        (
            ONE.replace(":execution:", ":express:") + ":id",
            ("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'"),
        ),
        (
            ONE.replace(":order:", ":order/each:"),
            ("ValidationException", "Labeled Execution ARNs are not supported for this API"),
        ),
    ],
)
def test_what_is_no_execution_that_can_be_redriven_is_refused(arn: str, error: tuple[str, str]) -> None:
    assert refused(lambda: with_machine().client.redrive_execution(executionArn=arn)) == error


def test_executions_of_a_machine_are_not_filtered_by_redrives() -> None:
    client = with_machine().client
    assert refused(lambda: client.list_executions(stateMachineArn=ARN_OF_ORDER, redriveFilter="REDRIVEN")) == (
        "ValidationException",
        "RedriveFilter cannot be applied to ListExecutions call with StateMachine ARN",
    )
    assert refused(lambda: client.list_executions(stateMachineArn=ARN_OF_ORDER, statusFilter="PENDING_REDRIVE")) == (
        "ValidationException",
        "StatusFilter PENDING_REDRIVE cannot be applied to ListExecutions call with StateMachine ARN",
    )


# -- client tokens
def test_a_client_token_redrives_once_only(moody: Moody) -> None:
    arn = moody.failed()
    first = moody.client.redrive_execution(executionArn=arn, clientToken="a")
    moody.wait(arn)
    again = moody.client.redrive_execution(executionArn=arn, clientToken="a")
    assert again["redriveDate"] == first["redriveDate"]
    described = moody.client.describe_execution(executionArn=arn)
    assert (described["status"], described["redriveCount"]) == ("FAILED", 1)
    moody.client.redrive_execution(executionArn=arn, clientToken="b")
    moody.wait(arn)
    assert moody.client.describe_execution(executionArn=arn)["redriveCount"] == 2


def test_a_client_token_answers_for_an_execution_that_succeeded(moody: Moody) -> None:
    arn = moody.failed()
    moody.works = True
    first = moody.client.redrive_execution(executionArn=arn, clientToken="a")
    moody.wait(arn)
    again = moody.client.redrive_execution(executionArn=arn, clientToken="a")
    assert again["redriveDate"] == first["redriveDate"]


def test_a_client_token_reaches_the_account_as_it_is() -> None:
    account = with_machine()
    started(account)
    answer = account.client.redrive_execution(executionArn=ONE, clientToken="abc")
    assert answer["redriveDate"].timestamp() == (NOON + 3 * SECOND) / SECOND


def test_client_tokens_are_forgotten_after_a_while_and_when_there_are_too_many() -> None:
    tokens = ClientTokens()
    tokens.keep("arn", "a", NOON, 1)
    assert tokens.redriven("arn", "a", NOON + 900 * SECOND) == 1
    assert tokens.redriven("arn", "a", NOON + 900 * SECOND + 1) is None
    assert tokens.redriven("other", "a", NOON) is None
    for number in range(10):
        tokens.keep("arn", str(number), NOON, number)
    assert [tokens.redriven("arn", token, NOON) for token in ("a", "0", "9")] == [None, 0, 9]


# -- what can be redriven
def record(status: Any = "FAILED", **changes: Any) -> ExecutionRecord:
    fields: dict[str, Any] = {
        "arn": ONE,
        "name": "one",
        "state_machine_arn": ARN_OF_ORDER,
        "status": status,
        "started": NOON,
        "stopped": NOON + SECOND,
        "input": "{}",
        "event_count": 5,
    }
    return ExecutionRecord(**{**fields, **changes})


@pytest.mark.parametrize("status", ["FAILED", "TIMED_OUT", "ABORTED"])
def test_what_ended_without_success_can_be_redriven_for_two_weeks(status: str) -> None:
    last = NOON + SECOND + 14 * DAY
    assert redrivability(record(status), last, Quotas.AWS) == ("REDRIVABLE", None)
    assert redrivability(record(status), last + 1, Quotas.AWS) == (
        "NOT_REDRIVABLE",
        "Execution redrivable period exceeded",
    )


def test_an_execution_of_a_year_ago_cannot_be_redriven() -> None:
    stopped = NOON + 360 * DAY
    young, old = (redrivability(record(stopped=stopped), NOON + days * DAY, Quotas.AWS) for days in (364, 365))
    assert (young, old) == (
        ("REDRIVABLE", None),
        ("NOT_REDRIVABLE", "Execution has exceeded the max execution time"),
    )


@pytest.mark.parametrize(("count", "is_redrivable"), [(24_998, True), (24_999, False), (25_000, False)])
def test_a_history_without_room_cannot_be_redriven(count: int, is_redrivable: bool) -> None:  # noqa: FBT001
    found = redrivability(record(event_count=count), NOON + DAY, Quotas.AWS)
    assert found == (
        ("REDRIVABLE", None) if is_redrivable else ("NOT_REDRIVABLE", "Execution history event limit exceeded")
    )
    assert redrivability(record(event_count=count), NOON + DAY, Quotas.OFF) == ("REDRIVABLE", None)
