"""The front end's own tests, run by Node; `npm test` in labextension/ runs them alone."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

FRONT_END: Final = Path(__file__).resolve().parents[2] / "labextension"
CLOSING: Final = re.compile(r"^\W+ (pass|fail|skipped) (\d+)$", re.MULTILINE)


def _npm(*arguments: str) -> subprocess.CompletedProcess[str]:
    npm = shutil.which("npm")
    assert npm, "npm is not on PATH; the front end is built and tested with Node 20 or newer"
    command = [npm, *arguments]
    return subprocess.run(command, cwd=FRONT_END, capture_output=True, check=False, text=True, timeout=600)


@pytest.fixture(scope="session")
def front_end() -> None:
    """Install what the lock file names, unless that was done since it changed."""
    installed = FRONT_END / "node_modules" / ".package-lock.json"
    wanted = FRONT_END / "package-lock.json"
    if not installed.is_file() or installed.stat().st_mtime < wanted.stat().st_mtime:
        finished = _npm("ci", "--no-audit", "--no-fund")
        assert finished.returncode == 0, finished.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("front_end")
def test_the_tests_of_the_front_end_pass(record_property: Callable[[str, object], None]) -> None:
    finished = _npm("test")
    counts = {word: int(number) for word, number in CLOSING.findall(finished.stdout)}
    for word, number in counts.items():
        record_property(f"node_{word}", number)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert counts.get("pass", 0) > 0
    assert counts["fail"] == counts["skipped"] == 0
