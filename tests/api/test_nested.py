"""Executions that Task states start are executions of the account like any other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from nested_machines import MACHINES, starting, waiting
from waiting_machines import activity, callback, create_activity, machine, wait_until

import sfn_notebook as sfn
from sfn_notebook.values import JSON

EXECUTIONS = MACHINES.replace("stateMachine", "execution")


@pytest.fixture
def session() -> Iterator[sfn.Session]:
    with sfn.Session() as opened:
        yield opened


def nested(session: sfn.Session, child: Any, pattern: str = ".sync", **fields: Any) -> sfn.StateMachine:
    """A machine that starts an execution `child` of another one."""
    session.state_machine(child, "child")
    return session.state_machine(machine(starting("child", pattern, **fields)), "parent")


def ended(session: sfn.Session) -> list[tuple[str, str]]:
    return [(each.machine_name, each.status) for each in session.executions.values()]


def hanging(session: sfn.Session, pattern: str = ".sync") -> sfn.Job:
    """A parent whose child waits for a worker who does not come."""
    create_activity(session, "bake")
    job = nested(session, machine(activity("bake")), pattern).start()
    wait_until(lambda: session.pending)
    return job


def test_a_child_is_listed_and_described(session: sfn.Session) -> None:
    nested(session, waiting()).run()
    client = session.client()
    (listed,) = client.list_executions(stateMachineArn=MACHINES + "child")["executions"]
    described = client.describe_execution(executionArn=f"{EXECUTIONS}child:child")
    assert (listed["name"], described["status"], described["input"]) == ("child", "SUCCEEDED", "{}")


def test_a_child_has_the_time_of_its_parent(session: sfn.Session) -> None:
    parent = nested(session, waiting()).run()
    child = session.load(f"{EXECUTIONS}child:child")
    assert (child.start_date, child.stop_date) == (parent.start_date, parent.stop_date)


def test_a_child_that_nobody_waits_for_outlives_its_parent(session: sfn.Session) -> None:
    parent = nested(session, waiting(), "").run()
    child = session.load(f"{EXECUTIONS}child:child")
    assert (parent.duration.seconds, child.status, child.duration.seconds) == (0, "SUCCEEDED", 60)


def test_a_parent_that_is_stopped_stops_the_child_that_it_waits_for(session: sfn.Session) -> None:
    hanging(session).stop("E", "why")
    assert ended(session) == [("parent", "ABORTED"), ("child", "ABORTED")]
    child = session.load(f"{EXECUTIONS}child:child")
    assert (child.history[-1]["type"], child.error) == ("ExecutionAborted", None)


def test_a_parent_that_is_stopped_leaves_other_children(session: sfn.Session) -> None:
    job = hanging(session, "")
    wait_until(lambda: job.status != "RUNNING")
    job.stop()
    assert ended(session) == [("parent", "SUCCEEDED"), ("child", "RUNNING")]
    session.load("child").record.stop()
    assert job.wait(5).status == "SUCCEEDED"


def test_a_child_that_is_stopped_fails_the_task_of_its_parent(session: sfn.Session) -> None:
    job = hanging(session)
    session.client().stop_execution(executionArn=f"{EXECUTIONS}child:child", error="E", cause="why")
    assert (job.wait(5).error, '"Status":"ABORTED"' in (job.execution.cause or "")) == ("States.TaskFailed", True)


def test_stopping_the_first_of_many_that_wait_for_each_other_stops_all(session: sfn.Session) -> None:
    create_activity(session, "bake")
    last = 100
    session.state_machine(machine(activity("bake")), f"m{last}")
    for number in range(last):
        session.state_machine(machine(starting(f"m{number + 1}")), f"m{number}")
    job = session.state_machine(machine(starting("m0")), "first").start()
    wait_until(lambda: session.pending)
    job.stop()
    assert {each.status for each in session.executions.values()} == {"ABORTED"}


def test_a_callback_of_a_child_is_answered_by_its_token(session: sfn.Session) -> None:
    session.function("ask", lambda: None)
    job = nested(session, machine(callback("ask"))).start()
    wait_until(
        lambda: any(each.waits_for for each in session.load("child").steps) if len(session.executions) > 1 else 0
    )
    (task,) = session.pending
    task.succeed({"a": 1})
    output: Any = job.wait(5).output
    assert output["Output"] == '{"a":1}'


def test_a_child_of_the_child_of_a_map_run_answers_it(session: sfn.Session) -> None:
    session.state_machine(waiting(5), "child")
    inner = machine(starting("child", Parameters={"StateMachineArn": MACHINES + "child"}), "Inner")
    processor: JSON = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, **inner}
    outer = machine({"Type": "Map", "ItemProcessor": processor, "ResultSelector": {"n.$": "$[*].Status"}, "End": True})
    ran = session.state_machine(outer).run([1, 2])
    assert (ran.output, ran.duration.seconds) == ({"n": ["SUCCEEDED", "SUCCEEDED"]}, 5)


def test_a_name_that_runs_elsewhere_is_not_waited_for(session: sfn.Session) -> None:
    create_activity(session, "bake")
    parent = nested(session, machine(activity("bake")))
    session.client().start_execution(stateMachineArn=MACHINES + "child", name="child")
    assert parent.run().error == "StepFunctions.ExecutionAlreadyExistsException"
    session.load("child").record.stop()


def test_two_tasks_may_wait_for_one_execution(session: sfn.Session) -> None:
    session.state_machine(waiting(), "child")
    branches: JSON = [machine(starting("child"), name) for name in ("One", "Two")]
    both = machine({"Type": "Parallel", "Branches": branches, "End": True})
    ran = session.state_machine(both).run()
    assert (ran.status, ran.duration.seconds, len(session.executions)) == ("SUCCEEDED", 60, 2)


def test_a_state_that_is_tested_alone_starts_an_execution_of_its_own(session: sfn.Session) -> None:
    session.state_machine(waiting(0), "child")
    tested = session.client().test_state(
        definition='{"Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "Parameters": '
        f'{{"StateMachineArn": "{MACHINES}child", "Name": "child"}}, "End": true}}',
        roleArn="arn:aws:iam::123456789012:role/r",
        input="{}",
    )
    wait_until(lambda: session.load("child").status != "RUNNING")
    assert tested["status"] == "SUCCEEDED"


def test_the_step_of_the_task_names_the_child_and_waits_for_nobody_outside(session: sfn.Session) -> None:
    job = hanging(session)
    (step,) = job.execution.steps
    named = [stage.value for stage in step.stages if stage.name == "executionArn"]
    assert (named, step.waits_for) == ([f"{EXECUTIONS}child:child"], None)
    job.stop()


def test_a_repeated_run_draws_the_same_names() -> None:
    def names() -> list[str]:
        with sfn.Session(clock="logical", seed=3) as opened:
            opened.state_machine(waiting(), "child")
            state = starting("child", Parameters={"StateMachineArn": MACHINES + "child"})
            opened.state_machine(machine(state)).run()
            return [each.name for each in opened.executions.values()]

    assert names() == names()
