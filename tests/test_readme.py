"""The README's examples, run as they stand there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
BLOCK: Final = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")


def _block(language: str, start: str) -> str:
    return next(body for found, body in BLOCK.findall(README) if found == language and body.startswith(start))


def _definition() -> str:
    return _block("", "%%statemachine").split("\n", 1)[1]


def _functions() -> str:
    return _block("python", "%load_ext").split("\n", 1)[1]


@pytest.mark.slow
def test_the_script_does_what_its_comments_say(tmp_path: Path) -> None:
    examples = [_block("python", start) for start in ("import sfn_notebook", "tested = ")]
    script = "\n".join([_functions(), f"definition = {_definition()!r}", *examples])
    shown = "print(execution.status, execution.result(), tested.status, tested.error)"
    (tmp_path / "script.py").write_text(f"{script}\n{shown}\n", encoding="utf-8")
    command = [sys.executable, str(tmp_path / "script.py")]
    finished = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, text=True, timeout=60)
    assert (finished.stdout, finished.returncode) == ("SUCCEEDED {'paid': 12} FAILED Busy\n", 0), finished.stderr


@pytest.mark.slow
def test_the_command_line_does_what_the_text_says(tmp_path: Path) -> None:
    (tmp_path / "order.asl.json").write_text(_definition(), encoding="utf-8")
    (tmp_path / "functions.py").write_text(_functions(), encoding="utf-8")
    program = Path(sys.executable).with_name("sfn-notebook")
    line = _block("sh", "sfn-notebook run").strip().replace("sfn-notebook", str(program), 1)
    finished = subprocess.run(
        ["/bin/sh", "-c", line], cwd=tmp_path, capture_output=True, check=False, text=True, timeout=60
    )
    assert (json.loads(finished.stdout or "null"), finished.returncode) == ({"paid": 12}, 0), finished.stderr


@pytest.mark.parametrize("program", [".venv/bin/sfn-notebook", ".venv/bin/python -m pytest"])
def test_each_line_of_set_up_makes_its_own_environment(program: str) -> None:
    lines = [line for line in README.splitlines() if line.startswith("python3 -m venv .venv && ")]
    assert len([line for line in lines if program in line]) == 1
