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
    """

    title: str
    definition: State
    payload: Any
    transitions: int


def chain(count: int, make: Callable[[int], State] = lambda _: {"Type": "Pass"}, prefix: str = "S") -> State:
    """States in a row."""
    states: State = {}
    for index in range(count):
        after = {"Next": f"{prefix}{index + 1}"} if index < count - 1 else {"End": True}
        states[f"{prefix}{index}"] = {**make(index), **after}
    return {"StartAt": f"{prefix}0", "States": states}


def _with_parameters(index: int) -> State:
    parameters = {"a.$": "$.a", "i": index, "s.$": "States.Format('v{}',$.a)"}
    return {"Type": "Pass", "Parameters": parameters, "ResultPath": "$.r"}


def _loop(turns: int) -> State:
    check = {"Variable": "$.i", "NumericGreaterThanEquals": turns, "Next": "Done"}
    return {
        "StartAt": "Check",
        "States": {
            "Check": {"Type": "Choice", "Choices": [check], "Default": "Inc"},
            "Inc": {"Type": "Pass", "Parameters": {"i.$": "States.MathAdd($.i, 1)"}, "Next": "Check"},
            "Done": {"Type": "Succeed"},
        },
    }


def map_of(state: State, **fields: Any) -> State:
    """An inline Map over `$.items` whose processor is one state."""
    processor = {"ProcessorConfig": _INLINE, "StartAt": "P", "States": {"P": {**state, "End": True}}}
    return {
        "StartAt": "M",
        "States": {"M": {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": processor, **fields, "End": True}},
    }


def waiting(seconds: int) -> State:
    """Five states, the third of which waits."""
    return chain(5, lambda index: {"Type": "Wait", "Seconds": seconds} if index == 2 else {"Type": "Pass"})


def _rows() -> list[State]:
    return [{"id": i, "name": f"row {i}", "v": [i, i * 2, {"k": str(i)}]} for i in range(3900)]


_SMALL: Final = {"a": 1, "b": "x"}
_ADD: Final = {"Type": "Pass", "Parameters": {"v.$": "States.MathAdd($, 1)"}}
_THOUSAND: Final = {"items": list(range(1, 1001))}
_BRANCHES: Final = [chain(10, prefix=f"B{branch}_") for branch in range(40)]

WORKLOADS: Final[Mapping[str, Workload]] = MappingProxyType(
    {
        "w1_1000": Workload(title="1,000 Pass states", definition=chain(1000), payload=_SMALL, transitions=1000),
        "w1_100_params": Workload(
            title="100 Pass, Parameters, ResultPath",
            definition=chain(100, _with_parameters),
            payload=_SMALL,
            transitions=100,
        ),
        "w2_1000": Workload(title="loop, 1,000 turns", definition=_loop(1000), payload={"i": 0}, transitions=2002),
        "w2_6000": Workload(title="loop, 6,000 turns", definition=_loop(6000), payload={"i": 0}, transitions=12002),
        "w3_1000": Workload(title="Map of 1,000 items", definition=map_of(_ADD), payload=_THOUSAND, transitions=1001),
        "w4": Workload(
            title="Parallel, 40 branches of 10",
            definition={
                "StartAt": "P",
                "States": {"P": {"Type": "Parallel", "Branches": _BRANCHES, "End": True}},
            },
            payload={"a": 1},
            transitions=401,
        ),
        "w5_c10": Workload(
            title="Map of 1,000 tasks of 10 ms, 10 at a time",
            definition=map_of({"Type": "Task", "Resource": FUNCTION}, MaxConcurrency=10),
            payload=_THOUSAND,
            transitions=1001,
        ),
        "w6": Workload(title="1,000 executions that wait 1 s", definition=waiting(1), payload={"a": 1}, transitions=5),
        "w8_100": Workload(
            title="250 KiB of text, 100 Pass",
            definition=chain(100),
            payload={"p": "x" * _LARGE},
            transitions=100,
        ),
        "w8_100_obj": Workload(
            title="254 KiB of objects, 100 Pass",
            definition=chain(100),
            payload={"rows": _rows()},
            transitions=100,
        ),
    }
)
