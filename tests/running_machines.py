"""Random machines that run and end, with functions that fail, sleep and last: the same seed gives the same machine.

What a function does follows from its name and its request id alone, which come from the run's seed: so a call that is
made again, in whatever process, does the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Any, Final, TypeAlias, cast

from sfn_notebook.values import JSON

Object: TypeAlias = "dict[str, JSON]"

ACCOUNT_ID: Final = "111111111111"
REGION: Final = "us-east-1"
FUNCTIONS: Final[dict[str, int]] = {"steady": 0, "brief": 1, "lengthy": 4, "moody": 0}
"""The functions that machines call, and the seconds that a call of each declares to last."""

_ARN: Final = f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:"
_SIMPLE: Final = ("Pass", "Task", "Task", "Task", "Wait", "Choice", "Loop", "End")
_ERRORS: Final = ("Cold", "Hot", "States.TaskFailed", "States.Timeout", "States.ALL")
_KEPT: Final[Object] = {"n.$": "$.n", "items.$": "$.items"}
_DEEPEST: Final = 3
_FAILING: Final = "States.ArrayGetItem(States.Array(), 3)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A machine and an input for it."""

    definition: Object
    payload: Object


def running_machine(seed: int) -> Sample:
    """A machine of all eight types, containers up to three deep, that ends for its input."""
    random = Random(seed)  # noqa: S311 - nothing is kept secret
    generator = _Generator(random)
    definition = generator.machine(random.randint(2, 6), 0)
    if random.random() < 0.15:
        definition["TimeoutSeconds"] = random.randint(3, 40)
    items: list[JSON] = [random.randrange(5) for _ in range(random.randrange(4))]
    return Sample(definition=definition, payload={"n": random.randrange(6), "turn": 0, "items": items})


def behave(event: Any, context: Any) -> JSON:
    """What every function does: succeeds, sleeps, or fails with Cold or Hot."""
    digest = sha256(f"{context.function_name} {context.aws_request_id}".encode()).digest()
    if digest[0] < 90:
        context.sleep(digest[1] % 5)
    if context.function_name != "steady" and digest[2] < 100:
        raise ColdError("too cold") if digest[3] < 128 else HotError
    return {"seen": event, "drawn": digest[4]}


async def behave_async(event: Any, context: Any) -> JSON:
    """What `brief` does: the same in a coroutine."""
    return behave(event, context)


def handler_of(name: str) -> Callable[..., object]:
    """Who answers for a function."""
    return behave_async if name == "brief" else behave


class ColdError(Exception):
    """Reported as `Cold`."""

    stack_trace: Final[list[str]] = []


class HotError(Exception):
    """Reported as `Hot`, without a message."""

    stack_trace: Final[list[str]] = []


ColdError.__name__, HotError.__name__ = "Cold", "Hot"


class _Generator:
    """Makes states in a row, each of which leads to the next one at least."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._named = 0

    def machine(self, count: int, depth: int) -> Object:
        names = [self._name() for _ in range(count)]
        states: Object = {}
        for index, name in enumerate(names):
            after = names[index + 1 :]
            for key, state in self._state(name, after, names[: index + 1], depth):
                states[key] = state
        return {"StartAt": names[0], "States": states}

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
            {**self._test(), "Next": self._random.choice(after)} for _ in range(self._random.randint(1, 2))
        ]
        return {"Type": "Choice", "Choices": tests, "Default": after[0]}

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
        chosen = self._random.randrange(4)
        if chosen == 0:
            return {"Type": "Pass"}
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
        state: Object = {"Type": "Task", "Resource": _ARN + name, "ResultPath": self._random.choice(("$.r", None))}
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
        return {**state, "ItemSelector": selector}

    def _inner(self, depth: int) -> Object:
        return self.machine(self._random.randint(1, 3 if depth < 2 else 2), depth)

    def _handling(self, after: list[str]) -> Object:
        """Retry and Catch, or one of them, or none."""
        found: Object = {}
        if self._random.random() < 0.45:
            retriers: list[JSON] = [self._retrier(error) for error in self._some_errors()]
            found["Retry"] = retriers
        if after and self._random.random() < 0.5:
            path = self._random.choice(("$.error", None))
            catchers: list[JSON] = [
                {"ErrorEquals": [error], "ResultPath": path, "Next": self._random.choice(after)}
                for error in self._some_errors()
            ]
            found["Catch"] = catchers
        return found

    def _some_errors(self) -> list[str]:
        """One or two names, States.ALL only as the last."""
        chosen = self._random.sample(_ERRORS, self._random.randint(1, 2))
        return sorted(chosen, key=_ERRORS.index)

    def _retrier(self, error: str) -> Object:
        retrier: Object = {"ErrorEquals": [error], "MaxAttempts": self._random.randrange(3)}
        if self._random.random() < 0.5:
            retrier.update(IntervalSeconds=self._random.randint(1, 3), BackoffRate=self._random.choice((1, 1.5, 3)))
        if self._random.random() < 0.3:
            retrier["MaxDelaySeconds"] = 4
        if self._random.random() < 0.3:
            retrier["JitterStrategy"] = "FULL"
        return retrier
