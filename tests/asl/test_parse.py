import inspect
import sys

import pytest

from sfn_notebook.asl.model import (
    And,
    Catcher,
    ChoiceRule,
    ChoiceState,
    Condition,
    DataTest,
    Definition,
    FailState,
    MapState,
    Not,
    ParallelState,
    PassState,
    ProcessorConfig,
    Retrier,
    State,
    SucceedState,
    TaskState,
    WaitState,
)
from sfn_notebook.asl.parse import parse
from sfn_notebook.asl.write import write
from sfn_notebook.text.source import read_source
from sfn_notebook.values import JSON, encode

ARN = "arn:aws:lambda:eu-west-1:222222222222:function:work"


def parsed(value: JSON) -> Definition:
    found = parse(value)
    assert found.diagnostics == ()
    assert found.definition is not None
    return found.definition


def one(state: dict[str, JSON]) -> State:
    rest: dict[str, JSON] = {"Done": {"Type": "Succeed"}}
    return parsed({"StartAt": "One", "States": {"One": state, **rest}}).states["One"]


def inner(name: str) -> dict[str, JSON]:
    return {"StartAt": name, "States": {name: {"Type": "Succeed"}}}


def nested(depth: int, field: str) -> JSON:
    machine: dict[str, JSON] = inner("Core")
    for level in range(depth):
        state: dict[str, JSON] = {"Type": "Map", "ItemProcessor": machine, "End": True}
        if field == "Branches":
            state = {"Type": "Parallel", "Branches": [machine], "End": True}
        machine = {"StartAt": f"L{level}", "States": {f"L{level}": state}}
    return machine


def test_the_fields_of_a_machine_have_their_names() -> None:
    definition = parsed(
        {"Comment": "c", "Version": "1.0", "TimeoutSeconds": 9, "QueryLanguage": "JSONPath", **inner("Only")}
    )
    assert definition == Definition(
        start_at="Only",
        states={"Only": SucceedState(name="Only")},
        comment="c",
        version="1.0",
        timeout_seconds=9,
        query_language="JSONPath",
    )


def test_a_path_that_is_null_differs_from_one_that_is_missing() -> None:
    state = one({"Type": "Pass", "InputPath": None, "Result": None, "Next": "Done"})
    assert state == PassState(name="One", input_path=None, result=None, next="Done")


def test_a_task_has_its_retriers_and_catchers() -> None:
    state = one(
        {
            "Type": "Task",
            "Resource": ARN,
            "Parameters": {"a.$": "$.a"},
            "TimeoutSeconds": 5,
            "Retry": [{"ErrorEquals": ["A"], "BackoffRate": 1.5, "MaxDelaySeconds": 9, "JitterStrategy": "FULL"}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": None, "Next": "Done"}],
            "End": True,
        }
    )
    assert state == TaskState(
        name="One",
        resource=ARN,
        parameters={"a.$": "$.a"},
        timeout_seconds=5,
        retry=(Retrier(error_equals=("A",), backoff_rate=1.5, max_delay_seconds=9, jitter_strategy="FULL"),),
        catch=(Catcher(error_equals=("States.ALL",), result_path=None, next="Done"),),
        end=True,
    )


def test_a_choice_has_its_tests() -> None:
    state = one(
        {
            "Type": "Choice",
            "Choices": [
                {
                    "And": [
                        {"Variable": "$.a", "IsNull": True},
                        {"Not": {"Variable": "$.b", "StringEqualsPath": "$.c"}},
                    ],
                    "Next": "Done",
                }
            ],
            "Default": "Done",
        }
    )
    first = DataTest(variable="$.a", operator="IsNull", operand=True)
    second = Not(test=DataTest(variable="$.b", operator="StringEqualsPath", operand="$.c"))
    rule = ChoiceRule(test=And(tests=(first, second)), next="Done")
    assert state == ChoiceState(name="One", choices=(rule,), default="Done")


def test_a_choice_in_jsonata_has_conditions() -> None:
    state = one({"Type": "Choice", "QueryLanguage": "JSONata", "Choices": [{"Condition": True, "Next": "Done"}]})
    rule = ChoiceRule(test=Condition(value=True), next="Done")
    assert state == ChoiceState(name="One", query_language="JSONata", choices=(rule,))


def test_wait_and_fail_have_their_fields() -> None:
    wait = one({"Type": "Wait", "TimestampPath": "$.t", "Next": "Done"})
    fail = one({"Type": "Fail", "ErrorPath": "$.e", "Cause": "why"})
    assert (wait, fail) == (
        WaitState(name="One", timestamp_path="$.t", next="Done"),
        FailState(name="One", error_path="$.e", cause="why"),
    )


def test_a_parallel_state_holds_machines() -> None:
    state = one({"Type": "Parallel", "Branches": [inner("A"), inner("B")], "Next": "Done"})
    assert isinstance(state, ParallelState)
    assert [branch.start_at for branch in state.branches] == ["A", "B"]


def test_a_map_has_its_processor_and_selector() -> None:
    state = one(
        {
            "Type": "Map",
            "ItemProcessor": {**inner("A"), "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}},
            "ItemSelector": {"i.$": "$$.Map.Item.Value"},
            "MaxConcurrency": 3,
            "Next": "Done",
        }
    )
    assert isinstance(state, MapState)
    assert state.item_processor.processor_config == ProcessorConfig(mode="DISTRIBUTED", execution_type="EXPRESS")
    assert (state.item_selector, state.item_selector_field) == ({"i.$": "$$.Map.Item.Value"}, "ItemSelector")


def test_the_deprecated_names_of_a_map_are_kept_beside_the_new_ones() -> None:
    state = one({"Type": "Map", "Iterator": inner("A"), "Parameters": {"a": 1}, "Next": "Done"})
    assert isinstance(state, MapState)
    found = (state.item_processor_field, state.item_selector, state.item_selector_field)
    assert found == ("Iterator", {"a": 1}, "Parameters")


def test_an_end_that_is_false_is_no_end() -> None:
    assert one({"Type": "Pass", "End": False, "Next": "Done"}) == PassState(name="One", next="Done")


@pytest.mark.parametrize(("depth", "field"), [(124, "Branches"), (165, "ItemProcessor")])
def test_containers_nest_as_deep_as_json_may_without_the_stack(depth: int, field: str) -> None:
    value = nested(depth, field)
    source = read_source(encode(value))
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 60)
    try:
        definition = parse(source).definition
        assert definition is not None
        written = write(definition)
    finally:
        sys.setrecursionlimit(limit)
    assert encode(written) == encode(value)


def test_tests_of_a_choice_nest_as_deep_as_json_may() -> None:
    test: dict[str, JSON] = {"Variable": "$.a", "IsNull": True}
    for _ in range(240):
        test = {"Not": test}
    value: dict[str, JSON] = {
        "StartAt": "C",
        "States": {"C": {"Type": "Choice", "Choices": [{**test, "Next": "E"}]}, "E": {"Type": "Succeed"}},
    }
    assert encode(write(parsed(value))) == encode(value)


def test_a_value_nested_a_thousand_deep_is_refused_once() -> None:
    value: JSON = 1
    for _ in range(1000):
        value = [value]
    found = parse({"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": value, "End": True}}})
    assert [diagnostic.code for diagnostic in found.diagnostics] == ["SFN108"]


@pytest.mark.parametrize("text", ["[]", "null", "7", '"x"', "true"])
def test_a_definition_is_an_object(text: str) -> None:
    found = parse(read_source(text, format="json"))
    assert ([diagnostic.code for diagnostic in found.diagnostics], found.definition) == (["SFN200"], None)


def test_broken_text_gives_what_reading_found() -> None:
    found = parse(read_source('{"StartAt": '))
    assert ([diagnostic.code for diagnostic in found.diagnostics], found.definition) == (["SFN101"], None)


def test_a_key_that_stands_twice_keeps_the_definition_from_being_built() -> None:
    found = parse(read_source('{"StartAt": "A", "States": {"A": {"Type": "Succeed"}, "A": {"Type": "Succeed"}}}'))
    assert ([diagnostic.code for diagnostic in found.diagnostics], found.definition) == (["SFN103"], None)


def test_findings_of_the_shape_have_spans() -> None:
    source = read_source('{"StartAt": "A", "States": {"A": {"Type": "Pass", "Ned": true, "End": true}}}')
    (found,) = parse(source).diagnostics
    assert found.span is not None
    assert source.text[found.span.start : found.span.end] == '"Ned"'
