"""Where no thread can be started, as in Pyodide: calls take turns, and what needs a thread is refused by name."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from conformance_cases import Case, Run, load_cases
from conformance_compare import differences
from conformance_runner import DRIVERS, execute
from small_machines import mapped, one, parallel, task, wait

import sfn_notebook as sfn
from sfn_notebook.engine.drivers.pool import POOL

Drive = Callable[[sfn.StateMachine, Any], sfn.Execution]


def run_blocking(machine: sfn.StateMachine, value: object) -> sfn.Execution:
    return machine.run(value)


def run_async(machine: sfn.StateMachine, value: object) -> sfn.Execution:
    return asyncio.run(machine.run_async(value))


BOTH = pytest.mark.parametrize("drive", [run_blocking, run_async])


@pytest.fixture(autouse=True)
def _no_threads(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction] - pytest calls it
    def start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    monkeypatch.setattr(POOL, "has_threads", False)


@pytest.fixture
def session() -> Any:
    with sfn.Session() as made:
        yield made


LIMITED = [
    pytest.param(case, run, id=f"{case.id}.{number}")
    for case in load_cases()
    if case.topic in {"timeout", "heartbeat", "retry"} and not case.is_slow
    for number, run in enumerate(case.runs, 1)
]


@pytest.mark.parametrize(("case", "run"), LIMITED)
def test_calls_with_a_limit_do_what_their_case_says(case: Case, run: Run) -> None:
    for name in ("run", "run_async"):
        assert differences(run, execute(case, run, DRIVERS[name])) == [], f"{case.name} ({name})"


@BOTH
def test_calls_that_are_due_together_are_made_one_after_another(session: sfn.Session, drive: Drive) -> None:
    live: list[int] = []

    @session.function("work")
    def work(event: Any) -> Any:
        live.append(event)
        assert live == [event]
        live.clear()
        return event * 10

    machine = session.state_machine(one(mapped(one(task("work"), "T"))))
    assert drive(machine, [1, 2, 3]).output == [10, 20, 30]


@BOTH
def test_functions_that_sleep_together_sleep_at_the_same_time(session: sfn.Session, drive: Drive) -> None:
    @session.function("nap")
    def nap(event: Any, context: Any) -> Any:
        context.sleep(event * 3600)
        return event

    execution = drive(session.state_machine(one(mapped(one(task("nap"), "T")))), [2, 1, 3])
    assert execution.output == [2, 1, 3]
    assert execution.duration.total_seconds() == pytest.approx(3 * 3600, abs=5)


@BOTH
def test_a_sleep_beyond_the_deadline_raises_in_the_function(session: sfn.Session, drive: Drive) -> None:
    raised: list[bool] = []

    @session.function("nap")
    def nap(event: Any, context: Any) -> Any:
        try:
            context.sleep(3600)
        except sfn.TaskTimedOut:
            raised.append(True)
            raise
        return event

    execution = drive(session.state_machine(one(task("nap", TimeoutSeconds=60))), {})
    assert (execution.error, execution.duration.total_seconds()) == ("States.Timeout", pytest.approx(60, abs=1))
    assert raised == [True]


@BOTH
def test_a_call_beside_a_wait_is_made(session: sfn.Session, drive: Drive) -> None:
    session.function("work", lambda: "done")
    execution = drive(session.state_machine(one(parallel(one(wait(60), "W"), one(task("work"), "T")))), {})
    assert execution.output == [{}, "done"]
    assert execution.orphans == ()


@pytest.mark.parametrize("clock", ["virtual", "logical"])
def test_async_functions_are_awaited_by_run_async(session: sfn.Session, clock: str) -> None:
    @session.function("soon")
    async def soon(event: Any) -> Any:
        await asyncio.sleep(0.01)
        return event

    machine = session.state_machine(one(mapped(one(task("soon", TimeoutSeconds=9), "T"))))
    assert asyncio.run(machine.run_async([1, 2], clock=clock)).output == [1, 2]


@pytest.mark.parametrize("limits", [{}, {"TimeoutSeconds": 9}])
@pytest.mark.parametrize("clock", ["virtual", "logical"])
def test_an_async_function_is_refused_by_run(session: sfn.Session, clock: str, limits: dict[str, Any]) -> None:
    @session.function("soon")
    async def soon(event: Any) -> Any:
        return event

    machine = session.state_machine(one(task("soon", Catch=[{"ErrorEquals": ["States.ALL"], "Next": "S"}], **limits)))
    with pytest.raises(sfn.UsageError, match=r"state S: run cannot await its async function .* use run_async"):
        machine.run({}, clock=clock)
    (execution,) = session.executions.values()
    assert (execution.status, execution.orphans) == ("ABORTED", ())


def test_a_run_in_the_background_is_refused_before_it_is_an_execution(session: sfn.Session) -> None:
    machine = session.state_machine(one(wait(1)))
    with pytest.raises(sfn.UsageError, match="nothing runs in the background"):
        machine.start()
    with pytest.raises(sfn.UsageError, match="nothing runs in the background"):
        session.account.start(session.account.machines[machine.arn], None, "{}")
    assert session.executions == {}
