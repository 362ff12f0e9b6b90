"""Runs executions into a store until somebody kills it: `durable_worker.py STORE JOURNAL COUNT SEED GENERATION`.

Each line of the journal is written at once, so that it is there after a SIGKILL: `started NAME`, `call NAME KEY`,
`return NAME KEY`, `kept NAME KEY`, `ended NAME STATUS`, each with the generation of this process behind it. A *key* is
one piece of work: a state, the item it works on, and the attempt. `kept` is written when the result of a call may be
seen, which is after it was committed.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import sfn_notebook as sfn
from sfn_notebook.engine.event import Event, detail
from sfn_notebook.engine.history import CLOSING

_ARN: Final = "arn:aws:lambda:us-east-1:123456789012:function:"
_CLOCK: Final = "x4"
_INVOKE: Final = "arn:aws:states:::lambda:invoke"
_PAYLOAD: Final = {
    "execution.$": "$$.Execution.Name",
    "state.$": "$$.State.Name",
    "attempt.$": "$$.State.RetryCount",
    "item.$": "$.item",
}


def _work(name: str, **fields: Any) -> dict[str, Any]:
    parameters = {"FunctionName": name, "Payload": _PAYLOAD}
    retry = [{"ErrorEquals": ["Flaky"], "IntervalSeconds": 1, "MaxAttempts": 9, "BackoffRate": 1}]
    return {"Type": "Task", "Resource": _INVOKE, "Parameters": parameters, "Retry": retry, **fields}


def _mapped(processor: dict[str, Any], **fields: Any) -> dict[str, Any]:
    selector = {"item.$": "$$.Map.Item.Value"}
    return {"Type": "Map", "ItemsPath": "$.items", "ItemSelector": selector, "ItemProcessor": processor, **fields}


def definition() -> dict[str, Any]:
    """Tasks with retries, a Wait, a Parallel state, a Map, a Distributed Map and a callback, one after another."""
    branch = {"StartAt": "Side", "States": {"Side": _work("work", End=True)}}
    other = {"StartAt": "Other", "States": {"Other": {"Type": "Wait", "Seconds": 1, "End": True}}}
    each = {"StartAt": "One", "States": {"One": _work("work", OutputPath="$.Payload", End=True)}}
    far = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "Far",
        "States": {"Far": _work("work", OutputPath="$.Payload", End=True)},
    }
    states = {
        "First": _work("flaky", ResultPath="$.first", Next="Pause"),
        "Pause": {"Type": "Wait", "Seconds": 2, "Next": "Both"},
        "Both": {"Type": "Parallel", "Branches": [branch, other], "ResultPath": None, "Next": "Each"},
        "Each": _mapped(each, ResultPath="$.each", Next="Far away"),
        "Far away": _mapped(far, ResultPath="$.far", Next="Ask"),
        "Ask": {
            "Type": "Task",
            "Resource": f"{_INVOKE}.waitForTaskToken",
            "Parameters": {"FunctionName": "ask", "Payload": {**_PAYLOAD, "token.$": "$$.Task.Token"}},
            "ResultPath": "$.answer",
            "Next": "Last",
        },
        "Last": _work("work", ResultPath="$.last", End=True),
    }
    return {"StartAt": "First", "States": states}


class Journal:
    """A file of lines; one write a line, so that none is half there."""

    def __init__(self, path: Path, generation: int) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._generation = generation

    def write(self, what: str, name: str, about: str = "-") -> None:
        """Add a line."""
        os.write(self._file, f"{what} {name} {about} {self._generation}\n".encode())


class Watch:
    """Writes what may be seen of an execution."""

    def __init__(self, journal: Journal, run: Any) -> None:
        self._journal = journal
        self._name = run.identity.execution_name
        self._seen = len(run.history.events)

    def published(self, events: Sequence[Event], count: int) -> None:
        """See `engine.ports.Observer`."""
        for event in events[self._seen : count]:
            if event.type == "TaskSucceeded":
                output: Any = detail(event, "output")
                if "Payload" in output:
                    self._journal.write("kept", self._name, str(output["Payload"]["key"]))
            elif event.type in CLOSING:
                self._journal.write("ended", self._name, CLOSING[event.type])
        self._seen = count


def _functions(session: sfn.Session, journal: Journal, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test

    def working(name: str, act: Callable[[Any], None]) -> None:
        def function(event: Any) -> Any:
            key = f"{event['state'].replace(' ', '_')}/{event['item']}/{event['attempt']}"
            journal.write("call", event["execution"], key)
            time.sleep(chance.uniform(0.002, 0.06))
            act(event)
            journal.write("return", event["execution"], key)
            return {"key": key, "item": event["item"]}

        session.function(name, function)

    class Flaky(Exception):
        pass

    def fail_at_first(event: Any) -> None:
        if event["attempt"] < 1:
            raise Flaky

    working("work", lambda _: None)
    working("flaky", fail_at_first)
    working("ask", lambda _: None)


def _answer(session: sfn.Session) -> None:
    """Somebody outside, who answers whatever is asked."""
    while True:
        for task in session.pending:
            try:
                task.succeed({"ok": task.state_name})
            except sfn.SfnError:
                continue  # somebody else was quicker
        time.sleep(0.05)


def main() -> None:
    """Resume what was interrupted, start what is missing, and wait for all."""
    store, path, count, seed, generation = sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:6])
    journal = Journal(path, generation)
    session = sfn.Session(store=store, clock=_CLOCK, seed=None)
    session.account.watchers.append(lambda execution: Watch(journal, execution.run))
    _functions(session, journal, seed + generation)
    machine = session.state_machine(definition(), "durable")
    print("ready", flush=True)  # noqa: T201 - from now on it may be killed
    jobs = session.resume()
    for number in range(count):
        name = f"e{number}"
        if session.account.names.execution_arn("durable", name) not in session.executions:
            jobs.append(machine.start({"item": number, "items": [1, 2, 3]}, name=name))
            journal.write("started", name)
    threading.Thread(target=_answer, args=(session,), daemon=True).start()
    for job in jobs:
        job.wait()


if __name__ == "__main__":
    main()
