"""The states of random machines, in JSONata, and in both languages."""

from __future__ import annotations

from typing import Final

from running_states import ARN, FUNCTIONS, ROLE, Object, PathGenerator

from sfn_notebook.values import JSON

_MERGED: Final = "{% $merge([$states.input, {'r': $states.result}]) %}"
_BROKEN: Final = (
    *("{% $states.input.gone %}", "{% $nope() %}", "{% 'a' + 1 %}", "{% $error('broken') %}", "{% $sum %}"),
    *("{% [1..1000000] %}", "{% ($f := function($n) { 1 + $f($n) }; $f(1)) %}", "{% $parse('{') %}"),
)
"""Undefined, no function, a wrong type, thrown, no JSON, too much memory, too deep, no text of JSON."""


class QueryGenerator(PathGenerator):
    """Makes states in JSONata."""

    def _opening(self, variable: str) -> Object:
        return {"Type": "Pass", "Assign": {variable: "{% $states.input.n %}"}}

    def _assigned(self) -> Object:
        if self._random.random() < 0.7:
            return {}
        seen = f"{{% $type(${self._random.choice(self._visible)}) %}}"
        return {"Assign": {self._visible[-1]: {"seen": seen, "at": "{% $states.context.State.Name %}"}}}

    def _fault(self, kind: str) -> Object:
        broken = self._random.choice(_BROKEN)
        fields = {
            "Wait": ("Output", "Assign"),
            "Task": ("Arguments", "Output", "Assign", "TimeoutSeconds"),
            "Parallel": ("Arguments", "Output", "Assign"),
            "Map": ("Items", "ItemSelector", "Output", "MaxConcurrency"),
        }.get(kind, ("Output", "Assign"))
        field = self._random.choice(fields)
        return {field: {self._visible[-1]: broken} if field == "Assign" else broken}

    def _test(self) -> Object:
        limit = self._random.randrange(5)
        if self._random.random() < 0.04:
            return {
                "Condition": self._random.choice(
                    ("{% $states.input.n %}", "{% $states.input.gone > 1 %}", "{% $nope() %}")
                )
            }
        if self._random.random() < 0.3:
            return {"Condition": f"{{% $states.input.n > {limit} and $states.input.turn < 2 %}}"}
        return {
            "Condition": self._random.choice(
                (True, f"{{% $states.input.n > {limit} %}}", f"{{% $states.input.n = {limit} %}}")
            )
        }

    def _loop(self, name: str, after: list[str], before: list[str]) -> list[tuple[str, Object]]:
        back = self._name()
        ask: Object = {
            "Type": "Choice",
            "Choices": [{"Condition": "{% $states.input.turn < 2 %}", "Next": back}],
            "Default": after[0],
        }
        kept: Object = {"n": "{% $states.input.n %}", "items": "{% $states.input.items %}"}
        count: Object = {
            "Type": "Pass",
            "Output": {**kept, "turn": "{% $states.input.turn + 1 %}"},
            "Next": self._random.choice(before),
        }
        return [(name, ask), (back, count)]

    def _terminal(self) -> Object:
        chosen = self._random.randrange(4)
        if chosen == 0:
            return {"Type": "Fail", "Error": "Cold"}
        if chosen == 1:
            return {
                "Type": "Fail",
                "Error": "{% $states.input.n > 2 ? 'Cold' : 'Hot' %}",
                "Cause": "{% 'n is ' & $states.input.n %}",
            }
        return {"Type": "Succeed", **({"Output": {"n": "{% $states.input.n %}"}} if chosen == 2 else {})}

    def _pass(self) -> Object:
        if self._random.random() < 0.3:
            return {"Type": "Pass", **self._assigned()}
        drawn = "{'id': $uuid(), 'r': $random(), 'who': $states.context.State.Name}"
        seen = f"{{'seen': $string(${self._random.choice(self._visible)})}}"
        sums = "{'sum': $sum($map($states.input.items, function($i) { $type($i) = 'number' ? $i : 0 }))}"
        note = self._random.choice((drawn, seen, sums))
        return {"Type": "Pass", "Output": f"{{% $merge([$states.input, {note}]) %}}", **self._assigned()}

    def _wait(self) -> Object:
        chosen = self._random.randrange(3)
        if chosen == 0:
            return {"Type": "Wait", "Seconds": "{% $states.input.n %}", **self._assigned()}
        if self._random.random() < 0.05:
            return {"Type": "Wait", "Seconds": self._random.choice((*_BROKEN, "{% 'x' %}", "{% -1 %}", "{% 0.5 %}"))}
        if chosen == 1:
            soon = "$toMillis($states.context.State.EnteredTime) + 1000 * $states.input.n"
            return {"Type": "Wait", "Timestamp": f"{{% $fromMillis({soon}) %}}"}
        return {"Type": "Wait", "Seconds": self._random.choice((0, 1, 2, 5, 30))}

    def _task(self) -> Object:
        name = self._random.choice(tuple(FUNCTIONS))
        state: Object = {"Type": "Task", "Resource": ARN + name, "Output": _MERGED, **self._assigned()}
        if self._random.random() < 0.4:
            state["Resource"] = "arn:aws:states:::lambda:invoke"
            state["Arguments"] = {
                "FunctionName": name,
                "Payload": {"n": "{% $states.input.n %}", "id": "{% $uuid() %}"},
            }
            state["Output"] = "{% $merge([$states.input, {'r': $states.result.Payload, 'id': $uuid()}]) %}"
        elif self._random.random() < 0.5:
            state["Arguments"] = {"n": "{% $states.input.n %}"}
        if self._random.random() < 0.35:
            state["TimeoutSeconds"] = self._random.choice((2, 4, 5, "{% $states.input.n + 2 %}"))
        if self._random.random() < 0.15:
            state["HeartbeatSeconds"] = 1 if "TimeoutSeconds" in state else "{% 1 + $states.input.turn %}"
        if self._random.random() < 0.15:
            state["Credentials"] = {"RoleArn": f"{{% '{ROLE}' & $states.input.n %}}"}
        return state

    def _container(self, kind: str, depth: int) -> Object:
        common: Object = {"Type": kind, "Output": _MERGED, **self._assigned()}
        if kind == "Parallel":
            branches: list[JSON] = [self._inner(depth) for _ in range(self._random.randint(1, 3))]
            if self._random.random() < 0.3:
                common["Arguments"] = "{% $merge([$states.input, {'n': $states.input.n + 1}]) %}"
            return {**common, "Branches": branches}
        items: JSON = [1, 0] if depth < 2 else [2]
        item = "$states.context.Map.Item"
        selector: Object = {"n": f"{{% {item}.Value %}}", "turn": 1, "items": items, "at": f"{{% {item}.Index %}}"}
        state: Object = {
            **common,
            "Items": self._random.choice(("{% $states.input.items %}", [3, "{% $states.input.n %}"])),
            "ItemProcessor": self._inner(depth),
            "MaxConcurrency": self._random.choice((0, 1, 2, "{% $states.input.turn + 1 %}")),
            "ItemSelector": selector,
        }
        return self._distributed(state, depth) if self._random.random() < 0.3 else state

    def _unpacked(self, processor: Object) -> Object:
        name = self._name()
        batch = "$states.input.BatchInput"
        shape: Object = {"n": f"{{% {batch}.n %}}", "turn": 1, "items": f"{{% {batch}.items %}}"}
        first: Object = {"Type": "Pass", "Output": shape, "Next": processor["StartAt"]}
        return {**processor, "StartAt": name, "States": {name: first, **dict(_states(processor))}}

    def _batcher(self) -> Object:
        shape: Object = {"n": "{% $states.input.n %}", "items": [1]}
        most = self._random.choice((1, 2, "{% $states.input.turn + 1 %}"))
        return {"MaxItemsPerBatch": most, "BatchInput": shape}

    def _tolerance(self) -> Object:
        chosen = self._random.randrange(4)
        if chosen == 0:
            return {"ToleratedFailureCount": "{% $states.input.n %}"}
        return {} if chosen == 1 else {"ToleratedFailurePercentage": self._random.choice((50, "{% 100 / 3 %}", 100))}

    def _handling(self, after: list[str]) -> Object:
        found = super()._handling(after)
        if "Catch" in found:
            catchers: list[JSON] = [self._catcher(error, after) for error in self._some_errors()]
            found["Catch"] = catchers
        return found

    def _catcher(self, error: str, after: list[str]) -> Object:
        catcher: Object = {"ErrorEquals": [error], "Next": self._random.choice(after)}
        catcher["Output"] = "{% $merge([$states.input, {'error': $states.errorOutput}]) %}"
        if self._random.random() < 0.4:
            catcher["Assign"] = {self._visible[-1]: "{% $states.errorOutput.Error %}"}
        return catcher


def _states(processor: Object) -> Object:
    states = processor["States"]
    return states if isinstance(states, dict) else {}


class MixedGenerator(PathGenerator):
    """Makes states in JSONPath, and some in JSONata."""

    def _state(self, name: str, after: list[str], before: list[str], depth: int) -> list[tuple[str, Object]]:
        if self._random.random() < 0.5:
            return super()._state(name, after, before, depth)
        inner = _Inner(self)
        return [(key, {**state, "QueryLanguage": "JSONata"}) for key, state in inner._state(name, after, before, depth)]


class _Inner(QueryGenerator):
    """Makes one state in JSONata, whose inner machines are made by the generator of the machine."""

    def __init__(self, outer: MixedGenerator) -> None:
        super().__init__(outer._random)
        self._outer = outer
        self._visible = outer._visible

    def machine(self, count: int, depth: int, *, is_apart: bool = False) -> Object:
        return self._outer.machine(count, depth, is_apart=is_apart)

    def _name(self) -> str:
        return self._outer._name()

    def _unpacked(self, processor: Object) -> Object:
        return self._outer._unpacked(processor)
