"""Tasks that wait for somebody outside, answered from a cell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cells import Notebook

import sfn_notebook as sfn
from sfn_notebook.session.session import session

ASK = """
StartAt: Both
States:
  Both:
    Type: Parallel
    End: true
    Branches:
      - StartAt: Approve
        States:
          Approve:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke.waitForTaskToken
            TimeoutSeconds: 600
            HeartbeatSeconds: 60
            Parameters: {FunctionName: ask, Payload: {"token.$": "$$.Task.Token"}}
            End: true
      - StartAt: Count
        States:
          Count:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke.waitForTaskToken
            Parameters: {FunctionName: ask, Payload: {"token.$": "$$.Task.Token"}}
            End: true
"""


@pytest.fixture
def job(notebook: Notebook) -> Iterator[sfn.Job]:
    """An execution `one` with two tasks that wait, bound to `job`."""
    sfn.function("ask", lambda: None)
    notebook.run(f"%%statemachine ask --input 1 --background --name one --out job{ASK}")
    yield notebook.variables["job"]
    session().close()


def tokens(job: sfn.Job) -> dict[str, str]:
    """By the name of the state."""
    return {task.state_name: task.token for task in job.execution.pending}


def test_what_waits_is_listed_with_its_deadline_and_how_to_answer(notebook: Notebook, job: sfn.Job) -> None:
    token = tokens(job)["Approve"]
    cell = notebook.run("%sfn pending")
    line = next(line for line in cell.shown.splitlines() if "Approve" in line)
    assert line.split()[:5] == ["one", "Approve", "a", "callback", line.split()[4]]
    titles = next(line for line in cell.shown.splitlines() if "heartbeat due" in line)
    due = line[titles.index("heartbeat due") :].split()
    out = line[titles.index("times out") :].split()
    assert f"{due[0]} {due[1]}" < f"{out[0]} {out[1]}"
    assert line.endswith(f" {token[-12:]}")
    assert "Count" in notebook.run("%sfn pending job").shown


def test_the_lines_that_say_how_to_answer_work_as_they_stand(notebook: Notebook, job: sfn.Job) -> None:
    shown = ""
    for _ in range(2):
        shown = notebook.run("%sfn pending").shown
        line = next(line for line in shown.splitlines() if "%sfn succeed" in line)
        assert "succeeded" in notebook.run(line.strip()).shown
    assert "%sfn succeed --output" in shown
    assert job.wait(10).output == [{"approved": True}] * 2


def test_where_nothing_waits_a_line_says_so(notebook: Notebook) -> None:
    assert notebook.run("%sfn pending").shown == "pending: nothing waits for an answer from outside"


def test_tasks_are_answered_by_state_and_by_the_end_of_their_token(notebook: Notebook, job: sfn.Job) -> None:
    notebook.run("%sfn heartbeat job --state Approve")
    said = notebook.run("%sfn succeed job --state Approve --output '{\"ok\": true}'").shown
    notebook.run(f"%sfn succeed {tokens(job)['Count'][-8:]} --output 3")
    assert said == "Approve of one: succeeded"
    assert job.wait(10).output == [{"ok": True}, 3]


def test_the_only_task_that_waits_needs_no_name(notebook: Notebook, job: sfn.Job) -> None:
    notebook.run("%sfn succeed --state Count")
    notebook.run("%sfn fail --error Refused --cause 'too expensive'")
    assert (job.wait(10).error, job.execution.cause) == ("Refused", "too expensive")


def test_a_variable_names_a_token_or_a_task(notebook: Notebook, job: sfn.Job) -> None:
    notebook.variables["token"] = tokens(job)["Approve"]
    notebook.variables["task"] = job.execution.pending[1]
    notebook.run("%sfn succeed $token --output 1")
    notebook.run("%sfn succeed task --output 2")
    assert job.wait(10).output == [1, 2]


def test_a_task_of_another_session_is_answered_by_its_variable(notebook: Notebook) -> None:
    with sfn.Session() as other:
        other.function("ask", lambda: None)
        notebook.variables["other"] = other.state_machine(ASK, "ask").start(name="far")
        assert "far" in notebook.run("%sfn pending").shown
        notebook.run("%sfn fail other --state Count --error No")
        assert notebook.variables["other"].wait(10).error == "No"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("succeed job", "2 tasks of execution one wait: name one by --state or its token: Approve "),
        ("succeed job --state Aprove", 'no state "Aprove" waits: did you mean "Approve"?'),
        ("succeed jbo", 'no execution "jbo"; %sfn ls lists what there is'),
        ("succeed oen", 'no execution "oen": did you mean "one"?'),
        ("succeed job --state Count --output {", "--output is not JSON"),
        ("fail job --state Count --eror X", 'no flag --eror: did you mean "--error"?'),
        ("pending twoo", 'no execution "twoo"'),
        ("heartbeat WyJhIiwiYiJd", "no task waits with this token: it was answered, or has timed out"),
    ],
)
def test_a_slip_is_one_short_block(notebook: Notebook, job: sfn.Job, line: str, said: str) -> None:
    assert len(tokens(job)) == 2
    cell = notebook.run(f"%sfn {line}")
    assert isinstance(cell.error, sfn.UsageError)
    assert said in cell.text
    assert "Traceback" not in cell.text


def test_an_execution_that_waits_for_nobody_says_so(notebook: Notebook) -> None:
    notebook.run("%%statemachine echo --input 1 --out done\nStartAt: E\nStates: {E: {Type: Pass, End: true}}")
    name = notebook.variables["done"].name
    assert f"nothing in execution {name} waits for an answer" in notebook.run("%sfn succeed done").text


def test_tab_offers_what_waits(notebook: Notebook, job: sfn.Job) -> None:
    assert len(tokens(job)) == 2
    assert notebook.complete("%sfn succeed o") == ["one"]
    assert notebook.complete("%sfn succeed one --state A") == ["Approve"]
    assert notebook.complete("%sfn stop jo") == ["job"]


@pytest.mark.parametrize("verb", ["start", "stop", "redrive", "fork", "pending", "succeed", "fail", "heartbeat"])
def test_help_shows_the_flags_of_a_verb(notebook: Notebook, verb: str) -> None:
    cell = notebook.run(f"%sfn {verb} --help")
    assert cell.text.startswith(f"usage: %sfn {verb}")
    assert cell.text == notebook.run(f"%sfn help {verb}").text
