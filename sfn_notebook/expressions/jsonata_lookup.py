"""The commonest expressions without an engine: `$states.input.order.id`, `$total`.

A path whose every step meets an object is a lookup; where a step meets an array JSONata maps over it, and the engine
must do that. What is found is given as it is, shared; so it must be what the engine would give: numbers there are
doubles that are written as JavaScript writes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Final, TypeAlias

from sfn_notebook.expressions.jsonata_engine import UNDEFINED, Nothing
from sfn_notebook.expressions.scope import Scope
from sfn_notebook.values import JSON

Lookup: TypeAlias = "Callable[[JSON, Scope], JSON | Nothing]"

_PATH: Final = re.compile(r"\$([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*)*)")
_WORDS: Final = frozenset({"and", "or", "in", "true", "false", "null"})
_EXACT: Final = 2**53
_FEW: Final = 32
_KEPT: Final = 64


def compile_lookup(text: str) -> Lookup | None:
    """The lookup of an expression that is one; it gives UNDEFINED where the engine must decide."""
    matched = _PATH.fullmatch(text)
    if matched is None:
        return None
    name, steps = matched[1], tuple(matched[2].split(".")[1:])
    if _WORDS.intersection(steps):
        return None
    if name == "states":
        return None if steps[:1] == ("context",) or not steps else _in_states(steps)
    return _in_variable(name, steps)


def _in_states(steps: tuple[str, ...]) -> Lookup:
    return lambda states, _scope: _found(states, steps)


def _in_variable(name: str, steps: tuple[str, ...]) -> Lookup:
    def look_up(_states: JSON, scope: Scope) -> JSON | Nothing:
        variables = scope.variables
        return _found(variables[name], steps) if name in variables else UNDEFINED

    return look_up


def _found(value: JSON, steps: tuple[str, ...]) -> JSON | Nothing:
    for step in steps:
        if not isinstance(value, dict) or step not in value:
            return UNDEFINED
        value = value[step]
    return value if _is_plain(value) else UNDEFINED


def _is_plain_leaf(value: JSON) -> bool:
    """Whether a value that is no container is written the same by JavaScript."""
    if isinstance(value, float):
        return not value.is_integer()
    return not isinstance(value, int) or -_EXACT <= value <= _EXACT


_known: dict[int, JSON] = {}
"""Large values that were found plain, by identity; they stay alive here, so that their identity stays theirs."""


def _is_plain(value: JSON) -> bool:
    """Whether the engine would give the value as it is."""
    if not isinstance(value, dict | list):
        return _is_plain_leaf(value)
    if isinstance(value, dict):  # a new object around a large value that is known costs no second look at that
        large = [member for member in value.values() if isinstance(member, dict | list) and len(member) > _FEW]
        if not all(map(_is_plain_container, large)):
            return False
    return _is_plain_container(value)


def _is_plain_container(value: JSON) -> bool:
    if _is_known(value):
        return True
    count = _count_plain(value)
    if count is not None and count > _FEW:
        if len(_known) >= _KEPT:
            _known.pop(next(iter(_known)), None)
        _known[id(value)] = value
    return count is not None


def _is_known(value: JSON) -> bool:
    return _known.get(id(value)) is value


def _count_plain(value: JSON) -> int | None:
    """How many members there are in all; None if one of them is not plain. Does not recurse."""
    seen = 0
    pending: list[JSON] = [value]
    while pending:
        container = pending.pop()
        members = _members(container)
        seen += len(members)
        for member in members:
            if isinstance(member, dict | list):
                if not _is_known(member):
                    pending.append(member)
            elif isinstance(member, int | float) and not _is_plain_leaf(member):
                return None
    return seen


def _members(container: JSON) -> Collection[JSON]:
    if isinstance(container, dict):
        return container.values()
    return container if isinstance(container, list) else ()
