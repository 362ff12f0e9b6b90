"""Paths, calls, timestamps and templates for fuzzing: made by a grammar, mutated, or noise; by a seed."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Final, TypeAlias

from fuzz_jsonata import jsonata
from fuzz_values import KEYS, NUMBERS, TEXTS, mutated, noise, value

from sfn_notebook.values import JSON

Maker: TypeAlias = "Callable[[Random], str]"

PATH_SEEDS: Final = (
    *("$", "$.a.b[0]", "$['a']['b'][1].c", "$.items[*].id", "$..id", "$.items[?(@.n > 2)].id", "$.items[-1]"),
    *("$.items[0,2]", "$.items[1:3]", "$$.State.Name", "$$", "$v", "$v.w[0]", "$.items[?(@.s == 'text' && @.n < 5)]"),
    *("$.items[?(@.s =~ /t.*/i)]", "$.a..*", "$.items.length()", "$.items[?(@.n in [1, 2])]", "$['a','b']", "$.*"),
)
INTRINSIC_SEEDS: Final = (
    *("States.Format('{} and {}', $.a, 'x')", "States.Array(1, $.n, null)", "States.ArrayPartition($.items, 2)"),
    *("States.ArrayContains($.a.b, 1)", "States.ArrayRange(1, 9, 2)", "States.ArrayGetItem($.a.b, 0)", "States.UUID()"),
    *(
        "States.ArrayLength($.items)",
        "States.ArrayUnique($.a.b)",
        "States.Base64Encode('é')",
        "States.Hash($.a, 'MD5')",
    ),
    *(
        "States.Base64Decode('SGVsbG8=')",
        "States.JsonToString($.a)",
        "States.StringToJson('[1]')",
        "States.MathRandom(1, 9)",
    ),
    *(
        "States.JsonMerge($.a, $.a, false)",
        "States.MathAdd($.n, -1)",
        "States.StringSplit('a,b', ',')",
        "States.MathAdd(1.5, 2)",
    ),
)
TIMESTAMP_SEEDS: Final = (
    *(
        "2024-02-29T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999+18:00",
        "2024-01-02T03:04:05-00:30",
    ),
)


def path(random: Random) -> str:
    """A JSONPath."""
    return _of_seeds(random, PATH_SEEDS, _made_path)


def _made_path(random: Random) -> str:
    steps = (
        "." + random.choice(KEYS),
        "[*]",
        "[0]",
        "[-1]",
        "[1:]",
        "[::2]",
        "[0,1]",
        "['a']",
        "..",
        "..*",
        ".*",
        "[?(@.n)]",
    )
    filters = (
        "[?(@.n > 1)]",
        "[?(@.s == 'a')]",
        "[?(!@.x)]",
        "[?(@ == 1)]",
        "[?(@.a || @.b && @.c)]",
        "[(@.length-1)]",
    )
    drawn = [random.choice(steps + filters) for _ in range(random.randrange(6))]
    return random.choice(("$", "$", "$$", "$v", "@")) + "".join(drawn)


def intrinsic(random: Random) -> str:
    """A call of an intrinsic function."""
    return _of_seeds(random, INTRINSIC_SEEDS, _made_call)


def _made_call(random: Random, depth: int = 3) -> str:
    name = random.choice(INTRINSIC_SEEDS).partition("(")[0]
    arguments = [_argument(random, depth - 1) for _ in range(random.randrange(4))]
    return f"{name}({', '.join(arguments)})"


def _argument(random: Random, depth: int) -> str:
    match random.randrange(4):
        case 0 if depth > 0:
            return _made_call(random, depth)
        case 1:
            return random.choice(PATH_SEEDS)
        case 2:
            return json.dumps(random.choice(NUMBERS[:-1]))
        case _:
            return "'" + random.choice(TEXTS).replace("\\", "\\\\").replace("'", "\\'") + "'"


def timestamp(random: Random) -> str:
    """A timestamp."""
    return _of_seeds(random, TIMESTAMP_SEEDS, _made_timestamp)


def _made_timestamp(random: Random) -> str:
    date = f"{random.randrange(10000):04}-{random.randrange(14):02}-{random.randrange(33):02}"
    time = f"{random.randrange(26):02}:{random.randrange(62):02}:{random.randrange(62):02}"
    zone = random.choice(("Z", "z", "", "+01:00", "-18:00", "+18:01", "+99:99"))
    return f"{date}{random.choice('Tt ')}{time}{random.choice(('', '.1', '.123456789', '.1234567890', '.'))}{zone}"


def template(random: Random, depth: int = 3) -> JSON:
    """A payload template: JSON in which some members are paths or calls."""
    if depth == 0 or random.random() < 0.2:
        return value(random, 1)
    if random.random() < 0.3:
        return [template(random, depth - 1) for _ in range(random.randrange(4))]
    found: dict[str, JSON] = {}
    for _ in range(random.randrange(5)):
        key = random.choice(KEYS)
        if random.random() < 0.5:
            source = random.choice((path, intrinsic))(random)
            found[f"{key}.$"] = source if random.random() < 0.95 else value(random, 1)
        else:
            found[key] = template(random, depth - 1)
    return found


def query_template(random: Random, depth: int = 3) -> JSON:
    """JSON in which some texts are JSONata expressions."""
    if depth == 0 or random.random() < 0.3:
        return f"{{% {jsonata(random)} %}}" if random.random() < 0.7 else value(random, 1)
    if random.random() < 0.4:
        return [query_template(random, depth - 1) for _ in range(random.randrange(4))]
    return {random.choice(KEYS): query_template(random, depth - 1) for _ in range(random.randrange(4))}


def _of_seeds(random: Random, seeds: tuple[str, ...], made: Maker) -> str:
    drawn = random.random()
    if drawn < 0.5:
        return made(random)
    if drawn < 0.93:
        return mutated(random.choice(seeds), random)
    return noise(random)
