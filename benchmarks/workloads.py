"""The machines that are measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias

State: TypeAlias = "dict[str, Any]"
FUNCTION: Final = "arn:aws:lambda:us-east-1:123456789012:function:work"
_LARGE: Final = 250 * 1024 - 10
_INLINE: Final = {"Mode": "INLINE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """A machine and its input.

    Attributes:
        title: what it does, for the table.
        transitions: states that one run enters.
        is_long: whether it needs the quota on events lifted.
    """

    title: str
    definition: State
    payload: Any
    transitions: int
    is_long: bool = False

    @property
    def is_jsonata(self) -> bool:
        """Whether it is written in JSONata."""
        return self.definition.get("QueryLanguage") == "JSONata"


def chain(count: int, make: Callable[[int], State] = lambda _: {"Type": "Pass"}, prefix: str = "S") -> State:
    """States in a row."""
    states: State = {}
    for index in range(count):
        after = {"Next": f"{prefix}{index + 1}"} if index < count - 1 else {"End": True}
        states[f"{prefix}{index}"] = {**make(index), **after}
    return {"StartAt": f"{prefix}0", "States": states}


def with_parameters(index: int) -> State:
    """A Pass that makes something of its input and keeps the rest."""
    parameters = {"a.$": "$.a", "i": index, "s.$": "States.Format('v{}',$.a)"}
    return {"Type": "Pass", "Parameters": parameters, "ResultPath": "$.r"}


def with_output(_: int) -> State:
    """The like in JSONata."""
    return {"Type": "Pass", "Output": {"a": "{% $states.input.a + 1 %}", "b": "{% $states.input.b %}"}}


def _with_nested_output(index: int) -> State:
    inner = {"a": "{% $states.input.a %}", "i": index, "s": "{% 'v' & $states.input.a %}"}
    return {"Type": "Pass", "Output": {"a": "{% $states.input.a %}", "b": "{% $states.input.b %}", "r": inner}}


def jsonata(definition: State) -> State:
    """A definition whose states are written in JSONata."""
    return {"QueryLanguage": "JSONata", **definition}


def loop(turns: int) -> State:
    """Counts up in its data until a Choice ends it."""
    check = {"Variable": "$.i", "NumericGreaterThanEquals": turns, "Next": "Done"}
    return {
        "StartAt": "Check",
        "States": {
            "Check": {"Type": "Choice", "Choices": [check], "Default": "Inc"},
            "Inc": {"Type": "Pass", "Parameters": {"i.$": "States.MathAdd($.i, 1)"}, "Next": "Check"},
            "Done": {"Type": "Succeed"},
        },
    }


def loop_jsonata(turns: int) -> State:
    """Counts up in a variable."""
    check = {"Condition": "{% $i >= " + str(turns) + " %}", "Next": "Done"}
    states = {
        "Init": {"Type": "Pass", "Assign": {"i": 0}, "Next": "Check"},
        "Check": {"Type": "Choice", "Choices": [check], "Default": "Inc"},
        "Inc": {"Type": "Pass", "Assign": {"i": "{% $i + 1 %}"}, "Next": "Check"},
        "Done": {"Type": "Succeed"},
    }
    return jsonata({"StartAt": "Init", "States": states})


def map_of(state: State, **fields: Any) -> State:
    """An inline Map over `$.items` whose processor is one state."""
    return _map({"ItemsPath": "$.items", **fields}, state)


def map_jsonata(state: State, **fields: Any) -> State:
    """The same in JSONata."""
    return jsonata(_map({"Items": "{% $states.input.items %}", **fields}, state))


def _map(fields: State, state: State) -> State:
    processor = {"ProcessorConfig": _INLINE, "StartAt": "P", "States": {"P": {**state, "End": True}}}
    return {"StartAt": "M", "States": {"M": {"Type": "Map", "ItemProcessor": processor, **fields, "End": True}}}


def parallel_of(make: Callable[[int], State] = lambda _: {"Type": "Pass"}, branches: int = 40) -> State:
    """A Parallel state with chains of ten as its branches."""
    chains = [chain(10, make, prefix=f"B{branch}_") for branch in range(branches)]
    return {"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": chains, "End": True}}}


def waiting(seconds: int) -> State:
    """Five states, the third of which waits."""
    return chain(5, lambda index: {"Type": "Wait", "Seconds": seconds} if index == 2 else {"Type": "Pass"})


def _order() -> State:
    """An order is checked, its two lines are priced, and it is confirmed: eight states are entered."""
    label = {"label.$": "States.Format('order {}', $.id)", "by.$": "$.customer.name"}
    country = {"Variable": "$.customer.country", "StringEquals": "DE"}
    rule = {"And": [{"Variable": "$.total", "NumericGreaterThan": 0}, country], "Next": "Price"}
    line = {"Parameters": {"sku.$": "$.sku", "total.$": "States.MathAdd($.price, $.postage)"}, "End": True}
    processor = {"ProcessorConfig": _INLINE, "StartAt": "Line", "States": {"Line": {"Type": "Pass", **line}}}
    priced = {"ItemsPath": "$.lines", "ItemProcessor": processor, "ResultPath": "$.priced"}
    summary = {"order.$": "$.order.label", "count.$": "States.ArrayLength($.priced)", "lines.$": "$.priced"}
    confirmed = {"Result": {"confirmed": True}, "ResultPath": "$.state"}
    states = {
        "Receive": {"Type": "Pass", "Parameters": label, "ResultPath": "$.order", "Next": "Check"},
        "Check": {"Type": "Choice", "Choices": [rule], "Default": "Refuse"},
        "Price": {"Type": "Map", **priced, "Next": "Summarize"},
        "Summarize": {"Type": "Pass", "Parameters": summary, "ResultPath": "$.summary", "Next": "Confirm"},
        "Confirm": {"Type": "Pass", **confirmed, "Next": "Done"},
        "Done": {"Type": "Succeed"},
        "Refuse": {"Type": "Fail", "Error": "Refused", "Cause": "nothing to ship"},
    }
    return {"StartAt": "Receive", "States": states}


def _rows() -> list[State]:
    return [{"id": i, "name": f"row {i}", "v": [i, i * 2, {"k": str(i)}]} for i in range(3900)]


def items(count: int) -> State:
    """Input of a Map. No item is 0: there are engines that take it for none."""
    return {"items": list(range(1, count + 1))}


def _unchanged(_: int) -> State:
    return {"Type": "Pass", "Output": "{% $states.input %}"}


SMALL: Final = {"a": 1, "b": "x"}
ADD: Final = {"Type": "Pass", "Parameters": {"v.$": "States.MathAdd($, 1)"}}
ADD_JSONATA: Final = {"Type": "Pass", "Output": {"v": "{% $states.input + 1 %}"}}
_TASK: Final = {"Type": "Task", "Resource": FUNCTION}
_TASK_JSONATA: Final = {**_TASK, "Arguments": "{% $states.input %}"}
_TEXT: Final = {"p": "x" * _LARGE}
_OBJECTS: Final = {"rows": _rows()}


def _workload(title: str, definition: State, payload: Any, transitions: int) -> Workload:
    """One with 10,000 items or more has more events than the quota allows."""
    return Workload(
        title=title, definition=definition, payload=payload, transitions=transitions, is_long=transitions == 10_001
    )


_LINES: Final = [{"sku": "a", "price": 10, "postage": 2}, {"sku": "b", "price": 28, "postage": 2}]
ORDER: Final = _workload(
    "an order of eight transitions",
    _order(),
    {"id": "o-17", "customer": {"name": "Ada", "country": "DE"}, "total": 42, "lines": _LINES},
    8,
)
"""A workflow as people write them, but for its tasks: so that every engine can run it."""

_JSONPATH: Final = {
    "w1_1000": _workload("1,000 Pass states", chain(1000), SMALL, 1000),
    "w1_100_params": _workload("100 Pass, Parameters, ResultPath", chain(100, with_parameters), SMALL, 100),
    "w2_1000": _workload("loop, 1,000 turns", loop(1000), {"i": 0}, 2002),
    "w2_6000": _workload("loop, 6,000 turns", loop(6000), {"i": 0}, 12002),
    "w3_1000": _workload("Map of 1,000 items", map_of(ADD), items(1000), 1001),
    "w3_10000": _workload("Map of 10,000 items", map_of(ADD), items(10_000), 10_001),
    "w4": _workload("Parallel, 40 branches of 10", parallel_of(), {"a": 1}, 401),
    "w5": _workload("Map of 1,000 tasks of 10 ms, 10 at a time", map_of(_TASK, MaxConcurrency=10), items(1000), 1001),
    "w6": _workload("1,000 executions that wait 1 s", waiting(1), {"a": 1}, 5),
    "w8_100": _workload("250 KiB of text, 100 Pass", chain(100), _TEXT, 100),
    "w8_100_obj": _workload("254 KiB of objects, 100 Pass", chain(100), _OBJECTS, 100),
}
_JSONATA: Final = {
    "w1_1000": _workload("1,000 Pass, Output", jsonata(chain(1000, with_output)), SMALL, 1000),
    "w1_100_params": _workload("100 Pass, nested Output", jsonata(chain(100, _with_nested_output)), SMALL, 100),
    "w2_1000": _workload("loop, 1,000 turns, Assign", loop_jsonata(1000), {}, 2003),
    "w3_1000": _workload("Map of 1,000 items", map_jsonata(ADD_JSONATA), items(1000), 1001),
    "w3_10000": _workload("Map of 10,000 items", map_jsonata(ADD_JSONATA), items(10_000), 10_001),
    "w4": _workload("Parallel, 40 branches of 10, Output", jsonata(parallel_of(with_output)), SMALL, 401),
    "w5": _workload(
        "Map of 1,000 tasks of 10 ms, 10 at a time", map_jsonata(_TASK_JSONATA, MaxConcurrency=10), items(1000), 1001
    ),
    "w8_100": _workload("250 KiB of text, 100 Output", jsonata(chain(100, _unchanged)), _TEXT, 100),
    "w8_100_obj": _workload("254 KiB of objects, 100 Output", jsonata(chain(100, _unchanged)), _OBJECTS, 100),
}
WORKLOADS: Final[Mapping[str, Workload]] = MappingProxyType(
    {**_JSONPATH, **{f"{name}_jsonata": workload for name, workload in _JSONATA.items()}}
)
