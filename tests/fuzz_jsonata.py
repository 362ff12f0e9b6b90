"""JSONata for fuzzing: made by a grammar, mutated, or noise; by a seed."""

from __future__ import annotations

import json
from random import Random
from typing import Final

from fuzz_values import KEYS, NUMBERS, TEXTS, mutated, noise

_BUILTINS: Final = (
    *("sum", "count", "max", "min", "average", "string", "length", "substring", "substringBefore", "uppercase", "trim"),
    *("pad", "contains", "split", "join", "match", "replace", "base64encode", "base64decode", "encodeUrl", "number"),
    *("abs", "floor", "round", "power", "sqrt", "formatNumber", "formatBase", "formatInteger", "parseInteger", "not"),
    *("boolean", "exists", "append", "sort", "reverse", "shuffle", "distinct", "zip", "map", "filter", "single"),
    *("reduce", "sift", "keys", "lookup", "spread", "merge", "each", "error", "assert", "type", "now", "millis"),
    *("fromMillis", "toMillis", "partition", "range", "hash", "random", "uuid", "parse", "eval", "nope", "states"),
)
_OPERATORS: Final = ("+", "-", "*", "/", "%", "&", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in")
JSONATA_SEEDS: Final = (
    "$states.input.items[n > 2].id",
    "$sum($states.input.items.(n * id))",
    "$map($states.input.items, function($v, $i) { {'i': $i, 'v': $v.n} })",
    "$states.input.items{$string(n): id}",
    "($f := function($n) { $n < 2 ? 1 : $n * $f($n - 1) }; $f(10))",
    "$states.input.items^(>n, id)",
    "$states.input ~> |items|{'n': n + 1}, 'id'|",
    "$reduce([1..10], function($a, $b) { $a + $b }, 0)",
    "$states.context.State.Name & '/' & $string($v)",
    "$partition([1..9], 4)[0] ~> $join('-')",
    "$replace('a1b2', /[0-9]/, function($m) { '<' & $m.match & '>' })",
    "$formatNumber(1234.5, '#,##0.00')",
    "$fromMillis($millis(), '[Y0001]-[M01]-[D01]')",
    "$parse('{\"a\": [1, 2]}').a[-1]",
    "$exists($states.result) ? $states.result : $states.errorOutput.Error",
    "$states.input.items@$i.items@$j[$i.id = $j.n].{'x': $i.id}",
    "$merge([{'a': 1}, $states.input.a])",
    "$hash($string($states.input), 'SHA-256')",
    "$states.input.**.c",
    "$states.input.items#$i[$i > 1].%.n",
)


def jsonata(random: Random) -> str:
    """An expression without its marks."""
    drawn = random.random()
    if drawn < 0.7:
        return _term(random, random.randint(1, 4))
    if drawn < 0.95:
        return mutated(random.choice(JSONATA_SEEDS), random)
    return noise(random)


def _term(random: Random, depth: int) -> str:
    if depth == 0:
        return _leaf(random)
    return random.choice(_TERMS)(random, depth - 1)


def _leaf(random: Random) -> str:
    match random.randrange(7):
        case 0:
            return json.dumps(random.choice(NUMBERS[:-1]))
        case 1:
            return json.dumps(random.choice(TEXTS))
        case 2:
            return random.choice(("$", "$$", "$v", "$list", "true", "null", "[]", "{}", "$string", "/a+/i"))
        case _:
            return random.choice(("$states.input", "$states.input", "$states.result", "$v")) + _steps(random)


def _steps(random: Random) -> str:
    return "".join(
        random.choice((".a", ".b", ".items", ".n", "[0]", "[-1]", ".*", ".**", ".`a b`", ".s", "[n>1]", "^(n)", "[]"))
        for _ in range(random.randrange(4))
    )


def _call(random: Random, depth: int) -> str:
    """Mostly with as many arguments, of such types, as the function takes."""
    name = random.choice(_BUILTINS)
    shape = _SHAPES.get(name)
    if shape is None or random.random() < 0.15:
        return f"${name}({', '.join(_term(random, depth) for _ in range(random.randrange(4)))})"
    return f"${name}({', '.join(_typed(random, depth, kind) for kind in shape)})"


def _typed(random: Random, depth: int, kind: str) -> str:
    if random.random() < 0.1 or kind == "x":
        return _term(random, depth)
    match kind:
        case "s":
            return random.choice(
                (json.dumps(random.choice(TEXTS)), "$states.input.s", f"$string({_term(random, depth)})")
            )
        case "n":
            return random.choice((json.dumps(random.choice(NUMBERS[:-1])), "$states.input.n", "2", "$v.w[0]"))
        case "a":
            return random.choice(("$states.input.items", "$v.w", "[1..5]", "$list.x", f"[{_term(random, depth)}]"))
        case "o":
            return random.choice(("$states.input", "$v", "$list[0]", _object(random, depth)))
        case _:
            return _function(random, depth)


_SHAPES: Final = {
    **dict.fromkeys(("sum", "max", "min", "average", "sort", "reverse", "shuffle", "distinct", "count"), "a"),
    **dict.fromkeys(
        ("length", "uppercase", "trim", "base64encode", "base64decode", "encodeUrl", "number", "parse"), "s"
    ),
    **dict.fromkeys(("abs", "floor", "round", "sqrt", "formatBase", "fromMillis"), "n"),
    **dict.fromkeys(("string", "not", "boolean", "exists", "type", "spread"), "x"),
    **dict.fromkeys(("substringBefore", "contains", "split", "toMillis", "hash", "parseInteger"), "ss"),
    **dict.fromkeys(("formatNumber", "formatInteger"), "ns"),
    "substring": "snn",
    "pad": "sn",
    "join": "as",
    "match": "ss",
    "replace": "sss",
    "power": "nn",
    "append": "aa",
    "zip": "aa",
    "map": "af",
    "filter": "af",
    "single": "af",
    "reduce": "af",
    "sift": "of",
    "each": "of",
    "keys": "o",
    "lookup": "os",
    "merge": "a",
    "error": "s",
    "assert": "xs",
    "now": "",
    "millis": "",
    "partition": "an",
    "range": "nnn",
    "random": "",
    "uuid": "",
}
"""What a function takes: a text, a number, an array, an object, a function, or anything."""


def _function(random: Random, depth: int) -> str:
    parameters = random.choice(("", "$x", "$x, $y", "$a, $b, $i"))
    return f"function({parameters}) {{ {_term(random, depth)} }}"


def _higher(random: Random, depth: int) -> str:
    name = random.choice(("map", "filter", "reduce", "sort", "single", "each", "sift"))
    return f"${name}({_term(random, depth)}, {_function(random, depth)})"


def _binary(random: Random, depth: int) -> str:
    return f"({_term(random, depth)} {random.choice(_OPERATORS)} {_term(random, depth)})"


def _object(random: Random, depth: int) -> str:
    members = ", ".join(
        f"{json.dumps(random.choice(KEYS))}: {_term(random, depth)}" for _ in range(random.randrange(3))
    )
    return f"{{{members}}}"


def _array(random: Random, depth: int) -> str:
    return f"[{', '.join(_term(random, depth) for _ in range(random.randrange(4)))}]"


def _block(random: Random, depth: int) -> str:
    return f"($x := {_term(random, depth)}; $y := {_term(random, depth)}; {_term(random, depth)})"


def _step(random: Random, depth: int) -> str:
    shape = random.choice(
        ("{}.({})", "{}[{}]", "{}.{{'k': {}}}", "{}{{$string($): {}}}", "{}^({})", "{} ~> |$|{{'n': {}}}|")
    )
    return shape.format(_term(random, depth), _term(random, depth))


def _conditional(random: Random, depth: int) -> str:
    return f"({_term(random, depth)} ? {_term(random, depth)} : {_term(random, depth)})"


_TERMS: Final = (
    _call,
    _call,
    _call,
    _higher,
    _binary,
    _binary,
    _object,
    _array,
    _block,
    _step,
    _step,
    _conditional,
)
