"""Definitions for fuzzing: right ones with some of them dropped, doubled, moved or replaced, in JSON and in YAML."""

from __future__ import annotations

import json
from random import Random
from typing import Any, Final, cast

import yaml
from fuzz_expressions import intrinsic, path
from fuzz_jsonata import jsonata
from fuzz_values import KEYS, deep, mutated, noise, value
from running_machines import running_machine

from sfn_notebook.asl import fields as table
from sfn_notebook.values import JSON, copy

_FIELDS: Final = sorted(
    {name for fields in table.STATES.values() for name in fields} | {"StartAt", "States", "Strange"}
)
_COMMENTS: Final = (
    "// why\n",
    "/* why */",
    "/*",
    ",",
    ",,",
    "\n",
    "#x\n",
    "\ufeff",
    "---\n",
    "&a ",
    "*a",
    "!!int ",
    "<<: ",
)
_NUMBERS: Final = (
    "1e400",
    "-0",
    "00",
    "1.",
    ".5",
    "0x10",
    "9" * 5000,
    "1e-400",
    "NaN",
    "-Infinity",
    "99999999999999999999",
)


def definition(random: Random) -> JSON:
    """A machine as a value, spoilt in up to three places; now and then left as it was."""
    made: JSON = copy(cast("JSON", running_machine(random.randrange(5_000)).definition))
    for _ in range(random.choice((0, 1, 1, 1, 2, 3))):
        _spoil(made, random)
    return made


def definition_text(random: Random) -> str:
    """A machine as JSON or YAML, spoilt as a value, as a text, or both."""
    made = definition(random)
    text = _as_json(made, random) if random.random() < 0.6 else _as_yaml(made, random)
    if random.random() < 0.03:
        return noise(random)
    return _spoilt_text(text, random) if random.random() < 0.6 else text


def _as_json(made: JSON, random: Random) -> str:
    return json.dumps(made, ensure_ascii=random.random() < 0.5, indent=random.choice((None, 2)))


def _as_yaml(made: JSON, random: Random) -> str:
    style = random.choice((None, True, False))
    dump = cast("Any", yaml).safe_dump  # its types are whole in some versions of them only
    try:
        return dump(made, sort_keys=False, allow_unicode=True, default_flow_style=style)
    except RecursionError:  # PyYAML writes no value that is so deep
        return _as_json(made, random)


def _spoilt_text(text: str, random: Random) -> str:
    drawn = random.random()
    at = random.randrange(len(text) + 1)
    if drawn < 0.3:
        return text[:at] + random.choice(_COMMENTS) + text[at:]
    if drawn < 0.45:
        digits = [index for index, letter in enumerate(text) if letter.isdigit()] or [at]
        found = random.choice(digits)
        return text[:found] + random.choice(_NUMBERS) + text[found + 1 :]
    if drawn < 0.55:
        levels = random.choice((3, 400, 600, 3_000))
        return text[:at] + random.choice(("[", '{"a":', "- ")) * levels + text[at:]
    if drawn < 0.6:
        return text[:at] + "x" * random.choice((1_000, 300_000)) + text[at:]
    return mutated(text, random)


def _spoil(made: JSON, random: Random) -> None:
    """Change one place."""
    node = made
    for _ in range(random.randint(0, 9)):
        inner = _containers(node)
        if not inner:
            break
        node = random.choice(inner)
    if isinstance(node, dict):
        _spoil_object(node, random)
    elif isinstance(node, list):
        _spoil_array(node, random)


def _containers(node: JSON) -> list[JSON]:
    members: list[JSON] = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    return [member for member in members if isinstance(member, dict | list) and member]


def _spoil_object(node: dict[str, JSON], random: Random) -> None:
    key = random.choice([*node, *_FIELDS[:0]]) if node and random.random() < 0.6 else random.choice(_FIELDS)
    match random.randrange(5):
        case 0:
            node.pop(key, None)
        case 1:
            node[random.choice((*KEYS, *_FIELDS))] = node.get(key)
        case 2:
            node[key] = copy(node)
        case 3:
            node[key] = _expression(random)
        case _:
            node[key] = _junk(random)


def _spoil_array(node: list[JSON], random: Random) -> None:
    index = random.randrange(len(node)) if node else 0
    match random.randrange(4):
        case 0:
            del node[index : index + 1]
        case 1:
            node.extend(copy(member) for member in node[index : index + 1])
        case 2:
            node[index : index + 1] = [_junk(random)]
        case _:
            node.append(_expression(random))


def _expression(random: Random) -> JSON:
    match random.randrange(4):
        case 0:
            return path(random)
        case 1:
            return intrinsic(random)
        case _:
            return f"{{% {jsonata(random)} %}}"


def _junk(random: Random) -> JSON:
    drawn = random.random()
    if drawn < 0.03:
        return deep(random.choice((20, 300, 450)))
    if drawn < 0.05:
        return "x" * random.choice((100, 70_000, 300_000))
    if drawn < 0.25:
        return random.choice(("JSONata", "JSONPath", "Map", "Parallel", "DISTRIBUTED", "EXPRESS", "FULL", "States.ALL"))
    return value(random, 2)
