from __future__ import annotations

import pytest
from cells import BODY, ECHO, Notebook

import sfn_notebook as sfn


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("echo --inptu 3", 'no flag --inptu: did you mean "--input"?'),
        ("echo --input $payloat", 'no variable $payloat in this notebook: did you mean "payload"?'),
        ("echo --input @no-such-file", "cannot read no-such-file: No such file or directory"),
        ('echo --input {"a": 1}', '"1}" is one word too many: JSON goes in single quotes'),
        ("echo --input '{'", "--input is not JSON: "),
        ("echo --input 'a", "a quote in this line is not closed"),
        ("echo --input", "argument --input: expected one argument"),
        ("echo --input 1 --seed x", 'argument --seed: expected a whole number, found "x"'),
        ("echo --input 1 --clock fast", 'no clock "fast": expected virtual, real, logical, or x60'),
        ("echo --input 1 --view big", "argument --view: invalid choice"),
        ("echo --input 1 --out 1st", '"1st" cannot be the name of a variable'),
        ("echo --seed 1", "--seed is about a run: add --input to run the machine"),
        ("found << echo", "found << is about a run: add --input to run the machine"),
        ("echo --type FAST", '--type is STANDARD or EXPRESS, not "FAST"'),
        ("echo[] --input 1", "a name has 1 to 80 characters"),
        ("echo --input NaN", "NaN is not JSON"),
    ],
)
def test_a_slip_in_the_line_is_one_short_block(notebook: Notebook, line: str, said: str) -> None:
    notebook.variables["payload"] = {}
    cell = notebook.run(f"%%statemachine {line}{ECHO}")
    assert isinstance(cell.error, sfn.UsageError)
    assert said in cell.text
    assert "Traceback" not in cell.text
    assert len(cell.text.splitlines()) <= 3


def test_a_wrong_definition_is_shown_with_a_caret(notebook: Notebook) -> None:
    cell = notebook.run(f"%%statemachine order{BODY.replace('Next: Charge', 'Next: Charg')}")
    assert isinstance(cell.error, sfn.AslError)
    assert cell.text.splitlines()[:4] == [
        'SFN203 error: no state "Charg" in this machine',
        "  line 3, column 48   /States/Cool off/Next",
        "    Cool off: {Type: Wait, Seconds: 86400, Next: Charg}",
        '                                                 ^^^^^  did you mean "Charge"?',
    ]
    assert "Traceback" not in cell.text


def test_a_wrong_definition_leaves_the_machine_of_before(notebook: Notebook) -> None:
    notebook.run(f"%%statemachine echo{ECHO}")
    before = notebook.variables["echo"]
    notebook.run("%%statemachine echo\nStartAt: Echo\n")
    assert notebook.variables["echo"] is before


def test_a_task_that_nobody_answers_is_said_before_the_run(notebook: Notebook) -> None:
    cell = notebook.run(f"%%statemachine order --input 1{BODY}")
    assert 'nobody answers the function "charge"' in cell.text
    assert list(sfn.session().executions) == []


@pytest.mark.parametrize("body", ["\n", "\n\n  \n"])
def test_an_empty_cell_says_where_the_definition_goes(notebook: Notebook, body: str) -> None:
    assert "write it below the first line" in notebook.run(f"%%statemachine order{body}").text


def test_what_an_express_machine_cannot_do_is_shown_with_a_caret(notebook: Notebook) -> None:
    body = BODY.replace(
        "arn:aws:lambda:us-east-1:111111111111:function:charge", "arn:aws:states:us-east-1:1:activity:a"
    )
    cell = notebook.run(f"%%statemachine order --type EXPRESS{body}")
    assert isinstance(cell.error, sfn.AslError)
    assert cell.text.splitlines()[0] == "SFN314 error: an Express workflow has no activities"


def test_an_unknown_substitution_is_shown_in_its_place(notebook: Notebook) -> None:
    notebook.variables["Limit"] = 3
    cell = notebook.run('%%statemachine echo\nStartAt: A\nStates:\n  A: {Type: Pass, Result: "${Limt}", End: true}')
    assert 'did you mean "Limit"?' in cell.text
