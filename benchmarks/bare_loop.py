"""What CPython can do at most: closures, one loop, a history of dicts, and nothing else.

No validation, no errors, no timeouts, no limits, just enough of the language for the workloads. A ceiling to measure
against, not a design. `python benchmarks/bare_loop.py --compare FILE` runs another module with the same classes beside
this one, to show that both take the same time.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import re
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

from timing import best_cpu_seconds, say
from workloads import WORKLOADS

Event: TypeAlias = "dict[str, Any]"
Get: TypeAlias = "Callable[[Any], Any]"
Work: TypeAlias = "Callable[[Any], Awaitable[Any]]"
Program: TypeAlias = "tuple[dict[str, tuple[bool, Callable[..., Any], str, str]], str]"
now = time.time
_INLINE_CONCURRENCY: Final = 40


def _path(text: str) -> Get:
    keys = re.findall(r"\.(\w+)", text)
    if not keys:
        return lambda data: data
    if len(keys) == 1:
        key = keys[0]
        return lambda data: data[key]

    def get(data: Any) -> Any:
        for key in keys:
            data = data[key]
        return data

    return get


def _template(template: Any) -> Get:
    if not isinstance(template, dict):
        return lambda _: template
    parts = [
        (key[:-2], _expression(value)) if key.endswith(".$") else (key, _template(value))
        for key, value in cast("dict[str, Any]", template).items()
    ]
    return lambda data: {key: get(data) for key, get in parts}


def _expression(text: str) -> Get:
    if text.startswith("States.MathAdd("):
        first, second = text[15:-1].split(",")
        get, number = _path(first.strip()), int(second)
        return lambda data: get(data) + number
    if text.startswith("States.Format("):
        pattern, argument = text[14:-1].split(",")
        pattern, get = pattern.strip("'"), _path(argument.strip())
        return lambda data: pattern.format(get(data))
    return _path(text)


class Ex:
    """A compiled machine; `run` gives the output and the history."""

    def __init__(self, definition: Mapping[str, Any], tasks: Mapping[str, Work] | None = None) -> None:
        self._tasks = tasks or {}
        self._program = self._compile(definition)

    def _compile(self, definition: Mapping[str, Any]) -> Program:
        return {name: self._state(name, state) for name, state in definition["States"].items()}, definition["StartAt"]

    def _state(self, name: str, state: Mapping[str, Any]) -> tuple[bool, Callable[..., Any], str, str]:
        kind = state["Type"]
        step, is_plain = _COMPILERS[kind](self, name, state), kind in _PLAIN
        return is_plain, step, f"{kind}StateEntered", f"{kind}StateExited"

    def pass_(self, _: str, state: Mapping[str, Any]) -> Callable[..., Any]:
        """Parameters or Result, then ResultPath."""
        after, result, result_path = state.get("Next"), state.get("Result"), state.get("ResultPath")
        make = _template(state["Parameters"]) if "Parameters" in state else None
        key = result_path[2:] if result_path else None

        def step(data: Any) -> tuple[Any, str | None]:
            made = make(data) if make else (result if result is not None else data)
            return ({**data, key: made} if key else made), after

        return step

    def choice(self, _: str, state: Mapping[str, Any]) -> Callable[..., Any]:
        """One NumericGreaterThanEquals."""
        rule = state["Choices"][0]
        get, limit = _path(rule["Variable"]), rule["NumericGreaterThanEquals"]
        then, other = rule["Next"], state["Default"]

        def step(data: Any) -> tuple[Any, str]:
            return data, (then if get(data) >= limit else other)

        return step

    def succeed(self, _name: str, _state: Mapping[str, Any]) -> Callable[..., Any]:
        """Nothing comes after."""

        def step(data: Any) -> tuple[Any, None]:
            return data, None

        return step

    def wait(self, _: str, state: Mapping[str, Any]) -> Callable[..., Any]:
        """Real seconds."""
        after, seconds = state.get("Next"), state["Seconds"]

        async def step(data: Any, _history: list[Event]) -> tuple[Any, str | None]:
            await asyncio.sleep(seconds)
            return data, after

        return step

    def task(self, _: str, state: Mapping[str, Any]) -> Callable[..., Any]:
        """A coroutine function by the name of the resource."""
        after, work = state.get("Next"), self._tasks[state["Resource"]]

        async def step(data: Any, history: list[Event]) -> tuple[Any, str | None]:
            history.append({"type": "LambdaFunctionScheduled", "id": len(history) + 1, "timestamp": now()})
            result = await work(data)
            history.append(
                {
                    "type": "LambdaFunctionSucceeded",
                    "id": len(history) + 1,
                    "timestamp": now(),
                    "output": json.dumps(result),
                }
            )
            return result, after

        return step

    def parallel(self, _: str, state: Mapping[str, Any]) -> Callable[..., Any]:
        """One task of the loop a branch."""
        after, programs = state.get("Next"), [self._compile(branch) for branch in state["Branches"]]

        async def step(data: Any, history: list[Event]) -> tuple[Any, str | None]:
            return list(await asyncio.gather(*(self._loop(program, data, history) for program in programs))), after

        return step

    def map_(self, name: str, state: Mapping[str, Any]) -> Callable[..., Any]:
        """One after another if no state of the processor waits; else as many at once as allowed."""
        program, get, after = self._compile(state["ItemProcessor"]), _path(state["ItemsPath"]), state.get("Next")
        concurrency = state.get("MaxConcurrency", 0)
        is_plain = all(entry[0] for entry in program[0].values())

        async def one(index: int, item: Any, history: list[Event]) -> Any:
            history.append(_iteration("MapIterationStarted", history, index, name))
            result = await self._loop(program, item, history)
            history.append(_iteration("MapIterationSucceeded", history, index, name))
            return result

        async def step(data: Any, history: list[Event]) -> tuple[Any, str | None]:
            items: Sequence[Any] = get(data)
            started = {"type": "MapStateStarted", "id": len(history) + 1, "timestamp": now(), "length": len(items)}
            history.append(started)
            if is_plain:
                return [await one(index, item, history) for index, item in enumerate(items)], after
            results: list[Any] = [None] * len(items)
            left = iter(enumerate(items))

            async def worker() -> None:
                for index, item in left:
                    results[index] = await one(index, item, history)

            count = concurrency or min(len(items), _INLINE_CONCURRENCY)
            await asyncio.gather(*(worker() for _ in range(count)))
            return results, after

        return step

    async def _loop(self, program: Program, data: Any, history: list[Event]) -> Any:
        states, current = program
        text, written, dumps = None, None, json.dumps
        while current:
            is_plain, step, entered, exited = states[current]
            name = current
            if written is not data:
                text = dumps(data, separators=(",", ":"))
                written = data
            history.append(
                {
                    "type": entered,
                    "id": len(history) + 1,
                    "previousEventId": len(history),
                    "timestamp": now(),
                    "stateEnteredEventDetails": {"name": name, "input": text},
                }
            )
            data, current = step(data) if is_plain else await step(data, history)
            if written is not data:
                text = dumps(data, separators=(",", ":"))
                written = data
            history.append(
                {
                    "type": exited,
                    "id": len(history) + 1,
                    "previousEventId": len(history),
                    "timestamp": now(),
                    "stateExitedEventDetails": {"name": name, "output": text},
                }
            )
        return data

    async def run(self, payload: Any) -> tuple[Any, list[Event]]:
        """Run once."""
        history: list[Event] = [{"type": "ExecutionStarted", "id": 1, "timestamp": now(), "input": payload}]
        output = await self._loop(self._program, payload, history)
        history.append({"type": "ExecutionSucceeded", "id": len(history) + 1, "timestamp": now(), "output": output})
        return output, history


def _iteration(kind: str, history: list[Event], index: int, name: str) -> Event:
    return {"type": kind, "id": len(history) + 1, "timestamp": now(), "index": index, "name": name}


_PLAIN: Final = frozenset({"Pass", "Choice", "Succeed"})
_COMPILERS: Final[Mapping[str, Callable[[Ex, str, Mapping[str, Any]], Callable[..., Any]]]] = {
    "Pass": Ex.pass_,
    "Choice": Ex.choice,
    "Succeed": Ex.succeed,
    "Wait": Ex.wait,
    "Task": Ex.task,
    "Parallel": Ex.parallel,
    "Map": Ex.map_,
}


def main() -> None:
    """Compare this loop with another file's."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--compare", type=Path, required=True, metavar="FILE")
    file: Path = parser.parse_args().compare
    other = _load(file)
    say(f"{'workload':14} {'this ms':>9} {'other ms':>9} {'ratio':>6}")
    for name in ("w1_1000", "w1_100_params", "w2_1000", "w2_6000", "w3_1000", "w4", "w8_100", "w8_100_obj"):
        workload = WORKLOADS[name]
        machines = [Ex(workload.definition), other.Ex(workload.definition)]
        runs = [
            lambda machine=machine, payload=workload.payload: asyncio.run(machine.run(payload)) for machine in machines
        ]
        ours, theirs = best_cpu_seconds(runs, rounds=7)
        say(f"{name:14} {ours * 1000:9.2f} {theirs * 1000:9.2f} {ours / theirs:6.2f}")


def _load(file: Path) -> Any:
    spec = importlib.util.spec_from_file_location("other_loop", file)
    if spec is None or spec.loader is None:
        sys.exit(f"{file} is no Python module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
