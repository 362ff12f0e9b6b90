"""A run in logical time that stops at every quiescent point, and goes on from a dump: the engine without a session.

As a program it reads one dump a line from stdin, goes on to the end, and writes a digest of each history: so a dump is
continued in a process that knows nothing else of the run.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple
from typing import Any, Final, TypeAlias

from running_machines import ACCOUNT_ID, FUNCTIONS, REGION, Sample, handler_of, running_machine
from running_tokens import NoWorkers, act_outside

from sfn_notebook.asl.model import TaskState
from sfn_notebook.asl.parse import parse
from sfn_notebook.engine.checkpoint import dump, go_on, restore
from sfn_notebook.engine.clock import LOGICAL_START, Clock
from sfn_notebook.engine.compiled import Program
from sfn_notebook.engine.compiler import compile_definition
from sfn_notebook.engine.domain import Domain
from sfn_notebook.engine.drivers.conductor import (
    Conductor,
    Finished,
    Invocation,
    Message,
    Pause,
    Perform,
    commit_all,
)
from sfn_notebook.engine.drivers.invoke import invoke
from sfn_notebook.engine.event import Event
from sfn_notebook.engine.opening import start
from sfn_notebook.engine.ports import Answer, Connector
from sfn_notebook.engine.quotas import Quotas
from sfn_notebook.engine.run import Identity, Run
from sfn_notebook.integrations.activities import ActivityTasks
from sfn_notebook.integrations.functions import Functions
from sfn_notebook.integrations.lambda_ import LambdaTasks
from sfn_notebook.values import JSON, encode


class UnknownFunctionError(Exception):
    """A Task names what nothing here answers."""


Answering: TypeAlias = "Callable[[Invocation], Answer | None]"
LOGICAL: Final = Clock(mode="logical")
_MACHINE_ARN: Final = f"arn:aws:states:{REGION}:{ACCOUNT_ID}:stateMachine:sample"


def program_of(sample: Sample) -> Program:
    """The compiled machine of a sample, with its functions."""
    parsed = parse(sample.definition)
    if parsed.definition is None:
        raise ValueError(parsed.diagnostics)
    functions = Functions()
    for name, takes in FUNCTIONS.items():
        functions.register(name, handler_of(name), takes=takes)
    tasks = ActivityTasks(lambda _: NoWorkers(), LambdaTasks(functions, ACCOUNT_ID, REGION))

    def connect(state: TaskState) -> Connector:
        connector = tasks.resolve(state)
        if not isinstance(connector, Connector):
            raise UnknownFunctionError(connector.message)
        return connector

    return compile_definition(parsed.definition, connect)


def begin(sample: Sample, seed: int, quotas: Quotas = Quotas.AWS) -> Run:
    """An execution before its first state, in a domain of its own."""
    domain = Domain(LOGICAL, LOGICAL_START)
    payload: JSON = sample.payload
    identity = Identity(
        execution_arn=f"arn:aws:states:{REGION}:{ACCOUNT_ID}:execution:sample:once",
        execution_name="once",
        state_machine_arn=_MACHINE_ARN,
        state_machine_name="sample",
        role_arn=f"arn:aws:iam::{ACCOUNT_ID}:role/sample",
        input=payload,
        input_bytes=len(encode(payload)),
        start=LOGICAL_START,
        seed=seed,
    )
    return start(domain, identity, program_of(sample), quotas)


def stops(domain: Domain, answer: Answering = invoke, *, is_answered: bool = True) -> Iterator[None]:
    """Run to the end, stopping wherever nothing moves: before a call is made, and between rounds.

    Whoever is outside acts before anything goes on, also after a dump; or nobody does.
    """
    conductor = Conductor(domain, "inline", _no_pool, _no_messages)
    while True:
        if is_answered:
            act_outside(domain)
        after = conductor.turn()
        commit_all([conductor])
        match after:
            case Finished():
                return
            case Perform(invocation=invocation):
                yield
                conductor.answered(invocation, answer(invocation), conductor.pace.now())
            case Pause():
                raise AssertionError("an open execution that nothing will wake")
            case _:
                yield


def _no_pool(_: Conductor, invocation: Invocation) -> None:
    raise AssertionError(invocation.call.call_id)


def _no_messages(_: Conductor, message: Message) -> None:
    raise AssertionError(message)


def finish(run: Run, answer: Answering = invoke) -> Sequence[Event]:
    """Run to the end without stopping; the whole history."""
    for _ in stops(run.domain, answer):
        pass
    return run.history.events


def digest(events: Sequence[Event]) -> str:
    """A short text that is the same for the same history."""
    text = json.dumps([astuple(event) for event in events], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def dump_line(seed: int, run: Run) -> str:
    """Everything that another process needs to go on, but the code."""
    rows = [astuple(event) for event in run.history.events]
    return json.dumps({"seed": seed, "frames": dump(run), "events": rows})


def restored(program: Program, frames: dict[str, Any], events: Sequence[Event], now: int = LOGICAL_START) -> Run:
    """The run of a dump, in a domain of its own, ready to go on."""
    run = restore(Domain(LOGICAL, now), program, frames, events, Quotas.AWS)
    go_on(run.domain)
    return run


def continued(line: str) -> Sequence[Event]:
    """The whole history of a run that is continued from a dump."""
    read: dict[str, Any] = json.loads(line)
    events = [Event(*row[:5], details=tuple(row[5])) for row in read["events"]]
    return finish(restored(program_of(running_machine(read["seed"])), read["frames"], events))


def main() -> None:
    """Continue each dump that is read."""
    for line in sys.stdin:
        sys.stdout.write(digest(continued(line)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
