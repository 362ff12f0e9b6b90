"""Executions of a store are redriven and forked, and kept again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeAlias

import pytest

import sfn_notebook as sfn

ARN = "arn:aws:lambda:us-east-1:123456789012:function:"
Open: TypeAlias = Callable[..., sfn.Session]
ORDER: dict[str, Any] = {
    "StartAt": "Price",
    "States": {
        "Price": {"Type": "Task", "Resource": f"{ARN}price", "ResultPath": "$.price", "Next": "Ship"},
        "Ship": {"Type": "Task", "Resource": f"{ARN}ship", "ResultPath": "$.shipped", "End": True},
    },
}
_over = threading.Event()


@pytest.fixture
def open_session(tmp_path: Path) -> Iterator[Open]:
    """Opens sessions on one and the same store."""
    with ExitStack() as stack:
        stack.callback(_over.set)
        _over.clear()

        def opened(**options: Any) -> sfn.Session:
            return stack.enter_context(sfn.Session(store=tmp_path / "executions.db", **options))

        yield opened


def answer(value: Any) -> Callable[[object], Any]:
    return lambda _: value


_called = threading.Event()


def hang(_: object) -> None:
    _called.set()
    _over.wait(60)


def _failing(session: sfn.Session, *, is_mended: bool) -> sfn.StateMachine:
    def ship(_: object) -> str:
        if not is_mended:
            raise ValueError("out of stock")
        return "today"

    session.function("price", answer(3))
    session.function("ship", ship)
    return session.state_machine(ORDER, "order")


@pytest.mark.parametrize("is_restarted", [False, True])
def test_an_execution_is_redriven_and_kept(open_session: Open, is_restarted: bool) -> None:  # noqa: FBT001 - a parameter of the test
    session = open_session()
    failed = _failing(session, is_mended=False).run({})
    if is_restarted:
        session.close()
        session = open_session()
    _failing(session, is_mended=True)
    redriven = session.load(failed.name).redrive()
    session.close()
    again = open_session().load(failed.name)
    assert (again.status, again.output) == ("SUCCEEDED", {"price": 3, "shipped": "today"})
    assert again.history == redriven.history
    assert again.record.record().redrives == 1


def test_a_redrive_is_refused_where_nobody_answers_a_task(open_session: Open) -> None:
    failed = _failing(open_session(), is_mended=False).run({})
    session = open_session()
    with pytest.raises(sfn.UsageError, match=r"state Ship: .*ship"):
        session.load(failed.name).redrive()
    client = session.client()
    with pytest.raises(client.exceptions.ClientError, match=r"ValidationException.*state Ship"):
        client.redrive_execution(executionArn=failed.arn)
    assert session.load(failed.name).status == "FAILED"


def test_what_is_not_done_again_needs_nobody_who_answers(open_session: Open) -> None:
    failed = _failing(open_session(), is_mended=False).run({})
    session = open_session()
    session.function("ship", answer("today"))
    found = session.load(failed.name)
    forked = found.fork(at="Ship")
    with pytest.raises(sfn.UsageError, match="state Price"):
        found.fork(at="Price")
    for each in (forked, found.redrive()):
        assert (each.status, each.output) == ("SUCCEEDED", {"price": 3, "shipped": "today"})


def test_an_execution_that_is_redriven_goes_on_after_a_restart(open_session: Open) -> None:
    with open_session() as session:
        failed = _failing(session, is_mended=False).run({})
        _called.clear()
        session.function("ship", hang)
        session.client().redrive_execution(executionArn=failed.arn)
        assert _called.wait(10)
    session = open_session()
    _failing(session, is_mended=True)
    (job,) = session.resume()
    assert (job.wait(10).status, job.execution.record.record().redrives) == ("SUCCEEDED", 1)


def test_a_fork_is_kept_with_what_it_took_over(open_session: Open) -> None:
    session = open_session()
    failed = _failing(session, is_mended=False).run({})
    _failing(session, is_mended=True)
    fork = failed.fork(at="Ship")
    session.close()
    again = open_session().load(fork.name)
    assert (again.status, again.history) == ("SUCCEEDED", fork.history)


@pytest.mark.parametrize("kind", ["STANDARD", "EXPRESS"])
def test_children_of_a_map_run_are_redriven_and_kept(open_session: Open, kind: str) -> None:
    bad = [2, 3]

    def work(event: Any) -> Any:
        if event in bad:
            raise ValueError(event)
        return event * 10

    processor: dict[str, Any] = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": kind},
        "StartAt": "Work",
        "States": {"Work": {"Type": "Task", "Resource": f"{ARN}work", "End": True}},
    }
    each: dict[str, Any] = {"Type": "Map", "ItemProcessor": processor, "MaxConcurrency": 1, "End": True}
    with open_session() as session:
        session.function("work", work)
        each["ToleratedFailureCount"] = 1
        name = session.state_machine({"StartAt": "Each", "States": {"Each": each}}, "m").run([1, 2, 3]).name
    bad.clear()
    with open_session() as session:
        session.function("work", work)
        assert session.load(name).redrive().output == [10, 20, 30]
    (map_run,) = open_session().load(name).map_runs
    assert [(child.status, child.output) for child in map_run.children] == [("SUCCEEDED", n * 10) for n in (1, 2, 3)]


# -- what a redriven execution starts
MACHINES = "arn:aws:states:us-east-1:123456789012:stateMachine:"
CHILD: dict[str, Any] = {
    "StartAt": "Pack",
    "States": {
        "Pack": {"Type": "Task", "Resource": f"{ARN}pack", "Next": "Send"},
        "Send": {"Type": "Task", "Resource": f"{ARN}send", "End": True},
    },
}
NESTED: dict[str, Any] = {
    "Type": "Task",
    "Resource": "arn:aws:states:::states:startExecution.sync:2",
    "Parameters": {"StateMachineArn": f"{MACHINES}child", "Input": 1},
    "OutputPath": "$.Output",
    "End": True,
}


def mapped(kind: str, **inner: Any) -> dict[str, Any]:
    mode = {"Mode": "DISTRIBUTED", "ExecutionType": kind}
    return {"Type": "Map", "Label": "each", "ItemProcessor": {"ProcessorConfig": mode, **inner}, "End": True}


def _with_work(session: sfn.Session, work: dict[str, Any], **functions: Callable[[Any], Any]) -> sfn.StateMachine:
    for name, handler in functions.items():
        session.function(name, handler)
    session.state_machine(CHILD, "child")
    check = {"Type": "Task", "Resource": f"{ARN}check", "ResultPath": None, "Next": "Work"}
    definition: dict[str, Any] = {"StartAt": "Check", "States": {"Check": check, "Work": work}}
    return session.state_machine(definition, "order")


def _fail(_: object) -> None:
    raise ValueError("not yet")


@pytest.mark.parametrize("fails", ["check", "pack", "send"])
@pytest.mark.parametrize(
    ("work", "children"),
    [
        (NESTED, 1),
        (mapped("STANDARD", **CHILD), 2),
        (mapped("EXPRESS", **CHILD), 2),
        (mapped("STANDARD", StartAt="In", States={"In": NESTED}), 2),
    ],
    ids=["nested", "map run", "express map run", "nested in a map run"],
)
def test_what_a_redriven_execution_started_goes_on_after_a_restart(
    open_session: Open, work: dict[str, Any], children: int, fails: str
) -> None:
    functions: dict[str, Callable[[Any], Any]] = dict.fromkeys(("check", "pack", "send"), str)
    session = open_session()
    failed = _with_work(session, work, **functions | {fails: _fail}).run([1, 1])
    assert failed.status == "FAILED"
    session.close()

    begun = threading.Semaphore(0)

    def wait(_: object) -> None:
        begun.release()
        _over.wait(60)

    session = open_session()
    _with_work(session, work, **functions | {"send": wait})
    session.client().redrive_execution(executionArn=failed.arn)
    for _ in range(children):
        assert begun.acquire(timeout=10)
    session.close()

    session, sent = open_session(), list[Any]()
    _with_work(session, work, check=_fail, pack=_fail, send=sent.append)
    (job,) = session.resume()
    assert (job.execution.arn, job.wait(10).status) == (failed.arn, "SUCCEEDED")
    assert len(sent) == children
    assert {execution.status for execution in session.executions.values()} - {"FAILED", "ABORTED"} == {"SUCCEEDED"}
    for map_run in job.execution.map_runs:
        assert [child.status for child in map_run.children] == ["SUCCEEDED"] * 2


def test_what_is_made_of_an_execution_that_was_read_goes_on_the_clock_of_its_session(open_session: Open) -> None:
    failing: dict[str, Any] = {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Cold"}}}
    open_session(clock="logical").state_machine(failing, "m").run({}, name="x")
    session = open_session(clock="logical")
    fork = session.load("x").fork("F")
    redriven = session.load("x").redrive()
    assert [each.record.run.domain.clock.mode for each in (fork, redriven)] == ["logical"] * 2
