"""Executions beside the cells: started, stopped, redriven, forked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from cells import ECHO, FAIL, Notebook

import sfn_notebook as sfn
from sfn_notebook.session.session import session

ASK = """
StartAt: Approve
States:
  Approve:
    Type: Task
    Resource: arn:aws:states:::lambda:invoke.waitForTaskToken
    Parameters: {FunctionName: ask, Payload: {"token.$": "$$.Task.Token"}}
    Next: Done
  Done: {Type: Pass, End: true}
"""
PAY = """
StartAt: Price
States:
  Price: {Type: Task, Resource: "arn:aws:lambda:us-east-1:111111111111:function:price", Next: Pay}
  Pay: {Type: Task, Resource: "arn:aws:lambda:us-east-1:111111111111:function:pay", End: true}
"""


class Shop:
    """Functions that count their calls, of which one fails at first."""

    def __init__(self) -> None:
        self.priced = 0
        self.is_closed = True

    def price(self, event: Any) -> Any:
        self.priced += 1
        return {"total": event["count"] * 10}

    def pay(self, event: Any) -> Any:
        if self.is_closed:
            raise ValueError("closed")
        return {"paid": event["total"]}


@pytest.fixture(autouse=True)
def ends(notebook: Notebook) -> Iterator[None]:
    assert notebook
    yield
    session().close()


@pytest.fixture
def shop(notebook: Notebook) -> Shop:
    """A shop, and an execution of it that failed, bound to `failed`."""
    made = Shop()
    sfn.function("price", made.price)
    sfn.function("pay", made.pay)
    notebook.run(f"%%statemachine pay --input '{{\"count\": 2}}' --out failed{PAY}")
    made.is_closed = False
    return made


def test_a_machine_is_started_and_its_job_says_how_it_is_doing(notebook: Notebook) -> None:
    notebook.run(f"%%statemachine echo{ECHO}")
    cell = notebook.run("%sfn start echo --input 12 --name one --out job")
    assert "echo · one: " in cell.shown
    job = notebook.variables["job"]
    assert job.wait(10).output == 12
    assert repr(job) == "✓ echo · one: SUCCEEDED, 1 transition"


def test_a_cell_starts_its_machine_in_the_background(notebook: Notebook) -> None:
    notebook.run(f"%%statemachine echo --input 12 --background --out job{ECHO}")
    assert notebook.variables["job"].wait(10).output == 12


def test_what_waits_for_an_answer_is_stopped_with_error_and_cause(notebook: Notebook) -> None:
    sfn.function("ask", lambda: None)
    notebook.run(f"%%statemachine ask --input 1 --background --name one --out job{ASK}")
    cell = notebook.run("%sfn stop job --error Late --cause 'too late'")
    assert cell.shown.startswith("⊘ ask · one: ABORTED")
    assert notebook.variables["job"].execution.cause == "too late"
    assert "nothing was stopped" not in cell.shown
    again = notebook.run("%sfn stop job --error Other").shown
    assert again.endswith("ABORTED, 1 transition, Late\nnothing was stopped: it had ended before")


def test_a_run_may_jump_over_what_nobody_answers(notebook: Notebook) -> None:
    sfn.function("ask", lambda: None)
    limited = ASK.replace("    Next: Done", "    TimeoutSeconds: 86400\n    Next: Done")
    notebook.run(f"%%statemachine ask --input 1 --tokens skip --out execution{limited}")
    assert notebook.variables["execution"].error == "States.Timeout"


def test_a_redrive_does_only_what_did_not_succeed(notebook: Notebook, shop: Shop) -> None:
    cell = notebook.run("%sfn paid << redrive failed")
    assert notebook.variables["paid"] == {"paid": 20}
    assert shop.priced == 1
    assert "SUCCEEDED" in cell.shown


def test_a_redrive_goes_on_in_the_background(notebook: Notebook, shop: Shop) -> None:
    assert shop
    cell = notebook.run("%sfn redrive failed --background")
    assert "pay · " in cell.shown
    (execution,) = session().executions.here
    assert sfn.Job(execution).wait(10).output == {"paid": 20}


def test_a_fork_goes_on_at_a_state_with_another_input(notebook: Notebook, shop: Shop) -> None:
    notebook.run("%sfn paid << fork failed --at Pay --input '{\"total\": 7}' --out second --name two")
    assert notebook.variables["paid"] == {"paid": 7}
    assert notebook.variables["second"].name == "two"
    assert notebook.variables["failed"].status == "FAILED"
    assert shop.priced == 1


def test_a_fork_goes_on_behind_an_event_in_the_background(notebook: Notebook, shop: Shop) -> None:
    entered = next(each["id"] for each in notebook.variables["failed"].history if each["type"] == "TaskStateExited")
    notebook.run(f"%sfn fork --at {entered} --background --out job")
    assert notebook.variables["job"].wait(10).output == {"paid": 20}
    assert shop.priced == 1


def test_a_fork_goes_on_with_a_corrected_machine(notebook: Notebook, shop: Shop) -> None:
    assert shop
    end = PAY.replace("End: true", "ResultSelector: {got.$: $.paid}, End: true")
    notebook.run(f"%%statemachine better{end}")
    notebook.run("%sfn fork failed --with better --out second")
    second = notebook.variables["second"]
    assert (second.machine_name, second.output) == ("better", {"got": 20})


def test_a_fork_takes_new_values_of_variables(notebook: Notebook) -> None:
    body = """
QueryLanguage: JSONata
StartAt: Set
States:
  Set: {Type: Pass, Assign: {n: 1}, Next: Use}
  Use: {Type: Pass, Output: "{% $n %}", End: true}
"""
    notebook.run(f"%%statemachine counted --input 1 --out first{body}")
    notebook.run("%sfn found << fork first --at Use --variables '{\"n\": 5}'")
    assert notebook.variables["found"] == 5


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("start bda", 'no machine "bda": did you mean "bad"?'),
        ("found << start bad", "found << binds the output of a run, and %sfn start ends before there is one"),
        ("start bad --tokens wait", "argument --tokens: invalid choice"),
        ("stop nobody", 'no execution "nobody"; %sfn ls lists what there is'),
        ("redrive good", "Execution is SUCCEEDED and cannot be redriven"),
        ("found << redrive failed --background", "found << binds the output, and with --background there is none yet"),
        ("fork failed", "say with --at where the fork leaves the execution"),
        ("fork failed --at Stpo", 'no state "Stpo" in this machine: did you mean "Stop"?'),
        ("fork failed --at 99", "no event 99: the execution has 3 of them"),
        ("fork failed --with bda", 'no machine "bda": did you mean "bad"?'),
        ("fork failed --at Stop --variables 1", "--variables are values by name"),
        ("fork failed --at Stop --inptu 1", 'no flag --inptu: did you mean "--input"?'),
    ],
)
def test_a_slip_is_one_short_block(notebook: Notebook, line: str, said: str) -> None:
    notebook.run(f"%%statemachine good --input 1 --out good{ECHO}")
    notebook.run(f"%%statemachine bad --input 1 --out failed{FAIL}")
    cell = notebook.run(f"%sfn {line}")
    assert isinstance(cell.error, sfn.UsageError)
    assert said in cell.text
    assert "Traceback" not in cell.text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("echo --background", "--background is about a run: add --input to run the machine"),
        ("found << echo --input 1 --background", "found << binds the output of a run, and with --background there is"),
    ],
)
def test_a_cell_in_the_background_has_an_input_and_no_output(notebook: Notebook, line: str, said: str) -> None:
    assert said in notebook.run(f"%%statemachine {line}{ECHO}").text
