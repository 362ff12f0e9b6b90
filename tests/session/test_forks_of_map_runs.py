"""The Map Runs of a fork are its own: those of the other execution stay as they are, and each is found by its ARN."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

from orders import START, Shop, machine, task

import sfn_notebook as sfn


def distributed(inner: dict[str, Any], label: str, **fields: Any) -> dict[str, Any]:
    """A Distributed Map whose children run a machine."""
    processor = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, **inner}
    return {"Type": "Map", "Label": label, "MaxConcurrency": 1, "ItemProcessor": processor, "End": True, **fields}


SHIP: dict[str, Any] = machine("Ship", Ship=task("ship"))
INNER: dict[str, Any] = machine("Inner", Inner=distributed(SHIP, "inner", ItemsPath="$"))
NESTED: dict[str, Any] = machine("Each", Each=distributed(INNER, "each", Next="Charge"), Charge=task("charge"))
del NESTED["States"]["Each"]["End"]


def arns(map_run: Any) -> list[str]:
    """The ARNs of a Map Run, of its children, and of what is inside them."""
    inside = [each for row in map_run.rows.values() for inner in row.map_runs for each in arns(inner)]
    return [map_run.arn, *(row.execution_arn for row in map_run.rows.values()), *inside]


def all_arns(execution: sfn.Execution) -> list[str]:
    return [each for map_run in execution.record.run.map_runs for each in arns(map_run)]


def told_arns(execution: sfn.Execution) -> list[str]:
    """The ARNs of Map Runs that the history of an execution names, and those of its children."""
    histories = [execution.history]
    pending = list(execution.record.run.map_runs)
    for map_run in pending:
        for child, row in zip(sfn_children(map_run), map_run.rows.values(), strict=True):
            histories.append(child.history)
            pending.extend(row.map_runs)
    details = [event["mapRunStartedEventDetails"] for each in histories for event in each if _is_start(event)]
    return [each["mapRunArn"] for each in details]


def sfn_children(map_run: Any) -> list[Any]:
    from sfn_notebook.session.map_run import MapRun

    return MapRun(map_run).children


def _is_start(event: Any) -> bool:
    return event["type"] == "MapRunStarted"


def test_what_a_fork_takes_over_has_arns_of_its_own(shop: Shop) -> None:
    execution = shop.run(NESTED, [[1, 2], [3]])
    before = all_arns(execution)
    forks = [execution.fork("Charge") for _ in range(2)]
    assert all_arns(execution) == before
    assert [len(set(all_arns(each))) for each in (execution, *forks)] == [1 + 2 + 2 + 3] * 3
    assert not set(before) & set(all_arns(forks[0])) & set(all_arns(forks[1]))
    assert len({*before, *all_arns(forks[0]), *all_arns(forks[1])}) == 3 * len(before)
    for each in (execution, *forks):
        told = told_arns(each)
        assert len(told) == 3
        assert set(told) == {arn for arn in all_arns(each) if ":mapRun:" in arn}


def test_a_client_finds_the_map_runs_of_both(shop: Shop) -> None:
    client = shop.session.client()
    execution = shop.run(NESTED, [[1, 2], [3]])
    fork = execution.fork("Charge", name="forked")
    for each in (execution, fork):
        (listed,) = client.list_map_runs(executionArn=each.arn)["mapRuns"]
        described = client.describe_map_run(mapRunArn=listed["mapRunArn"])
        assert (described["executionArn"], described["itemCounts"]["succeeded"]) == (each.arn, 2)
        children = client.list_executions(mapRunArn=listed["mapRunArn"])["executions"]
        assert {child["executionArn"] for child in children} == {
            row.execution_arn for row in each.record.run.map_runs[0].rows.values()
        }
        child = client.describe_execution(executionArn=children[0]["executionArn"])
        assert child["mapRunArn"] == listed["mapRunArn"]
        assert client.get_execution_history(executionArn=child["executionArn"])["events"]
    (stages,) = [stages for stages in fork.record.run.inspections.values() if "mapRun" in stages]
    assert stages["mapRun"] == {**fork.record.run.map_runs[0].counts()}


def test_children_go_on_under_their_new_arns(shop: Shop) -> None:
    execution = shop.run(machine("Each", Each=distributed(SHIP, "each")), [1, 2], failing="ship")
    failed = [child.arn for child in execution.map_runs[0].children]
    corrected = shop.session.state_machine(machine("Each", Each=distributed(SHIP, "each")), "corrected")
    again = execution.continue_with(corrected)
    assert (again.status, execution.status) == ("SUCCEEDED", "FAILED")
    assert [child.status for child in execution.map_runs[0].children] == ["FAILED"]
    assert [child.arn for child in execution.map_runs[0].children] == failed
    assert again.map_runs[0].arn.split(":")[-2] == "corrected/each"
    assert all(":execution:corrected/each:" in child.arn for child in again.map_runs[0].children)
    names = [child.name for child in again.map_runs[0].children]
    assert names == [child.arn.rpartition(":")[2] for child in again.map_runs[0].children]
    assert again.repeat().history == again.history


def test_a_store_keeps_the_map_runs_of_both(tmp_path: Path) -> None:
    with sfn.Session(clock="logical", seed=1, start_time=START, store=tmp_path / "db") as session:
        shop = Shop(session)
        execution = shop.run(NESTED, [[1, 2], [3]])
        fork = execution.fork("Charge", name="forked")
        known = {each.name: all_arns(each) for each in (execution, fork)}
        second = fork.fork("Charge", name="second")
    with sfn.Session(store=tmp_path / "db") as session:
        client = session.client()
        for name in (execution.name, "forked", "second"):
            found = session.load(name)
            assert all_arns(found) == known.get(name, all_arns(second))
            (listed,) = client.list_map_runs(executionArn=found.arn)["mapRuns"]
            assert client.describe_map_run(mapRunArn=listed["mapRunArn"])["executionArn"] == found.arn
            (first, _) = client.list_executions(mapRunArn=listed["mapRunArn"])["executions"]
            assert client.describe_execution(executionArn=first["executionArn"])["mapRunArn"] == listed["mapRunArn"]


def test_a_fork_whose_process_has_ended_goes_on_with_the_children_it_took_over(tmp_path: Path) -> None:
    inner = machine("Nap", Nap={"Type": "Wait", "SecondsPath": "$", "Next": "Ship"}, Ship=task("ship"))
    branches = [
        machine("Each", Each=distributed(inner, "each", MaxConcurrency=0)),
        machine("Rest", Rest={"Type": "Wait", "Seconds": 5, "Next": "Go"}, Go={"Type": "Pass", "End": True}),
    ]
    definition = machine("Both", Both={"Type": "Parallel", "Branches": branches, "End": True})
    called, over = Event(), Event()

    def hang(_: object) -> None:
        called.set()
        over.wait(60)

    with sfn.Session(clock="logical", store=tmp_path / "db") as session:
        shop = Shop(session)
        execution = shop.run(definition, [1, 10])
        rested = next(event["id"] for event in execution.history if event["type"] == "WaitStateExited")
        session.function("ship", hang)
        name = execution.start_fork(rested).execution.name
        assert called.wait(10)
    over.set()
    with sfn.Session(clock="logical", store=tmp_path / "db") as session:
        shop = Shop(session)
        (job,) = session.resume()
        assert job.wait(10).output == execution.output
        assert shop.calls == ["ship"]
    with sfn.Session(store=tmp_path / "db") as session:
        (map_run,) = session.load(name).map_runs
        assert [(child.input, child.status) for child in map_run.children] == [(1, "SUCCEEDED"), (10, "SUCCEEDED")]
