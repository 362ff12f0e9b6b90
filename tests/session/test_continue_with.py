"""An execution goes on with a corrected definition."""

from __future__ import annotations

from typing import Any

import pytest
from orders import ORDER, Shop, machine, task

import sfn_notebook as sfn

CORRECTED = {
    **ORDER,
    "States": {**ORDER["States"], "Charge": task("charge", Parameters={"corrected.$": "$"}, Next="Ship")},
}


def corrected(shop: Shop, definition: dict[str, Any] | None = None, **options: Any) -> sfn.StateMachine:
    return sfn.StateMachine(definition or CORRECTED, "corrected", session=shop.session, **options)


def test_what_failed_is_done_again_as_the_new_definition_says(shop: Shop) -> None:
    execution = shop.run(ORDER, 1, failing="charge")
    before = execution.history
    again = execution.continue_with(corrected(shop))
    assert again.output == ["ship", ["charge", {"corrected": ["reserve", 1]}]]
    assert shop.calls == ["charge", "ship"]
    assert (again.machine_name, again.parent) == ("corrected", (execution.arn, len(before)))
    assert again.history[: len(before)] == before
    assert again.history[len(before)]["type"] == "ExecutionRedriven"
    assert (execution.status, execution.history) == ("FAILED", before)


def test_with_a_place_it_is_a_fork(shop: Shop) -> None:
    execution = shop.run(ORDER, 1)
    again = execution.continue_with(corrected(shop), at="Charge", input=["reserve", 2], name="other", seed=3)
    assert again.output == ["ship", ["charge", {"corrected": ["reserve", 2]}]]
    assert (again.name, again.seed, again.parent) == ("other", 3, (execution.arn, 6))


def test_what_is_over_may_have_changed(shop: Shop) -> None:
    execution = shop.run(ORDER, 1, failing="ship")
    only = machine("Start", Start={"Type": "Pass", "Next": "Ship"}, Ship=task("ship"))
    assert execution.continue_with(corrected(shop, only)).output == ["ship", ["charge", ["reserve", 1]]]


def test_states_may_be_added_behind_the_one_that_failed(shop: Shop) -> None:
    execution = shop.run(ORDER, 1, failing="ship")
    longer = machine(
        "Reserve",
        **{
            **ORDER["States"],
            "Ship": task("ship", Next="Tell"),
            "Tell": {"Type": "Pass", "Result": "told", "End": True},
        },
    )
    assert execution.continue_with(corrected(shop, longer)).output == "told"


def test_a_state_that_the_new_definition_has_not_is_named(shop: Shop) -> None:
    execution = shop.run(ORDER, 1, failing="charge")
    without = machine("Reserve", Reserve=task("reserve", Next="Ship"), Ship=task("ship"))
    with pytest.raises(sfn.UsageError, match='"Charge"'):
        execution.continue_with(corrected(shop, without))
    assert shop.calls == []


def test_a_state_that_has_another_type_is_named(shop: Shop) -> None:
    execution = shop.run(ORDER, 1, failing="charge")
    other = machine("Reserve", **{**ORDER["States"], "Charge": {"Type": "Pass", "Next": "Ship"}})
    with pytest.raises(sfn.UsageError, match=r'"Charge".*Task.*Pass|"Charge".*Pass.*Task'):
        execution.continue_with(corrected(shop, other))


def test_inside_an_iteration_only_those_that_did_not_succeed_go_on(shop: Shop) -> None:
    def each(**fields: Any) -> dict[str, Any]:
        inner = machine("Charge", Charge=task("charge", **fields))
        return machine("Each", Each={"Type": "Map", "MaxConcurrency": 1, "ItemProcessor": inner, "End": True})

    def charge(event: Any) -> Any:
        shop.calls.append("charge")
        if event == 2:
            raise ValueError("two")
        return event

    shop.session.function("charge", charge)
    execution = shop.run(each(), [1, 2, 3])
    assert (execution.status, execution.failed_state) == ("FAILED", "Charge")
    again = execution.continue_with(corrected(shop, each(Parameters={"v.$": "$"})))
    assert (again.output, shop.calls) == ([1, {"v": 2}, {"v": 3}], ["charge", "charge"])


def test_what_succeeded_needs_a_place(shop: Shop) -> None:
    execution = shop.run(ORDER, 1)
    with pytest.raises(sfn.UsageError, match="is SUCCEEDED: say with `at` where to go on"):
        execution.continue_with(corrected(shop))


def test_an_input_needs_a_place(shop: Shop) -> None:
    execution = shop.run(ORDER, 1, failing="charge")
    with pytest.raises(sfn.UsageError, match="input and variables are for a state: say with `at` for which"):
        execution.continue_with(corrected(shop), input=2)


def test_an_express_execution_needs_a_place(shop: Shop) -> None:
    shop.failing = {"charge"}
    execution = sfn.StateMachine(ORDER, session=shop.session, type="EXPRESS").run(1)
    shop.failing = set()
    with pytest.raises(sfn.UsageError, match="is an Express one, and is not redriven: say where with `at`"):
        execution.continue_with(corrected(shop, type="EXPRESS"))
    assert execution.continue_with(corrected(shop, type="EXPRESS"), at="Charge").status == "SUCCEEDED"


def test_standard_and_express_do_not_go_on_as_each_other(shop: Shop) -> None:
    execution = shop.run(ORDER, 1, failing="charge")
    with pytest.raises(sfn.UsageError, match='"corrected" is EXPRESS, and the execution is not'):
        execution.continue_with(corrected(shop, type="EXPRESS"), at="Charge")
