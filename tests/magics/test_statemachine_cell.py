from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cells import BODY, ECHO, FAIL, FUNCTIONS, Notebook

import sfn_notebook as sfn
from sfn_notebook.session.session import session as default_session


def test_a_cell_without_input_binds_the_machine_and_shows_its_graph(notebook: Notebook) -> None:
    cell = notebook.run(f"%%statemachine order{BODY}")
    assert isinstance(notebook.variables["order"], sfn.StateMachine)
    assert "<svg" in cell.bundles[0]["text/html"]
    assert list(sfn.session().executions) == []


def test_a_cell_with_input_runs_the_machine(notebook: Notebook) -> None:
    notebook.run(FUNCTIONS)
    cell = notebook.run(f"""%%statemachine order --input '{{"total": 12}}' --out execution{BODY}""")
    execution = notebook.variables["execution"]
    assert (execution.status, execution.output) == ("SUCCEEDED", {"paid": 12})
    assert "SUCCEEDED in 1 d, 2 transitions" in cell.shown


def test_an_express_machine_has_five_minutes(notebook: Notebook) -> None:
    notebook.run(FUNCTIONS)
    notebook.run(f"""%%statemachine order --type EXPRESS --input '{{"total": 12}}' --out execution{BODY}""")
    execution = notebook.variables["execution"]
    assert (execution.status, execution.billing.billed_duration_in_milliseconds) == ("TIMED_OUT", 300_000)


def test_a_definition_may_be_json(notebook: Notebook) -> None:
    definition = json.dumps({"StartAt": "Echo", "States": {"Echo": {"Type": "Pass", "End": True}}}, indent=2)
    notebook.run(f"%%statemachine echo --input 3 --out execution\n{definition}")
    assert notebook.variables["execution"].output == 3


def test_the_name_in_front_of_two_angles_gets_the_output(notebook: Notebook) -> None:
    notebook.run(f"%%statemachine found << echo --input '[1]'{ECHO}")
    assert notebook.variables["found"] == [1]


def test_a_failed_run_has_no_output_to_bind(notebook: Notebook) -> None:
    cell = notebook.run(f"%%statemachine found << stop --input 1{FAIL}")
    assert isinstance(cell.error, sfn.ExecutionFailed)
    assert "found" not in notebook.variables


def test_a_failed_run_is_no_mistake_of_the_cell(notebook: Notebook) -> None:
    cell = notebook.run(f"%%statemachine stop --input 1{FAIL}")
    assert cell.error is None
    assert "Sold out: nothing is left" in cell.shown


def test_a_run_that_nobody_can_answer_is_aborted_and_shown(notebook: Notebook) -> None:
    notebook.run(FUNCTIONS)
    cell = notebook.run(f"""%%statemachine ask --input '{{"total": 1}}' --out execution{ASK}""")
    assert isinstance(cell.error, sfn.UsageError)
    assert 'UsageError: nobody can answer the token of state "Ask": run it with --background' in cell.text
    assert notebook.variables["execution"].status == "ABORTED"
    assert "ABORTED" in cell.shown


ASK = """
StartAt: Ask
States:
  Ask:
    Type: Task
    Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken"
    Parameters: {FunctionName: charge, Payload: {"total.$": "$.total", "token.$": "$$.Task.Token"}}
    End: true
"""


def test_a_run_is_the_same_with_the_same_seed(notebook: Notebook) -> None:
    names: list[str] = []
    for out in ("one", "two"):
        default_session.cache_clear()
        notebook.run(f"%%statemachine dice --input 1 --seed 7 --clock logical --out {out}{DICE}")
        names.append(notebook.variables[out].output)
    assert names[0] == names[1]


DICE = """
StartAt: Roll
States:
  Roll: {Type: Pass, Parameters: {"id.$": "States.UUID()"}, End: true}
"""


def test_running_a_cell_again_replaces_the_machine_and_executions_keep_theirs(notebook: Notebook) -> None:
    notebook.run(f"%%statemachine one --input 1 --out execution{ECHO}")
    notebook.run(f"%%statemachine one{FAIL}")
    assert list(sfn.session().machines["one"].definition.states) == ["Stop"]
    assert list(notebook.variables["execution"].definition.states) == ["Echo"]


def test_silent_shows_nothing_but_what_functions_print(notebook: Notebook) -> None:
    notebook.run('import sfn_notebook as sfn\nsfn.function("charge", lambda event: print("paid"))')
    cell = notebook.run(f"%%statemachine order --input 1 --silent{BODY}")
    assert (cell.text, cell.bundles) == ("[Charge] paid\n", [])


@pytest.mark.parametrize(
    ("view", "types"),
    [("text", {"text/plain"}), ("svg", {"image/svg+xml", "text/plain"}), ("html", {"text/html", "text/plain"})],
)
def test_a_view_can_be_chosen(notebook: Notebook, view: str, types: set[str]) -> None:
    cell = notebook.run(f"%%statemachine echo --input 1 --view {view}{ECHO}")
    assert [set(bundle) for bundle in cell.bundles] == [types]


def test_help_alone_in_a_cell_shows_the_flags(notebook: Notebook) -> None:
    cell = notebook.run("%%statemachine --help")
    assert cell.error is None
    assert all(flag in cell.text for flag in ("--input", "--type", "--clock", "--seed", "--out", "--view", "--silent"))


def test_loading_twice_does_no_harm(notebook: Notebook) -> None:
    notebook.run("%load_ext sfn_notebook")
    notebook.run("%reload_ext sfn_notebook")
    assert notebook.run(f"%%statemachine echo --input 1{ECHO}").error is None
    assert len(notebook.shell.Completer.custom_matchers) == 1


def test_a_doubtful_definition_runs_and_its_findings_are_shown(notebook: Notebook) -> None:
    cell = notebook.run(
        '%%statemachine echo --input 1\n{"StartAt": "A", // here\n "States": {"A": {"Type": "Pass", "End": true}}}'
    )
    assert cell.error is None
    assert "warning" in cell.bundles[0]["text/plain"]
    assert "<pre" in cell.bundles[0]["text/html"]


@pytest.mark.parametrize("value", [12, 1.5, "12"])
def test_a_text_or_a_number_is_put_into_the_definition(notebook: Notebook, value: Any) -> None:
    notebook.variables["Delay"] = value
    notebook.run(
        '%%statemachine pause --input 1\nStartAt: A\nStates:\n  A: {Type: Pass, Result: "${Delay}", End: true}'
    )
    assert next(iter(sfn.session().executions.values())).output == str(value)


def test_nothing_else_is_put_into_the_definition(notebook: Notebook) -> None:
    notebook.variables["Delay"] = {"no": "text"}
    cell = notebook.run('%%statemachine pause\nStartAt: A\nStates:\n  A: {Type: Pass, Result: "${Delay}", End: true}')
    assert "UsageError: ${Delay} is a dict: only a text or a number can be put into a definition" in cell.text


def test_the_line_is_not_expanded_by_ipython(notebook: Notebook) -> None:
    notebook.variables["total"] = 3
    notebook.run(f'%%statemachine echo --input \'{{"total": "{{total}}"}}\' --out execution{ECHO}')
    assert notebook.variables["execution"].output == {"total": "{total}"}


def test_an_input_can_be_a_file(notebook: Notebook, tmp_path: Path) -> None:
    (tmp_path / "input.json").write_text("[1, 2]", encoding="utf-8")
    notebook.run(f"%%statemachine echo --input @{tmp_path}/input.json --out execution{ECHO}")
    assert notebook.variables["execution"].output == [1, 2]
