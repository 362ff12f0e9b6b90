"""The wheel as a user gets it: in an empty folder, in a venv of its own, with no Node on PATH."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.wheel]

ROOT: Final = Path(__file__).resolve().parents[2]
TASK: Final = {
    "Type": "Task",
    "Resource": "arn:aws:states:::lambda:invoke",
    "Parameters": {"FunctionName": "greet", "Payload.$": "$"},
    "OutputPath": "$.Payload",
    "End": True,
}
FUNCTIONS: Final = """
import sfn_notebook as sfn

@sfn.function("greet")
def greet(event, context):
    return f"hello {event['name']}"
"""

Finished: TypeAlias = "subprocess.CompletedProcess[str]"
Command: TypeAlias = "Callable[[Sequence[str]], Finished]"


def _run(command: Sequence[str], folder: Path, environment: dict[str, str], seconds: int = 600) -> Finished:
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
        timeout=seconds,
    )


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new venv in which nothing but the wheel and JupyterLab was installed."""
    built = tmp_path_factory.mktemp("built")
    environment = dict(os.environ)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    made = _run([*pip, "wheel", "--no-deps", "--wheel-dir", str(built), str(ROOT)], built, environment)
    assert made.returncode == 0, made.stdout + made.stderr
    (wheel,) = built.glob("sfn_notebook-*.whl")
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=True)
    install = [str(home / "bin" / "python"), "-m", "pip", "--quiet", "install", f"{wheel}[lab]"]
    installed = _run(install, built, environment)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    return home / "bin"


@pytest.fixture
def command(programs: Path, tmp_path: Path) -> Command:
    """Runs a program of that venv in an empty folder; PATH holds that venv's programs alone."""
    environment = {"PATH": str(programs), "HOME": str(tmp_path / "home"), "LANG": "C.UTF-8"}
    assert shutil.which("node", path=environment["PATH"]) is None
    folder = tmp_path / "work"
    folder.mkdir()

    def run(arguments: Sequence[str]) -> Finished:
        return _run([str(programs / arguments[0]), *arguments[1:]], folder, environment)

    return run


def test_the_package_comes_from_the_wheel(command: Command, programs: Path) -> None:
    finished = command(["python", "-c", "import sfn_notebook; print(sfn_notebook.__file__)"])
    assert finished.stdout.startswith(str(programs.parent)), finished.stderr


def test_the_command_line_explains_itself(command: Command) -> None:
    finished = command(["sfn-notebook", "--help"])
    assert (finished.returncode, finished.stderr) == (0, "")
    assert {"run", "lab"} <= set(re.findall(r"\w+", finished.stdout))


def test_a_machine_in_a_file_runs(command: Command, tmp_path: Path) -> None:
    definition = json.dumps({"StartAt": "Greet", "States": {"Greet": TASK}})
    (tmp_path / "work" / "greet.asl.json").write_text(definition)
    (tmp_path / "work" / "functions.py").write_text(FUNCTIONS)
    call = ["sfn-notebook", "run", "greet.asl.json", "--input", '{"name": "Ada"}', "--functions", "functions.py"]
    finished = command(call)
    assert (finished.returncode, finished.stdout) == (0, '"hello Ada"\n'), finished.stderr


def test_jupyterlab_finds_the_extension_in_order(command: Command) -> None:
    finished = command(["jupyter", "labextension", "list"])
    listed = finished.stdout + finished.stderr
    assert re.search(r"sfn-notebook v\S+ .*enabled.* .*OK", listed), listed


def test_the_quick_start_becomes_a_page_that_shows_its_graphs(command: Command, tmp_path: Path) -> None:
    finished = command(["sfn-notebook", "lab", "--execute", "quick-start.html"])
    assert finished.returncode == 0, finished.stdout + finished.stderr
    page = (tmp_path / "work" / "quick-start.html").read_text(encoding="utf-8")
    assert "<svg" in page
