"""Which variables a state reads, and which it assigns on each way out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sfn_notebook.asl.lint.expression_sites import expression_sites
from sfn_notebook.asl.lint.jsonata_references import references
from sfn_notebook.asl.sites import Members, StateSite, objects
from sfn_notebook.expressions.jsonata import is_expression
from sfn_notebook.text.diagnostic import Path
from sfn_notebook.values import JSON

_EXISTS: Final = re.compile(r"\$exists\(\s*\$(\w+)\s*\)")
_QUOTED: Final = re.compile(r"'(?:[^'\\]|\\.)*'")
_VARIABLE: Final = re.compile(r"(?<![\w$.\]])\$([^\W\d]\w*)")
_TEMPLATES: Final = frozenset({"Parameters", "ResultSelector", "ItemSelector", "Assign", "Credentials", "BatchInput"})
_NO_PATHS: Final = frozenset({"Branches", "ItemProcessor", "Iterator", "Result", "ResultPath", "Comment"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A variable that a state reads.

    Attributes:
        is_guarded: the state asks whether the variable is there.
    """

    name: str
    path: Path
    is_guarded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """A way out of a state to another one, with the variables that are assigned on it, and where."""

    target: str
    assigned: Mapping[str, Path]


def reads(state: StateSite) -> Iterator[Read]:
    """All that a state reads, when it is entered or left; both see the values from before it."""
    yield from _jsonata_reads(state) if state.language == "JSONata" else _jsonpath_reads(state)


def _jsonata_reads(state: StateSite) -> Iterator[Read]:
    for site in expression_sites(state):
        if is_expression(site.text):
            guarded = set(_EXISTS.findall(site.text))
            for name in references(site.text[2:-2]).variables:
                yield Read(name=name, path=site.path, is_guarded=name in guarded)


def _jsonpath_reads(state: StateSite) -> Iterator[Read]:
    pending: list[tuple[JSON, Path, bool, bool]] = [(dict(state.members), state.path, False, False)]
    while pending:
        value, path, is_template, is_guarded = pending.pop()
        if isinstance(value, list):
            pending += [(item, (*path, index), is_template, False) for index, item in enumerate(value)]
        elif isinstance(value, str) and _is_path(path[-1], is_template=is_template):
            for name in _VARIABLE.findall(_QUOTED.sub("", value)):
                yield Read(name=name, path=path, is_guarded=is_guarded)
        elif isinstance(value, dict):
            pending += [
                (member, (*path, key), is_template or key in _TEMPLATES, "IsPresent" in value)
                for key, member in value.items()
                if is_template or key not in _NO_PATHS
            ]


def _is_path(key: str | int, *, is_template: bool) -> bool:
    if isinstance(key, int):
        return False
    return key.endswith(".$") or (not is_template and (key.endswith("Path") or key == "Variable"))


def exits(state: StateSite) -> list[Exit]:
    """The ways out of a state that lead on."""
    found = [_exit(state.members, "Default" if state.type == "Choice" else "Next", state.path, state)]
    places = objects(state.members.get("Choices"), (*state.path, "Choices")) if state.type == "Choice" else []
    places += objects(state.members.get("Catch"), (*state.path, "Catch"))
    found += [_exit(members, "Next", path, state) for members, path in places]
    return [way for way in found if way is not None]


def _exit(members: Members, field: str, path: Path, state: StateSite) -> Exit | None:
    target = members.get(field)
    return Exit(target=target, assigned=_assigned(members, path, state)) if isinstance(target, str) else None


def assignments(state: StateSite) -> dict[str, Path]:
    """All variables that a state assigns on any way, also where its machine ends, with the first place of each."""
    places = [(state.members, state.path)]
    places += objects(state.members.get("Choices"), (*state.path, "Choices"))
    places += objects(state.members.get("Catch"), (*state.path, "Catch"))
    found: dict[str, Path] = {}
    for members, path in places:
        found = {**_assigned(members, path, state), **found}
    return found


def _assigned(members: Members, path: Path, state: StateSite) -> dict[str, Path]:
    assign = members.get("Assign")
    if not isinstance(assign, dict):
        return {}
    suffix = ".$" if state.language == "JSONPath" else ""
    return {key.removesuffix(suffix): (*path, "Assign", key) for key in assign}
