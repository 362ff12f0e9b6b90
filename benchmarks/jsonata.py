"""What JSONata expressions cost, in microseconds of CPU: here, in jlens handed everything, and in jsonata under Node.

`python benchmarks/jsonata.py`; the input is an order with 10, 1,000 and 10,000 items. Exits with 1 if a path into
10,000 items costs more than the limit.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

from peer_programs import PeerError, Program, is_installed, node_program
from timing import machine_description, measuring, medians, say

from sfn_notebook.expressions.jsonata import compile_jsonata
from sfn_notebook.expressions.jsonata_program import compile_expression
from sfn_notebook.values import JSON

EXPRESSIONS: Final[Mapping[str, str]] = {
    "path": "$states.input.customer.address.city",
    "path, not plain": "$states.input.customer.visits[0].page",
    "condition": "$states.input.total >= 100 and $states.input.customer.name = 'Ada'",
    "arithmetic": "$states.input.total + 1",
    "text": "'order ' & $states.input.id",
    "object": "{'id': $states.input.id, 'city': $states.input.customer.address.city}",
    "whole input": "$states.input",
    "all items": "$states.input.items",
    "aggregate": "$sum($states.input.items.price)",
    "filter": "$states.input.items[price > 90].id",
    "count": "$count($states.input.items)",
}
PATHS: Final = ("path", "path, not plain")
LIMIT_MICROSECONDS: Final = 50.0
COUNTS: Final = (10, 1_000, 10_000)
ROUNDS: Final = 5


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the expressions can reach besides their input: nothing."""

    context: JSON = None
    variables: Mapping[str, JSON] = field(default_factory=dict[str, JSON])
    now: int = 0

    def random(self) -> float:
        return 0.5

    def uuid(self) -> str:
        return ""


def _order(count: int) -> JSON:
    items: list[JSON] = [{"id": index, "price": 100 - index % 100, "tags": ["a", "b"]} for index in range(count)]
    address: JSON = {"city": "London", "street": "St James's Square"}
    customer: JSON = {"name": "Ada", "address": address, "visits": [{"page": "/"}, {"page": "/orders"}]}
    return {"id": 7, "total": 120.5, "customer": customer, "items": items}


def main() -> int:
    """One row for each expression and size."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    worst = 0.0
    with ExitStack() as stack:
        node = stack.enter_context(node_program("jsonata_expressions.cjs")) if is_installed("jsonata") else None
        say("| expression | items | sfn_notebook | jlens, all handed over | jsonata under Node |")
        say("|---|--:|--:|--:|--:|")
        for name, text in EXPRESSIONS.items():
            costs = [_row(name, text, count, node) for count in COUNTS]
            worst = max(worst, costs[-1] if name in PATHS else 0.0)
    say(f"\n{machine_description()}")
    return int(worst > LIMIT_MICROSECONDS)


def _row(name: str, text: str, count: int, node: Program | None) -> float:
    states: JSON = {"input": _order(count)}
    actions = _actions(text, states)
    for action in actions:
        action()  # what is looked at once for each value is not what a state pays
    seconds = [spent.cpu for spent in medians([measuring(action) for action in actions], ROUNDS)]
    cells = [f"{name}: `{text}`", f"{count:,}", *(_microseconds(spent) for spent in seconds)]
    say(f"| {' | '.join(cells)} | {_node_cell(node, text, states)} |")
    return seconds[0] * 1e6


def _actions(text: str, states: JSON) -> Sequence[Callable[[], object]]:
    read = compile_jsonata("{% " + text + " %}", "Output")
    whole = compile_expression(text)
    scope = _Scope()
    return lambda: read(states, scope), lambda: whole.evaluate(None, {"states": states})


def _node_cell(node: Program | None, text: str, states: JSON) -> str:
    if node is None:
        return ""
    try:
        node.load({"expression": text, "states": states})
        return _microseconds(min(medians([node.measure], ROUNDS)[0]))
    except PeerError as error:
        return str(error)


def _microseconds(seconds: float) -> str:
    microseconds = seconds * 1e6
    return f"{microseconds:.1f}" if microseconds < 100 else f"{microseconds:,.0f}"


if __name__ == "__main__":
    sys.exit(main())
