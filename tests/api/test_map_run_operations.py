"""Map Runs through the API: listed, described, and changed while they go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from api_errors import refused
from mapping import MACHINES, Work, around, ended, machine, map_run_of, mapped, started, task

import sfn_notebook as sfn
from sfn_notebook.values import JSON

MAP_RUN = MACHINES.replace(":stateMachine:", ":mapRun:") + "/each:00000000-0000-4000-8000-000000000000"
CALLS: list[Callable[[Any, str], object]] = [
    lambda client, arn: client.describe_map_run(mapRunArn=arn),
    lambda client, arn: client.update_map_run(mapRunArn=arn, maxConcurrency=1),
    lambda client, arn: client.list_executions(mapRunArn=arn),
]


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session(seed=1) as opened:
        yield opened


def described(session: sfn.Session, arn: str) -> dict[str, Any]:
    found = session.client().describe_map_run(mapRunArn=arn)
    return {key: value for key, value in found.items() if key != "ResponseMetadata"}


def counts(**some: int) -> dict[str, int]:
    names = ("pending", "running", "succeeded", "failed", "timedOut", "aborted", "total")
    return dict.fromkeys((*names, "resultsWritten", "failuresNotRedrivable", "pendingRedrive"), 0) | some


# -- listed
def test_a_map_run_is_listed_with_the_machine_of_its_children(session: sfn.Session) -> None:
    Work(session)
    execution, arn = ended(session, [1])
    (listed,) = session.client().list_map_runs(executionArn=execution.arn)["mapRuns"]
    assert listed.pop("startDate") <= listed.pop("stopDate")
    assert listed == {"executionArn": execution.arn, "mapRunArn": arn, "stateMachineArn": f"{MACHINES}/each"}


def test_the_newest_map_run_is_listed_first(session: sfn.Session) -> None:
    Work(session)
    inner = mapped(around(Idle={"Type": "Pass", "End": True}), label="two")
    states: JSON = {"One": {**mapped(label="one"), "End": False, "Next": "Two"}, "Two": inner}
    execution = session.state_machine({"StartAt": "One", "States": states}, "orders").run([1])
    first = session.client().list_map_runs(executionArn=execution.arn, maxResults=1)
    last = session.client().list_map_runs(executionArn=execution.arn, maxResults=1, nextToken=first["nextToken"])
    listed = [*first["mapRuns"], *last["mapRuns"]]
    assert [each["stateMachineArn"].rpartition("/")[2] for each in listed] == ["two", "one"]
    assert "nextToken" not in last


def test_an_execution_without_map_runs_has_an_empty_list(session: sfn.Session) -> None:
    execution = session.state_machine({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}).run()
    assert session.client().list_map_runs(executionArn=execution.arn)["mapRuns"] == []


# -- described
def test_a_map_run_that_has_ended_is_described(session: sfn.Session) -> None:
    Work(session, bad=[2])
    execution, arn = ended(session, [1, 2, 3], ToleratedFailureCount=1, MaxConcurrency=2)
    found = described(session, arn)
    assert found.pop("startDate") <= found.pop("stopDate")
    assert found == {
        "mapRunArn": arn,
        "executionArn": execution.arn,
        "status": "SUCCEEDED",
        "maxConcurrency": 2,
        "toleratedFailureCount": 1,
        "toleratedFailurePercentage": 0.0,
        "itemCounts": counts(total=3, succeeded=2, failed=1),
        "executionCounts": counts(total=3, succeeded=2, failed=1),
        "redriveCount": 0,
    }


def test_a_map_run_that_goes_on_is_described(session: sfn.Session) -> None:
    work = Work(session, held=[2])
    job, arn = started(session, work, [1, 2, 3], MaxConcurrency=1)
    work.wait_for(2)
    found = described(session, arn)
    assert (found["status"], "stopDate" in found) == ("RUNNING", False)
    assert found["itemCounts"] == counts(total=3, succeeded=1, running=1, pending=1)
    assert found["executionCounts"] == counts(total=2, succeeded=1, running=1)
    work.let_go()
    assert job.wait(20).status == "SUCCEEDED"


def test_items_are_counted_in_batches_and_executions_one_by_one(session: sfn.Session) -> None:
    idle = around(Idle={"Type": "Pass", "End": True})
    _, arn = ended(session, [1, 2, 3], inner=idle, ItemBatcher={"MaxItemsPerBatch": 2})
    found = described(session, arn)
    assert (found["itemCounts"]["succeeded"], found["executionCounts"]["succeeded"]) == (3, 2)


def test_a_child_that_ran_out_of_time_is_counted_as_such(session: sfn.Session) -> None:
    Work(session)
    nap: dict[str, JSON] = {"Type": "Wait", "Seconds": 400, "End": True}
    _, arn = ended(session, [1], inner=around("EXPRESS", Nap=nap), ToleratedFailurePercentage=100)
    assert described(session, arn)["itemCounts"] == counts(total=1, timedOut=1)


def test_a_map_run_inside_a_child_is_found(session: sfn.Session) -> None:
    Work(session)
    outer = around(In=mapped(label="inner"))
    execution, _ = ended(session, [[1, 2], [3]], inner=outer)
    child = session.client().list_executions(mapRunArn=execution.map_runs[0].arn)["executions"][-1]
    (listed,) = session.client().list_map_runs(executionArn=child["executionArn"])["mapRuns"]
    assert listed["stateMachineArn"] == f"{MACHINES}/each/inner"
    assert described(session, listed["mapRunArn"])["itemCounts"]["total"] == 2


@pytest.mark.parametrize("call", CALLS)
def test_a_map_run_that_does_not_exist_is_refused(session: sfn.Session, call: Callable[[Any, str], object]) -> None:
    Work(session)
    ended(session, [1])
    message = f"Resource not found: '{MAP_RUN}'"
    assert refused(lambda: call(session.client(), MAP_RUN)) == ("ResourceNotFound", message)


@pytest.mark.parametrize("arn", ["run", MACHINES, MAP_RUN.rpartition(":")[0], MAP_RUN.replace("/each", "")])
@pytest.mark.parametrize("call", CALLS)
def test_what_is_not_the_arn_of_a_map_run_is_refused(
    session: sfn.Session, call: Callable[[Any, str], object], arn: str
) -> None:
    assert refused(lambda: call(session.client(), arn))[0] == "InvalidArn"


# -- changed
def test_more_children_start_at_once_when_more_may_run(session: sfn.Session) -> None:
    work = Work(session, held=[1, 2, 3])
    job, arn = started(session, work, [1, 2, 3], MaxConcurrency=1)
    work.wait_for(1)
    assert not work.begun[2].is_set()
    session.client().update_map_run(mapRunArn=arn, maxConcurrency=3)
    work.wait_for(3)
    assert described(session, arn)["maxConcurrency"] == 3
    work.let_go()
    assert job.wait(20).output == [1, 2, 3]


def test_failures_that_are_tolerated_from_now_on_do_no_harm(session: sfn.Session) -> None:
    work = Work(session, held=[1, 2], bad=[1, 2])
    job, arn = started(session, work, [1, 2, 3])
    session.client().update_map_run(mapRunArn=arn, toleratedFailurePercentage=70.0, toleratedFailureCount=2)
    work.let_go()
    assert job.wait(20).output == [3]


def test_a_map_run_fails_at_once_when_it_tolerates_less_than_has_failed(session: sfn.Session) -> None:
    work = Work(session, held=[2], bad=[1])
    job, arn = started(session, work, [1, 2], MaxConcurrency=1, ToleratedFailureCount=1)
    work.wait_for(2)
    session.client().update_map_run(mapRunArn=arn, toleratedFailureCount=0)
    assert job.wait(20).error == "States.ExceedToleratedFailureThreshold"
    assert described(session, arn)["itemCounts"] == counts(total=2, failed=1, aborted=1)
    work.let_go()


def test_what_is_not_given_stays_as_it_is(session: sfn.Session) -> None:
    work = Work(session, held=[1])
    job, arn = started(session, work, [1], MaxConcurrency=4, ToleratedFailureCount=3, ToleratedFailurePercentage=2)
    session.client().update_map_run(mapRunArn=arn, toleratedFailureCount=5)
    found = described(session, arn)
    limits = [found[name] for name in ("maxConcurrency", "toleratedFailureCount", "toleratedFailurePercentage")]
    assert limits == [4, 5, 2]
    work.let_go()
    job.wait(20)


def test_a_map_run_inside_a_child_can_be_changed(session: sfn.Session) -> None:
    work = Work(session, held=[1, 2])
    outer = around(In=mapped(label="inner", MaxConcurrency=1))
    job = machine(session, mapped(outer)).start([[1, 2]])
    work.wait_for(1)
    (child,) = session.client().list_executions(mapRunArn=map_run_of(session, job))["executions"]
    (inner,) = session.client().list_map_runs(executionArn=child["executionArn"])["mapRuns"]
    session.client().update_map_run(mapRunArn=inner["mapRunArn"], maxConcurrency=2)
    work.wait_for(2)
    work.let_go()
    assert job.wait(20).output == [[1, 2]]


def test_a_map_run_that_has_ended_is_not_changed(session: sfn.Session) -> None:
    Work(session)
    _, arn = ended(session, [1])
    code, message = refused(lambda: session.client().update_map_run(mapRunArn=arn, maxConcurrency=1))
    assert code == "ValidationException"
    assert message == f"Map Run is SUCCEEDED and cannot be updated: '{arn}'"


def test_an_update_needs_something_to_update(session: sfn.Session) -> None:
    Work(session)
    _, arn = ended(session, [1])
    assert refused(lambda: session.client().update_map_run(mapRunArn=arn))[0] == "ValidationException"


@pytest.mark.parametrize(
    "limit", [{"maxConcurrency": -1}, {"toleratedFailurePercentage": 101.0}, {"toleratedFailureCount": -1}]
)
def test_a_limit_that_is_none_is_refused(session: sfn.Session, limit: dict[str, Any]) -> None:
    Work(session)
    _, arn = ended(session, [1])
    with pytest.raises(Exception, match=r"Invalid|constraint"):
        session.client().update_map_run(mapRunArn=arn, **limit)


def test_a_map_run_that_a_cell_waits_for_is_changed_by_a_function_that_it_calls(session: sfn.Session) -> None:
    found: list[int] = []

    def change(_: object) -> None:
        client = session.client()
        (execution,) = session.executions.values()
        arn = execution.map_runs[0].arn
        client.update_map_run(mapRunArn=arn, maxConcurrency=1)
        found.append(client.describe_map_run(mapRunArn=arn)["maxConcurrency"])

    session.function("work", change)
    ended(session, [1])
    assert found == [1]


def test_an_observer_may_ask_though_it_is_told_on_the_thread_of_the_engine(session: sfn.Session) -> None:
    statuses: list[str] = []

    class Asks:
        def published(self, events: Any, count: int) -> None:  # noqa: ARG002 - what an Observer is told
            statuses.append(described(session, map_run_of(session, job))["status"])
            work.let_go(1)

    work = Work(session, held=[1, 2])
    aside: JSON = {"StartAt": "Aside", "States": {"Aside": {**task(), "Parameters": 2}}}
    fan: dict[str, JSON] = {"Type": "Parallel", "Branches": [{"StartAt": "M", "States": {"M": mapped()}}, aside]}
    job = machine(session, {**fan, "End": True}).start([1])
    work.wait_for(1)
    work.wait_for(2)
    job.execution.observe(Asks())
    work.let_go(2)
    job.wait(20)
    assert (statuses[0], statuses[-1]) == ("RUNNING", "SUCCEEDED")
