"""The conformance cases: data under `conformance/`, run through the public face on every driver.

A file holds YAML documents, a case each:

    name: a sentence that says what is so
    spec: "#pass-state"                   # of https://states-language.net/spec.html, or an AWS page; optional
    definition: {StartAt: …, States: …}
    input: {}                             # `{}` where it is missing
    functions:                            # by Lambda function name; a list is one call after another, the last repeats
      charge: [{error: Boom, cause: why}, {result: 1}]
    expect:
      status: SUCCEEDED                   # where it is missing
      output: 1
      error: Boom                         # must be absent where it is missing; so must cause
      cause: why
      elapsed_seconds: 2                  # on the run's clock
      last_event: ExecutionTimedOut
      events: |                           # the whole history: id<-parent type @seconds {details}
        1<-0 ExecutionStarted {input: {}}

A call gives a `result`, `echo: true` (its event), or raises an `error` with a `cause`; it may `sleep` first, for
seconds or for what the event has under a name. `takes` declares the seconds that each call of a function lasts.
Instead of `input` and `expect`, `runs` has a list of both. `<any>` in an expected text stands for any text, alone for
any value; `!repeat [text, count]` makes long texts. `slow: true` marks a case of over a quarter of a second.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, cast

import yaml

import sfn_notebook as sfn

FOLDER: Final = Path(__file__).parent / "conformance"
ACCOUNT_ID: Final = "111111111111"
REGION: Final = "us-east-1"
START_TIME: Final = 1_930_367_167 * 1_000_000_000
"""2031-03-04T05:06:07Z: the moment at which every case starts, in nanoseconds."""
CASE_FIELDS: Final = {"name", "spec", "definition", "input", "functions", "expect", "runs", "slow", "machine_name"}
CALL_FIELDS: Final = {"result", "echo", "error", "cause", "sleep", "takes"}
EXPECT_FIELDS: Final = {"status", "output", "error", "cause", "elapsed_seconds", "events", "last_event"}
_EVENT = re.compile(r"(\d+)<-(\d+) (\w+)(?: @([\d.]+))?(?: (\{.*\}))?")
_ANY: Final = "<any>"
_DECODED: Final = ("input", "output", "parameters")
_UNRECORDED: Final = ("inputDetails", "outputDetails", "assignedVariablesDetails", "roleArn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One execution of a case's machine, and what is expected of it."""

    payload: Any
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One document: a machine and its runs. `topic` is its folder, `id` says where it stands."""

    id: str
    topic: str
    name: str
    definition: Mapping[str, Any]
    functions: Mapping[str, Sequence[Mapping[str, Any]]]
    runs: tuple[Run, ...]
    machine_name: str
    is_slow: bool


class Finished(Protocol):
    """What is read of an execution that has ended."""

    @property
    def status(self) -> str: ...
    @property
    def output(self) -> Any: ...
    @property
    def error(self) -> str | None: ...
    @property
    def cause(self) -> str | None: ...
    @property
    def history(self) -> Sequence[Mapping[str, Any]]: ...


class _SafeLoader(yaml.SafeLoader):
    """YAML with `!repeat`, where `no` and dates are texts."""


def _repeat(loader: yaml.SafeLoader, node: yaml.Node) -> str:
    text, count = loader.construct_sequence(cast("yaml.SequenceNode", node))
    return str(text) * int(count)


_SafeLoader.add_constructor("!repeat", _repeat)
_SafeLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] not in ("bool", "timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for letter in "tf":
    _SafeLoader.yaml_implicit_resolvers[letter] = [("tag:yaml.org,2002:bool", re.compile("true|false"))]


def _read(text: str) -> Any:
    loader = _SafeLoader(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def load_cases(folder: Path = FOLDER) -> list[Case]:
    """All cases of a folder, in the order of their files."""
    return [case for file in sorted(folder.glob("*/*.yaml")) for case in _cases_of(file)]


def _cases_of(file: Path) -> list[Case]:
    with file.open(encoding="utf-8") as stream:
        documents: list[dict[str, Any]] = [found for found in yaml.load_all(stream, _SafeLoader) if found]
    return [_case(document, file, number) for number, document in enumerate(documents, 1)]


def _case(document: dict[str, Any], file: Path, number: int) -> Case:
    place = f"{file.parent.name}/{file.stem}-{number}"
    _refuse_unknown(place, document, CASE_FIELDS)
    runs = document.get("runs") or [{"input": document.get("input", {}), "expect": document["expect"]}]
    for run in runs:
        _refuse_unknown(place, run["expect"], EXPECT_FIELDS)
    return Case(
        id=place,
        topic=file.parent.name,
        name=document["name"],
        definition=document["definition"],
        functions={name: _calls(place, calls) for name, calls in document.get("functions", {}).items()},
        runs=tuple(Run(payload=run.get("input", {}), expect=run["expect"]) for run in runs),
        machine_name=document.get("machine_name", "case"),
        is_slow=bool(document.get("slow")),
    )


def _calls(place: str, calls: list[dict[str, Any]] | dict[str, Any]) -> list[dict[str, Any]]:
    listed = calls if isinstance(calls, list) else [calls]
    for call in listed:
        _refuse_unknown(place, call, CALL_FIELDS)
    return listed


def _refuse_unknown(place: str, found: Mapping[str, Any], known: set[str]) -> None:
    if unknown := set(found) - known:
        message = f"{place}: unknown fields {sorted(unknown)}"
        raise ValueError(message)


def _blocking(machine: sfn.StateMachine, payload: Any) -> Finished:
    return machine.run(payload)


def _asynchronous(machine: sfn.StateMachine, payload: Any) -> Finished:
    return asyncio.run(machine.run_async(payload))


def _background(machine: sfn.StateMachine, payload: Any) -> Finished:
    return machine.start(payload).wait()


Driver = Callable[[sfn.StateMachine, Any], Finished]
DRIVERS: Final[Mapping[str, Driver]] = {"run": _blocking, "run_async": _asynchronous, "start": _background}


def execute(case: Case, run: Run, driver: Driver) -> Finished:
    """Run a case in a session of its own, on the logical clock."""
    session = sfn.Session(account_id=ACCOUNT_ID, region=REGION, clock="logical", seed=1, start_time=START_TIME)
    try:
        for name, calls in case.functions.items():
            session.function(name, _handler(calls), takes=calls[0].get("takes", 0))
        return driver(sfn.StateMachine(case.definition, case.machine_name, session=session), run.payload)
    finally:
        session.close()


def _handler(calls: Sequence[Mapping[str, Any]]) -> Callable[[Any, Any], Any]:
    made = 0

    def handle(event: Any, context: Any) -> Any:
        nonlocal made
        call = calls[min(made, len(calls) - 1)]
        made += 1
        if seconds := call.get("sleep"):
            context.sleep(event[seconds] if isinstance(seconds, str) else seconds)
        if "error" in call:
            raise _exception(call["error"], call.get("cause", ""))
        return event if call.get("echo") else call.get("result")

    return handle


def _exception(name: str, message: str) -> Exception:
    made = type(name, (Exception,), {"stack_trace": []})
    return made(message)


def differences(run: Run, finished: Finished) -> list[str]:
    """What is not as the case expects it; empty if all is."""
    expect = run.expect
    history = finished.history
    found = _differ("status", expect.get("status", "SUCCEEDED"), finished.status)
    if "output" in expect:
        found += _differ("output", expect["output"], finished.output)
    found += _differ("error", expect.get("error"), finished.error)
    found += _differ("cause", expect.get("cause"), finished.cause)
    if "elapsed_seconds" in expect:
        found += _differ("elapsed", float(expect["elapsed_seconds"]), _seconds(history, history[-1]))
    if "last_event" in expect:
        found += _differ("last event", expect["last_event"], history[-1]["type"])
    if "events" in expect:
        found += _differ_in_events(expect["events"].splitlines(), history)
    return found


def _seconds(history: Sequence[Mapping[str, Any]], event: Mapping[str, Any]) -> float:
    return (event["timestamp"] - history[0]["timestamp"]).total_seconds()


def _differ_in_events(lines: Sequence[str], history: Sequence[Mapping[str, Any]]) -> list[str]:
    found = [] if len(lines) == len(history) else [f"{len(history)} events, expected {len(lines)}"]
    for line, event in zip(lines, history, strict=False):
        found += _differ_in_event(line, event, _seconds(history, event))
    return found


def _differ_in_event(line: str, event: Mapping[str, Any], seconds: float) -> list[str]:
    matched = _EVENT.fullmatch(line.strip())
    if matched is None:
        message = f"not an event: {line}"
        raise ValueError(message)
    number, parent, kind, at, details = matched.groups()
    expected = f"{number}<-{parent} {kind}"
    actual = f"{event['id']}<-{event['previousEventId']} {event['type']}"
    if expected != actual:
        return [f"expected {expected}, got {actual}"]
    found = [] if at is None else _differ(f"#{number} time", float(at), seconds)
    return found + _differ(f"#{number}", _read(details) if details else {}, details_of(event))


def details_of(event: Mapping[str, Any]) -> dict[str, Any]:
    """The details of an event, texts decoded, without what no case is about."""
    found: list[dict[str, Any]] = [value for key, value in event.items() if key.endswith("EventDetails")]
    return {
        key: json.loads(value) if key in _DECODED else value
        for details in found
        for key, value in details.items()
        if key not in _UNRECORDED
    }


def _differ(place: str, expected: Any, actual: Any) -> list[str]:
    if isinstance(expected, dict) and isinstance(actual, dict):
        return _differ_in_members(place, cast("dict[str, Any]", expected), cast("dict[str, Any]", actual))
    if isinstance(expected, list) and isinstance(actual, list):
        return _differ_in_items(place, cast("list[Any]", expected), cast("list[Any]", actual))
    same = _is_same(cast("object", expected), cast("object", actual))
    return [] if same else [f"{place}: expected {expected!r}, got {actual!r}"]


def _is_same(expected: object, actual: object) -> bool:
    if expected == _ANY:
        return True
    if isinstance(expected, str) and isinstance(actual, str):
        return _matches(expected, actual)
    return expected == actual and type(expected) is type(actual)


def _matches(expected: str, actual: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in expected.split(_ANY))
    return re.fullmatch(pattern, actual, re.DOTALL) is not None


def _differ_in_items(place: str, expected: Sequence[Any], actual: Sequence[Any]) -> list[str]:
    if len(expected) != len(actual):
        return [f"{place}: expected {expected!r}, got {actual!r}"]
    pairs = zip(expected, actual, strict=True)
    return [line for index, (one, other) in enumerate(pairs) for line in _differ(f"{place}[{index}]", one, other)]


def _differ_in_members(place: str, expected: Mapping[str, Any], actual: Mapping[str, Any]) -> list[str]:
    found = [f"{place}.{key}: missing" for key in expected if key not in actual]
    found += [f"{place}.{key}: unexpected {actual[key]!r}" for key in actual if key not in expected]
    return found + [
        line for key in expected if key in actual for line in _differ(f"{place}.{key}", expected[key], actual[key])
    ]


def main(patterns: Sequence[str]) -> int:
    """Run the cases whose id or name has one of the texts, on the blocking driver; print what differs."""
    cases = [
        case for case in load_cases() if not patterns or any(part in f"{case.id} {case.name}" for part in patterns)
    ]
    failed = 0
    for case in cases:
        found = [line for run in case.runs for line in _failures(case, run)]
        failed += bool(found)
        if found:
            sys.stdout.write("\n  ".join([f"{case.id} {case.name}", *found]) + "\n")
    sys.stdout.write(f"{len(cases)} cases, {failed} failed\n")
    return int(failed > 0)


def _failures(case: Case, run: Run) -> list[str]:
    try:
        return differences(run, execute(case, run, _blocking))
    except sfn.SfnError as error:
        return [str(error)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
