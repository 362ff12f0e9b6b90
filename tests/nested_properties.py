"""What holds for executions that start others, wherever they go on; checked for one seed, raises AssertionError."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from numbered_uuids import numbered
from running_machines import ACCOUNT_ID, FUNCTIONS, REGION, handler_of, running_machine

import sfn_notebook as sfn
from sfn_notebook.errors import UsageError
from sfn_notebook.values import JSON

MOST_FORKS: Final = 6
_PATTERNS: Final = (".sync", ".sync:2", "")
_MACHINES: Final = f"arn:aws:states:{REGION}:{ACCOUNT_ID}:stateMachine:"


def check_nested(seed: int, store: Path | None = None) -> tuple[int, int]:
    """A parent is forked, redriven and repeated; gives how many forks and redrives there were.

    What was recorded stays as it was, ids count on, whatever was started has ended, and a repetition is refused before
    anything runs where another execution was waited for. Another session finds all of it in the store.
    """
    called: list[str] = []
    with sfn.Session(account_id=ACCOUNT_ID, region=REGION, clock="logical", seed=seed, store=store) as session:
        for name, takes in FUNCTIONS.items():
            session.function(name, _noting(called, name), takes=takes)
        payloads = [_child(session, seed, "one"), _child(session, seed + 1_000, "two")]
        machine = session.state_machine(_parent(seed, payloads), "parent")
        execution = machine.run({"items": [1, 2]})
        _check_ended(seed, session)
        _check_repeated(seed, execution, called)
        forks = _check_forks(seed, session, execution) + _check_continued(seed, session, execution, machine)
        counts = forks, _check_redrives(seed, session, execution)
        histories = {arn: each.history for arn, each in session.executions.items()}
    if store is not None:
        with sfn.Session(account_id=ACCOUNT_ID, region=REGION, store=store) as later:
            found = {arn: each.history for arn, each in later.executions.items()}
        assert found == histories, f"seed {seed}: the store has something else"
    return counts


def _noting(called: list[str], name: str) -> Any:
    behave = handler_of(name)

    def call(event: Any, context: Any) -> Any:
        called.append(name)
        return behave(event, context)

    return call


def _child(session: sfn.Session, seed: int, name: str) -> JSON:
    sample = running_machine(seed, has_outsiders=False)
    session.state_machine(sample.definition, name)
    return sample.payload


def _starting(name: str, payload: JSON, pattern: str) -> dict[str, JSON]:
    resource = f"arn:aws:states:::states:startExecution{pattern}"
    parameters: JSON = {"StateMachineArn": _MACHINES + name, "Input": payload}
    return {"Type": "Task", "Resource": resource, "Parameters": parameters, "End": True}


def _parent(seed: int, payloads: Sequence[JSON]) -> dict[str, JSON]:
    """Starts one of the machines in a branch, and the other one in the iterations of a Map beside it."""
    first, second = _PATTERNS[seed % 3], _PATTERNS[seed // 3 % 3]
    mode = "DISTRIBUTED" if seed % 2 else "INLINE"
    config: JSON = {"Mode": mode, **({"ExecutionType": "STANDARD"} if seed % 2 else {})}
    inner: JSON = {
        "ProcessorConfig": config,
        "StartAt": "Two",
        "States": {"Two": _starting("two", payloads[1], second)},
    }
    each: JSON = {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": inner, "Label": "each", "End": True}
    retry: JSON = [{"ErrorEquals": ["States.TaskFailed"], "MaxAttempts": 1}] if seed % 5 == 0 else []
    branches: JSON = [
        {"StartAt": "One", "States": {"One": {**_starting("one", payloads[0], first), "Retry": retry}}},
        {"StartAt": "Each", "States": {"Each": each}},
    ]
    return {"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "Branches": branches, "End": True}}}


def _check_ended(seed: int, session: sfn.Session) -> None:
    running = [each.name for each in session.executions.values() if each.status == "RUNNING"]
    assert not running, f"seed {seed}: {running} go on, though nobody runs them"


def _check_ids(seed: int, execution: sfn.Execution, before: Sequence[Any]) -> None:
    history = execution.history
    assert [event["id"] for event in history] == list(range(1, len(history) + 1)), f"seed {seed}"
    same = numbered(history[: len(before)]) == numbered(before)
    assert same, f"seed {seed}: what was recorded has changed"


def _check_repeated(seed: int, execution: sfn.Execution, called: Sequence[str]) -> None:
    count = len(called)
    try:
        assert execution.repeat().history == execution.history, f"seed {seed}: another history"
    except UsageError as error:
        if "waits for another execution: such an execution cannot be repeated" not in str(error):
            raise AssertionError(f"seed {seed}: {error}") from None
    assert len(called) == count, f"seed {seed}: called {called[count:]}"


def _check_forks(seed: int, session: sfn.Session, execution: sfn.Execution) -> int:
    history, forks = execution.history, 0
    for event in history[: -1 : max(1, len(history) // MOST_FORKS)]:
        try:
            fork = execution.fork(event["id"])
        except UsageError as error:
            if "only follows from" not in str(error):
                raise AssertionError(f"seed {seed}: {error}") from None
            continue
        forks += 1
        assert fork.status in ("SUCCEEDED", "FAILED", "TIMED_OUT"), f"seed {seed}: {fork.status}"
        _check_ids(seed, fork, history[: event["id"]])
        assert execution.history == history, f"seed {seed}: the parent has changed"
        _check_ended(seed, session)
    return forks


def _check_continued(seed: int, session: sfn.Session, execution: sfn.Execution, machine: sfn.StateMachine) -> int:
    """One that did not succeed goes on in a new execution of the machine; gives whether there was one."""
    if execution.status == "SUCCEEDED":
        return 0
    history = execution.history
    continued = execution.continue_with(machine)
    _check_ids(seed, continued, history)
    assert continued.history[len(history)]["type"] == "ExecutionRedriven", f"seed {seed}"
    assert execution.history == history, f"seed {seed}: the parent has changed"
    _check_ended(seed, session)
    return 1


def _check_redrives(seed: int, session: sfn.Session, execution: sfn.Execution) -> int:
    redrives = 0
    while execution.status != "SUCCEEDED" and redrives < 3:
        history = execution.history
        execution.redrive()
        redrives += 1
        _check_ids(seed, execution, history)
        assert execution.history[len(history)]["type"] == "ExecutionRedriven", f"seed {seed}"
        _check_ended(seed, session)
    return redrives
