"""The table of the README: states a second of CPU, beside the bare loop and moto.

`python benchmarks/run.py` measures everything; `--quick` does one short run of W1 and exits with 1 if it is below the
gate. Figures are process CPU, medians of five; the contenders take turns.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from contenders import bare, moto, moto_client, ours
from timing import cpu_seconds, machine_description, median_cpu_seconds, say
from workloads import WORKLOADS, Workload

import sfn_notebook as sfn

ROUNDS: Final = 5
GATED: Final = ("w1_1000", "w1_100_params", "w2_1000", "w2_6000", "w3_1000", "w4")
REPORTED: Final = ("w8_100", "w8_100_obj")
GATE_ALONE: Final = 0.35
GATE_WITH_HISTORY: Final = 0.25
QUICK_TRIES: Final = 3
LONG_SECONDS: Final = 4.0
"""A run of moto that takes longer is measured once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """CPU seconds of one workload; None where a contender was not asked."""

    name: str
    workload: Workload
    bare: float
    alone: float
    with_history: float
    moto: float | None

    @property
    def is_missed(self) -> bool:
        """Whether a gate is."""
        if self.name not in GATED:
            return False
        return self.bare / self.alone < GATE_ALONE or self.bare / self.with_history < GATE_WITH_HISTORY


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short run of W1, gated")
    parser.add_argument("--no-moto", action="store_true", help="leave moto out: it takes minutes")
    parser.add_argument("workloads", nargs="*", default=[*GATED, *REPORTED], help="names, as w1_1000")
    arguments = parser.parse_args()
    if arguments.quick:
        return quick()
    rows = measure(arguments.workloads, with_moto=not arguments.no_moto)
    table(rows)
    say(f"\n{waiting_row()}\n{parser_row()}\n\n{machine_description()}")
    return int(any(row.is_missed for row in rows))


def quick() -> int:
    """The best of at most three short runs of W1 against the gate."""
    workload = WORKLOADS["w1_1000"]
    actions = [bare(workload), ours(workload, with_history=False)]
    best = 0.0
    for _ in range(QUICK_TRIES):
        loop, alone = median_cpu_seconds(actions, ROUNDS)
        best = max(best, loop / alone)
        if best >= GATE_ALONE:
            break
    say(f"W1: {best:.2f} of the bare loop (gate {GATE_ALONE}); {machine_description()}")
    return int(best < GATE_ALONE)


def measure(names: Sequence[str], *, with_moto: bool) -> list[Row]:
    """One row for each workload."""
    return [_row(name, WORKLOADS[name], with_moto=with_moto and name in GATED) for name in names]


def _row(name: str, workload: Workload, *, with_moto: bool) -> Row:
    actions = [
        bare(workload),
        ours(workload, with_history=False),
        ours(workload, with_history=True),
    ]
    loop, alone, with_history = median_cpu_seconds(actions, ROUNDS)
    peer = _moto_seconds(workload) if with_moto else None
    return Row(name=name, workload=workload, bare=loop, alone=alone, with_history=with_history, moto=peer)


def _moto_seconds(workload: Workload) -> float:
    with moto_client() as client:
        run = moto(client, workload)
        first = cpu_seconds(run)
        return first if first > LONG_SECONDS else median_cpu_seconds([run], ROUNDS)[0]


def table(rows: Sequence[Row]) -> None:
    """Print the rows as a Markdown table."""
    say("| workload | states/s alone | of bare loop | with history | of bare loop | moto | times moto |")
    say("|---|--:|--:|--:|--:|--:|--:|")
    for row in rows:
        count = row.workload.transitions
        peer = ["", ""] if row.moto is None else [f"{count / row.moto:,.0f}", f"{row.moto / row.alone:,.0f}"]
        cells = [
            f"{row.name}: {row.workload.title}",
            f"{count / row.alone:,.0f}",
            f"{row.bare / row.alone:.2f}",
            f"{count / row.with_history:,.0f}",
            f"{row.bare / row.with_history:.2f}{' MISSED' if row.is_missed else ''}",
            *peer,
        ]
        say(f"| {' | '.join(cells)} |")


def waiting_row() -> str:
    """W6: a thousand executions that wait a real second, against as many sleeping coroutines."""
    import asyncio

    from bare_loop import Ex

    workload = WORKLOADS["w6"]
    loop_machine = Ex(workload.definition)

    async def sleeping() -> None:
        await asyncio.gather(*(loop_machine.run(workload.payload) for _ in range(1000)))

    def started() -> None:
        with sfn.Session(clock="real") as session:
            machine = sfn.StateMachine(workload.definition, session=session)
            for job in [machine.start(workload.payload) for _ in range(1000)]:
                job.wait()

    loop, alone = median_cpu_seconds([lambda: asyncio.run(sleeping()), started], ROUNDS)
    return f"w6: {workload.title}: {alone:.2f} s of CPU, bare loop {loop:.2f} s (ratio {loop / alone:.2f})"


def parser_row() -> str:
    """What botocore's own parser of the response costs an event, which no gate counts."""
    import botocore.parsers
    import botocore.session

    session = sfn.Session()
    machine = sfn.StateMachine(WORKLOADS["w1_1000"].definition, session=session)
    events = machine.run({"a": 1}).history
    written = [{**event, "timestamp": event["timestamp"].timestamp()} for event in events]
    model = botocore.session.get_session().get_service_model("stepfunctions")
    shape = model.operation_model("GetExecutionHistory").output_shape
    if shape is None:
        raise RuntimeError("the operation has a response")
    response: dict[str, Any] = {"status_code": 200, "headers": {}, "body": json.dumps({"events": written}).encode()}
    parser = botocore.parsers.create_parser("json")
    seconds = median_cpu_seconds([lambda: parser.parse(response, shape)], ROUNDS)[0]
    return f"botocore's response parser: {seconds / len(events) * 1e6:.0f} µs an event, not counted above"


if __name__ == "__main__":
    sys.exit(main())
