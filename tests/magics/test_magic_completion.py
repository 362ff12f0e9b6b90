from __future__ import annotations

import pytest
from cells import ECHO, Notebook

VERBS = [
    *("fail", "fork", "heartbeat", "help", "history", "ls", "metrics", "pending", "redrive"),
    *("resume", "run", "show", "start", "stop", "succeed", "test"),
]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("%sfn ", VERBS),
        ("%sfn h", ["heartbeat", "help", "history"]),
        ("%sfn help r", ["redrive", "resume", "run"]),
        ("%sfn start ec", ["echo"]),
        ("%sfn start echo --tokens ", ["hold", "skip"]),
        ("%sfn fork ex", ["execution"]),
        ("%sfn fork execution --at E", ["Echo"]),
        ("%sfn fork --at E", ["Echo"]),
        ("%sfn fork nothing --at E", []),
        ("%sfn fork execution --with e", ["echo"]),
        ("%sfn stop ex", []),
        ("%sfn redrive ex", []),
        ("%sfn succeed e", []),
        ("%sfn succeed --state E", []),
        ("%sfn run ec", ["echo"]),
        ("%sfn run echo --in", ["--input"]),
        ("%sfn run echo --clock v", ["virtual"]),
        ("%sfn run echo --input $pay", ["$payload"]),
        ("%sfn metrics e", ["echo"]),
        ("%sfn test ec", ["echo"]),
        ("%sfn test echo Ec", ["Echo"]),
        ("%sfn test nothing Ec", []),
        ("%sfn test echo Echo Ec", []),
        ("%sfn test echo Echo --level D", ["DEBUG"]),
        ("%sfn test echo Echo --mo", ["--mock"]),
        ("%sfn show ex", ["execution"]),
        ("%sfn history ex", ["execution"]),
        ("%%statemachine echo --cl", ["--clock"]),
        ("%%statemachine echo --view ", ["html", "live", "svg", "text"]),
        ("%%statemachine found << echo --se", ["--seed"]),
    ],
)
def test_tab_offers_what_fits(notebook: Notebook, line: str, offered: list[str]) -> None:
    notebook.run(f"%%statemachine echo --input 1 --out execution{ECHO}")
    notebook.variables["payload"] = {}
    assert [each for each in notebook.complete(line) if not each.startswith("%")] == offered


@pytest.mark.parametrize("line", ["%sfn ls x", "%sfn nothing --", "sfn ", "%%statemachine e"])
def test_where_nothing_of_ours_fits_nothing_is_offered(notebook: Notebook, line: str) -> None:
    from sfn_notebook.magics.completion import complete

    assert complete(line, notebook.variables) == []


def test_the_body_of_a_cell_is_left_alone(notebook: Notebook) -> None:
    from sfn_notebook.magics.completion import complete

    assert complete("%%statemachine echo --cl", notebook.variables, is_first_line=False) == []
