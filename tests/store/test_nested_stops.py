"""Executions that start others go on from wherever they were left, with all of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from nested_machines import MACHINES, starting, waiting
from stepping import digest, stops
from waiting_machines import machine

import sfn_notebook as sfn
from sfn_notebook.api.resuming import resume
from sfn_notebook.store.selection import Selection
from sfn_notebook.values import JSON


def _unnamed(name: str, pattern: str, **fields: JSON) -> dict[str, JSON]:
    return starting(name, pattern, Parameters={"StateMachineArn": MACHINES + name, "Input": {"a": 1}}, **fields)


def _open(path: Path) -> sfn.Execution:
    """A machine that starts one that waits, one that fails, and one that starts another and goes on."""
    session = sfn.Session(clock="logical", seed=5, store=path)
    session.state_machine(waiting(5), "waits")
    session.state_machine(machine({"Type": "Fail", "Error": "Boom"}), "fails")
    session.state_machine(machine(_unnamed("waits", "")), "starts")
    catch: JSON = [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}]
    retry: JSON = [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 2, "MaxAttempts": 1}]
    failing = _unnamed("fails", ".sync", Retry=retry, Catch=catch)
    branches: JSON = [
        machine(_unnamed("waits", ".sync:2"), "Waits"),
        {"StartAt": "Fails", "States": {"Fails": failing, "Caught": {"Type": "Wait", "Seconds": 1, "End": True}}},
        machine(_unnamed("starts", ".sync"), "Starts"),
        machine(
            _unnamed("waits", ".sync", TimeoutSeconds=4, Catch=[{"ErrorEquals": ["States.ALL"], "Next": "Late"}]),
            "Slow",
        ),
    ]
    last = branches[-1]
    assert isinstance(last, dict)
    last["States"] |= {"Late": {"Type": "Succeed"}}  # pyright: ignore[reportOperatorIssue] - JSON of ours
    return session.state_machine(machine({"Type": "Parallel", "Branches": branches, "End": True}), "whole").open({})


def _histories(session: sfn.Session) -> dict[str, str]:
    return {arn: digest(each.record.run.history.events) for arn, each in session.executions.items()}


@pytest.mark.slow
def test_they_go_on_from_wherever_they_were_left(tmp_path: Path) -> None:
    whole = _open(tmp_path / "whole.db")
    for _ in stops(whole.record.run.domain):
        pass
    expected = _histories(whole_session := _session_of(tmp_path / "whole.db"))
    whole_session.close()
    stepped = _open(tmp_path / "stepped.db")
    for number, _ in enumerate(stops(stepped.record.run.domain)):
        copy = tmp_path / f"{number}.db"
        with closing(sqlite3.connect(tmp_path / "stepped.db")) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        assert _resumed(copy, stepped.arn) == expected, f"stop {number}"


def _session_of(path: Path) -> sfn.Session:
    return sfn.Session(clock="logical", seed=5, store=path)


def _resumed(path: Path, arn: str) -> dict[str, str]:
    """The histories of all executions of a copied store, once they have gone on to their ends."""
    with _session_of(path) as session:
        store = session.account.store
        assert store is not None
        row = store.row(arn)
        assert row is not None
        going = store.select(Selection(status="RUNNING"), 0, 1, newest_first=False)
        if going:
            resumed = resume(session.account, store, going[0])
            assert resumed is not None
            assert resumed.job is not None
            resumed.job.done.wait(10)
        return _histories(session)
