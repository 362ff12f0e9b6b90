"""Where JSONata is evaluated in a state, and what `$states` offers there.

Spec: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sfn_notebook.asl.sites import Members, StateSite, objects
from sfn_notebook.text.diagnostic import Path
from sfn_notebook.values import JSON

_OUTPUT: Final = (("Output",), ("Assign",))
_FIELDS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "Pass": _OUTPUT,
    "Task": (("Arguments",), ("Credentials",), ("TimeoutSeconds",), ("HeartbeatSeconds",), *_OUTPUT),
    "Choice": _OUTPUT,
    "Wait": (("Seconds",), ("Timestamp",), *_OUTPUT),
    "Succeed": (("Output",),),
    "Fail": (("Error",), ("Cause",)),
    "Parallel": (("Arguments",), *_OUTPUT),
    "Map": (
        ("Items",),
        ("ItemSelector",),
        ("ItemReader", "Arguments"),
        ("ItemReader", "ReaderConfig", "MaxItems"),
        ("ItemBatcher",),
        ("ResultWriter", "Arguments"),
        ("MaxConcurrency",),
        ("ToleratedFailurePercentage",),
        ("ToleratedFailureCount",),
        *_OUTPUT,
    ),
}
"""In all other fields a text in `{% %}` is only text."""

_ALWAYS: Final = frozenset({"input", "context"})
_WITH_RESULT: Final = _ALWAYS | {"result"}
_WITH_ERROR: Final = _ALWAYS | {"errorOutput"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionSite:
    """A text that JSONata evaluates if it stands in `{% %}`.

    Attributes:
        offered: the fields of `$states` there.
    """

    text: str
    path: Path
    offered: frozenset[str]


def expression_sites(state: StateSite) -> Iterator[ExpressionSite]:
    """All of a state, but not those of the machines in it."""
    has_result = state.type in {"Task", "Parallel", "Map"}
    for steps in _FIELDS.get(state.type, ()):
        offered = _WITH_RESULT if has_result and steps in _OUTPUT else _ALWAYS
        yield from _sites(_at(state.members, steps), (*state.path, *steps), offered)
    rules = objects(state.members.get("Choices"), (*state.path, "Choices")) if state.type == "Choice" else []
    for rule, path in rules:
        for name in ("Condition", "Output", "Assign"):
            yield from _sites(rule.get(name), (*path, name), _ALWAYS)
    for catcher, path in objects(state.members.get("Catch"), (*state.path, "Catch")):
        for name in ("Output", "Assign"):
            yield from _sites(catcher.get(name), (*path, name), _WITH_ERROR)


def _at(members: Members, steps: tuple[str, ...]) -> JSON:
    found: JSON = dict(members)
    for step in steps:
        found = found.get(step) if isinstance(found, dict) else None
    return found


def _sites(value: JSON, path: Path, offered: frozenset[str]) -> Iterator[ExpressionSite]:
    for text, place in texts(value, path):
        yield ExpressionSite(text=text, path=place, offered=offered)


def texts(value: JSON, path: Path) -> Iterator[tuple[str, Path]]:
    """All texts in a value with their paths, in the order in which they stand."""
    pending = [(value, path)]
    while pending:
        found, place = pending.pop()
        if isinstance(found, str):
            yield found, place
        elif isinstance(found, dict):
            pending += [(member, (*place, key)) for key, member in reversed(found.items())]
        elif isinstance(found, list):
            pending += [(member, (*place, index)) for index, member in reversed(list(enumerate(found)))]
