"""Random machines that are valid, end, and look like what people write: the same seed gives the same machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Final, TypeAlias, cast

from sfn_notebook.values import JSON

Object: TypeAlias = "dict[str, JSON]"

FUNCTION: Final = "arn:aws:lambda:us-east-1:111111111111:function:"
VERBS: Final = ("Check", "Load", "Charge", "Pack", "Ship", "Notify", "Validate", "Enrich", "Store", "Close")
THINGS: Final = ("Order", "Payment", "Invoice", "Parcel", "Customer", "Stock", "Report", "Refund")
ERRORS: Final = ("States.ALL", "States.Timeout", "States.TaskFailed", "Payment.Declined", "OutOfStock")
SIMPLE: Final = ("Pass", "Task", "Task", "Task", "Wait", "Choice", "Choice", "Succeed", "Fail")
CONTAINERS: Final = ("Parallel", "Map")


def generate_machine(seed: int, states: int, depth: int) -> Object:
    """A machine in the JSONPath dialect with about that many states, those of inner machines included.

    `depth` is how deep containers may stand in each other; with 0 there are none.
    Every state can be reached. Names are unique in the whole machine. Choices go back only where `$.again` is true,
    which no state sets. The first state of each machine makes an object with `n`, a number, and `items`, an array, so
    that each run ends for any input, whatever the functions `work-0` to `work-4` do.
    """
    return _Generator(random=Random(seed)).machine(states, depth)  # noqa: S311 - nothing is kept secret


@dataclass(slots=True)
class _Generator:
    random: Random
    named: int = 0
    choices: list[Object] = field(default_factory=list["Object"])

    def machine(self, budget: int, depth: int) -> Object:
        names: list[str] = []
        states: list[Object] = []
        outer, self.choices = self.choices, []
        while budget > 0:
            names.append(self.name())
            state, spent = self.state(len(states), budget, depth)
            states.append(state)
            budget -= spent
        for index, state in enumerate(states):
            self.connect(index, state, names)
        self.choices = outer
        return {"StartAt": names[0], "States": cast("JSON", dict(zip(names, states, strict=True)))}

    def name(self) -> str:
        self.named += 1
        return f"{self.random.choice(VERBS)} {self.random.choice(THINGS)} {self.named}"

    def state(self, index: int, budget: int, depth: int) -> tuple[Object, int]:
        if index == 0:
            return {"Type": "Pass", "Result": {"n": self.random.randrange(10), "items": [1, 2, 3]}}, 1
        if depth and budget > 3 and self.random.random() < 0.2:
            return self.container(self.random.choice(CONTAINERS), budget - 1, depth - 1)
        kind = self.random.choice(SIMPLE)
        return self.simple(kind if budget > 1 or kind != "Choice" else "Succeed"), 1

    def container(self, kind: str, budget: int, depth: int) -> tuple[Object, int]:
        count = self.random.randint(2, 3) if kind == "Parallel" else 1
        sizes = [self.random.randint(1, max(1, min(budget // count, 12 * (depth + 1)))) for _ in range(count)]
        machines: list[JSON] = [self.machine(size, depth) for size in sizes]
        state: Object = {"Type": kind, "ResultPath": "$.result", **self.handling()}
        if kind == "Parallel":
            state["Branches"] = machines
        else:
            state.update(ItemProcessor=machines[0], ItemsPath="$.items", MaxConcurrency=self.random.randint(0, 3))
        return state, 1 + sum(sizes)

    def simple(self, kind: str) -> Object:
        match kind:
            case "Task":
                function = f"{FUNCTION}work-{self.random.randrange(5)}"
                state: Object = {"Type": "Task", "Resource": function, "ResultPath": "$.result", **self.handling()}
                if self.random.random() < 0.2:
                    state["TimeoutSeconds"] = self.random.randint(1, 60)
                return state
            case "Wait":
                return {"Type": "Wait", "Seconds": self.random.choice((0, 1, 60, 86_400))}
            case "Fail":
                return {"Type": "Fail", "Error": "Refused", "Cause": "this order is refused"}
            case "Choice":
                return {"Type": "Choice", "Choices": []}
            case "Pass":
                return {"Type": "Pass", "Parameters": {"n.$": "$.n", "items.$": "$.items"}}
            case _:
                return {"Type": "Succeed"}

    def handling(self) -> Object:
        """Retry and Catch, or one, or none; the catcher's target is chosen later."""
        found: Object = {}
        if self.random.random() < 0.4:
            found["Retry"] = [{"ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 2, "MaxAttempts": 2}]
        if self.random.random() < 0.35:
            found["Catch"] = [{"ErrorEquals": [self.random.choice(ERRORS)], "ResultPath": "$.error", "Next": ""}]
        return found

    def connect(self, index: int, state: Object, names: list[str]) -> None:
        """Give a state its targets, and the next state at least one way to it."""
        is_last = index == len(names) - 1
        match state["Type"]:
            case "Choice":
                state["Default"] = names[min(index + 1, len(names) - 1)]
                for _ in range(self.random.randint(1, 3)):
                    cast("list[JSON]", state["Choices"]).append(self.rule(index, names))
                self.choices.append(state)
            case "Succeed" | "Fail":
                self.lead_to_next(index, state, names)
            case _ if is_last:
                state["End"] = True
            case _ if self.choices and self.random.random() < 0.15:
                state["Next"] = self.forward(index, names)
                self.lead_to_next(index, state, names)
            case _:
                state["Next"] = names[index + 1]
        for catcher in cast("list[Object]", state.get("Catch", [])):
            catcher["Next"] = self.forward(index, names) if not is_last else names[0]
        if is_last and "Catch" in state:
            del state["Catch"]

    def lead_to_next(self, index: int, state: Object, names: list[str]) -> None:
        if index == len(names) - 1:
            return
        if self.choices:
            rules = cast("list[JSON]", self.random.choice(self.choices[-3:])["Choices"])
            rules.append({**self.test(), "Next": names[index + 1]})
        else:
            state.clear()
            state.update(Type="Pass", Next=names[index + 1])

    def forward(self, index: int, names: list[str]) -> str:
        return names[min(index + self.random.choice((1, 2, 2, 3, 5, 9)), len(names) - 1)]

    def rule(self, index: int, names: list[str]) -> Object:
        if self.random.random() < 0.25:
            again: Object = {"Variable": "$.again", "IsPresent": True}
            true: Object = {"Variable": "$.again", "BooleanEquals": True}
            return {"And": [again, true], "Next": names[max(0, index - self.random.randrange(6))]}
        return {**self.test(), "Next": self.forward(index, names)}

    def test(self) -> Object:
        limit = self.random.randrange(10)
        if self.random.random() < 0.5:
            return {"Variable": "$.n", "NumericGreaterThan": limit}
        return {"Not": {"Variable": "$.n", "NumericEquals": limit}}
