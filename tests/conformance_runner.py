"""The conformance cases: data under `conformance/`, run through the public face on every driver.

A file holds YAML documents, a case each:

    name: a sentence that says what is so
    spec: "#pass-state"                   # of https://states-language.net/spec.html, or an AWS page; optional
    definition: {StartAt: …, States: …}
    type: EXPRESS                         # STANDARD where it is missing
    input: {}                             # `{}` where it is missing
    functions:                            # by Lambda function name; a list is one call after another, the last repeats
      charge: [{error: Boom, cause: why}, {result: 1}]
    machines:                             # that can be started, by name; `type: EXPRESS` may stand beside StartAt
      child: {StartAt: …, States: …}
    activities: [bake]                    # that exist; their tasks wait for `take` below
    answers:                              # what somebody outside does, one act after another
      - {after: ActivityScheduled, take: joe}                  # a worker of that name takes the oldest task
      - {after: ActivityStarted, heartbeat: true}              # the task is that of the event's state,
      - {after: WaitStateExited, task: Bake, succeed: {a: 1}}  # or the one of the state that `task` names
      - {after: TaskSubmitted, fail: {error: Burnt, cause: hot}}
    redrives: 1                           # how often it is redriven when it has ended; 0 where it is missing
    expect:
      status: SUCCEEDED                   # where it is missing
      output: 1
      error: Boom                         # must be absent where it is missing; so must cause
      cause: why
      elapsed_seconds: 2                  # on the run's clock
      last_event: ExecutionTimedOut
      events: |                           # the whole history: id<-parent type @seconds {details}
        1<-0 ExecutionStarted {input: {}}

A call gives a `result`, `echo: true` (its event), or raises an `error` with a `cause`; it may `sleep` first, for
seconds or for what the event has under a name. `takes` declares the seconds that each call of a function lasts.
Instead of `input` and `expect`, `runs` has a list of both. `<any>` in an expected text stands for any text, alone for
any value; `!repeat [text, count]` makes long texts. `slow: true` marks a case of over a quarter of a second.

As a program: `conformance_runner.py [TEXT ...]` runs the cases that have one of the texts in their name or id.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from conformance_answers import AnsweredMachine, create_activities
from conformance_cases import Case, Run, load_cases
from conformance_compare import Finished, differences

import sfn_notebook as sfn

ACCOUNT_ID: Final = "111111111111"
REGION: Final = "us-east-1"
START_TIME: Final = 1_930_367_167 * 1_000_000_000
"""2031-03-04T05:06:07Z: the moment at which every case starts, in nanoseconds."""


def _blocking(machine: sfn.StateMachine, payload: Any, redrives: int) -> Finished:
    execution = machine.run(payload)
    for _ in range(redrives):
        execution.redrive()
    return execution


def _asynchronous(machine: sfn.StateMachine, payload: Any, redrives: int) -> Finished:
    async def run() -> Finished:
        execution = await machine.run_async(payload)
        for _ in range(redrives):
            await execution.redrive_async()
        return execution

    return asyncio.run(run())


def _background(machine: sfn.StateMachine, payload: Any, redrives: int) -> Finished:
    job = machine.start(payload)
    execution = job.wait()
    for _ in range(redrives):
        job.redrive().wait()
    return execution


Driver = Callable[[sfn.StateMachine, Any, int], Finished]
DRIVERS: Final[Mapping[str, Driver]] = {"run": _blocking, "run_async": _asynchronous, "start": _background}


@contextmanager
def machine_of(case: Case) -> Generator[sfn.StateMachine]:
    """The case's machine in a session of its own, on the logical clock."""
    session = sfn.Session(account_id=ACCOUNT_ID, region=REGION, clock="logical", seed=1, start_time=START_TIME)
    try:
        for name, calls in case.functions.items():
            session.function(name, _handler(calls), takes=calls[0].get("takes", 0))
        create_activities(session, case.activities)
        for name, definition in case.machines.items():
            fields = dict(definition)
            session.state_machine(fields, name, type=fields.pop("type", "STANDARD"))
        machine = AnsweredMachine(case.definition, case.machine_name, session=session, type=case.type)
        machine.acts = case.answers
        yield machine
    finally:
        session.close()


def execute(case: Case, run: Run, driver: Driver) -> Finished:
    """Run a case on a driver."""
    with machine_of(case) as machine:
        return driver(machine, run.payload, case.redrives)


def _handler(calls: Sequence[Mapping[str, Any]]) -> Callable[[Any, Any], Any]:
    made = 0

    def handle(event: Any, context: Any) -> Any:
        nonlocal made
        call = calls[min(made, len(calls) - 1)]
        made += 1
        if seconds := call.get("sleep"):
            context.sleep(event[seconds] if isinstance(seconds, str) else seconds)
        if "error" in call:
            raise _exception(call["error"], call.get("cause", ""))
        return event if call.get("echo") else call.get("result")

    return handle


def _exception(name: str, message: str) -> Exception:
    made = type(name, (Exception,), {"stack_trace": []})
    return made(message)


def main(patterns: Sequence[str]) -> int:
    """Run the cases whose id or name has one of the texts, on the blocking driver; print what differs."""
    cases = [
        case for case in load_cases() if not patterns or any(part in f"{case.id} {case.name}" for part in patterns)
    ]
    failed = 0
    for case in cases:
        found = [line for run in case.runs for line in _failures(case, run)]
        failed += bool(found)
        if found:
            sys.stdout.write("\n  ".join([f"{case.id} {case.name}", *found]) + "\n")
    sys.stdout.write(f"{len(cases)} cases, {failed} failed\n")
    return int(failed > 0)


def _failures(case: Case, run: Run) -> list[str]:
    try:
        return differences(run, execute(case, run, _blocking))
    except sfn.SfnError as error:
        return [str(error)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
