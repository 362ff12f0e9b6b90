"""A Map Run goes on with its execution: only its children that did not succeed are done again."""

from __future__ import annotations

from typing import Any

from orders import Shop, machine, task

import sfn_notebook as sfn


def each(**fields: Any) -> dict[str, Any]:
    """A Distributed Map whose children reserve and charge, one after another."""
    kind = fields.pop("ExecutionType", "STANDARD")
    inner = machine("Reserve", Reserve=task("reserve", Next="Charge"), Charge=task("charge"))
    processor = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": kind}, **inner}
    state = {"Type": "Map", "MaxConcurrency": 1, "Label": "each", "ItemProcessor": processor, "End": True, **fields}
    return machine("Each", Each=state)


def failing_at(shop: Shop, *items: Any) -> None:
    """Let `charge` fail for some items, each once."""
    left = list(items)

    def charge(event: Any) -> Any:
        shop.calls.append(f"charge {event[1]}")
        if event[1] in left:
            left.remove(event[1])
            raise ValueError(event[1])
        return event[1]

    shop.session.function("charge", charge)


def ended(execution: sfn.Execution) -> list[tuple[Any, ...]]:
    (map_run,) = execution.map_runs
    return [(child.input, child.status, child.redrive_count) for child in map_run.children]


def test_standard_children_go_on_with_their_own_history(shop: Shop) -> None:
    failing_at(shop, 2)
    execution = shop.run(each(ToleratedFailureCount=0), [1, 2, 3])
    (map_run,) = execution.map_runs
    failed = map_run.children[1]
    assert (map_run.status, ended(execution)) == ("FAILED", [(1, "SUCCEEDED", 0), (2, "FAILED", 0)])
    execution.redrive()
    assert shop.calls == ["charge 2", "reserve", "charge 3"]
    (after,) = execution.map_runs
    assert (after.arn, after.status, after.redrive_count, after.item_counts) == (
        map_run.arn,
        "SUCCEEDED",
        1,
        {"total": 3, "pending": 0, "succeeded": 3, "failed": 0, "aborted": 0},
    )
    assert ended(execution) == [(1, "SUCCEEDED", 0), (2, "SUCCEEDED", 1), (3, "SUCCEEDED", 0)]
    again = after.children[1]
    assert (again.arn, again.start_date) == (failed.arn, failed.start_date)
    assert failed.history is not None
    assert again.history is not None
    count = len(failed.history)
    assert (again.history[:count], again.history[count]["type"]) == (failed.history, "ExecutionRedriven")


def test_express_children_begin_anew_under_their_arn(shop: Shop) -> None:
    failing_at(shop, 2)
    execution = shop.run(each(ExecutionType="EXPRESS"), [1, 2])
    failed = execution.map_runs[0].children[1]
    execution.redrive()
    assert shop.calls == ["reserve", "charge 2"]
    again = execution.map_runs[0].children[1]
    assert (again.arn, again.redrive_count, again.status) == (failed.arn, 1, "SUCCEEDED")
    assert again.history is not None
    assert "ExecutionRedriven" not in [event["type"] for event in again.history]


def test_failures_that_are_tolerated_are_not_done_again_when_the_map_run_succeeded(shop: Shop) -> None:
    failing_at(shop, 2)
    mapped = {key: value for key, value in each(ToleratedFailureCount=1)["States"]["Each"].items() if key != "End"}
    definition = machine("Each", Each={**mapped, "Next": "Ship"}, Ship=task("ship"))
    execution = shop.run(definition, [1, 2], failing="ship")
    assert ended(execution) == [(1, "SUCCEEDED", 0), (2, "FAILED", 0)]
    execution.redrive()
    assert shop.calls == ["ship"]
    assert ended(execution) == [(1, "SUCCEEDED", 0), (2, "FAILED", 0)]


def test_tolerated_failures_count_anew_after_a_redrive(shop: Shop) -> None:
    failing_at(shop, 1, 2, 2)
    execution = shop.run(each(ToleratedFailureCount=1), [1, 2, 3])
    assert execution.status == "FAILED"
    execution.redrive()
    assert (execution.status, execution.output) == ("SUCCEEDED", [1, 3])
    assert ended(execution) == [(1, "SUCCEEDED", 1), (2, "FAILED", 1), (3, "SUCCEEDED", 0)]


def test_a_map_run_may_be_redriven_again_and_again(shop: Shop) -> None:
    failing_at(shop, 1, 1)
    execution = shop.run(each(), [1])
    assert execution.redrive().status == "FAILED"
    assert execution.redrive().status == "SUCCEEDED"
    assert (execution.map_runs[0].redrive_count, ended(execution)) == (2, [(1, "SUCCEEDED", 2)])


def test_a_fork_redrives_its_own_copy_of_a_map_run(shop: Shop) -> None:
    failing_at(shop, 2, 2)
    execution = shop.run(each(), [1, 2])
    again = execution.continue_with(shop.session.state_machine(each(), "corrected"))
    assert (again.status, ended(again)) == ("FAILED", [(1, "SUCCEEDED", 0), (2, "FAILED", 1)])
    assert ended(execution) == [(1, "SUCCEEDED", 0), (2, "FAILED", 0)]
    assert again.redrive().status == "SUCCEEDED"
    assert execution.redrive().status == "SUCCEEDED"
    assert ended(execution) == [(1, "SUCCEEDED", 0), (2, "SUCCEEDED", 1)]


def test_a_fork_inside_a_map_run_lets_the_children_go_on_that_had_begun(shop: Shop) -> None:
    failing_at(shop)
    execution = shop.run(each(), [1, 2, 3])
    started = next(event["id"] for event in execution.history if event["type"] == "MapRunStarted")
    fork = execution.fork(started, seed=execution.seed)
    assert (fork.output, ended(fork)) == (execution.output, ended(execution))
    assert shop.calls == ["reserve", "charge 1", "reserve", "charge 2", "reserve", "charge 3"]


def test_results_with_all_that_is_known_of_the_executions_count_redrives(shop: Shop) -> None:
    failing_at(shop, 2)
    recording = {"WriterConfig": {"Transformation": "NONE", "OutputType": "JSON"}}
    execution = shop.run(each(ResultWriter=recording), [1, 2])
    execution.redrive()
    records: Any = execution.result()
    assert [(record["RedriveCount"], "RedriveDate" in record) for record in records] == [(0, False), (1, True)]
