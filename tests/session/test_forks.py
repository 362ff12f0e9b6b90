"""Forks: new executions that go on from a place in the history of another one."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from orders import ORDER, Shop, machine, task

import sfn_notebook as sfn


def types(execution: sfn.Execution) -> list[str]:
    return [event["type"] for event in execution.history]


# -- where
def test_a_fork_at_a_state_calls_nobody_for_what_was_before(shop: Shop) -> None:
    execution = shop.run(ORDER, 1)
    fork = execution.fork("Charge")
    assert shop.calls == ["charge", "ship"]
    assert fork.output == execution.output
    assert fork.history[:6] == execution.history[:6]
    assert fork.arn != execution.arn
    assert types(fork) == types(execution)


def test_a_fork_knows_its_parent_and_shows_it(shop: Shop) -> None:
    execution = shop.run(ORDER, 1)
    fork = execution.fork("Charge")
    assert (fork.parent, execution.parent) == ((execution.arn, 6), None)
    assert fork.to_dict()["parent"] == {"executionArn": execution.arn, "eventId": 6}
    assert f"forked from {execution.name} after event 6" in repr(fork)
    assert "parent" not in execution.to_dict()


def test_a_fork_stands_at_the_last_visit_of_a_state_or_at_the_one_that_is_named(shop: Shop) -> None:
    loop = machine(
        "Ship",
        Ship=task("ship", Next="Again"),
        Again={
            "Type": "Choice",
            "Choices": [{"Variable": "$[1][1]", "IsPresent": True, "Next": "End"}],
            "Default": "Ship",
        },
        End={"Type": "Pass", "End": True},
    )
    execution = shop.run(loop, 1)
    assert [step.path for step in execution.steps] == ["/Ship#1", "/Again#1", "/Ship#2", "/Again#2", "/End#1"]
    assert execution.fork("Ship").history[:9] == execution.history[:9]
    assert shop.calls == ["ship"]
    execution.fork("/Ship#1")
    assert shop.calls == ["ship", "ship", "ship"]


def test_a_fork_at_an_event_goes_on_right_behind_it(shop: Shop) -> None:
    execution = shop.run(ORDER, 1)
    answered = next(event["id"] for event in execution.history if event["type"] == "LambdaFunctionSucceeded")
    fork = execution.fork(answered)
    assert shop.calls == ["charge", "ship"]
    assert (fork.parent, fork.output) == ((execution.arn, answered), execution.output)


def test_a_call_without_an_answer_is_made_again(shop: Shop) -> None:
    execution = shop.run(ORDER, 1)
    started = next(event["id"] for event in execution.history if event["type"] == "LambdaFunctionStarted")
    fork = execution.fork(started)
    assert shop.calls == ["reserve", "charge", "ship"]
    assert types(fork) == types(execution)


# -- with other data
def test_a_fork_can_have_another_input_and_other_variables(shop: Shop) -> None:
    definition: dict[str, Any] = {
        "QueryLanguage": "JSONata",
        **machine(
            "First",
            First={"Type": "Pass", "Assign": {"a": 1, "b": 2}, "Next": "Second"},
            Second={"Type": "Pass", "Output": "{% [$states.input, $a, $b] %}", "End": True},
        ),
    }
    execution = shop.run(definition, "in")
    assert execution.output == ["in", 1, 2]
    assert execution.fork("Second", input="other").output == ["other", 1, 2]
    assert execution.fork("Second", variables={"b": 5}).output == ["in", 1, 5]
    entered = execution.fork(4, input="entry")
    assert (execution.history[3]["type"], entered.output) == ("PassStateEntered", ["entry", 1, 2])


def test_a_fork_draws_other_numbers_unless_it_has_the_same_seed(shop: Shop) -> None:
    drawing = machine(
        "First",
        First={"Type": "Pass", "Next": "Draw"},
        Draw={"Type": "Pass", "Parameters": {"id.$": "States.UUID()"}, "End": True},
    )
    execution = shop.run(drawing)
    assert execution.fork("Draw").output != execution.output
    same = execution.fork("Draw", seed=execution.seed)
    assert (same.output, same.history, same.name == execution.name) == (execution.output, execution.history, False)


def test_a_fork_has_the_name_that_it_is_given(shop: Shop) -> None:
    execution = shop.run(ORDER, 1)
    fork = execution.fork("Charge", name="second")
    assert (fork.name, fork.arn) == ("second", execution.arn.replace(execution.name, "second"))
    with pytest.raises(sfn.UsageError, match='"orders" has an execution "second" already'):
        execution.fork("Charge", name="second")


# -- inside containers
BRANCHES = {
    "Type": "Parallel",
    "Branches": [
        machine("Reserve", Reserve=task("reserve")),
        machine("Wait", Wait={"Type": "Wait", "Seconds": 2, "Next": "Charge"}, Charge=task("charge")),
        machine("Long", Long={"Type": "Wait", "Seconds": 9, "Next": "Ship"}, Ship=task("ship")),
    ],
    "End": True,
}


def test_inside_a_branch_the_others_keep_their_results_or_go_on_from_where_they_stood(shop: Shop) -> None:
    execution = shop.run(machine("All", All=BRANCHES), 1)
    fork = execution.fork("Charge")
    assert shop.calls == ["charge", "ship"]
    assert (fork.output, fork.stop_date) == (execution.output, execution.stop_date)


def test_inside_an_iteration_the_others_keep_their_results(shop: Shop) -> None:
    each = {"Type": "Map", "MaxConcurrency": 1, "ItemProcessor": machine("Ship", Ship=task("ship")), "End": True}
    execution = shop.run(machine("Each", Each=each), [1, 2, 3])
    fork = execution.fork("/Each#1[1]/Ship#1", input="two")
    assert shop.calls == ["ship", "ship"]
    assert fork.output == [["ship", 1], ["ship", "two"], ["ship", 3]]


def test_a_fork_behind_a_map_run_keeps_what_it_gave(shop: Shop) -> None:
    processor = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        **machine("Ship", Ship=task("ship")),
    }
    each = {"Type": "Map", "ItemProcessor": processor, "Next": "Charge"}
    execution = shop.run(machine("Each", Each=each, Charge=task("charge")), [1, 2])
    fork = execution.fork("Charge")
    assert shop.calls == ["charge"]
    assert fork.output == execution.output
    assert [map_run.item_counts for map_run in fork.map_runs] == [execution.map_runs[0].item_counts]


# -- and on
def test_a_fork_can_be_forked_redriven_and_repeated(shop: Shop) -> None:
    execution = shop.run(ORDER, 1)
    shop.failing = {"ship"}
    fork = execution.fork("Charge")
    assert fork.status == "FAILED"
    shop.failing = set()
    second = fork.fork("Ship")
    assert (second.status, second.parent) == ("SUCCEEDED", (fork.arn, 11))
    fork.redrive()
    shop.calls.clear()
    assert fork.repeat().history == fork.history
    assert shop.calls == []


def test_an_express_execution_can_be_forked(shop: Shop) -> None:
    execution = sfn.StateMachine(ORDER, session=shop.session, type="EXPRESS").run(1)
    shop.calls.clear()
    assert execution.fork("Ship").output == execution.output
    assert shop.calls == ["ship"]


def test_an_execution_that_goes_on_can_be_forked(shop: Shop) -> None:
    called, answered = threading.Event(), threading.Event()

    def charge() -> str:
        if called.is_set():
            return "fork"
        called.set()
        answered.wait(10)
        return "parent"

    shop.session.function("charge", charge)
    job = shop.session.state_machine(ORDER).start(1, clock="virtual")
    assert called.wait(10)
    fork = job.execution.fork("Charge")
    assert (job.status, fork.output) == ("RUNNING", ["ship", "fork"])
    answered.set()
    assert job.wait().output == ["ship", "parent"]


# -- refused
@pytest.mark.parametrize(
    ("at", "message"),
    [
        ("Chrge", 'no state "Chrge" in this machine: did you mean "Charge"'),
        ("/Charge#2", 'the execution has no visit "/Charge#2": did you mean "/Charge#1"'),
        ("Ship", 'state "Ship" was never reached'),
        (0, "no event 0: the execution has 11 of them"),
        (12, "no event 12: the execution has 11 of them"),
        (11, r"the execution ended with event 11 \(ExecutionFailed\): go on from an event before it"),
    ],
)
def test_a_place_that_is_none_is_refused_by_name(shop: Shop, at: Any, message: str) -> None:
    execution = shop.run(ORDER, 1, failing="charge")
    with pytest.raises(sfn.UsageError, match=message):
        execution.fork(at)


def test_an_event_that_only_follows_from_another_one_is_no_place(shop: Shop) -> None:
    each = {"Type": "Map", "ItemProcessor": machine("Ship", Ship=task("ship")), "End": True}
    execution = shop.run(machine("Each", Each=each), [1], failing="ship")
    failed = types(execution).index("MapIterationFailed") + 1
    message = rf"event {failed} \(MapIterationFailed\) only follows from event {failed - 1} \(LambdaFunctionFailed\)"
    with pytest.raises(sfn.UsageError, match=message):
        execution.fork(failed)


def test_a_state_inside_a_distributed_map_is_no_place_of_its_execution(shop: Shop) -> None:
    processor = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
        **machine("Ship", Ship=task("ship")),
    }
    each = {"Type": "Map", "ItemProcessor": processor, "End": True}
    execution = shop.run(machine("Each", Each=each), [1])
    with pytest.raises(sfn.UsageError, match='state "Ship" is inside the Distributed Map "Each"'):
        execution.fork("Ship")


def test_an_input_is_only_for_the_entry_of_a_state(shop: Shop) -> None:
    execution = shop.run(ORDER, 1)
    with pytest.raises(sfn.UsageError, match=r"event 3 \(LambdaFunctionScheduled\) is not the entry of a state"):
        execution.fork(3, input=2)


def test_an_input_that_is_not_json_is_refused(shop: Shop) -> None:
    execution = shop.run(ORDER, 1)
    with pytest.raises(sfn.UsageError, match="the input is not JSON"):
        execution.fork("Ship", input={1, 2})
    with pytest.raises(sfn.UsageError, match="the variables are not JSON"):
        execution.fork("Ship", variables={"a": {1, 2}})
    with pytest.raises(sfn.UsageError, match="the input has 300002 bytes"):
        execution.fork("Ship", input="x" * 300_000)
