"""Executions a second through the API and from Python, and calls a second in process, beside those of others.

An execution enters eight states and calls nothing, so that every engine can run it. Through the API it is started by
the same kind of client here and with moto, botocore's, and counts when it has ended. moto executes what it is told to
execute only where that is switched on, as it is here. aws-local-stepfunctions has no API: it runs one execution after
another, as `machine.run` does. A store is a SQLite file in a temporary folder.

Contenders take turns; figures are medians. Goals are ratios of CPU time, as a busy machine disturbs the time on the
wall; exits with 1 if one is missed, or aws-local-stepfunctions takes less. `--quick` measures little, and gates half
of the goals.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from api_calls import CALLS, EXECUTIONS, ORDER_OUTPUT, measure_of
from peer_programs import Program, is_installed, node_program
from timing import Measure, Spent, machine_description, say
from workloads import ORDER

import sfn_notebook as sfn

ROUNDS: Final = 5
WARM_UP: Final = 20
COUNT: Final = 1_000
COUNT_OF_MOTO: Final = 50
GOAL: Final = 100
GOAL_WITH_STORE: Final = 40
QUICK_SHARE: Final = 0.5
QUICK_TRIES: Final = 3
MOTO: Final = "moto, client"
NODE: Final = "aws-local-stepfunctions, run"
LIKE_NODE: Final = "machine.run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """Who is measured.

    Attributes:
        count: of executions, or calls, in one measurement.
        goal: how many times as many as moto's there are to be; None for none.
    """

    measure: Measure
    count: int = COUNT
    goal: int | None = None


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="little of it, gated")
    is_missed = quick() if parser.parse_args().quick else whole()
    say(f"\n{machine_description()}")
    return int(is_missed)


def whole() -> bool:
    """Both tables; whether a goal is missed."""
    with ExitStack() as stack:
        moto = stack.enter_context(moto_program())
        contenders = {**ours(), MOTO: Contender(measure=loaded(moto, EXECUTIONS), count=COUNT_OF_MOTO)}
        if is_installed("aws-local-stepfunctions"):
            contenders[NODE] = Contender(measure=_node(stack.enter_context(node_program("local_stepfunctions.cjs"))))
        is_missed = _say_executions(contenders, medians_of(contenders, ROUNDS))
        _say_calls(moto)
    return is_missed


def quick() -> bool:
    """Two of the ratios to moto, in CPU time; whether one is missed in each of three tries."""
    with moto_program() as program:
        moto = Contender(measure=loaded(program, EXECUTIONS), count=COUNT_OF_MOTO // 2)
        contenders = {name: each for name, each in ours().items() if name.startswith("machine.start")}
        return all(_quick_try(contenders, moto) for _ in range(QUICK_TRIES))


def _quick_try(contenders: Mapping[str, Contender], moto: Contender) -> bool:
    """Whether a ratio is missed."""
    found = medians_of({**contenders, MOTO: moto}, 1)
    ratios = {name: found[MOTO].cpu / found[name].cpu for name in contenders}
    told = ", ".join(f"{name} {ratio:.0f} times" for name, ratio in ratios.items())
    say(f"executions of {ORDER.title}, in CPU of moto's: {told}")
    return any(ratios[name] < (each.goal or 0) * QUICK_SHARE for name, each in contenders.items())


# -- contenders
def ours() -> dict[str, Contender]:
    """This package, in all its ways."""
    return {
        "client": Contender(measure=_measured(_through_client), goal=GOAL),
        "client, store": Contender(measure=_measured(_through_client, is_kept=True), goal=GOAL_WITH_STORE),
        "machine.start": Contender(measure=_measured(_started), goal=GOAL),
        "machine.start, store": Contender(measure=_measured(_started, is_kept=True), goal=GOAL_WITH_STORE),
        LIKE_NODE: Contender(measure=_measured(_run), goal=GOAL),
        "machine.run, store": Contender(measure=_measured(_run, is_kept=True), goal=GOAL_WITH_STORE),
    }


def _measured(measure_in: Callable[[sfn.Session], Measure], *, is_kept: bool = False) -> Measure:
    """Measures in a session of its own each time."""

    def measure(runs: int) -> Spent:
        with session(is_kept=is_kept) as opened:
            once = measure_in(opened)
            once(WARM_UP)
            return once(runs)

    return measure


@contextmanager
def session(*, is_kept: bool) -> Generator[sfn.Session]:
    """A session, perhaps with a store."""
    with (
        TemporaryDirectory() as folder,
        sfn.Session(store=Path(folder, "executions.db") if is_kept else None) as opened,
    ):
        yield opened


def _through_client(opened: sfn.Session) -> Measure:
    return measure_of(opened.client("stepfunctions"), EXECUTIONS)


def _started(opened: sfn.Session) -> Measure:
    machine = sfn.StateMachine(ORDER.definition, session=opened)
    return _counting(lambda count: [job.wait() for job in [machine.start(ORDER.payload) for _ in range(count)]])


def _run(opened: sfn.Session) -> Measure:
    machine = sfn.StateMachine(ORDER.definition, session=opened)
    return _counting(lambda count: [machine.run(ORDER.payload) for _ in range(count)])


def _counting(execute: Callable[[int], list[sfn.Execution]]) -> Measure:
    def measure(runs: int) -> Spent:
        gc.collect()
        cpu, wall = time.process_time(), time.perf_counter()
        executions = execute(runs)
        spent = Spent((time.process_time() - cpu) / runs, (time.perf_counter() - wall) / runs)
        if any(execution.output != ORDER_OUTPUT for execution in executions):
            raise RuntimeError("an execution has another output than expected")
        return spent

    return measure


def moto_program() -> Program:
    """A process of its own for moto."""
    return Program([sys.executable, Path(__file__).parent / "moto_program.py"])


def loaded(program: Program, what: str) -> Measure:
    """What moto is measured at; see `api_calls.measure_of`."""

    def measure(runs: int) -> Spent:
        program.load({"calls": what})
        return program.measure(runs)

    return measure


def _node(program: Program) -> Measure:
    program.load({"definition": ORDER.definition, "input": ORDER.payload, "taskSeconds": 0})
    return program.measure


# -- tables
def medians_of(contenders: Mapping[str, Contender], rounds: int) -> dict[str, Spent]:
    """The median of so many measurements of each, taken in turn."""
    found: dict[str, list[Spent]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            found[name].append(contender.measure(contender.count))
    return {name: Spent(*map(statistics.median, zip(*each, strict=True))) for name, each in found.items()}


def _say_executions(contenders: Mapping[str, Contender], found: Mapping[str, Spent]) -> bool:
    """The table of executions; whether a goal is missed, or the engine in Node is faster."""
    say(f"| {ORDER.title} | executions a second | times moto | ms of CPU | times moto | goal |")
    say("|---|--:|--:|--:|--:|--:|")
    is_missed = NODE in found and found[NODE].cpu < found[LIKE_NODE].cpu
    for name, contender in contenders.items():
        spent, moto = found[name], found[MOTO]
        missed = contender.goal is not None and moto.cpu / spent.cpu < contender.goal
        is_missed |= missed
        goal = "" if contender.goal is None else f"{contender.goal}{' MISSED' if missed else ''}"
        cells = [f"{1 / spent.wall:,.0f}", f"{moto.wall / spent.wall:.0f}"]
        cells += [f"{spent.cpu * 1e3:.2f}", f"{moto.cpu / spent.cpu:.0f}", goal]
        say(f"| {name} | {' | '.join(cells)} |")
    return is_missed


def _say_calls(moto: Program) -> None:
    """The table of calls in process."""
    say("\n| calls in process | a second | moto | times moto |\n|---|--:|--:|--:|")
    for operation in CALLS:
        here = Contender(measure=_measured(lambda opened, name=operation: _calls(opened, name)), count=COUNT // 2)
        there = Contender(measure=loaded(moto, operation), count=COUNT_OF_MOTO)
        found = medians_of({"here": here, "moto": there}, ROUNDS)
        ours_seconds, seconds = found["here"].wall, found["moto"].wall
        say(f"| {operation} | {1 / ours_seconds:,.0f} | {1 / seconds:,.0f} | {seconds / ours_seconds:.1f} |")


def _calls(opened: Any, operation: str) -> Measure:
    return measure_of(opened.client("stepfunctions"), operation)


if __name__ == "__main__":
    sys.exit(main())
