"""A notebook finds the executions of yesterday's kernel, and lets go on what was interrupted."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cells import ECHO, FAIL, Notebook

import sfn_notebook as sfn
from sfn_notebook.magics.notebook_store import VARIABLE, keep_executions
from sfn_notebook.session.session import session

SIMPLE = '{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}'
FOLDER = ".sfn_notebook"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notebook: Notebook) -> Iterator[Path]:
    """A notebook's folder, and a kernel that has just loaded the extension there."""
    monkeypatch.delenv(VARIABLE)
    monkeypatch.chdir(tmp_path)
    _load()
    assert notebook
    yield tmp_path
    session().close()


def _load() -> None:
    """What `%load_ext sfn_notebook` does in a new kernel."""
    session.cache_clear()
    keep_executions()


def _done(_: object) -> str:
    return "done"


def _restart() -> None:
    session().close()
    _load()


def test_executions_are_kept_beside_the_notebook_where_git_does_not_look(folder: Path) -> None:
    names = sorted(path.name for path in (folder / FOLDER).iterdir() if "-" not in path.name)
    assert names == [".gitignore", "executions.db"]
    assert (folder / FOLDER / ".gitignore").read_text(encoding="ascii") == "*\n"


def test_an_execution_of_yesterday_is_shown(notebook: Notebook) -> None:
    notebook.run(f"%%statemachine order --input 12 --out mine\n{ECHO}")
    name = notebook.variables["mine"].name
    _restart()
    assert "SUCCEEDED" in notebook.run(f"%sfn show {name[:8]} --view text").shown
    assert sfn.load(name[:8]).output == 12
    assert "PassStateExited" in notebook.run(f"%sfn history {name}").shown


def test_a_machine_of_yesterday_is_listed_started_and_measured(notebook: Notebook) -> None:
    notebook.run(f"%%statemachine order --input 12\n{ECHO}")
    _restart()
    del notebook.variables["order"]
    assert "order" in notebook.run("%sfn ls").shown
    assert notebook.run("%sfn start order --input 3 --out job").text == ""
    assert notebook.variables["job"].wait(10).output == 3
    assert "2" in notebook.run("%sfn metrics order").shown
    assert session().machines["order"].run(4).output == 4


def test_a_machine_that_a_client_made_is_run_by_its_name(notebook: Notebook) -> None:
    client = session().client()
    client.create_state_machine(name="made", definition=SIMPLE, roleArn="arn:aws:iam::123456789012:role/r")
    notebook.run("%sfn run made --input 3 --out ended")
    assert notebook.variables["ended"].output == 3


def test_what_is_resumed_says_which_function_it_waits_for(notebook: Notebook) -> None:
    resource = "arn:aws:lambda:us-east-1:123456789012:function:work"
    machine: dict[str, Any] = {"StartAt": "W", "States": {"W": {"Type": "Task", "Resource": resource, "End": True}}}
    called, over = threading.Event(), threading.Event()

    def hang(_: object) -> None:
        called.set()
        over.wait(60)

    sfn.function("work", hang)
    job = sfn.StateMachine(machine, "m").start({}, name="waiting")
    assert called.wait(10)
    _restart()
    over.set()
    hint = "W: nobody answers"
    assert hint in notebook.run("%sfn resume").shown
    assert hint in notebook.run("%sfn ls").shown
    assert hint in session().load("waiting").progress
    assert hint in repr(session().load("waiting"))
    assert job.execution.name == "waiting"


def test_executions_of_earlier_kernels_are_listed_by_status(notebook: Notebook) -> None:
    notebook.run(f"%%statemachine good --input 12\n{ECHO}")
    notebook.run(f"%%statemachine bad --input 12\n{FAIL}")
    _restart()
    assert notebook.run("%sfn ls").shown.count("SUCCEEDED") == 0
    listed = notebook.run("%sfn ls --executions").shown
    assert listed.index("bad") < listed.index("good")
    failed = notebook.run("%sfn ls --executions --status failed").shown
    assert ("Sold out" in failed, "good" in failed) == (True, False)


def test_what_was_interrupted_is_told_of_and_goes_on(notebook: Notebook, capsys: pytest.CaptureFixture[str]) -> None:
    called, over = threading.Event(), threading.Event()

    def hang(_: object) -> None:
        called.set()
        over.wait(60)

    sfn.function("work", hang)
    resource = "arn:aws:lambda:us-east-1:123456789012:function:work"
    machine: dict[str, Any] = {"StartAt": "W", "States": {"W": {"Type": "Task", "Resource": resource, "End": True}}}
    job = sfn.StateMachine(machine, "m").start({})
    assert called.wait(10)
    _restart()
    over.set()
    assert capsys.readouterr().out == "1 execution was interrupted: %sfn resume\n"
    assert "interrupted" in notebook.run("%sfn ls --executions").shown
    sfn.function("work", _done)
    assert job.execution.name in notebook.run("%sfn resume").shown
    resumed = session().load(job.execution.name).record.job
    assert resumed is not None
    resumed.done.wait(10)
    assert session().load(job.execution.name).output == "done"
    assert "nothing was interrupted" in notebook.run("%sfn resume").shown


def test_a_folder_that_cannot_be_written_leaves_executions_in_memory(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "file").write_text("", encoding="ascii")
    monkeypatch.setenv(VARIABLE, str(folder / "file" / "executions.db"))
    session().close()
    _load()
    assert capsys.readouterr().out.startswith("executions are kept in memory only: ")
    assert session().account.store is None


def test_a_store_can_be_turned_off(monkeypatch: pytest.MonkeyPatch, notebook: Notebook) -> None:
    monkeypatch.setenv(VARIABLE, "off")
    _restart()
    assert session().account.store is None
    assert "kept in memory only" in notebook.run("%sfn ls --executions").text
