"""What large executions hold: the peak above the process before it, in a fresh process each.

Beside it, what the objects of the history alone take: that much no execution can do without. Exits with 1 over a limit.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, cast

from contenders import raise_unless_succeeded
from timing import machine_description, say
from workloads import ADD, SMALL, State, chain, items, jsonata, map_of

import sfn_notebook as sfn

ITEMS: Final = 100_000
TURNS: Final = 5_999
"""Four events a turn and six around them: 24,002 in all."""
_PAYLOAD_BYTES: Final = 200 * 1024
_PAGE: Final = 100
_PAGES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A large execution.

    Attributes:
        make: definition and input.
        limit_mb: of the peak above the process before it.
        is_read: whether its history is read too, page by page, as boto3's callers do.
    """

    title: str
    make: Callable[[], tuple[State, Any]]
    limit_mb: int
    is_read: bool = False


def _payload() -> State:
    rows = [{"id": index, "name": f"row {index}", "tags": ["a", "b"]} for index in range(_PAYLOAD_BYTES // 51)]
    return {"i": {"v": 0}, "rows": rows}


def _counting() -> tuple[State, Any]:
    check = {"Variable": "$.i.v", "NumericGreaterThanEquals": TURNS, "Next": "Done"}
    count = {"Parameters": {"v.$": "States.MathAdd($.i.v, 1)"}, "ResultPath": "$.i"}
    return _loop(check, count), _payload()


def _counting_jsonata() -> tuple[State, Any]:
    check = {"Condition": "{% $states.input.i.v >= " + str(TURNS) + " %}", "Next": "Done"}
    count = {"Output": {"i": {"v": "{% $states.input.i.v + 1 %}"}, "rows": "{% $states.input.rows %}"}}
    return jsonata(_loop(check, count)), _payload()


def _loop(check: State, count: State) -> State:
    states = {
        "Check": {"Type": "Choice", "Choices": [check], "Default": "Count"},
        "Count": {"Type": "Pass", **count, "Next": "Check"},
        "Done": {"Type": "Succeed"},
    }
    return {"StartAt": "Check", "States": states}


_CHANGING: Final = "24,000 events, 200 KiB that change in one field"
CASES: Final[Mapping[str, Case]] = {
    "map": Case(title="Map of 100,000 items", make=lambda: (map_of(ADD), items(ITEMS)), limit_mb=200),
    "payload": Case(title=_CHANGING, make=_counting, limit_mb=40),
    "payload_read": Case(title=f"{_CHANGING}, ten pages of 100 read", make=_counting, limit_mb=150, is_read=True),
    "payload_jsonata": Case(title=f"{_CHANGING}, JSONata", make=_counting_jsonata, limit_mb=40),
}


def main() -> int:
    """One process after another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=CASES, help="measure one of them in this process, and print JSON")
    only: str | None = parser.parse_args().only
    if only is not None:
        say(json.dumps(measure(CASES[only])))
        return 0
    say("| execution | events | peak MB above the process before | of these the history | limit |")
    say("|---|--:|--:|--:|--:|")
    is_over = False
    for name, case in CASES.items():
        command = [sys.executable, __file__, "--only", name]
        found = json.loads(subprocess.check_output(command, text=True))  # noqa: S603 - this program
        is_over |= found["peak"] > case.limit_mb
        say(f"| {case.title} | {found['events']:,} | {found['peak']:.0f} | {found['history']:.0f} | {case.limit_mb} |")
    say(f"\n{machine_description()}")
    return int(is_over)


def measure(case: Case) -> dict[str, float]:
    """Run it here."""
    with sfn.Session(quotas=sfn.Quotas.OFF) as session:
        raise_unless_succeeded(sfn.StateMachine(chain(3), session=session).run(SMALL), with_history=True)
        client = session.client("stepfunctions") if case.is_read else None
        definition, payload = case.make()
        machine = sfn.StateMachine(definition, session=session)
        gc.collect()
        before = _peak_mb()
        execution = machine.run(payload)
        raise_unless_succeeded(execution)
        if client is not None:
            _read(client, execution.arn)
        peak = _peak_mb() - before
        cells = execution.record.run.history.events.cells()
        return {"events": len(execution.record.run.events), "peak": peak, "history": _deep_mb(cells)}


def _read(client: Any, arn: str) -> None:
    pages = client.get_paginator("get_execution_history").paginate(executionArn=arn, maxResults=_PAGE)
    for page in islice(pages, _PAGES):
        if len(page["events"]) != _PAGE:
            raise RuntimeError("a page without events")


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024


def _deep_mb(value: object) -> float:
    """What a value and all that it refers to take, each object counted once."""
    seen: set[int] = set()
    pending, total = [value], 0
    while pending:
        found = pending.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        total += sys.getsizeof(found)
        pending.extend(_parts(found))
    return total / 1024**2


def _parts(found: object) -> list[object]:
    if isinstance(found, dict):
        members = cast("dict[object, object]", found)
        return [*members.keys(), *members.values()]
    if isinstance(found, list | tuple):
        return list(cast("list[object]", found))
    slots: tuple[str, ...] = getattr(type(found), "__slots__", ())
    return [getattr(found, name) for name in slots]


if __name__ == "__main__":
    sys.exit(main())
