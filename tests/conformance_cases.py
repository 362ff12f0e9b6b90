"""Loads the conformance cases; `conformance_runner` says what stands in a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, cast

import yaml
from conformance_answers import ACT_FIELDS

FOLDER: Final = Path(__file__).parent / "conformance"
CASE_FIELDS: Final = {
    "name",
    "spec",
    "definition",
    "input",
    "functions",
    "activities",
    "answers",
    "redrives",
    "expect",
    "runs",
    "slow",
    "machine_name",
    "machines",
    "type",
}
CALL_FIELDS: Final = {"result", "echo", "error", "cause", "sleep", "takes"}
EXPECT_FIELDS: Final = {"status", "output", "error", "cause", "elapsed_seconds", "events", "last_event"}


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
    activities: Sequence[str]
    machines: Mapping[str, Mapping[str, Any]]
    answers: Sequence[Mapping[str, Any]]
    redrives: int
    runs: tuple[Run, ...]
    machine_name: str
    type: Literal["STANDARD", "EXPRESS"]
    is_slow: bool


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


def read_yaml(text: str) -> Any:
    """The value of one document."""
    loader = _SafeLoader(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


@cache
def load_cases(folder: Path = FOLDER) -> tuple[Case, ...]:
    """All cases of a folder, in the order of their files."""
    return tuple(case for file in sorted(folder.glob("*/*.yaml")) for case in _cases_of(file))


def _cases_of(file: Path) -> list[Case]:
    with file.open(encoding="utf-8") as stream:
        documents: list[dict[str, Any]] = [found for found in yaml.load_all(stream, _SafeLoader) if found]
    return [_case(document, file, number) for number, document in enumerate(documents, 1)]


def _case(document: dict[str, Any], file: Path, number: int) -> Case:
    place = f"{file.parent.name}/{file.stem}-{number}"
    _refuse_unknown(place, document, CASE_FIELDS)
    for act in document.get("answers", []):
        _refuse_unknown(place, act, ACT_FIELDS)
    runs = document.get("runs") or [{"input": document.get("input", {}), "expect": document["expect"]}]
    for run in runs:
        _refuse_unknown(place, run["expect"], EXPECT_FIELDS)
    return Case(
        id=place,
        topic=file.parent.name,
        name=document["name"],
        definition=document["definition"],
        functions={name: _calls(place, calls) for name, calls in document.get("functions", {}).items()},
        activities=document.get("activities", []),
        machines=document.get("machines", {}),
        answers=document.get("answers", []),
        redrives=document.get("redrives", 0),
        runs=tuple(Run(payload=run.get("input", {}), expect=run["expect"]) for run in runs),
        machine_name=document.get("machine_name", "case"),
        type=document.get("type", "STANDARD"),
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
