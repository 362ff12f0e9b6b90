"""Expressions made to harm who evaluates them: to go on for ever, to take all memory, to overflow the stack.

As a program it evaluates each as a state would, and says how long it took and how much more memory this process held:
`attacks.py`. Each ends, within some seconds on a machine that has nothing else to do, and by far less where it
does not reach the sandbox.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from attacks_by_call import CALLS
from attacks_by_growth import GROWTH
from fixed_scope import FixedScope
from fuzz_values import deep

import sfn_notebook as sfn
from sfn_notebook.errors import EvaluationError
from sfn_notebook.expressions.jsonata import JsonataSyntaxError, compile_jsonata
from sfn_notebook.values import JSON, encode

MOST_SECONDS: Final = 8.0
MOST_BYTES: Final = 512 << 20


def evaluate(expression: str) -> str:
    """How it ends."""
    states: JSON = {"input": {"a": {"b": [1, {"c": 2}]}, "deep": deep(400), "big": "x" * 200_000, "s": "text", "n": 1}}
    try:
        found = compile_jsonata(f"{{%{expression}%}}", "Output")(states, FixedScope(variables={"v": [1, 2, 3]}))
    except JsonataSyntaxError as error:
        return f"refused: {error}"
    except EvaluationError as error:
        return str(error.cause).rpartition("'Output' ")[2]
    return f"value of {len(encode(found))} characters"


def held_bytes() -> int:
    """What this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> int:
    """Evaluate all; 1 if one took too long or too much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="evaluate one of so many")
    attacks = (GROWTH + CALLS)[:: parser.parse_args().every]
    sfn.session()  # names the sandbox
    failures, before = 0, held_bytes()
    for expression in attacks:
        started = time.monotonic()
        ended = evaluate(expression)
        seconds, grown = time.monotonic() - started, held_bytes() - before
        is_bad = seconds > MOST_SECONDS or grown > MOST_BYTES
        failures += is_bad
        line = f"{seconds:6.2f} s {grown >> 20:5} MB {'BAD ' if is_bad else ''}{expression[:70]!a}: {ended[:90]!a}"
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    sys.stdout.write(f"{len(attacks)} expressions, {failures} failures\n")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
