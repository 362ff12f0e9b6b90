from itertools import count
from random import Random

import pytest

from sfn_notebook.asl.lint import lint
from sfn_notebook.asl.parse import parse
from sfn_notebook.asl.write import write
from sfn_notebook.text.diagnostic import Severity
from sfn_notebook.values import JSON, copy

Members = dict[str, JSON]
ARN = "arn:aws:lambda:eu-west-1:222222222222:function:work"


class Machines:
    """Random definitions that are right."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - definitions to try, no secrets
        self.names = (f"S{number}" for number in count())

    def some(self, members: Members) -> Members:
        return {name: value for name, value in members.items() if self.random.random() < 0.5}

    def machine(self, depth: int) -> Members:
        names = [next(self.names) for _ in range(self.random.randint(1, 4))]
        onward: list[str | None] = [*names[1:], None]
        states: Members = {name: self.state(following, depth) for name, following in zip(names, onward, strict=True)}
        return {"StartAt": names[0], "States": states, **self.some({"Comment": "m"})}

    def state(self, following: str | None, depth: int) -> Members:
        makers = [self.pass_, self.wait, self.task, self.choice if following else self.succeed]
        if depth:
            makers += [lambda: self.parallel(depth), lambda: self.map_(depth)]
        state = self.random.choice(makers)()
        if state["Type"] == "Choice":
            return {**state, "Choices": [{**self.test(2), "Next": following}], "Default": following}
        if state["Type"] == "Succeed":
            return state
        return {**state, **({"Next": following} if following else {"End": True})}

    def data(self) -> Members:
        return self.some({"Comment": "s", "InputPath": "$.a", "OutputPath": None})

    def pass_(self) -> Members:
        return {
            "Type": "Pass",
            **self.data(),
            **self.some({"Result": None, "ResultPath": None, "Parameters": {"b": 1}}),
        }

    def wait(self) -> Members:
        return {"Type": "Wait", **self.data(), **self.random.choice([{"Seconds": 0}, {"SecondsPath": "$.s"}])}

    def succeed(self) -> Members:
        return {"Type": "Succeed", **self.data()}

    def choice(self) -> Members:
        return {"Type": "Choice", **self.data()}

    def handlers(self) -> Members:
        retrier: JSON = {
            "ErrorEquals": ["E"],
            **self.some({"MaxAttempts": 0, "BackoffRate": 1.5, "IntervalSeconds": 2}),
        }
        return self.some({"Retry": [retrier], "ResultSelector": {"r.$": "$.r"}, "ResultPath": "$.x"})

    def task(self) -> Members:
        return {"Type": "Task", "Resource": ARN, **self.data(), **self.handlers(), **self.some({"TimeoutSeconds": 7})}

    def parallel(self, depth: int) -> Members:
        branches: list[JSON] = [self.machine(depth - 1) for _ in range(self.random.randint(1, 3))]
        return {"Type": "Parallel", "Branches": branches, **self.data(), **self.handlers()}

    def map_(self, depth: int) -> Members:
        field = self.random.choice(["ItemProcessor", "Iterator"])
        selector = self.random.choice(["ItemSelector", "Parameters"])
        more = self.some({selector: {"i.$": "$"}, "MaxConcurrency": 0, "ItemsPath": "$.items"})
        return {"Type": "Map", field: self.machine(depth - 1), **more, **self.data(), **self.handlers()}

    def test(self, depth: int) -> Members:
        if depth and self.random.random() < 0.5:
            inner: list[JSON] = [self.test(depth - 1), self.test(depth - 1)]
            return self.random.choice([{"And": inner}, {"Or": inner}, {"Not": inner[0]}])
        return {"Variable": "$.v", **self.random.choice([{"IsNull": False}, {"NumericEquals": 1.5}])}


@pytest.mark.parametrize("seed", range(60))
def test_what_is_written_reads_as_the_same_definition(seed: int) -> None:
    definition = parse(Machines(seed).machine(3)).definition
    assert definition is not None
    assert parse(write(definition)).definition == definition


@pytest.mark.parametrize("seed", range(20))
def test_right_definitions_have_no_errors(seed: int) -> None:
    found = lint(Machines(seed).machine(2))
    assert [diagnostic for diagnostic in found if diagnostic.severity is Severity.ERROR] == []


@pytest.mark.parametrize("seed", range(150))
def test_whatever_stands_where_it_should_not_is_a_finding_and_no_exception(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - as above
    value = copy(Machines(seed).machine(2))
    for _ in range(random.randint(1, 3)):
        spoil(value, random)
    found = parse(value)
    errors = [diagnostic for diagnostic in lint(found) if diagnostic.severity is Severity.ERROR]
    assert found.definition is not None or errors


def containers(node: JSON) -> list[JSON]:
    members: list[JSON] = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    return [member for member in members if isinstance(member, dict | list) and member]


def spoil(value: JSON, random: Random) -> None:
    """Puts something of a wrong type, or a wrong field, somewhere."""
    node = value
    for _ in range(random.randint(0, 8)):
        inner = containers(node)
        if not inner:
            break
        node = random.choice(inner)
    junk: list[JSON] = [None, True, -1, 1.5, "x", "", [], {}, [[]], {"Type": 3}, "$..*"]
    if isinstance(node, dict):
        node[random.choice([*node, "Strange", "QueryLanguage", "Catch"])] = random.choice(junk)
    elif isinstance(node, list):
        node[random.randrange(len(node))] = random.choice(junk)


def test_all_other_fields_are_written_too() -> None:
    value: JSON = {
        "StartAt": "M",
        "QueryLanguage": "JSONata",
        "States": {
            "M": {
                "Type": "Map",
                "ItemProcessor": {
                    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                    "StartAt": "C",
                    "States": {
                        "C": {
                            "Type": "Choice",
                            "Choices": [{"Condition": "{% true %}", "Output": None, "Assign": {"a": 1}, "Next": "D"}],
                        },
                        "D": {"Type": "Succeed", "Output": "{% 1 %}"},
                    },
                },
                "Items": [1],
                "Label": "l",
                "ToleratedFailurePercentage": 10,
                "Catch": [{"ErrorEquals": ["E"], "Output": 1, "Assign": {"b": 2}, "Comment": "c", "Next": "F"}],
                "Next": "F",
            },
            "F": {"Type": "Fail", "Error": "e"},
        },
    }
    definition = parse(value).definition
    assert definition is not None
    assert write(definition) == value
