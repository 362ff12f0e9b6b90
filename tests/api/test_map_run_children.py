"""The executions that a Map Run started: listed, described, read and stopped like all others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from api_errors import refused
from mapping import MACHINES, Work, around, children, ended, mapped, processor, started

import sfn_notebook as sfn
from sfn_notebook.values import JSON

IDLE: dict[str, JSON] = {"Type": "Pass", "End": True}


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session(seed=1) as opened:
        yield opened


def described(session: sfn.Session, arn: str, **more: Any) -> dict[str, Any]:
    found = session.client().describe_execution(executionArn=arn, **more)
    return {key: value for key, value in found.items() if key != "ResponseMetadata"}


def types(session: sfn.Session, arn: str) -> list[str]:
    return [event["type"] for event in session.client().get_execution_history(executionArn=arn)["events"]]


# -- listed
def test_children_are_listed_newest_first(session: sfn.Session) -> None:
    Work(session, bad=[2])
    _, arn = ended(session, [1, 2], ToleratedFailureCount=1)
    last, first = children(session, arn)
    assert first.pop("startDate") <= first.pop("stopDate")
    assert first == {
        "executionArn": f"{MACHINES}/each:{first['name']}".replace(":stateMachine:", ":execution:"),
        "stateMachineArn": f"{MACHINES}/each",
        "name": first["name"],
        "status": "SUCCEEDED",
        "mapRunArn": arn,
        "itemCount": 1,
        "redriveCount": 0,
    }
    assert last["status"] == "FAILED"


def test_children_are_listed_in_pages(session: sfn.Session) -> None:
    Work(session)
    _, arn = ended(session, [1, 2, 3])
    client = session.client()
    first = client.list_executions(mapRunArn=arn, maxResults=2)
    last = client.list_executions(mapRunArn=arn, maxResults=2, nextToken=first["nextToken"])
    names = [each["name"] for each in (*first["executions"], *last["executions"])]
    assert names == [each["name"] for each in children(session, arn)]
    assert len(set(names)) == 3
    assert "nextToken" not in last


def test_a_batch_counts_its_items(session: sfn.Session) -> None:
    _, arn = ended(session, [1, 2, 3], inner=around(Idle=IDLE), ItemBatcher={"MaxItemsPerBatch": 2})
    assert [child["itemCount"] for child in children(session, arn)] == [1, 2]


def test_children_are_listed_by_their_status(session: sfn.Session) -> None:
    work = Work(session, held=[3], bad=[2])
    job, arn = started(session, work, [1, 2, 3], MaxConcurrency=1, ToleratedFailureCount=1)
    work.wait_for(3)
    for status in ("SUCCEEDED", "FAILED", "RUNNING"):
        (child,) = children(session, arn, statusFilter=status)
        assert (child["status"], "stopDate" in child) == (status, status != "RUNNING")
    assert children(session, arn, statusFilter="PENDING_REDRIVE") == []
    work.let_go()
    job.wait(20)


def test_children_are_listed_by_whether_they_were_redriven(session: sfn.Session) -> None:
    Work(session)
    _, arn = ended(session, [1])
    assert children(session, arn, redriveFilter="REDRIVEN") == []
    assert len(children(session, arn, redriveFilter="NOT_REDRIVEN")) == 1


def test_executions_are_not_listed_of_a_machine_and_a_map_run(session: sfn.Session) -> None:
    Work(session)
    _, arn = ended(session, [1])
    found = refused(lambda: session.client().list_executions(mapRunArn=arn, stateMachineArn=MACHINES))
    message = "Either a mapRunArn or a stateMachineArn can be specified, but not both"
    assert found == ("ValidationException", message)


def test_the_list_of_a_machine_has_no_children(session: sfn.Session) -> None:
    Work(session)
    execution, _ = ended(session, [1])
    (listed,) = session.client().list_executions(stateMachineArn=MACHINES)["executions"]
    assert listed["executionArn"] == execution.arn
    assert not {"mapRunArn", "itemCount"} & set(listed)


# -- described
def test_a_child_that_has_ended_is_described(session: sfn.Session) -> None:
    Work(session)
    _, arn = ended(session, [7])
    (child,) = children(session, arn)
    found = described(session, child["executionArn"])
    assert found.pop("startDate") <= found.pop("stopDate")
    assert found == {
        "executionArn": child["executionArn"],
        "stateMachineArn": f"{MACHINES}/each",
        "name": child["name"],
        "status": "SUCCEEDED",
        "input": "7",
        "inputDetails": {"included": True},
        "output": "7",
        "outputDetails": {"included": True},
        "mapRunArn": arn,
        "redriveCount": 0,
        "redriveStatus": "NOT_REDRIVABLE",
        "redriveStatusReason": "Execution is SUCCEEDED and cannot be redriven",
    }


def test_a_child_that_goes_on_is_described(session: sfn.Session) -> None:
    work = Work(session, held=[7])
    job, arn = started(session, work, [7])
    work.wait_for(7)
    (child,) = children(session, arn)
    found = described(session, child["executionArn"])
    assert (found["status"], found["input"], found["mapRunArn"]) == ("RUNNING", "7", arn)
    assert "stopDate" not in found
    work.let_go()
    job.wait(20)


def test_a_child_that_failed_is_redriven_by_its_map_run(session: sfn.Session) -> None:
    Work(session, bad=[7])
    _, arn = ended(session, [7], ToleratedFailurePercentage=100)
    found = described(session, children(session, arn)[0]["executionArn"])
    assert (found["status"], found["error"], found["redriveStatus"]) == (
        "FAILED",
        "ValueError",
        "REDRIVABLE_BY_MAP_RUN",
    )
    assert not {"output", "redriveStatusReason"} & set(found)


@pytest.mark.parametrize("name", ["other", "00000000-0000-4000-8000-000000000000"])
def test_a_child_that_does_not_exist_is_refused(session: sfn.Session, name: str) -> None:
    Work(session)
    ended(session, [7])
    arn = f"{MACHINES}/each:{name}".replace(":stateMachine:", ":execution:")
    message = f"Execution Does Not Exist: '{arn}'"
    assert refused(lambda: described(session, arn)) == ("ExecutionDoesNotExist", message)


def test_the_child_of_a_child_is_described(session: sfn.Session) -> None:
    Work(session)
    execution, outer = ended(session, [[5]], inner=around(In=mapped(label="inner")))
    (child,) = children(session, outer)
    (inner,) = session.client().list_map_runs(executionArn=child["executionArn"])["mapRuns"]
    (innermost,) = children(session, inner["mapRunArn"])
    found = described(session, innermost["executionArn"])
    assert (found["input"], found["stateMachineArn"]) == ("5", f"{MACHINES}/each/inner")
    assert execution.output == [[5]]


# -- read
def test_the_history_of_a_child_is_read_like_any_other(session: sfn.Session) -> None:
    Work(session)
    _, arn = ended(session, [7])
    (child,) = children(session, arn)
    events = session.client().get_execution_history(executionArn=child["executionArn"], reverseOrder=True)["events"]
    assert [event["id"] for event in events] == list(range(len(events), 0, -1))
    assert events[0]["executionSucceededEventDetails"]["output"] == "7"


def test_the_history_of_a_child_that_goes_on_is_read_up_to_now(session: sfn.Session) -> None:
    work = Work(session, held=[7])
    job, arn = started(session, work, [7])
    work.wait_for(7)
    (child,) = children(session, arn)
    assert types(session, child["executionArn"]) == [
        "ExecutionStarted",
        "TaskStateEntered",
        "LambdaFunctionScheduled",
        "LambdaFunctionStarted",
    ]
    work.let_go()
    job.wait(20)


def test_a_history_that_was_not_kept_is_not_said_to_be_empty(session: sfn.Session) -> None:
    _, arn = ended(session, [*range(101)], inner=around(Idle=IDLE))
    last = children(session, arn)[0]["executionArn"]
    assert described(session, last)["output"] == "100"
    code, message = refused(lambda: types(session, last))
    assert code == "ValidationException"
    assert message.startswith(f"sfn_notebook: the history of {last} was not kept")
    code, message = refused(lambda: session.client().list_map_runs(executionArn=last))
    assert code == "ValidationException"
    assert message.startswith(f"sfn_notebook: the list of Map Runs of {last} was not kept")


NESTED = f"{MACHINES}/each/in:a"
BELOW: list[Callable[[Any], object]] = [
    lambda client: client.describe_execution(executionArn=NESTED.replace("stateMachine", "execution")),
    lambda client: client.describe_map_run(mapRunArn=NESTED.replace("stateMachine", "mapRun")),
]


@pytest.mark.parametrize("call", BELOW)
def test_what_may_have_been_below_a_child_is_not_said_never_to_have_been(
    session: sfn.Session, call: Callable[[Any], object]
) -> None:
    code, message = refused(lambda: call(session.client()))
    assert (code, "if there was one, was not kept" in message) == ("ValidationException", True)


# -- stopped
def test_a_child_is_stopped_and_the_others_go_on(session: sfn.Session) -> None:
    work = Work(session, held=[1, 2])
    job, arn = started(session, work, [1, 2])
    work.wait_for(1)
    first = children(session, arn)[1]["executionArn"]
    stop = session.client().stop_execution(executionArn=first, error="Enough", cause="of it")["stopDate"]
    work.let_go()
    assert job.wait(20).output == [2]
    found = described(session, first)
    assert (found["status"], found["error"], found["cause"]) == ("ABORTED", "Enough", "of it")
    assert found["stopDate"] == stop
    assert types(session, first)[-1] == "ExecutionAborted"
    assert session.client().describe_map_run(mapRunArn=arn)["itemCounts"]["aborted"] == 1


def test_a_child_that_has_ended_stays_as_it_is(session: sfn.Session) -> None:
    Work(session)
    _, arn = ended(session, [1])
    (child,) = children(session, arn)
    answer = session.client().stop_execution(executionArn=child["executionArn"])
    assert answer["stopDate"] == child["stopDate"]
    assert described(session, child["executionArn"])["status"] == "SUCCEEDED"


# -- Express children
def test_an_express_child_is_described(session: sfn.Session) -> None:
    Work(session)
    _, arn = ended(session, [7], inner=processor("EXPRESS"))
    (child,) = children(session, arn)
    assert described(session, child["executionArn"])["output"] == "7"


READS: list[Callable[[Any, str], object]] = [
    lambda client, arn: client.get_execution_history(executionArn=arn),
    lambda client, arn: client.stop_execution(executionArn=arn),
    lambda client, arn: client.describe_state_machine_for_execution(executionArn=arn),
]


@pytest.mark.parametrize("call", READS)
def test_nothing_else_is_done_for_an_express_child(session: sfn.Session, call: Callable[[Any, str], object]) -> None:
    Work(session)
    _, arn = ended(session, [7], inner=processor("EXPRESS"))
    (child,) = children(session, arn)
    found = refused(lambda: call(session.client(), child["executionArn"]))
    assert found == ("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'")


# -- its machine
def test_the_machine_of_a_child_is_the_item_processor(session: sfn.Session) -> None:
    first: JSON = {"Type": "Pass", "Assign": {"x": 1}, "Next": "Idle"}
    inner = around(First=first, Idle={**IDLE, "QueryLanguage": "JSONata", "Output": "{% $x %}"})
    _, arn = ended(session, [1], inner=inner)
    (child,) = children(session, arn)
    found = session.client().describe_state_machine_for_execution(executionArn=child["executionArn"])
    assert json.loads(found["definition"]) == inner
    assert (found["stateMachineArn"], found["name"]) == (f"{MACHINES}/each", "orders/each")
    assert (found["mapRunArn"], found["label"]) == (arn, "each")
    assert found["variableReferences"] == {"Idle": ["x"]}
