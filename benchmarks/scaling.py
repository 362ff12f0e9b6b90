"""Cost per state from 10 to 10,000 states or items: it must not grow.

Prints microseconds of CPU a state, the history not read, and what a state of 10,000 costs against one of 100. A start
is part of it, which shows in short machines. Quotas on events are lifted. Exits with 1 if a cost grows by half.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from contenders import ours
from timing import machine_description, median_cpu_seconds, say
from workloads import (
    ADD,
    ADD_JSONATA,
    SMALL,
    State,
    Workload,
    chain,
    items,
    jsonata,
    loop,
    loop_jsonata,
    map_jsonata,
    map_of,
    parallel_of,
)

COUNTS: Final = (10, 100, 1000, 10_000)
LIMIT: Final = 1.5
ROUNDS: Final = 5
TRIES: Final = 3


_SHORT_PARAMETERS: Final[State] = {"Type": "Pass", "Parameters": {"a.$": "$.a"}, "ResultPath": "$.r"}
_SHORT_OUTPUT: Final[State] = {"Type": "Pass", "Output": {"a": "{% $states.input.a + 1 %}"}}
"""Short, as ten thousand of them must fit into a definition."""

_Case: TypeAlias = "tuple[State, State, int]"
"""Definition, input, states that are entered."""
_KINDS: Final[Mapping[str, Callable[[int], _Case]]] = {
    "chain of Pass": lambda count: (chain(count), SMALL, count),
    "chain, Parameters": lambda count: (chain(count, lambda _: _SHORT_PARAMETERS), SMALL, count),
    "loop": lambda count: (loop(count // 2), {"i": 0}, count + 2),
    "Map": lambda count: (map_of(ADD), items(count), count + 1),
    "Parallel": lambda count: (parallel_of(branches=count // 10), SMALL, count + 1),
    "chain, JSONata": lambda count: (jsonata(chain(count, lambda _: _SHORT_OUTPUT)), SMALL, count),
    "loop, JSONata": lambda count: (loop_jsonata(count // 2), {}, count + 3),
    "Map, JSONata": lambda count: (map_jsonata(ADD_JSONATA), items(count), count + 1),
}


def main() -> int:
    """One row for each kind of machine."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    say(f"| µs a state | {' | '.join(f'{count:,}' for count in COUNTS)} | 10,000 against 100 |")
    say(f"|---|{'--:|' * (len(COUNTS) + 1)}")
    growths = [_row(name, make) for name, make in _KINDS.items()]
    say(f"\n{machine_description()}")
    return int(max(growths) > LIMIT)


def _row(name: str, make: Callable[[int], _Case]) -> float:
    """The growth; the best of some tries, since a busy machine makes any of them slow."""
    cases = [make(count) for count in COUNTS]
    workloads = [
        Workload(title=name, definition=definition, payload=payload, transitions=transitions, is_long=True)
        for definition, payload, transitions in cases
    ]
    actions = [ours(workload, with_history=False) for workload in workloads]
    for attempt in range(TRIES):
        seconds = median_cpu_seconds(actions, ROUNDS)
        costs = [spent / workload.transitions * 1e6 for spent, workload in zip(seconds, workloads, strict=True)]
        growth = costs[COUNTS.index(10_000)] / costs[COUNTS.index(100)]
        if growth <= LIMIT or attempt == TRIES - 1:
            break
    else:
        raise AssertionError("there is at least one try")
    cells = [name, *(f"{cost:.1f}" for cost in costs), f"{growth:.2f}"]
    say(f"| {' | '.join(cells)} |")
    return growth


if __name__ == "__main__":
    sys.exit(main())
