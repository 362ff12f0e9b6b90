"""State machines as a user holds them: what they are made of, and how they are run."""

from __future__ import annotations

import asyncio
import json
import threading
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import sfn_notebook as sfn
from sfn_notebook.errors import UsageError

ARN = "arn:aws:lambda:us-east-1:123456789012:function:"
PASS: dict[str, Any] = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}
CALL: dict[str, Any] = {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": ARN + "work", "End": True}}}
DRAW: dict[str, Any] = {
    "StartAt": "P",
    "States": {"P": {"Type": "Pass", "Parameters": {"id.$": "States.UUID()"}, "Next": "T"}, **CALL["States"]},
}
WAIT: dict[str, Any] = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9999, "End": True}}}


# -- what it is made of
def test_a_definition_may_be_json_text() -> None:
    with sfn.Session() as session:
        assert session.state_machine(json.dumps(PASS)).run(1).output == 1


def test_a_definition_may_be_yaml_text() -> None:
    with sfn.Session() as session:
        machine = session.state_machine("StartAt: P\nStates:\n  P:\n    Type: Pass\n    End: true\n")
        assert machine.run(1).output == 1


def test_a_file_gives_the_machine_its_name(tmp_path: Path) -> None:
    file = tmp_path / "order.asl.json"
    file.write_text(json.dumps(PASS), encoding="utf-8")
    with sfn.Session() as session:
        machine = session.state_machine(file)
        assert machine.name == "order"
        assert machine.arn == "arn:aws:states:us-east-1:123456789012:stateMachine:order"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with sfn.Session() as session, pytest.raises(UsageError, match=r"cannot read .*gone\.json"):
        session.state_machine(tmp_path / "gone.json")


def test_a_dict_that_is_not_json_is_refused() -> None:
    given: Any = {"StartAt": 1, "States": {1: {}}}
    with sfn.Session() as session, pytest.raises(UsageError, match="has a key that is not text"):
        session.state_machine(given)


def test_a_machine_is_not_changed_by_changing_the_dict_it_was_made_of() -> None:
    given: dict[str, Any] = json.loads(json.dumps(PASS))
    with sfn.Session() as session:
        machine = session.state_machine(given)
        given["States"]["P"]["Type"] = "Fail"
        assert machine.to_dict() == PASS


@pytest.mark.parametrize("name", ["a b", "a/b", "a[b]", "x" * 81])
def test_a_name_that_aws_would_not_take_is_refused(name: str) -> None:
    with sfn.Session() as session, pytest.raises(UsageError, match="cannot be a name: a name has 1 to 80 characters"):
        session.state_machine(PASS, name)


def test_a_definition_that_aws_would_not_take_for_its_length_is_refused() -> None:
    long = {**PASS, "Comment": "x" * 1_048_576}
    with sfn.Session() as session, pytest.raises(UsageError, match="more than the 1048576 that AWS takes"):
        session.state_machine(long)


def test_without_quotas_a_definition_may_be_of_any_length() -> None:
    with sfn.Session(quotas=sfn.Quotas.OFF) as session:
        assert session.state_machine({**PASS, "Comment": "x" * 1_048_576}).run(1).output == 1


def test_without_quotas_there_is_no_limit_left() -> None:
    assert {getattr(sfn.Quotas.OFF, field.name) for field in fields(sfn.Quotas.OFF)} == {None}


def test_no_input_is_an_empty_object() -> None:
    with sfn.Session() as session:
        assert session.state_machine(PASS).run().output == {}


@pytest.mark.parametrize("given", [{1, 2}, float("nan"), {1: 2}, "\ud800"])
def test_an_input_that_is_not_json_is_refused(given: Any) -> None:
    with sfn.Session() as session, pytest.raises(UsageError, match="the input is not JSON"):
        session.state_machine(PASS).run(given)


def test_an_input_over_the_quota_is_refused_with_both_sizes() -> None:
    with sfn.Session() as session, pytest.raises(UsageError, match="has 262145 bytes, more than the 262144"):
        session.state_machine(PASS).run("x" * 262_143)


def test_the_quotas_of_a_session_can_be_lifted_later() -> None:
    with sfn.Session() as session:
        session.quotas = sfn.Quotas.OFF
        assert session.quotas is sfn.Quotas.OFF
        assert session.state_machine(PASS).run("x" * 300_000).status == "SUCCEEDED"


def test_without_quotas_an_input_may_be_of_any_size() -> None:
    with sfn.Session(quotas=sfn.Quotas.OFF) as session:
        assert session.state_machine(PASS).run("x" * 300_000).status == "SUCCEEDED"


def test_a_clock_that_there_is_not_is_refused() -> None:
    with sfn.Session() as session, pytest.raises(UsageError, match='no clock "sundial"'):
        session.state_machine(PASS).run(clock="sundial")


def test_a_function_that_nobody_answers_is_said_before_the_run() -> None:
    with sfn.Session() as session:
        with pytest.raises(UsageError, match="state T: "):
            session.state_machine(CALL).run()
        assert session.executions == {}


# -- names
def test_a_name_is_taken_once() -> None:
    with sfn.Session() as session:
        machine = session.state_machine(PASS)
        assert machine.run(name="first").name == "first"
        with pytest.raises(UsageError, match='has an execution "first" already'):
            machine.run(name="first")


def test_of_many_that_start_with_one_name_at_once_one_does() -> None:
    started: list[sfn.Execution] = []
    refused: list[UsageError] = []
    gate = threading.Barrier(8)

    def run() -> None:
        gate.wait()
        try:
            started.append(machine.run(name="only"))
        except UsageError as error:
            refused.append(error)

    with sfn.Session() as session:
        machine = session.state_machine(PASS)
        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (len(started), len(refused)) == (1, 7)


def test_with_a_seed_the_names_are_the_same_in_each_session() -> None:
    names: list[list[str]] = []
    for _ in range(2):
        with sfn.Session(seed=3) as session:
            machine = session.state_machine(PASS)
            names.append([machine.run().name, machine.run().name])
    assert names[0] == names[1]
    assert names[0][0] != names[0][1]


def test_without_a_seed_names_are_new() -> None:
    with sfn.Session() as session:
        machine = session.state_machine(PASS)
        assert machine.run().name != machine.run().name


# -- repeating
def fail(event: Any) -> Any:
    raise RuntimeError(event)


def test_a_run_with_the_same_seed_repeats_exactly() -> None:
    with sfn.Session() as session:
        session.function("work", fail)
        machine = session.state_machine(DRAW)
        first, second = (machine.run(seed=5, clock="logical").history for _ in range(2))
    assert first == second


def test_runs_of_a_session_with_a_seed_differ_from_each_other() -> None:
    with sfn.Session(seed=5) as session:
        session.function("work", lambda: None)
        machine = session.state_machine(DRAW)
        first, second = (machine.run().history[2]["stateExitedEventDetails"] for _ in range(2))
    assert first != second


def test_a_run_starts_at_the_time_it_is_given() -> None:
    with sfn.Session() as session:
        execution = session.state_machine(PASS).run(start_time=1_000_000_000_000_000_000)
    assert execution.start_date.isoformat() == "2001-09-09T01:46:40+00:00"


# -- running it otherwise
def test_a_job_tells_how_its_execution_is_doing() -> None:
    with sfn.Session() as session:
        job = session.state_machine(WAIT).start(clock="real")
        assert (job.status, job.execution.output, job.execution.stop_date) == ("RUNNING", None, None)
        job.stop()
        assert job.status == "ABORTED"
        assert repr(job) == f"⊘ machine · {job.execution.name}: ABORTED, 1 transition"


def test_a_job_that_has_ended_is_not_stopped_any_more() -> None:
    with sfn.Session() as session:
        job = session.state_machine(PASS).start(1)
        assert job.wait(10).status == "SUCCEEDED"
        assert job.stop().status == "SUCCEEDED"


def test_closing_a_session_aborts_what_runs_in_the_background() -> None:
    with sfn.Session() as session:
        job = session.state_machine(WAIT).start(clock="real")
    assert job.wait(10).status == "ABORTED"


def test_several_awaited_runs_go_on_side_by_side() -> None:
    async def both(machine: sfn.StateMachine) -> list[Any]:
        return [each.output for each in await asyncio.gather(machine.run_async(1), machine.run_async(2))]

    with sfn.Session() as session:
        assert asyncio.run(both(session.state_machine(PASS))) == [1, 2]


def test_an_execution_keeps_the_definition_it_started_with() -> None:
    with sfn.Session() as session:
        before = session.state_machine(PASS, "m").run()
        session.state_machine(WAIT, "m")
        assert list(before.definition.states) == ["P"]
        assert list(session.machines["m"].definition.states) == ["W"]
