from __future__ import annotations

import pytest
from cells import BODY, ECHO, FUNCTIONS, Notebook

import sfn_notebook as sfn
from sfn_notebook.magics.listings import FIRST_EVENTS, LAST_EVENTS


def test_the_magic_alone_shows_an_example_of_each_verb(notebook: Notebook) -> None:
    cell = notebook.run("%sfn")
    assert all(f"%sfn {verb}" in cell.text for verb in ("ls", "run", "show", "test", "history", "metrics", "help"))
    assert cell.text == notebook.run("%sfn help").text


def test_ls_lists_machines_functions_and_executions(notebook: Notebook) -> None:
    notebook.run(FUNCTIONS)
    notebook.run(f"%%statemachine order --input '{{\"total\": 1}}' --out execution{BODY}")
    cell = notebook.run("%sfn ls")
    name = notebook.variables["execution"].name
    lines = [line.split() for line in cell.shown.splitlines()]
    assert ["order", "2", "1"] in lines
    assert ["charge"] in lines
    assert [name, "order", "SUCCEEDED", "1", "d"] in lines
    assert all("<table>" in bundle["text/html"] for bundle in cell.bundles)


def test_ls_says_that_there_is_nothing(notebook: Notebook) -> None:
    assert notebook.run("%sfn ls").shown.splitlines() == ["machines: none", "functions: none", "executions: none"]


def test_run_runs_a_machine_again(notebook: Notebook) -> None:
    notebook.run(f"%%statemachine echo{ECHO}")
    notebook.variables["payload"] = {"a": (1, 2)}
    notebook.run("%sfn found << run echo --input $payload --out execution")
    assert notebook.variables["found"] == {"a": [1, 2]}
    assert notebook.variables["execution"].status == "SUCCEEDED"


def test_run_without_input_gives_an_empty_object(notebook: Notebook) -> None:
    notebook.run(f"%%statemachine echo{ECHO}")
    notebook.run("%sfn found << run echo")
    assert notebook.variables["found"] == {}


def test_run_finds_a_machine_by_its_variable(notebook: Notebook) -> None:
    machine = sfn.Session().state_machine(ECHO, name="other")
    notebook.variables["mine"] = machine
    assert notebook.run("%sfn run mine --input 1").error is None


def test_show_shows_a_machine_or_an_execution(notebook: Notebook) -> None:
    notebook.run(f"%%statemachine echo --input 1 --out execution{ECHO}")
    name = notebook.variables["execution"].name
    shown = [notebook.run(f"%sfn show {each} --view text").shown for each in ("echo", "execution", name, name[:8])]
    assert shown[0].startswith("echo: 1 state")
    assert [text == shown[1] and "SUCCEEDED" in text for text in shown[1:]] == [True, True, True]


def test_history_is_a_table_of_the_latest_execution(notebook: Notebook) -> None:
    notebook.run(f"%%statemachine echo --input 1{ECHO}")
    rows = [line.split() for line in notebook.run("%sfn history").shown.splitlines()[2:]]
    assert [(row[0], row[1], row[4]) for row in rows] == [
        ("1", "0", "ExecutionStarted"),
        ("2", "0", "PassStateEntered"),
        ("3", "2", "PassStateExited"),
        ("4", "3", "ExecutionSucceeded"),
    ]


def test_metrics_are_tables_of_a_machine_or_of_all(notebook: Notebook) -> None:
    notebook.run(f"%%statemachine echo --input 1{ECHO}")
    notebook.run(f"%%statemachine other --input 1{ECHO}")
    assert [line.split()[:2] for line in notebook.run("%sfn metrics").shown.splitlines()] == [
        ["executions"],
        ["machine", "started"],
        ["echo", "1"],
        ["other", "1"],
        [],
        ["states"],
        ["machine", "state"],
        ["echo", "Echo"],
        ["other", "Echo"],
    ]
    cell = notebook.run("%sfn metrics other")
    assert "echo" not in cell.shown
    assert "<table>" in cell.bundles[0]["text/html"]


@pytest.mark.slow
def test_of_a_long_history_the_first_and_the_last_events_are_shown(notebook: Notebook) -> None:
    notebook.run("%%statemachine endless --input 1 --silent\nStartAt: A\nStates:\n  A: {Type: Pass, Next: B}\n" + BACK)
    lines = notebook.run("%sfn history").shown.splitlines()
    assert len(lines) == 2 + FIRST_EVENTS + 1 + LAST_EVENTS
    assert lines[2 + FIRST_EVENTS].split() == ["…", "24500", "more", "events"]
    assert lines[-1].split()[0] == "25000"


BACK = '  B: {Type: Choice, Choices: [{Variable: "$", IsNull: true, Next: C}], Default: A}\n  C: {Type: Succeed}\n'


@pytest.mark.parametrize("verb", ["ls", "run", "show", "test", "history", "metrics"])
def test_help_shows_the_flags_of_a_verb(notebook: Notebook, verb: str) -> None:
    cell = notebook.run(f"%sfn help {verb}")
    assert cell.text.startswith(f"usage: %sfn {verb}")
    assert cell.text == notebook.run(f"%sfn {verb} --help").text


def test_a_line_gives_back_nothing(notebook: Notebook) -> None:
    notebook.run(f"%%statemachine echo{ECHO}")
    notebook.run("found = %sfn run echo")
    assert notebook.variables["found"] is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("hstory", 'no verb "hstory": did you mean "history"?'),
        ("help shw", 'no verb "shw": did you mean "show"?'),
        ("run ech", 'no machine "ech": did you mean "echo"?'),
        ("metrics ech", 'no machine "ech": did you mean "echo"?'),
        ("show nothing-like-it", 'no machine or execution "nothing-like-it"; %sfn ls lists what there is'),
        ("history xyz", 'no execution "xyz"; %sfn ls lists what there is'),
        ("run echo --inpt 1", 'no flag --inpt: did you mean "--input"?'),
        ("found << ls", "found << binds the output of a run, and %sfn ls runs nothing"),
        ("history", "no execution yet: run a machine first"),
    ],
)
def test_a_slip_is_one_short_block(notebook: Notebook, line: str, said: str) -> None:
    notebook.run(f"%%statemachine echo{ECHO}")
    cell = notebook.run(f"%sfn {line}")
    assert isinstance(cell.error, sfn.UsageError)
    assert cell.text.startswith(f"UsageError: {said}")
    assert "Traceback" not in cell.text


def test_an_execution_whose_start_is_not_unique_has_to_be_named(notebook: Notebook) -> None:
    machine = sfn.StateMachine(ECHO, name="echo")
    machine.run(1, name="run-1")
    machine.run(1, name="run-2")
    assert '2 executions have a name that begins with "run"' in notebook.run("%sfn history run").text
