"""The states of random machines, in JSONPath."""

from __future__ import annotations

from random import Random
from typing import Final, TypeAlias, cast

from sfn_notebook.values import JSON

Object: TypeAlias = "dict[str, JSON]"

FUNCTIONS: Final[dict[str, int]] = {"steady": 0, "brief": 1, "lengthy": 4, "moody": 0}
"""The functions that machines call, and the seconds that a call of each declares to last."""

ARN: Final = "arn:aws:lambda:us-east-1:111111111111:function:"
ROLE: Final = "arn:aws:iam::222222222222:role/"
ERRORS: Final = (
    *("Cold", "Hot", "States.QueryEvaluationError", "States.ExceedToleratedFailureThreshold"),
    *("States.TaskFailed", "States.Timeout", "States.ALL"),
)
_SIMPLE: Final = ("Pass", "Task", "Task", "Task", "Wait", "Choice", "Loop", "End")
_KEPT: Final[Object] = {"n.$": "$.n", "items.$": "$.items"}
_DEEPEST: Final = 3
_FAILING: Final = "States.ArrayGetItem(States.Array(), 3)"


class PathGenerator:
    """Makes states in a row, each of which leads to the next one at least; in JSONPath."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._named = 0
        self._visible: list[str] = []

    def machine(self, count: int, depth: int, *, is_apart: bool = False) -> Object:
        """A machine whose first state assigns a variable of its own, which the states after it read and assign.

        Args:
            count: of its other states.
            depth: how many containers it stands in.
            is_apart: whether it sees no variables of those around it.
        """
        outer, self._visible = self._visible, [] if is_apart else self._visible
        first = self._name()
        self._visible = [*self._visible, f"v{self._named}"]
        names = [self._name() for _ in range(count)]
        states: Object = {first: {**self._opening(f"v{self._named - count}"), "Next": names[0]}}
        for index, name in enumerate(names):
            after = names[index + 1 :]
            for key, state in self._state(name, after, names[: index + 1], depth):
                states[key] = state
        self._visible = outer
        return {"StartAt": first, "States": states}

    def _opening(self, variable: str) -> Object:
        return {"Type": "Pass", "Assign": {f"{variable}.$": "$.n"}}

    def _assigned(self) -> Object:
        """Assign of a state that has n in what `$` means there, or nothing."""
        if self._random.random() < 0.7:
            return {}
        return {
            "Assign": {self._visible[-1]: {"seen.$": f"${self._random.choice(self._visible)}", "at.$": "$$.State.Name"}}
        }

    def _name(self) -> str:
        self._named += 1
        return f"State {self._named}"

    def _state(self, name: str, after: list[str], before: list[str], depth: int) -> list[tuple[str, Object]]:
        kind = self._random.choice(_SIMPLE)
        if depth < _DEEPEST and self._random.random() < 0.3:
            kind = self._random.choice(("Parallel", "Map"))
        if kind == "Choice" and after:
            return [(name, self._choice(after))]
        if kind == "Loop" and after:
            return self._loop(name, after, before)
        if kind == "End" and not after:
            return [(name, self._terminal())]
        state = self._working(kind, depth)
        if self._random.random() < 0.06:
            state.update(self._fault(kind))
        if kind in ("Parallel", "Map", "Task"):
            state.update(self._handling(after))
        return [(name, {**state, **({"Next": after[0]} if after else {"End": True})})]

    def _working(self, kind: str, depth: int) -> Object:
        match kind:
            case "Parallel" | "Map":
                return self._container(kind, depth + 1)
            case "Task":
                return self._task()
            case "Wait":
                return self._wait()
            case _:
                return self._pass()

    def _fault(self, kind: str) -> Object:
        """What goes wrong in the state itself: a path that leads nowhere, an intrinsic function that fails."""
        if kind == "Map":
            return {"ItemSelector": {"v.$": self._random.choice(("$.gone", _FAILING))}}
        if kind in ("Parallel", "Task"):
            return {"ResultSelector": {"v.$": self._random.choice(("$.gone", _FAILING))}}
        return {"InputPath": "$.gone"}

    def _choice(self, after: list[str]) -> Object:
        tests: list[JSON] = [
            {**self._test(), **self._assigned(), "Next": self._random.choice(after)}
            for _ in range(self._random.randint(1, 2))
        ]
        return {"Type": "Choice", "Choices": tests, "Default": after[0], **self._assigned()}

    def _test(self) -> Object:
        test: Object = {"Variable": "$.n", "NumericGreaterThan": self._random.randrange(5)}
        if self._random.random() < 0.3:
            return {"Not": test}
        if self._random.random() < 0.3:
            return {"And": [test, {"Variable": "$.turn", "NumericLessThan": 2}]}
        return test

    def _loop(self, name: str, after: list[str], before: list[str]) -> list[tuple[str, Object]]:
        """A way back that is taken at most twice in all, as `turn` counts it."""
        back = self._name()
        ask: Object = {
            "Type": "Choice",
            "Choices": [{"Variable": "$.turn", "NumericLessThan": 2, "Next": back}],
            "Default": after[0],
        }
        count: Object = {
            "Type": "Pass",
            "Parameters": {**_KEPT, "turn.$": "States.MathAdd($.turn, 1)"},
            "Next": self._random.choice(before),
        }
        return [(name, ask), (back, count)]

    def _terminal(self) -> Object:
        chosen = self._random.randrange(4)
        if chosen == 0:
            return {"Type": "Fail"}
        if chosen == 1:
            return {"Type": "Fail", "Error": "Cold", "CausePath": "States.Format('n is {}', $.n)"}
        return {"Type": "Succeed"}

    def _pass(self) -> Object:
        chosen = self._random.randrange(5)
        if chosen == 0:
            return {"Type": "Pass", **self._assigned()}
        if chosen == 4:
            return {
                "Type": "Pass",
                "Parameters": {"seen.$": f"${self._random.choice(self._visible)}"},
                "ResultPath": "$.b",
            }
        if chosen == 1:
            return {"Type": "Pass", "Result": self._random.randrange(9), "ResultPath": "$.note"}
        drawn: Object = {"id.$": "States.UUID()", "r.$": "States.MathRandom(0, 9)", "who.$": "$$.State.Name"}
        return {"Type": "Pass", "Parameters": drawn, "ResultPath": self._random.choice(("$.note", None, "$.a.b"))}

    def _wait(self) -> Object:
        chosen = self._random.randrange(3)
        if chosen == 0:
            return {"Type": "Wait", "SecondsPath": "$.n"}
        return {"Type": "Wait", "Seconds": self._random.choice((0, 1, 2, 5, 30))}

    def _task(self) -> Object:
        name = self._random.choice(tuple(FUNCTIONS))
        state: Object = {"Type": "Task", "Resource": ARN + name, "ResultPath": self._random.choice(("$.r", None))}
        if self._random.random() < 0.4:
            state["Resource"] = "arn:aws:states:::lambda:invoke"
            state["Parameters"] = {"FunctionName": name, "Payload": {"n.$": "$.n", "id.$": "States.UUID()"}}
            state["ResultSelector"] = {"got.$": "$.Payload", "id.$": "States.UUID()"}
        elif self._random.random() < 0.5:
            state["Parameters"] = {"n.$": "$.n"}
        else:
            state["InputPath"] = "$.n"
        if self._random.random() < 0.35:
            state["TimeoutSeconds"] = self._random.choice((2, 4, 5))
        if self._random.random() < 0.15:
            state["Credentials"] = {"RoleArn.$": f"States.Format('{ROLE}{{}}', $.n)"}
        state.update(self._assigned())
        if self._random.random() < 0.15:
            state["HeartbeatSeconds"] = 1 if "TimeoutSeconds" in state else self._random.randint(1, 4)
        return state

    def _container(self, kind: str, depth: int) -> Object:
        if kind == "Parallel":
            branches: list[JSON] = [self._inner(depth) for _ in range(self._random.randint(1, 3))]
            return {"Type": "Parallel", "Branches": branches, "ResultPath": "$.r"}
        state: Object = {
            "Type": "Map",
            "ItemsPath": "$.items",
            "ItemProcessor": self._inner(depth),
            "MaxConcurrency": self._random.randrange(4),
            "ResultPath": None,
        }
        items = cast("list[JSON]", [1, 0] if depth < 2 else [2])
        selector: Object = {"n.$": "$$.Map.Item.Value", "turn": 1, "items": items, "at.$": "$$.Map.Item.Index"}
        state = {**state, "ItemSelector": selector}
        return self._distributed(state, depth) if self._random.random() < 0.3 else state

    def _distributed(self, state: Object, depth: int) -> Object:
        """A Map whose items, or batches of them, are executions of their own; it tolerates some failures, or none."""
        kind = self._random.choice(("STANDARD", "EXPRESS"))
        processor = self.machine(self._random.randint(1, 2), depth, is_apart=True)
        batches = self._random.random() < 0.4
        if batches:
            state["ItemBatcher"] = self._batcher()
            processor = self._unpacked(processor)
        processor["ProcessorConfig"] = {"Mode": "DISTRIBUTED", "ExecutionType": kind}
        state["ItemProcessor"] = processor
        return {**state, **self._tolerance()}

    def _unpacked(self, processor: Object) -> Object:
        """A processor that begins with making an item of a batch."""
        name = self._name()
        shape: Object = {"n.$": "$.BatchInput.n", "turn": 1, "items.$": "$.BatchInput.items", "count.$": "$.Items[*].n"}
        first: Object = {"Type": "Pass", "Parameters": shape, "Next": processor["StartAt"]}
        return {"StartAt": name, "States": {name: first, **cast("Object", processor["States"])}}

    def _batcher(self) -> Object:
        shape: Object = {"n.$": "$.n", "items": [1], "seen.$": f"${self._random.choice(self._visible)}"}
        return {"MaxItemsPerBatch": self._random.randint(1, 3), "BatchInput": shape}

    def _tolerance(self) -> Object:
        chosen = self._random.randrange(5)
        if chosen == 0:
            return {"ToleratedFailureCountPath": "$.n"}
        if chosen == 1:
            return {"ToleratedFailurePercentage": self._random.choice((10, 50, 66.7, 100))}
        return {} if chosen == 2 else {"ToleratedFailureCount": self._random.randrange(3)}

    def _inner(self, depth: int) -> Object:
        return self.machine(self._random.randint(1, 3 if depth < 2 else 2), depth)

    def _handling(self, after: list[str]) -> Object:
        """Retry and Catch, or one of them, or none."""
        found: Object = {}
        if self._random.random() < 0.65:
            retriers: list[JSON] = [self._retrier(error) for error in self._some_errors()]
            found["Retry"] = retriers
        if after and self._random.random() < 0.7:
            path = self._random.choice(("$.error", None))
            catchers: list[JSON] = [
                {"ErrorEquals": [error], "ResultPath": path, **self._caught(), "Next": self._random.choice(after)}
                for error in self._some_errors()
            ]
            found["Catch"] = catchers
        return found

    def _caught(self) -> Object:
        return {"Assign": {f"{self._visible[-1]}.$": "$.Error"}} if self._random.random() < 0.4 else {}

    def _some_errors(self) -> list[str]:
        """One or two names, States.ALL only as the last."""
        chosen = self._random.sample(ERRORS, self._random.randint(1, 2))
        return sorted(chosen, key=ERRORS.index)

    def _retrier(self, error: str) -> Object:
        retrier: Object = {"ErrorEquals": [error], "MaxAttempts": self._random.randrange(3)}
        if self._random.random() < 0.5:
            retrier.update(IntervalSeconds=self._random.randint(1, 3), BackoffRate=self._random.choice((1, 1.5, 3)))
        if self._random.random() < 0.3:
            retrier["MaxDelaySeconds"] = 4
        if self._random.random() < 0.3:
            retrier["JitterStrategy"] = "FULL"
        return retrier
