"""What somebody presses in a view, as messages that Python answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from waiting_machines import callback, machine, pending

import sfn_notebook as sfn
from sfn_notebook.values import JSON
from sfn_notebook.widget.desk import Desk

PATH = "/S#1"
FAIL: dict[str, JSON] = {"StartAt": "No", "States": {"No": {"Type": "Fail"}}}


@pytest.fixture
def job() -> Iterator[sfn.Job]:
    """A job that waits for a callback."""
    with sfn.Session() as session:
        session.function("ask", lambda: None)
        job = session.state_machine(machine(callback("ask"))).start()
        assert pending(job)
        yield job


def asked(execution: sfn.Execution, ask: str, **fields: Any) -> Any:
    """Ask, and give the answer."""
    return Desk(execution).answer({"id": "a1", "ask": ask, **fields}, 2.0)


def test_a_job_that_waits_can_be_stopped_and_its_time_goes_on(job: sfn.Job) -> None:
    found = asked(job.execution, "how")
    assert (found["id"], found["error"], found["can_stop"], found["can_redrive"]) == ("a1", None, True, False)
    assert found["elapsed"] >= 2_000
    assert found["pace"] == 1


def test_a_task_is_given_its_result_as_json(job: sfn.Job) -> None:
    assert asked(job.execution, "succeed", path=PATH, output='{"ok": true}')["error"] is None
    assert job.wait(10).output == {"ok": True}


def test_a_task_is_failed_and_empty_fields_are_none(job: sfn.Job) -> None:
    assert asked(job.execution, "fail", path=PATH, error="Refused", cause="")["error"] is None
    assert (job.wait(10).error, job.execution.cause) == ("Refused", None)


def test_a_heartbeat_leaves_the_task_waiting(job: sfn.Job) -> None:
    assert asked(job.execution, "heartbeat", path=PATH)["error"] is None
    assert len(job.execution.pending) == 1


def test_an_output_that_is_no_json_is_refused_and_the_task_waits_on(job: sfn.Job) -> None:
    assert asked(job.execution, "succeed", path=PATH, output="{")["error"].startswith("the output is not JSON: ")
    assert len(job.execution.pending) == 1


def test_a_task_that_was_answered_already_is_told_of(job: sfn.Job) -> None:
    pending(job).succeed()
    job.wait(10)
    found = asked(job.execution, "heartbeat", path=PATH)
    assert found["error"] == "this task does not wait any more: it was answered, or has timed out"


def test_a_job_is_stopped(job: sfn.Job) -> None:
    found = asked(job.execution, "stop")
    assert (job.status, found["can_stop"], found["can_redrive"]) == ("ABORTED", False, True)


def test_what_failed_is_redriven_in_the_background() -> None:
    with sfn.Session() as session:
        execution = session.state_machine(FAIL).run()
        assert asked(execution, "how")["can_redrive"]
        assert asked(execution, "redrive")["error"] is None
        sfn.Job(execution).wait(10)
        assert [each["type"] for each in execution.history].count("ExecutionRedriven") == 1


def test_what_succeeded_or_is_express_is_not_redriven() -> None:
    with sfn.Session() as session:
        good = session.state_machine({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}).run()
        express = session.state_machine(FAIL, type="EXPRESS").run()
        assert [asked(each, "how")["can_redrive"] for each in (good, express)] == [False, False]
        assert "SUCCEEDED" in asked(good, "redrive")["error"]


def test_only_an_execution_of_the_default_session_has_a_name_that_a_cell_finds(job: sfn.Job) -> None:
    mine = sfn.StateMachine(FAIL, "no").run()
    assert (asked(mine, "how")["name"], asked(job.execution, "how")["name"]) == (mine.name, "")
