"""Sizes: no value over the limit passes, however its bound was found."""

from __future__ import annotations

import json
from typing import Any

import pytest
from running_machines import running_machine
from small_machines import echo, logical, mapped, one, parallel, row, task
from stepping import begin, stops

import sfn_notebook as sfn
from sfn_notebook.engine.frame import Frame
from sfn_notebook.engine.quotas import Quotas, data_limit_exceeded
from sfn_notebook.values import JSON, size_bytes

HALF = "x" * 140_000
TWICE: dict[str, Any] = {"Type": "Pass", "Parameters": {"a.$": "$.t", "b.$": "$.t"}, "End": True}
TOO_LARGE: dict[str, dict[str, Any]] = {
    "a template that says a value twice": one(TWICE),
    "a result beside the input": one({"Type": "Pass", "Parameters": {"a.$": "$.t"}, "ResultPath": "$.r", "End": True}),
    "results of two branches": one(
        parallel(one({"Type": "Pass", "End": True}), one({"Type": "Pass", "End": True}, "R")), "P"
    ),
    "results of two items": one(
        mapped(one({"Type": "Pass", "Parameters": {"a.$": "$$.Execution.Input.t"}, "End": True}), ItemsPath="$.l"), "M"
    ),
    "an item that the selector makes": one(
        mapped(one({"Type": "Succeed"}), ItemsPath="$.l", ItemSelector={"a.$": "$.t", "b.$": "$.t"}), "M"
    ),
    "the parameters of a task": one(task("echo", Parameters={"a.$": "$.t", "b.$": "$.t"})),
    "what a context path finds": row(S={"Type": "Pass", "InputPath": "$$.Execution.Input", "End": True}, T=TWICE),
    "text in text": one({"Type": "Pass", "Parameters": {"a.$": "States.JsonToString($.q)"}, "End": True}),
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_a_value_over_the_limit_ends_the_execution(name: str) -> None:
    value: dict[str, JSON] = {"t": HALF, "l": [1, 2]} if name != "text in text" else {"q": ['"' * 66_000]}
    with logical() as session:
        session.function("echo", echo)
        execution = session.state_machine(TOO_LARGE[name]).run(value)
    assert (execution.status, execution.error) == ("FAILED", "States.DataLimitExceeded")


@pytest.mark.parametrize("name", TOO_LARGE)
def test_without_quotas_it_passes(name: str) -> None:
    value: dict[str, JSON] = {"t": HALF, "l": [1, 2]} if name != "text in text" else {"q": ['"' * 66_000]}
    with logical(quotas=sfn.Quotas.OFF) as session:
        session.function("echo", echo)
        assert session.state_machine(TOO_LARGE[name]).run(value).status == "SUCCEEDED"


def test_a_value_of_just_the_limit_passes() -> None:
    text = "x" * (262_144 - len('{"a":""}'))
    with logical() as session:
        machine = one({"Type": "Pass", "Parameters": {"a.$": "$"}, "End": True})
        execution = session.state_machine(machine).run(text)
    assert execution.status == "SUCCEEDED"
    assert len(json.dumps(execution.output, separators=(",", ":"))) == 262_144


@pytest.mark.parametrize("seed", range(12))
def test_a_bound_is_never_below_the_size(seed: int) -> None:
    run = begin(running_machine(seed), seed)
    for _ in stops(run.domain):
        frames: list[Frame] = [run.root] if run.root else []
        for frame in frames:
            frames.extend((frame.live or {}).values())
            assert size_bytes(frame.input) <= frame.size_bound


def test_the_error_names_what_gave_too_much() -> None:
    assert data_limit_exceeded("T").cause == (
        "The state/task 'T' returned a result with a size exceeding the maximum number of bytes service limit."
    )


def test_quotas_may_be_lifted_one_by_one() -> None:
    assert Quotas(events=None) == Quotas(payload_bytes=262_144, events=None, execution_seconds=31_536_000)


@pytest.mark.parametrize(
    "fields",
    [
        {"Parameters": {"a.$": "$"}},
        {"Parameters": {"a.$": "$"}, "ResultPath": "$.b"},
        {"QueryLanguage": "JSONata", "Output": {"a": "{% $states.input %}"}},
        {"QueryLanguage": "JSONata", "Assign": {"a": ["{% $exists($a) ? $a : 1 %}"]}},
    ],
)
def test_a_loop_that_nests_its_data_deeper_at_each_turn_ends(fields: dict[str, Any]) -> None:
    again: JSON = {
        "Type": "Choice",
        "Choices": [{"Variable": "$.z", "IsPresent": True, "Next": "End"}],
        "Default": "Nest",
    }
    nest: JSON = {"Type": "Pass", **fields, "Next": "Again"}
    definition: JSON = {"StartAt": "Nest", "States": {"Nest": nest, "Again": again, "End": {"Type": "Succeed"}}}
    with logical() as session:
        execution = sfn.StateMachine(definition, session=session).run({})
    assert (execution.status, execution.error) == ("FAILED", "States.Runtime")
    assert str(execution.cause).endswith("The data is nested deeper than 500 levels.")
    assert execution.history
